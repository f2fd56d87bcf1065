"""Split a MyST page into what people read and what machines read.

The page is not rendered: checks need the exact line and column of every character. `parse()` returns
the text with everything that is not prose masked, character for character, so that an offset in the
mask is an offset in the file.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass, field

import yaml

MASK = "\x00"  # not read by people: code, markup, addresses
WORD = "\ue000"  # read as one word whose text is elsewhere: a role, inline code
SPACES = " \t\u00a0\u2009\u202f"

# Directives whose body is not prose.
CODE_DIRECTIVES = {
    "code", "code-block", "code-cell", "sourcecode", "literalinclude", "math", "mermaid", "raw",
    "toctree", "tableofcontents", "eval-rst", "include", "image",
}  # fmt: skip
# Directives whose argument is a title that people read.
TITLED_DIRECTIVES = {
    "a-vous", "admonition", "card", "dropdown", "seealso", "tab-item", "topic", "animateur",
    "dans-votre-poste", "table",
}  # fmt: skip
# Roles written `{role}`text <target>``: the text is read, the target is not.
TARGET_ROLES = {"ref", "doc", "numref", "term", "download", "any"}

_FENCE = re.compile(r"^([ \t]*)(`{3,}|~{3,}|:{3,})[ \t]*(?:\{([\w:.+-]+)\}|([\w-]*))[ \t]*(.*)$")
_HEADING = re.compile(r"^ {0,3}#{1,6}(?=\s)")
_ITEM = re.compile(r"^[ \t]*(?:[-*+]|\d+[.)])[ \t]+")
_LABEL = re.compile(r"^[ \t]*\([\w:.-]+\)=[ \t]*$")
_TABLE_RULE = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(\|[ \t]*:?-{2,}:?[ \t]*)*\|?[ \t]*$")
_OPTION = re.compile(r"^[ \t]*:([\w-]+):[ \t]*(.*)$")
_ROLE = re.compile(r"\{([\w:-]+)\}(`+)([^`]+?)\2")
_CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.S)
_IMAGE = re.compile(r"!\[([^\]]*)\]\(([^)]*)\)")
_LINK = re.compile(r"(?<!!)\[((?:[^\[\]]|\[[^\]]*\])*)\](\([^)]*\)|\[[^\]]*\])")
_ADDRESS = re.compile(
    r"<(?:https?:|mailto:)[^>]*>|https?://[^\s)>»\u202f]+|\bwww\.[^\s)>»,;\u202f]*[^\s)>».,;\u202f]"
    r"|[\w.+-]+@[\w-]+\.[\w.]+\w"
)
_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<!--.*?-->|&#?\w+;", re.S)
_HTML_IMAGE = re.compile(r"<img\b[^>]*>", re.I)
_EMPHASIS = re.compile(r"\*{1,3}|(?<!\w)_{1,3}(?=\w)|(?<=\w)_{1,3}(?!\w)|\\(?=[^\w\s])|~~")
_ATTRIBUTES = re.compile(r"(?<=[\])`\x00\ue000])\{[#.][^}\n]*\}|^[ \t]*\{[#.][^}\n]*\}[ \t]*$", re.M)
_FOOTNOTE = re.compile(r"\[\^[\w-]+\]:?")
_REFERENCE = re.compile(r"^ {0,3}\[[^\]^]+\]:[ \t]+\S.*$", re.M)


@dataclass
class Block:
    """A run of prose: `kind` is heading, title, paragraph, item or cell; `[start, end)` offsets."""

    kind: str
    start: int
    end: int
    directives: tuple[str, ...] = ()


@dataclass
class Directive:
    """A MyST directive. `start` and `end` are the offsets of its body, `line` that of its fence."""

    name: str
    argument: str
    line: int
    options: dict[str, str] = field(default_factory=dict)
    start: int = 0
    end: int = 0
    parents: tuple[str, ...] = ()
    body: str = ""
    body_line: int = 0


@dataclass
class Role:
    """A role such as `{fait}`id``, with its offset."""

    name: str
    content: str
    offset: int


@dataclass
class Heading:
    """A Markdown heading: its level (1 to 6), its offset and its source text."""

    level: int
    offset: int
    text: str


@dataclass
class Page:
    """A page cut up. `mask` has the length of `text`; see `MASK` and `WORD`."""

    text: str
    mask: str
    blocks: list[Block]
    directives: list[Directive]
    roles: list[Role]
    headings: list[Heading]
    images: list[tuple[int, str, str]]  # offset, alternative, target
    table_lines: set[int]
    _starts: list[int]

    def line(self, offset: int) -> int:
        """The line of an offset, from 1."""
        return bisect_right(self._starts, offset)

    @property
    def cells(self) -> list[Directive]:
        """Code cells, in order."""
        return [d for d in self.directives if d.name == "code-cell"]


def parse(text: str) -> Page:
    """Cut up the source of a page. Never fails: what it does not understand is prose."""
    return _Parser(text).run()


def mask_inline(text: str) -> str:
    """Mask of a piece of inline Markdown (a quiz text, a cell of a table of data)."""
    chars = list(text)
    _inline(text, chars, [], [])
    return "".join(chars)


def inline_roles(text: str) -> list[Role]:
    """Roles found in a piece of inline Markdown."""
    roles: list[Role] = []
    _inline(text, list(text), roles, [])
    return roles


def _fill(chars: list[str], start: int, end: int, char: str) -> None:
    for index in range(start, end):
        if chars[index] != "\n":
            chars[index] = char


def _inline(text, chars, roles, images):
    """Mask the inline markup of `text` in `chars`, which may already be masked in places."""

    def live(match) -> bool:
        return chars[match.start()] not in (MASK, WORD) and chars[match.end() - 1] not in (MASK, WORD)

    for match in _ROLE.finditer(text):
        if not live(match):
            continue
        name, content = match.group(1), match.group(3)
        roles.append(Role(name, content, match.start()))
        titled = re.fullmatch(r"(.+?)\s*<([^<>]+)>", content, re.S) if name in TARGET_ROLES else None
        if titled:
            begin = match.start(3)
            _fill(chars, match.start(), begin, MASK)
            _fill(chars, begin + titled.end(1), match.end(), MASK)
        else:
            _fill(chars, match.start(), match.end(), WORD)
    for match in _CODE.finditer(text):
        if live(match) and "\n\n" not in match.group():
            _fill(chars, match.start(), match.end(), WORD)
    for match in _IMAGE.finditer(text):
        if live(match):
            images.append((match.start(), match.group(1), match.group(2)))
            _fill(chars, match.start(), match.start(1), MASK)
            _fill(chars, match.end(1), match.end(), MASK)
    for match in _LINK.finditer(text):
        # The text of the link may hold a role: only the brackets and the target must be untouched.
        if chars[match.start()] == "[" and chars[match.end(1)] == "]":
            _fill(chars, match.start(), match.start(1), MASK)
            _fill(chars, match.end(1), match.end(), MASK)
    for match in _ADDRESS.finditer(text):
        if live(match):
            _fill(chars, match.start(), match.end(), WORD)
    for match in _HTML_IMAGE.finditer(text):
        if live(match):
            alt = re.search(r"""\balt=(?:"([^"]*)"|'([^']*)')""", match.group(), re.I)
            images.append((match.start(), (alt.group(1) or alt.group(2) or "") if alt else "", ""))
    for pattern in (_TAG, _FOOTNOTE, _REFERENCE):
        for match in pattern.finditer(text):
            if live(match):
                _fill(chars, match.start(), match.end(), MASK)
    for match in _ATTRIBUTES.finditer("".join(chars)):
        _fill(chars, match.start(), match.end(), MASK)
    for match in _EMPHASIS.finditer("".join(chars)):
        _fill(chars, match.start(), match.end(), MASK)
    return chars


