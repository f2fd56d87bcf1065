"""The last look at a built book: the weight of each page, nothing that is not ours, nothing idle."""

import gzip
import random
import re
from types import SimpleNamespace

import pytest

from ess_region.checks import weight
from ess_region.paths import PACKAGE
from ess_region.sphinx import CourseError, assets

PAGE = """<!DOCTYPE html>
<html><head><title>Un</title>
<script src="../_static/ess-theme.js"></script>
<link rel="stylesheet" href="../_static/ess-region.css?v=1">
<link rel="prev" href="deux.html">
<link rel="icon" href="../_static/icone.svg" type="image/svg+xml">
</head><body>
<template><script src="../_static/ess-projection.js?v=1"></script><link rel="stylesheet" href="../_static/ess-projection.css?v=1"></template>
%s
<script defer src="../_static/ess-region.js?v=1"></script>
</body></html>
"""
FILES = ("ess-theme.js", "ess-region.css", "ess-region.js", "icone.svg", "ess-projection.js", "ess-projection.css")


def noise(size: int) -> str:
    """Text that does not compress below about `size` bytes."""
    return "".join(random.Random(1).choices("abcdefghijklmnopqrstuvwxyz0123456789", k=int(size * 1.6)))


@pytest.fixture
def site(tmp_path):
    """A book of two pages: one widget with its own script on the first."""
    (tmp_path / "_static").mkdir()
    (tmp_path / "book").mkdir()
    for name in (*FILES, "ess-matrix.js"):
        (tmp_path / "_static" / name).write_text(f"/* {name} */\n", encoding="utf-8")
    own = '<script defer src="../_static/ess-matrix.js?v=1"></script>'
    (tmp_path / "book" / "un.html").write_text(PAGE % own, encoding="utf-8")
    (tmp_path / "book" / "deux.html").write_text(PAGE % "", encoding="utf-8")
    return tmp_path


def compressed(file) -> int:
    return len(gzip.compress(file.read_bytes(), 6, mtime=0)) + weight.HEADERS


def test_a_page_weighs_what_it_loads(site):
    page = site / "book" / "un.html"
    found = weight.weigh(site, page)
    loaded = ["ess-theme.js", "ess-region.css", "icone.svg", "ess-matrix.js", "ess-region.js"]
    assert found.files == tuple(f"_static/{name}" for name in loaded)
    assert found.first == compressed(page) + sum(compressed(site / name) for name in found.files)
    assert found.following == compressed(page) + compressed(site / "_static/ess-matrix.js")


@pytest.mark.parametrize("relation", ["next", "prefetch", "prerender"])
def test_a_page_fetches_no_other_ahead(site, relation):
    page = site / "book" / "un.html"
    page.write_text((PAGE % "").replace('rel="prev"', f'rel="{relation}"'), encoding="utf-8")
    [error] = [one for one in weight.check(site) if "d’avance" in one.message]
    assert error.file == page and "deux.html" in error.message and "Firefox" in error.hint


def test_a_good_book_passes(site):
    assert weight.check(site) == []


def test_a_page_too_heavy(site):
    page = site / "book" / "deux.html"
    page.write_text(PAGE % noise(weight.NEXT_PAGE), encoding="utf-8")
    [error] = weight.check(site)
    assert error.file == page and "quand on vient d’une autre page" in error.message and "30 ko" in error.message


def test_a_first_visit_too_heavy(site):
    (site / "_static" / "ess-region.js").write_text(noise(weight.FIRST_VISIT), encoding="utf-8")
    errors = weight.check(site)
    assert [error.file.name for error in errors] == ["deux.html", "un.html"]
    assert all("à la première visite" in error.message for error in errors)


def test_a_pack_does_not_lift_the_limit_of_a_first_visit(site):
    logo = site / "_static" / "logo-region.svg"
    logo.write_text(noise(14_000), encoding="utf-8")
    page = site / "book" / "un.html"
    page.write_text(PAGE % '<img src="../_static/logo-region.svg"><script defer src="../_static/ess-matrix.js?v=1"></script>', encoding="utf-8")
    assert weight.weigh(site, page).first > 14_000 > weight.weigh(site, page).following
    assert weight.check(site, pack=True) == []
    (site / "_static" / "ess-region.js").write_text(noise(weight.FIRST_VISIT), encoding="utf-8")
    errors = weight.check(site, pack=True)
    assert {error.file.name for error in errors} == {"un.html", "deux.html"} and "pack" in errors[0].hint


@pytest.mark.parametrize(
    "tag", ['<script src="../_static/thebe.js"></script>', '<link rel="stylesheet" href="../_static/theme.css">']
)
def test_a_file_of_a_theme(site, tag):
    name = tag.split("../")[1].split('"')[0]
    (site / name).write_text("x", encoding="utf-8")
    page = site / "book" / "deux.html"
    page.write_text(PAGE % tag, encoding="utf-8")
    [error] = weight.check(site)
    assert error.file == page and f"{name}\u202f»" in error.message and "layout.html" in error.hint


