"""The bench: what it refuses, and the tables it writes."""

import pytest

from ess_region import bench
from ess_region.bench import report
from ess_region.errors import ContentError

ROW = {
    "page": "accueil", "premiere_visite": 85_400, "page_suivante": 30_100, "tout_lu": 99_000, "requetes": 7, "requetes_suivante": 7, "widgets": 2,
    "prets_ms": 310, "prets_apres_chargement_ms": 20, "clic_ms": 12, "clics": [], "autres_hotes": [],
    "decalage_ordinateur": 0.0301, "decalage_telephone": 0.0, "lent_lisible_ms": 1900, "lent_prets_ms": 2700,
    "lent_cache_lisible_ms": 900, "lent_cache_prets_ms": 1500, "axe": {"clair": [], "sombre": ["un", "deux"]},
}  # fmt: skip
STOCK = {
    "octets": 850_000, "deuxieme_visite": 20_000, "requetes": 31, "requetes_autres_hotes": 5, "autres_hotes": ["cdn.exemple.test"],
    "decalage_ordinateur": 0.1, "decalage_telephone": 0.2, "lent_lisible_ms": 9000, "axe": {"clair": ["un"], "sombre": []},
}  # fmt: skip
MEASURES = {"construction": [], "pages": {"apprenant": [ROW]}, "temoin": STOCK, "rapport": 9.95}


def test_the_table_in_markdown():
    lines = report.markdown(MEASURES).splitlines()
    head, line, stock = (next(one for one in lines if one.startswith(start)) for start in ("| Page |", "| accueil |", f"| {report.STOCK}"))
    assert head.count("|") == line.count("|") == stock.count("|")
    cells = [cell.strip().replace("\u00a0", " ") for cell in line.strip("|").split("|")]
    # Above the target: in bold.
    assert cells == ["accueil", "85,4 ko", "**30,1 ko**", "99,0 ko", "7", "310 ms", "1,9 s", "2,7 s", "1,5 s", "**0,030**", "12 ms", "0", "**2**"]
    assert [cell.strip().replace("\u00a0", " ") for cell in stock.strip("|").split("|")][1:5] == ["**850,0 ko**", "20,0 ko", "–", "31"]
    assert "cdn.exemple.test" in lines[-1]


def test_the_table_in_the_terminal(capsys, monkeypatch):
    monkeypatch.setenv("COLUMNS", "220")
    report.show(MEASURES)
    shown = capsys.readouterr().out
    assert "accueil" in shown and "✗" in shown and "✓" in shown


def test_an_unknown_page_is_refused_before_any_work():
    with pytest.raises(ContentError, match="page inconnue") as caught:
        bench.measure(wanted=["nulle-part"])
    assert caught.value.id == "nulle-part"


def test_a_book_not_built(tmp_path):
    with pytest.raises(ContentError, match="pas construit") as caught:
        bench._built(tmp_path, "animateur")
    assert "--edition animateur" in caught.value.hint
