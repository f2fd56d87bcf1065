"""Links of the built book: a sound small site passes; dead links and calls elsewhere are refused."""

import codecs
import json
import re
import shutil
from pathlib import Path

import pytest

from ess_region import external, paths
from ess_region.checks import links

SOUND = Path(__file__).parent / "fixtures" / "site"
PAGE = "book/definition.html"
NN = "\u202f"


@pytest.fixture
def site(tmp_path):
    """A small sound site, to be spoilt."""
    shutil.copytree(SOUND, tmp_path / "html")
    return tmp_path / "html"


def spoil(file: Path, old: str, new: str) -> int:
    """Replace `old`, there once, and give its line."""
    text = file.read_text(encoding="utf-8")
    assert text.count(old) == 1
    file.write_text(text.replace(old, new), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def the(found, message):
    assert len(found) == 1, [str(e) for e in found]
    assert message in found[0].message and found[0].hint
    return found[0]


def test_a_sound_site_passes(site):
    assert links.check(site) == []


def test_a_book_not_built_has_no_links(tmp_path):
    assert links.check(tmp_path / "absent") == []


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("glossaire.html#sigle-ess", "glosaire.html#sigle-ess", "lien mort : « glosaire.html"),
        (
            "glossaire.html#sigle-ess",
            "glossaire.html#sigle-cress",
            "ancre absente : « glossaire.html#sigle-cress",
        ),
        ('href="#trois-conditions"', 'href="#quatre-conditions"', "ancre absente : « #quatre-conditions"),
        ("glossaire.html#sigle-ess", "/book/glossaire.html", "adresse absolue"),
        ("glossaire.html#sigle-ess", "../../secret.html", "lien hors du livre"),
        ("carte%20r%C3%A9gions", "plan", "lien mort"),
        ("style.css?v", "styles.css?v", "lien mort"),
        ("hote.js", "hote2.js", "lien mort"),
        ('id="contenu"', 'id="trois-conditions"', "présent deux fois"),
    ],
)
def test_a_dead_link(site, old, new, message):
    line = spoil(site / PAGE, old, new)
    error = the(links.check(site), message.replace("« ", "«\u202f").replace(" : ", "\u00a0: "))
    assert error.file == site / PAGE
    # The second of two identical identifiers is the one at fault.
    assert error.line == (line + 1 if "deux fois" in message else line)


CALLS = [
    '<script src="https://cdn.exemple.test/vue.js"></script>',
    '<script src="//cdn.exemple.test/vue.js"></script>',
    '<link rel="stylesheet" href="https://fonts.exemple.test/css">',
    '<link rel="preconnect" href="https://fonts.exemple.test">',
    '<link rel="icon" href="https://exemple.test/icone.png">',
    '<img src="http://exemple.test/pixel.gif" alt="">',
    '<img srcset="https://exemple.test/a.png 2x" src="data:," alt="">',
    '<iframe src="https://exemple.test/video"></iframe>',
    '<form action="https://exemple.test/envoi"></form>',
    '<a href="#contenu" ping="https://exemple.test/suivi">x</a>',
    '<p style="background: url(https://exemple.test/fond.png)">x</p>',
    "<style>@import 'https://exemple.test/a.css';</style>",
    "<style>p { background: url(//exemple.test/fond.png) }</style>",
    "<script>fetch('https://exemple.test/donnees.json')</script>",
    '<script>import("https://exemple.test/module.js")</script>',
    '<script type="module">import x from "https://exemple.test/module.js"</script>',
    "<script>new WebSocket('wss://exemple.test')</script>",
    "<script>navigator.sendBeacon(`https://exemple.test/suivi`)</script>",
    "<script>requete.open('GET', 'https://exemple.test/x')</script>",
    "<script>image.src = 'https://exemple.test/pixel.gif'</script>",
    '<meta http-equiv="refresh" content="5; url=https://exemple.test/">',
    '<base href="https://exemple.test/">',
]


@pytest.mark.parametrize("call", CALLS)
def test_a_page_that_calls_another_host_is_refused(site, call):
    line = spoil(site / PAGE, "<main", f"{call}\n<main")
    error = the(links.check(site), "appelle un autre site")
    assert (error.file, error.line) == (site / PAGE, line)


@pytest.mark.parametrize(
    ("file", "code"),
    [
        ("hote.js", "fetch('https://exemple.test/x')"),
        ("hote.js", "import('https://exemple.test/x.js')"),
        ("style.css", "@import url(https://exemple.test/x.css);"),
        ("style.css", "p { src: url('//exemple.test/x.woff2') }"),
    ],
)
def test_an_asset_that_calls_another_host_is_refused(site, file, code):
    with (site / "_static" / file).open("a", encoding="utf-8") as out:
        out.write(code + "\n")
    error = the(links.check(site), "appelle un autre site")
    assert error.line == (site / "_static" / file).read_text(encoding="utf-8").count("\n")


def test_a_style_sheet_that_names_an_absent_file(site):
    spoil(site / "_static/style.css", "carte%20r%C3%A9gions.svg#fond", "plan.svg#fond")
    the(links.check(site), "fichier absent")


