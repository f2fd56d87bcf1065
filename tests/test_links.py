"""Links of the built book: a sound small site passes; dead links and calls elsewhere are refused."""

import shutil
from pathlib import Path

import pytest

from ess_region import paths
from ess_region.checks import links

SOUND = Path(__file__).parent / "fixtures" / "site"
PAGE = "book/definition.html"


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
