"""Inline Markdown of quizzes, cases and data cells → HTML, with the course's roles.

The pages themselves are parsed by MyST; this is for the short texts that live in YAML and CSV.
Raw HTML is escaped: an author's text can format, never inject.
"""

from functools import cache
from html import escape, unescape

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from mdit_py_plugins.myst_role import myst_role_plugin

from .errors import ContentError


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
    parser.use(myst_role_plugin)
    parser.add_render_rule("myst_role", _render_role)
    parser.add_render_rule("text", _render_text)
    return parser


def html(text: str, *, file=None, line: int | None = None, acronyms: bool | set[str] = False) -> str:
    """Inline HTML of `text`. Raises ContentError (with file and line) on an unknown role or id.

    With `acronyms`, the first use of each acronym of the glossary carries its meaning; a set holds
    those already explained, for several texts that are read together.
    """
    explained = acronyms if isinstance(acronyms, set) else set()
    try:
        return _parser().renderInline(str(text), {} if acronyms is False else {"explained": explained})
    except ContentError as error:
        raise ContentError(
            error.message,
            file=error.file or file,
            line=error.line or line,
            id=error.id,
            hint=error.hint,
        ) from None


def paragraphs(text: str, *, file=None, line: int | None = None) -> str:
    """Block HTML of a text of several paragraphs or lists."""
    try:
        return _parser().render(str(text))
    except ContentError as error:
        raise ContentError(
            error.message, file=error.file or file, line=line, id=error.id, hint=error.hint
        ) from None


def tokens(text: str, *, block: bool = False) -> list:
    """The parts of a text as markdown-it reads them, in order, those inside a line included."""
    parsed = _parser().parse(str(text)) if block else _parser().parseInline(str(text))
    return [one for token in parsed for one in (token, *(token.children or ()))]


def plain(text: str) -> str:
    """The same text without any markup, for labels and attributes: values only, no tooltips."""
    from .prose import visible_words

    return visible_words(html(text))


def _render_role(self, tokens, idx, options, env) -> str:
    from . import prose

    token = tokens[idx]
    name, content = token.meta["name"], unescape(token.content)
    try:
        render = prose.ROLES[name]
    except KeyError:
        raise ContentError(
            f"rôle inconnu « {name} »",
            id=content,
            hint=f"Rôles possibles ici : {', '.join(sorted(prose.ROLES))}.",
        ) from None
    rendered = render(content)
    if name == "sigle" and "explained" in env:
        env["explained"].add(prose.glossary_entry(content.strip())["sigle"])
    return rendered


def _render_text(self, tokens, idx, options, env) -> str:
    content = tokens[idx].content
    if "explained" not in env or _in_link(tokens[:idx]):
        return escapeHtml(content)
    from . import prose

    pieces, end = [], 0
    for match in prose.acronym_pattern().finditer(content):
        acronym = prose.glossary_entry(match[0])["sigle"]
        if acronym in env["explained"]:
            continue
        env["explained"].add(acronym)
        pieces += [escapeHtml(content[end : match.start()]), prose.acronym_html(match[0], focusable=False)]
        end = match.end()
    return "".join([*pieces, escapeHtml(content[end:])])


def _in_link(before) -> bool:
    return sum(token.nesting for token in before if token.type in ("link_open", "link_close")) > 0


def attribute(text: str) -> str:
    """Escape for a double-quoted attribute."""
    return escape(text, quote=True)
