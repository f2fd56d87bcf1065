"""Whom to call: the directory's file, its static form, what free words mean, and the order of the networks."""

import re
from html import unescape

import pytest
import traitlets

from ess_region import addresses, data, networks, paths
from ess_region.errors import ContentError
from ess_region.widgets import Directory

NB = "\u00a0"


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


@pytest.fixture(scope="module")
def content():
    return networks.load()


@pytest.fixture(scope="module")
def html():
    return Directory().static_html()


# -- the file ----------------------------------------------------------------------------------


def test_every_network_answers_something_and_has_questions(content):
    ids = {row["id"] for row in data.table("reseaux")}
    assert content.questions.keys() == ids
    for leads in (content.organisations, content.needs):
        assert {id for lead in leads for id in lead.networks} == ids
    assert all(2 <= len(own) <= 3 for own in content.questions.values())


def test_a_reason_is_a_mission_of_the_table(content):
    [data_need] = [lead for lead in content.needs if lead.id == "donnees"]
    assert data_need.networks == {"cress": f"mission{NB}: observer l’ESS sur le territoire."}
    [money] = [lead for lead in content.needs if lead.id == "financement"]
    assert not money.networks and "aucun des sept" in money.nobody


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("cress: 4", "cress: 9", "n’a pas de mission de rang « 9 »"),
        ("cress: 4", "cresse: 4", "réseau inconnu « cresse »"),
        ("  - reseau: unea\n", "  - reseau: mouves\n", "est écrit deux fois"),
        ("  - id: mutuelle", "  - id: association", "« association » est écrit deux fois"),
        ("      unea: elle réunit", "    aucun: rien\n    reseaux:\n      unea: elle réunit", "est écrite deux fois"),
        ("    mots: [fondation]\n", "    mots: [fondation]\n    mot: x\n", "la clé « mot » n’existe pas"),
        ("    aucun: Aucun des sept", "    sans: Aucun des sept", "la clé « sans » n’existe pas"),
        ("toutes:\n", "touts:\n", "la clé « touts » n’existe pas"),
    ],
)
def test_a_mistake_is_a_clear_error(tmp_path, old, new, message):
    text = networks.FILE.read_text(encoding="utf-8")
    assert old in text
    file = tmp_path / "annuaire.yml"
    file.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(ContentError) as error:
        networks.load(file)
    assert message in str(error.value) and error.value.line


def test_unknown_choice_is_refused():
    assert Directory("mutuelle", "projet").who == "mutuelle"
    with pytest.raises(traitlets.TraitError, match="choix inconnu"):
        Directory("banque")


# -- the static form ---------------------------------------------------------------------------


def test_the_whole_directory_is_there(html):
    text = words(html)
    for row in data.table("reseaux"):
        card = re.search(rf'<article class="ess-card annu-fiche" data-reseau="{row["id"]}".*?</article>', html, re.S)[0]
        said = words(card)
        assert networks.name(row) in said
        for mission in networks.missions(row["id"]):
            assert mission in said
        if row["nom_actuel"]:
            assert f"Dans la brochure{NB}: {row['nom_2015']}".replace(NB, " ") in said.replace(NB, " ")
        for head in (row["tete_nationale_2015"], row["tete_nationale_actuelle"]):
            assert not head or head in said
        for change in (row["changements"] or "").split("|"):
            assert not change or f'href="depuis-2015.html#{change}"' in card
    for row in data.table("reseaux_iae"):
        assert row["nom_2015"] in text and (row["nom_actuel"] or "") in text
    assert "Questions proposées par le cours" in text


def test_no_replaced_address_is_a_link(html):
    for row in data.table("reseaux"):
        if row["site"]:
            site = data.row("sites", row["site"])
            assert site["adresse"] in html
            assert bool(re.search(rf'<a class="adresse"[^>]*>{re.escape(site["adresse"])}</a>', html)) == (not site["etat"])
    assert "aucun dans la brochure" in html


def test_no_inline_style_handler_or_script(html):
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", html)
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    assert repr(Directory()).splitlines()[0] == "Directory(7 réseaux)"


# -- addresses ---------------------------------------------------------------------------------


