"""The texts of a pack: a safe part of Markdown, its typography mended, its links and roles checked.

No raw HTML, no image, no block but those of `BLOCKS`. Links go to the web, to an e-mail address or to a page
of the course.
"""

import re
from difflib import get_close_matches
from pathlib import Path

from .. import inline, paths
from ..checks.markdown import mask_inline
from ..checks.typography import apply, faults
from ..errors import ContentError

MAX_WELCOME = 6000  # characters
#: Blocks of the course that a welcome page may use: name → kind of block, its title.
BLOCKS = {
    "a-vous": ("a-vous", "À vous"),
    "dans-votre-poste": ("poste", "Dans votre poste"),
    "a-retenir": ("retenir", "À retenir"),
}
_TAG = re.compile(r"<(?!https?://|mailto:)[A-Za-z/!?][^>\n]*>?")
_PAGE = re.compile(r"(?:\./)?([a-z0-9-]+)\.(?:md|html)(#[\w-]+)?")
_SAFE_LINK = re.compile(r"(?:https?://|mailto:)\S+|#[\w-]+")
_INFO = re.compile(r"\{([\w-]+)\}\s*(.*)")


def words(text: str) -> str:
    """Plain words on one line, with French typography."""
    return mended(" ".join(text.split()))


def mended(text: str) -> str:
    """The text with the spaces and apostrophes of French typography; roles, code and addresses untouched."""
    return apply(text, faults(text, mask_inline(text)))


def inline_text(text: str, *, file: Path, line: int, where: str = "") -> str:
    """A short text, checked, ready for `inline.html`. Raises ContentError."""
    return _checked(mended(text.replace("\r\n", "\n").strip()), file, line, where, block=False)


def _checked(text: str, file: Path, line: int, where: str, *, block: bool) -> str:
    def fail(message: str, hint: str, at: int = line):
        raise ContentError(f"{where} : {message}" if where else message, file=file, line=at, hint=hint)

    tag = _TAG.search(re.sub(r"`[^`\n]*`", "", text))
    if tag:
        place = text.find(tag[0])
        at = line + text[:place].count("\n") if block and place >= 0 else line
        fail(f"« {tag[0][:40]} » est du HTML, refusé dans un pack", "Écrivez en Markdown : **gras**, *italique*, [lien](https://…).", at)
    links = []
    for token in inline.tokens(text, block=block):
        if token.type == "image":
            fail("une image n’est pas reprise", "Retirez-la. La seule image d’un pack est son logo.")
        if token.type == "link_open":
            links.append(token.attrGet("href") or "")
    for href in links:
        if _SAFE_LINK.fullmatch(href):
            continue
        page = _PAGE.fullmatch(href)
        if not page:
            fail(f"le lien « {href[:60]} » n’est pas repris", "Un lien mène à https://…, à mailto:… ou à une page du cours, comme definition.md.")
        if not (paths.BOOK / f"{page[1]}.md").is_file():
            close = get_close_matches(page[1], [one.stem for one in paths.BOOK.glob("*.md")], n=1)
            fail(
                f"la page « {page[1]}.md » n’existe pas dans cette version du cours",
                f"Vouliez-vous dire {close[0]}.md ?" if close else "Les pages sont les fichiers de book/.",
            )
    text = re.sub(r"(\]\()(?:\./)?([a-z0-9-]+)\.md(?=[#)\s])", r"\1\2.html", text)
    try:
        (inline.paragraphs if block else inline.html)(text)
    except ContentError as error:
        fail(f"{error.message}{f' « {error.id} »' if error.id else ''}", error.hint or "Vérifiez cette ligne.")
    return text


def decoded(content: bytes, file: Path) -> str:
    """The text of a file in UTF-8. Raises ContentError."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise ContentError(
            "le fichier n’est pas en UTF-8", file=file, hint="Enregistrez-le de nouveau en choisissant l’encodage UTF-8."
        ) from None


def welcome(content: bytes, file: Path) -> list[dict[str, str]]:
    """The welcome page, in pieces: `{bloc, titre, texte}`, `bloc` empty for ordinary text. Raises ContentError."""
    text = decoded(content, file)
    # Remarks of the template, for its author alone; the lines keep their numbers.
    text = re.sub(r"<!--.*?-->", lambda found: "\n" * found[0].count("\n"), text, flags=re.S)
    if len(text) > MAX_WELCOME:
        raise ContentError(
            f"le texte d’accueil est trop long ({len(text)} caractères)", file=file, line=1, hint=f"Gardez {MAX_WELCOME} caractères au plus."
        )
    return pieces(text, file)


def pieces(text: str, file: Path, line: int = 1) -> list[dict[str, str]]:
    """A text cut at its blocks; every piece is checked. `line`: where the text starts in its file."""
    lines = text.split("\n")
    found: list[dict[str, str]] = []
    last = 0

    def keep(start: int, end: int, kind: str = "", title: str = "") -> None:
        part = "\n".join(lines[start:end])
        if part.strip():
            lead = len(part) - len(part.lstrip("\n"))
            mended_part = "\n".join(mended(one) for one in part.strip("\n").split("\n"))
            checked = _checked(mended_part, file, line + start + lead, "", block=True)
            found.append({"bloc": kind, "titre": title, "texte": checked})

    for token in inline.tokens(text, block=True):
        if token.type == "paragraph_open" and token.map and lines[token.map[0]].lstrip().startswith(":::"):
            _refuse_block(lines[token.map[0]].strip(), file, line + token.map[0])
        if token.type not in ("fence", "code_block") or token.level:
            continue
        info = _INFO.fullmatch(token.info.strip()) if token.type == "fence" else None
        if not info or info[1] not in BLOCKS:
            _refuse_block(token.info.strip() or "code", file, line + token.map[0])
        keep(last, token.map[0])
        kind, title = BLOCKS[info[1]]
        keep(token.map[0] + 1, token.map[1] - 1, kind, words(info[2]) or title)
        last = token.map[1]
    keep(last, len(lines))
    return found


def _refuse_block(name: str, file: Path, line: int):
    listed = ", ".join(f"{{{name}}}" for name in BLOCKS)
    raise ContentError(
        f"le bloc « {name[:40]} » n’est pas permis dans un pack", file=file, line=line, hint=f"Blocs permis : {listed}. Le reste est du texte ordinaire."
    )


_LEVELS = {"h1": "h3", "h2": "h3", "h3": "h4", "h4": "h4", "h5": "h4", "h6": "h4"}
_HEADING = re.compile(r"<(/?)(h[1-6])>")


def html(text: str) -> str:
    """Block HTML of a piece of the welcome page; its titles come below that of the block around it."""
    return _HEADING.sub(lambda found: f"<{found[1]}{_LEVELS[found[2]]}>", inline.paragraphs(text))


def plain(text: str) -> str:
    """The words of a piece, for the search index."""
    from ..prose import visible_words

    return visible_words(inline.paragraphs(text))
