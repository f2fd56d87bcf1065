"""The traps of the matching exercise: the real file, and what a bad one says."""

import pytest

from ess_region import data, matching
from ess_region.checks import quizzes
from ess_region.errors import ContentError
from ess_region.paths import EXERCISES

FILE = EXERCISES / "secteurs" / "associer.yml"

GOOD = """\
autrement: Relisez.
pieges:
  - organisation: mgen
    secteur: finance-assurance
    se_defend: true
    retour: Tentant.
  - organisation: admr
    secteur: sante
    retour: Tentant aussi.
"""


def read(tmp_path, text):
    file = tmp_path / "associer.yml"
    file.write_text(text, encoding="utf-8")
    return matching.load_file(file)


def test_every_organisation_has_a_trap():
    traps = matching.load_file(FILE)["pieges"]
    assert set(traps) == {row["id"] for row in data.table("organisations") if row["role"] == "exemple"}
    arguable = {(one, sector) for one, own in traps.items() for sector, trap in own.items() if trap["se_defend"]}
    assert {("mgen", "finance-assurance"), ("admr", "sante"), ("groupe-idees", "action-sociale")} <= arguable


def test_a_good_file(tmp_path):
    assert read(tmp_path, GOOD) == {
        "autrement": "Relisez.",
        "pieges": {
            "mgen": {"finance-assurance": {"retour": "Tentant.", "se_defend": True}},
            "admr": {"sante": {"retour": "Tentant aussi.", "se_defend": False}},
        },
    }


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("autrement: Relisez.\n", "", 1, "il manque « autrement »"),
        ("autrement:", "sinon:", 1, "clé inconnue « sinon »"),
        ("organisation: mgen", "organisation: inconnue", 3, "organisation inconnue « inconnue »"),
        ("organisation: mgen", "organisation: atis", 3, "organisation inconnue « atis »"),
        ("finance-assurance", "mines", 4, "secteur inconnu « mines »"),
        ("finance-assurance", "sante", 4, "ce secteur est le sien"),
        ("se_defend: true", "se_defend: oui", 5, "« se_defend » s’écrit"),
        ("    retour: Tentant.\n", "", 3, "il manque « retour »"),
        ("retour: Tentant.", "dit: Tentant.", 6, "clé inconnue « dit »"),
        ("organisation: admr\n    secteur: sante", "organisation: mgen\n    secteur: finance-assurance", 8, "piège en double"),
    ],
)
def test_a_bad_file_names_the_line(tmp_path, old, new, line, words):
    assert old in GOOD
    with pytest.raises(ContentError) as caught:
        read(tmp_path, GOOD.replace(old, new, 1))
    assert words in caught.value.message
    assert caught.value.line == line
    assert str(caught.value.file).endswith("associer.yml")


def test_the_check_reads_these_files(tmp_path):
    folder = tmp_path / "secteurs"
    folder.mkdir()
    (folder / "associer.yml").write_text(GOOD.replace("sante", "mines"), encoding="utf-8")
    [error] = quizzes.check(tmp_path)
    assert "mines" in error.message