class _Parser:
    def __init__(self, text: str):
        self.text = text
        self.chars = list(text)
        self.lines = text.splitlines(keepends=True)
        # str.splitlines also cuts on form feeds and the like: keep only real line ends.
        self.lines = re.findall(r"[^\n]*\n|[^\n]+", text)
        self.starts, offset = [], 0
        for line in self.lines:
            self.starts.append(offset)
            offset += len(line)
        self.starts = self.starts or [0]
        self.blocks: list[Block] = []
        self.directives: list[Directive] = []
        self.headings: list[Heading] = []
        self.table_lines: set[int] = set()
        self.open: Block | None = None
        self.stack: list[tuple[str, int, Directive | None, bool]] = []

    def run(self) -> Page:
        """Read line by line, then mask inline markup."""
        index = self._front_matter()
        while index < len(self.lines):
            index = self._line(index)
        self._flush()
        while self.stack:
            self._close(len(self.text), len(self.lines))
        for match in re.finditer(r"<!--.*?-->", self.text, re.S):
            if self.chars[match.start()] != MASK:
                _fill(self.chars, match.start(), match.end(), MASK)
        roles: list[Role] = []
        images: list[tuple[int, str, str]] = []
        _inline(self.text, self.chars, roles, images)
        return Page(
            self.text,
            "".join(self.chars),
            self.blocks,
            self.directives,
            sorted(roles, key=lambda role: role.offset),
            self.headings,
            images,
            self.table_lines,
            self.starts,
        )

    # -- lines -------------------------------------------------------------------------------

    def _front_matter(self) -> int:
        if not self.lines or self.lines[0].strip() != "---":
            return 0
        for index in range(1, len(self.lines)):
            if self.lines[index].strip() == "---":
                self._hide(0, index + 1)
                return index + 1
        return 0

    def _hide(self, first: int, last: int) -> None:
        end = self.starts[last] if last < len(self.starts) else len(self.text)
        _fill(self.chars, self.starts[first], end, MASK)

    def _line(self, index: int) -> int:
        line = self.lines[index]
        start = self.starts[index]
        bare = line.strip()
        if self.stack and self._closes(bare):
            self._flush()
            self._hide(index, index + 1)
            self._close(start, index)
            return index + 1
        if self.stack and not self.stack[-1][3]:  # inside code
            self._hide(index, index + 1)
            return index + 1
        fence = _FENCE.match(line)
        if fence and not (fence.group(2)[0] == ":" and not fence.group(3)):
            return self._opens(index, fence)
        if not bare or bare == "+++" or re.fullmatch(r"(\*\s*){3,}|(-\s*){3,}|(_\s*){3,}", bare):
            self._flush()
            self._hide(index, index + 1)
            return index + 1
        if bare.startswith("%") or _LABEL.match(line) or bare.startswith("+++"):
            self._flush()
            self._hide(index, index + 1)
            return index + 1
        heading = _HEADING.match(line)
        if heading:
            self._flush()
            _fill(self.chars, start, start + heading.end(), MASK)
            content = start + heading.end()
            self._block("heading", content, start + len(line))
            self._flush()
            level = len(heading.group().strip())
            self.headings.append(Heading(level, start, line[heading.end() :].strip()))
            return index + 1
        quote = re.match(r"^[ \t]*(?:>[ \t]?)+", line)
        begin = start
        if quote:
            _fill(self.chars, start, start + quote.end(), MASK)
            begin = start + quote.end()
            line = line[quote.end() :]
        if line.lstrip().startswith("|") or _TABLE_RULE.match(line) and "|" in line:
            self._flush()
            self._table_row(index, begin, line)
            return index + 1
        item = _ITEM.match(line)
        if item:
            self._flush()
            _fill(self.chars, begin, begin + item.end(), MASK)
            self._block("item", begin + item.end(), begin + len(line))
            return index + 1
        definition = re.match(r"^[ \t]{0,3}:[ \t]+", line)
        if definition:
            self._flush()
            _fill(self.chars, begin, begin + definition.end(), MASK)
            begin += definition.end()
        self._block(self.open.kind if self.open else "paragraph", begin, start + len(self.lines[index]))
        return index + 1

    def _block(self, kind: str, start: int, end: int) -> None:
        if self.open is None:
            names = tuple(d.name for _, _, d, _ in self.stack if d)
            self.open = Block(kind, start, end, names)
            self.blocks.append(self.open)
        else:
            self.open.end = end

    def _flush(self) -> None:
        self.open = None

    def _table_row(self, index: int, start: int, line: str) -> None:
        self.table_lines.add(index + 1)
        if _TABLE_RULE.match(line):
            self._hide(index, index + 1)
            return
        # A bar inside a role or code belongs to the cell: {fait}`id|valeur`.
        safe = re.sub(r"`[^`]*`", lambda m: "x" * len(m.group()), line)
        begin = 0
        for bar in [*re.finditer(r"(?<!\\)\|", safe), None]:
            end = bar.start() if bar else len(line.rstrip("\n"))
            if line[begin:end].strip():
                self._block("cell", start + begin, start + end)
                self._flush()
            if bar:
                self.chars[start + end] = MASK
                begin = end + 1

    # -- fences ------------------------------------------------------------------------------

    def _closes(self, bare: str) -> bool:
        char, length, _, _ = self.stack[-1]
        return len(bare) >= length and set(bare) == {char}

    def _opens(self, index: int, fence: re.Match) -> int:
        self._flush()
        line, start = self.lines[index], self.starts[index]
        marks, name, argument = fence.group(2), fence.group(3), fence.group(5).strip()
        directive = None
        prose = False
        if name:
            parents = tuple(d.name for _, _, d, _ in self.stack if d)
            directive = Directive(name, argument, index + 1, parents=parents)
            self.directives.append(directive)
            prose = name not in CODE_DIRECTIVES and not name.startswith(("table-", "sources-"))
        if name in TITLED_DIRECTIVES and argument:
            title = start + fence.start(5)
            _fill(self.chars, start, title, MASK)
            self._block("title", title, start + len(line))
            self._flush()
        else:
            self._hide(index, index + 1)
        self.stack.append((marks[0], len(marks), directive, prose))
        index += 1
        if directive:
            index = self._options(index, directive)
            directive.start = self.starts[index] if index < len(self.starts) else len(self.text)
            directive.body_line = index + 1
        return index

    def _options(self, index: int, directive: Directive) -> int:
        if index < len(self.lines) and self.lines[index].strip() == "---":
            for last in range(index + 1, len(self.lines)):
                if self.lines[last].strip() == "---":
                    source = "".join(self.lines[index + 1 : last])
                    try:
                        values = yaml.safe_load(source) or {}
                    except yaml.YAMLError:
                        values = {}
                    if isinstance(values, dict):
                        directive.options = {str(k): str(v) for k, v in values.items()}
                    self._hide(index, last + 1)
                    return last + 1
            return index
        while index < len(self.lines):
            option = _OPTION.match(self.lines[index])
            if not option:
                break
            directive.options[option.group(1)] = option.group(2).strip()
            self._hide(index, index + 1)
            index += 1
        return index

    def _close(self, offset: int, index: int) -> None:
        _, _, directive, _ = self.stack.pop()
        if directive:
            directive.end = max(offset, directive.start)
            directive.body = self.text[directive.start : directive.end]