def test_a_file_that_no_page_loads(site):
    (site / "_static" / "ess-oublie.js").write_text("x", encoding="utf-8")
    [error] = weight.check(site)
    assert error.file.name == "ess-oublie.js" and "aucune page" in error.message


def test_what_an_extension_adds_is_left_out_or_refused(tmp_path, monkeypatch):
    static = tmp_path / "_static"
    (static / "scripts").mkdir(parents=True)
    known = sorted(assets.LEFT_OUT)[0].replace("*", "x")
    monkeypatch.setattr(assets, "_own", frozenset({"ess-region.js"}))
    for name in (known, "ess-region.js", "ess-d-avant.js"):
        (static / name).write_text("x", encoding="utf-8")
    app = SimpleNamespace(outdir=tmp_path, builder=SimpleNamespace(name="html"))
    assets._clean_static(app, None)
    assert [file.name for file in static.rglob("*")] == ["ess-region.js"]

    (static / "scripts").mkdir(exist_ok=True)
    (static / "scripts" / "nouveau.js").write_text("x", encoding="utf-8")
    with pytest.raises(CourseError, match=r"(?s)_static/scripts/nouveau\.js.*LEFT_OUT"):
        assets._clean_static(app, None)
    assert not (static / "scripts" / "nouveau.js").exists()


def test_a_lighter_stylesheet_says_the_same():
    css = """/* un mot */
    .a  :hover , .b > .c::before {
      content: "; { /* } ,  :";   /* deux */
      margin: 0 -1px ;
      width: calc(100% + 2px);
    }
    @media (width > 30em) and (hover: hover) { .d:not( .e ) { color : red; } }
    """
    assert assets.lighten_css(css) == (
        '.a :hover,.b>.c::before{content:"; { /* } ,  :";margin:0 -1px;width:calc(100% + 2px)}\n'
        "@media (width>30em) and (hover:hover){.d:not( .e ){color :red}\n}"
    )


def test_the_words_of_a_pack_have_room_on_a_following_page(site):
    page = site / "book" / "deux.html"
    page.write_text(PAGE % noise(weight.NEXT_PAGE + 2000), encoding="utf-8")
    [error] = weight.check(site)
    assert error.file == page and "30 ko" in error.message
    assert weight.check(site, pack=True) == []
    page.write_text(PAGE % noise(weight.NEXT_PAGE + weight.PACK_WORDS + 2000), encoding="utf-8")
    [error] = weight.check(site, pack=True)
    assert error.file == page and "45 ko" in error.message


def test_activities_weigh_when_they_start(site):
    """On arrival: those near the top, that wait for no press; a page read to its end has them all."""
    page = site / "book" / "un.html"
    scripts = '<template class="activites-fichiers"><script src="../_static/ess-matrix.js?v=1" data-pour="matrice"></script></template>'
    root = '<div class="ess-widget" data-widget="matrice" %sdata-state="static"></div>'
    far = "<p>Une ligne.</p>" * weight.NEAR
    matrix = compressed(site / "_static/ess-matrix.js")
    for body, on_arrival in ((root % "", True), (far + root % "", False), (root % 'data-ouvrir="Ouvrir" data-garde="x" ', False)):
        page.write_text(PAGE % f"<article>{body}</article>{scripts}", encoding="utf-8")
        found = weight.weigh(site, page)
        assert found.whole == compressed(page) + matrix
        assert found.following == compressed(page) + matrix * on_arrival, body[:60]


def test_facilitators_pages_load_the_projection_ahead(site):
    page = site / "book" / "deux.html"
    html = (PAGE % "").replace("<html>", '<html data-edition="animateur">').replace("<template>", '<template class="projection-fichiers">')
    page.write_text(html, encoding="utf-8")
    assert {"_static/ess-projection.js", "_static/ess-projection.css"} < set(weight.weigh(site, page).files)


@pytest.mark.parametrize(
    "file", [*(PACKAGE / "style").glob("*.css"), *(PACKAGE / "widgets").glob("*.css")], ids=lambda file: file.name
)
def test_a_light_stylesheet_keeps_every_rule(file):
    text = file.read_text(encoding="utf-8")
    light = assets.lighten_css(text)
    assert light.count("{") == re.sub(r"/\*.*?\*/", "", text, flags=re.S).count("{")
    assert "/*" not in light


def test_a_comment_at_the_end_of_a_rule_does_not_swallow_those_before():
    css = "/* un */ a { b: c; }\nd { e: f; /* deux */ }"
    assert assets.lighten_css(css).replace("\n", "") == "a{b:c}d{e:f}"
