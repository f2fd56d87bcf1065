"""A Region's pack in the book: what the pages show of it, and what depends on it.

`ess_pack` is written for the kernels in a file beside the working folder; pages that read the pack depend on
that file, so that an edited pack reads those pages again and only writes the others (their foot has it too).
"""

from pathlib import Path

from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

from .. import pack
from ..pack import show, texts
from .directives import Block
from .nodes import block, html_block

FILE = "pack.json"
_file: Path | None = None


def pack_file() -> str:
    """The file that kernels read the pack from, empty without a pack."""
    return str(_file) if _file else ""


def note_pack(env) -> None:
    """The page being read depends on the pack."""
    if _file:
        env.note_dependency(str(_file))


def _prepare(app: Sphinx, config) -> None:
    use(config.ess_pack, Path(app.doctreedir).parent)


def use(region: pack.Pack, folder: Path) -> None:
    """From now on, pages and kernels show this pack (none when empty), written in `folder`."""
    global _file
    pack.use(region)
    _file = folder / FILE if region else None
    if _file is None:
        return
    text = pack.to_json(region)
    if not _file.is_file() or _file.read_text(encoding="utf-8") != text:
        _file.parent.mkdir(parents=True, exist_ok=True)
        _file.write_text(text, encoding="utf-8")


class RegionWelcome(Block):
    """`{mot-de-la-region}`: the Region's welcome page and its contacts, when the book has its pack."""

    has_content = False
    optional_arguments = 0
    kind = "region"

    def run(self):
        note_pack(self.env)
        region = pack.current()
        if not region.get("accueil") and not region.get("contacts"):
            return []
        node = self.open_block(region["nom"])
        for piece in region.get("accueil", []):
            text = html_block(texts.html(piece["texte"]), texts.plain(piece["texte"]))
            if piece["bloc"]:
                inner = self.open_block(piece["titre"])
                inner["kind"] = piece["bloc"]
                inner += text
                text = inner
            node += text
        if region.get("contacts"):
            node += html_block(show.contacts(region, "contacts-region"), show.words(region["contacts"]))
        return [node]


class RegionContacts(SphinxDirective):
    """`{contacts-de-la-region}`: whom to call in the Region, where the course speaks of calling."""

    def run(self):
        note_pack(self.env)
        region = pack.current()
        if not region.get("contacts"):
            return []
        number = self.env.new_serialno("bloc")
        node = block("", kind="region", title=show.CONTACTS_TITLE.format(region["nom"]), extra="", title_id=f"bloc-region-{number}")
        node += html_block(show.contacts(region), show.words(region["contacts"]))
        return [node]


def setup(app: Sphinx) -> None:
    # "html": a changed pack writes every page again; those that read it are read again (`note_pack`).
    app.add_config_value("ess_pack", {}, "html", [dict])
    app.connect("config-inited", _prepare, priority=100)
    app.add_directive("mot-de-la-region", RegionWelcome)
    app.add_directive("contacts-de-la-region", RegionContacts)
