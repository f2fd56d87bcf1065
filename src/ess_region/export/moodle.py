"""`cours.py export moodle`: the question banks, to import in Moodle. Written aside, then swapped in."""

import tempfile
from dataclasses import dataclass
from pathlib import Path

from .. import __version__, paths
from . import banks, gift, moodle_xml
from .questions import COURSE, Item, categories, item

#: What follows `stem` (`Job.stem`) in the names of files: two versions, or two Regions, are told apart.
XML = "questions.xml"
ORDER = "questions-ordre.xml"
GIFT = "questions.gift.txt"
README = "LISEZ-MOI.txt"
STEM = f"ess-en-region-{__version__}"

_README = """\
{course}, version {version}
Banque de questions : {total} questions, {banks} pages du cours.

CE QUE CONTIENT CE DOSSIER

  {xml}
      {xml_count}, au format Moodle XML. C’est le fichier à prendre pour Moodle.
  {order}
      {order_count} « remettre dans l’ordre », à part : ce type n’existe que depuis Moodle 4.4,
      et Moodle arrête l’import au premier type qu’il ne connaît pas.
  {gift}
      {gift_count}, au format GIFT, que d’autres plateformes lisent aussi.
      Ce format n’a ni indice, ni ordre, ni texte à trous, ni unité. Les lignes à associer y perdent leurs retours.

IMPORTER DANS MOODLE

  1. Ouvrez votre cours, puis « Plus » et « Banque de questions ».
  2. Choisissez « Importer », puis « Format XML Moodle ».
  3. Dans « Général », gardez cochés « Obtenir la catégorie à partir du fichier »
     et « Obtenir le contexte à partir du fichier ».
  4. Déposez {xml}, puis « Importer ».
  5. Avec Moodle 4.4 ou plus récent, recommencez avec {order}.

  Les questions sont rangées par partie et par page, sous « {course} {version} ».
  Importer deux fois le même fichier crée des doubles : supprimez d’abord la catégorie.
  Une autre version du cours a sa propre catégorie et ne touche pas à celle-ci.

CE QUE CHAQUE QUESTION EMPORTE

  Le retour de chaque réponse, les indices, l’explication avec ses sources, la section à relire.
  Trois étiquettes : niveau, chapitre, partie. Un numéro d’identification, le même que dans le cours.
  Plusieurs réponses : chaque bonne réponse vaut sa part, chaque mauvaise en retire. Tout cocher vaut zéro.
  Nombre : la virgule et le point conviennent, l’unité est facultative. Une réponse proche vaut la moitié
  quand la question le prévoit.
{left_out}
LICENCE

  Les textes sont ceux du cours : voir LICENCE-CONTENUS.md dans le dossier du cours.
"""
_LEFT_OUT = """
CE QUI N’Y EST PAS

  {count} : {ids}.
  On ne peut y répondre que dans leur page, devant un tableau ou une figure.
"""


@dataclass(frozen=True)
class Exported:
    """What was written: the folder, the number of questions of each file, the ids left out."""

    folder: Path
    counts: dict[str, int]
    total: int
    banks: int
    left_out: tuple[str, ...]


def export(folder: Path | None = None, root: Path | None = None, *, stem: str = STEM) -> Exported:
    """Write the files of the course's banks in `folder` (`dist/moodle`). `stem`: beginning of their names. Raises ContentError."""
    from ..build import swap_in

    folder = folder or paths.ROOT / "dist" / "moodle"
    files, exported = contents(folder, root, stem=stem)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="ess-moodle-") as private:
        work = Path(private) / "moodle"  # everyone may read it, unlike a temporary folder
        work.mkdir()
        for name, content in files.items():
            (work / file_name(name, stem)).write_bytes(content)
        swap_in(work, folder)
    return exported


def file_name(name: str, stem: str) -> str:
    """The name of a file once written: `XML`, `ORDER`, `GIFT` after the stem; LISEZ-MOI as it is."""
    return name if name == README else f"{stem}-{name}"


def contents(folder: Path, root: Path | None = None, *, stem: str = STEM) -> tuple[dict[str, bytes], Exported]:
    """`XML`, `ORDER`, `GIFT`, `README` → bytes of each file, and the counts. Raises ContentError."""
    found = banks.load(root)
    items = ready(found, banks.pages(root))
    orders = [one for one in items if one.question.type == "ordre"]
    others = [one for one in items if one.question.type != "ordre"]
    left_out = tuple(question.id for bank in found for question in bank.questions if question.own_page)
    counts = {
        XML: len(others),
        ORDER: len(orders),
        GIFT: sum(one.question.type in gift.WRITERS for one in items),
    }
    exported = Exported(folder, counts, len(items), len(found), left_out)
    files = {
        XML: moodle_xml.document(others),
        ORDER: moodle_xml.document(orders),
        GIFT: gift.document(items),
        README: _readme(exported, stem).encode(),
    }
    if not orders:
        del files[ORDER]
    return files, exported


def ready(found: tuple[banks.Bank, ...], pages: dict) -> list[Item]:
    """The questions of these banks, in order, but those that only their page can ask."""
    names = categories(found)
    return [item(question, bank, names[bank.slug], pages) for bank in found for question in bank.away]


def _count(questions: int) -> str:
    return f"{questions} question{'s' if questions > 1 else ''}"


def _readme(exported: Exported, stem: str) -> str:
    left_out = ""
    if exported.left_out:
        left_out = _LEFT_OUT.format(count=_count(len(exported.left_out)), ids=", ".join(exported.left_out))
    return _README.format(
        course=COURSE,
        version=__version__,
        total=exported.total,
        banks=exported.banks,
        xml=file_name(XML, stem),
        order=file_name(ORDER, stem),
        gift=file_name(GIFT, stem),
        xml_count=_count(exported.counts[XML]),
        order_count=_count(exported.counts[ORDER]),
        gift_count=_count(exported.counts[GIFT]),
        left_out=left_out,
    )