def test_an_address_is_a_link_only_when_nothing_contradicts_it():
    for row in data.table("sites"):
        shown = addresses.address_html(row["id"])
        assert row["adresse"] in shown
        assert ('<a class="adresse"' in shown) == (row["etat"] is None), row["id"]
        assert addresses.STATES[row["etat"]] in unescape(shown)
        if row["changement"]:
            assert f'href="depuis-2015.html#{row["changement"]}"' in shown
    assert 'href="mailto:' in addresses.address_html("avise-courriel")
    assert "http://http" not in addresses.address_html("lemouvementassociatif")


# -- the rules of the browser ------------------------------------------------------------------


@pytest.fixture(scope="module")
def words_of():
    return Directory().words_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", {"qui": [], "besoin": [], "reseau": [], "unknown": []}),
        ("Une SCOP", {"qui": ["cooperative"], "besoin": [], "reseau": [], "unknown": []}),
        ("des Mutuelles, des données !", {"qui": ["mutuelle"], "besoin": ["donnees"], "reseau": [], "unknown": []}),
        ("FNARS", {"qui": [], "besoin": [], "reseau": ["reseaux-iae"], "unknown": []}),
        ("je cherche une boulangerie", {"qui": [], "besoin": [], "reseau": [], "unknown": ["boulangerie"]}),
        ("assoc", {"qui": ["association"], "besoin": [], "reseau": [], "unknown": []}),
        ("Mouves", {"qui": [], "besoin": [], "reseau": ["mouves"], "unknown": []}),
        ("l’entreprise adaptée", {"qui": ["handicap"], "besoin": [], "reseau": [], "unknown": []}),
        ("<b>$%&", {"qui": [], "besoin": [], "reseau": [], "unknown": []}),
    ],
)
def test_what_words_mean(run, words_of, text, expected):  # noqa: F811
    assert run("widgets/directory", "m.understand(...a)", [[text, words_of]]) == [expected]


def asked(qui=(), besoin=(), reseau=()):
    return {"qui": [*qui], "besoin": [*besoin], "reseau": [*reseau]}


def test_the_order_of_the_networks(run, content):  # noqa: F811
    listed = [
        {
            "id": row["id"],
            "toutes": row["id"] == content.everyone,
            "qui": [lead.id for lead in content.organisations if row["id"] in lead.networks],
            "besoin": [lead.id for lead in content.needs if row["id"] in lead.networks],
        }
        for row in sorted(data.table("reseaux"), key=lambda row: row["ordre"])
    ]
    cases = {
        # Nothing asked: all of them.
        (): [row["id"] for row in listed],
        (("qui", "cooperative"),): ["urscop", "cress"],
        (("qui", "cooperative"), ("besoin", "projet")): ["urscop", "cress"],
        # Data are the mission of the CRESS; the associations' own network still knows them.
        (("qui", "association"), ("besoin", "donnees")): ["cress", "mouvements-associatifs"],
        (("besoin", "donnees"),): ["cress"],
        # Nobody's mission.
        (("besoin", "financement"),): [],
        (("qui", "fondation"),): ["cress"],
        (("reseau", "unea"),): ["unea"],
        (("qui", "association"), ("qui", "insertion")): ["mouvements-associatifs", "reseaux-iae", "cress"],
        (("qui", "ensemble"), ("besoin", "politique")): ["cress"],
    }
    calls = [[listed, asked(**{kind: [id for k, id in case if k == kind] for kind, _ in case})] for case in cases]
    assert run("widgets/directory", "m.rank(...a)", calls) == [*cases.values()]


def test_what_is_kept_is_made_safe(run):  # noqa: F811
    calls = [[None], [12], [{"qui": 3, "besoin": "donnees", "mots": "x" * 500}]]
    empty = {"qui": "", "besoin": "", "mots": ""}
    got = run("widgets/directory", "m.clean(a[0])", calls)
    assert got[:2] == [empty, empty] and got[2] == {"qui": "", "besoin": "donnees", "mots": "x" * 200}


# -- the page ----------------------------------------------------------------------------------


def test_the_chapter_teaches_the_lever():
    page = (paths.BOOK / "levier-reseaux.md").read_text(encoding="utf-8")
    for change in ("U014", "U015", *(f"U0{n}" for n in range(19, 27)), "U053", "U054", "U058"):
        assert change in page
    for article in ("ess-6", "ess-7", "ess-8", "ess-59"):
        assert f"`{article}" in page
    # « six sites… Deux de ces sites » are written in words: they must stay true.
    sites = [data.row("sites", row["site"]) for row in data.table("reseaux") if row["site"]]
    assert len(sites) == 6 and sum(site["etat"] == "remplace" for site in sites) == 2