def test_the_section_to_reread_exists(site, tmp_path):
    quiz = tmp_path / "exercises" / "definition" / "quiz.yml"
    quiz.parent.mkdir(parents=True)
    quiz.write_text(
        "- id: definition-01\n  section: trois-conditions\n"
        "- id: definition-02\n  section: glossaire#sigle-ess\n"
        "- id: definition-03\n  section: quatre-conditions\n",
        encoding="utf-8",
    )
    error = the(links.check(site, tmp_path / "exercises"), "quatre-conditions")
    assert (error.file, error.line, error.id) == (quiz, 6, "definition-03")


def test_the_links_of_the_built_book():
    if not (paths.BUILD / "html").is_dir():
        pytest.skip("le livre n’est pas construit")
    errors = links.check()
    assert not errors, "\n".join(map(str, errors))


# -- links that a script will make, lines of the sources, external addresses -------------------------


@pytest.mark.parametrize("turned", [False, True], ids=["plain", "turned"])
@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"lien": "glosaire.html"}, "lien mort"),
        ({"a": [{"lien": "glossaire.html#sigle-cress"}]}, "ancre absente"),
        ({"html": 'Voir <a class="x" href="definition.html#absente">ici</a>'}, "ancre absente"),
        ({"lien": "glossaire.html#sigle-ess", "html": '<a href="https://a.fr/x.html">x</a>', "fichier": "mes réponses.html"}, ""),
    ],
)
def test_a_link_in_the_model_of_a_widget(site, value, message, turned):
    text = json.dumps(value, ensure_ascii=False).replace("<", "\\u003c")
    kind, text = ("text/plain", codecs.encode(text, "rot13")) if turned else ("application/json", text)
    line = spoil(site / PAGE, "</body>", f'<script type="{kind}" class="ess-model">{text}</script></body>')
    if message:
        assert the(links.check(site), message).line == line
    else:
        assert links.check(site) == []


def test_pages_that_a_small_book_leaves_out(site):
    (site / "book" / "glossaire.html").unlink()
    assert {error.message.partition(NN)[0] for error in links.check(site)} == {"lien mort\u00a0: «"}
    assert links.check(site, absent={"book/glossaire.html"}) == []


def test_a_dead_link_is_told_where_its_author_wrote_it(site, tmp_path, monkeypatch):
    monkeypatch.setattr(paths, "BUILD", tmp_path)
    monkeypatch.setattr(paths, "BOOK", tmp_path / "book")
    monkeypatch.setattr(paths, "EXERCISES", tmp_path / "absent")
    source = tmp_path / "book" / "definition.md"
    source.parent.mkdir()
    source.write_text("# Titre\n\nVoir [le mot](glosaire.md#sigle-ess).\n", encoding="utf-8")
    spoil(site / PAGE, "glossaire.html#sigle-ess", "glosaire.html#sigle-ess")
    error = the(links.check(site), "lien mort")
    assert (error.file, error.line) == (source, 3)


def test_every_external_address_of_the_course_has_a_date():
    assert [str(error) for error in external.check()] == []
    known = external.known()
    assert len(known) > 100 and all(one.words for one in known.values())
    assert known["avise.org/essenregion"].words.startswith("imprimée en")
    days = {one.seen for one in known.values() if one.seen}
    assert days and all(re.fullmatch(r"20\d\d-\d\d-\d\d", day) for day in days)


def test_an_address_without_a_date(tmp_path):
    url = next(iter(external.known().values())).url
    page = tmp_path / "book" / "a.md"
    page.parent.mkdir()
    page.write_text(f"# A\n\nConnue : <{url}>.\n\nVoir https://jamais-vue.fr/page, ou www.jamais-vue.org.\n", encoding="utf-8")
    quiz = tmp_path / "exercises" / "a" / "quiz.yml"
    quiz.parent.mkdir(parents=True)
    quiz.write_text("- texte: Voir https://exemple.invalid/x et [ici](http://autre.fr)\n", encoding="utf-8")
    found = external.check(tmp_path)
    assert [(error.file, error.line, error.message.split(NN)[1]) for error in found] == [
        (page, 5, "https://jamais-vue.fr/page"), (page, 5, "www.jamais-vue.org"), (quiz, 1, "http://autre.fr"),
    ]  # fmt: skip
    assert all("data/sources.csv" in error.hint for error in found)


def test_the_annex_lists_what_the_pages_link_to():
    book = paths.BUILD / "html" / "book"
    if not (book / "liens-externes.html").is_file():
        pytest.skip("livre non construit")
    table = (book / "liens-externes.html").read_text(encoding="utf-8").partition('id="table-liens"')[2].partition("</table>")[0]
    rows = {external.in_html(row)[0]: row for row in table.split("<tr>")[2:]}
    used: dict[str, set[str]] = {}
    for page in book.glob("*.html"):
        if page.name != "liens-externes.html":
            for address in external.in_html(page.read_text(encoding="utf-8").partition("<main")[2].partition("<footer")[0]):
                used.setdefault(address, set()).add(page.name)
    assert {address: set(re.findall(r'href="([\w-]+\.html)"', row)) for address, row in rows.items()} == used
