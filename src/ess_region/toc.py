"""What `_toc.yml` says: the pages of the book, in order, and the part each belongs to.

`_toc-animateur.yml` has the same form: the parts that the facilitators' edition adds after the home page.
"""

from dataclasses import dataclass
from pathlib import Path

import yaml

from . import paths

# Pages and parts of the book that have not the shape of a chapter.
NOT_CHAPTERS = {"accueil", "index"}
OTHER_PARTS = {"pour commencer", "animer", "faire le point", "ateliers", "annexes"}
ANNEXES = "annexes"
ADDED = "_toc-animateur.yml"
#: Beginning of the name of a page that reviews a part.
REVIEW = "point-"
#: Beginning of the name of a page that holds the branching case of the chapter before it.
CASE = "cas-"


@dataclass(frozen=True)
class Entry:
    """A page named in a list of contents: its path without suffix, its part's caption, its line, the list."""

    path: str
    part: str
    line: int
    file: str = "_toc.yml"

    @property
    def slug(self) -> str:
        """`book/definition` → `definition`."""
        return self.path.rsplit("/", 1)[-1].removesuffix(".md")

    @property
    def document(self) -> str:
        """`book/definition`, as Sphinx names it."""
        return self.path.removesuffix(".md")

    def source(self, root: Path | None = None) -> Path:
        """The page's file."""
        return (root or paths.ROOT) / f"{self.document}.md"


def entries(root: Path | None = None, edition: str = "apprenant") -> list[Entry]:
    """Every page of an edition, root first. Raises FileNotFoundError, yaml.YAMLError."""
    root = root or paths.ROOT
    found = _read(root / "_toc.yml")
    if edition == "animateur" and (root / ADDED).is_file():
        found[1:1] = _read(root / ADDED)
    return found


def sphinx_file(edition: str, folder: Path) -> Path:
    """The contents that Sphinx reads: `_toc.yml`, or one written in `folder` with the facilitators' pages."""
    own = paths.ROOT / "_toc.yml"
    if edition != "animateur" or not (paths.ROOT / ADDED).is_file():
        return own
    contents = yaml.safe_load(own.read_text(encoding="utf-8"))
    added = yaml.safe_load((paths.ROOT / ADDED).read_text(encoding="utf-8"))
    text = yaml.safe_dump(contents | {"parts": added["parts"] + contents["parts"]}, allow_unicode=True, sort_keys=False)
    file = folder / "_toc.yml"
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8", newline="\n")
    return file


def _read(file: Path) -> list[Entry]:
    node = yaml.compose(file.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    found: list[Entry] = []
    if node is not None:
        _walk(node, "", found, file.name)
    return found


def _walk(node: yaml.Node, part: str, found: list[Entry], file: str) -> None:
    if isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _walk(item, part, found, file)
    elif isinstance(node, yaml.MappingNode):
        values = {key.value: value for key, value in node.value}
        if isinstance(values.get("caption"), yaml.ScalarNode):
            part = values["caption"].value
        for name, value in values.items():
            if name in ("root", "file") and isinstance(value, yaml.ScalarNode):
                found.append(Entry(value.value, part, value.start_mark.line + 1, file))
        for name, value in values.items():
            if name not in ("root", "file", "caption"):
                _walk(value, part, found, file)


def chapters(root: Path | None = None) -> set[str]:
    """Slugs of the pages that must have the shape of a chapter. Empty when there is no `_toc.yml`."""
    try:
        return {entry.slug for entry in entries(root) if is_chapter(entry)}
    except (OSError, yaml.YAMLError):
        return set()


def is_chapter(entry: Entry) -> bool:
    """Whether a page is a chapter: neither the home page, nor a test, a case, a workshop or an appendix."""
    return (
        entry.slug not in NOT_CHAPTERS
        and not entry.slug.startswith((REVIEW, CASE))
        and entry.part.casefold() not in OTHER_PARTS
    )
