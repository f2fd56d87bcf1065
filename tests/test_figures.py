"""Figures: accessible, the same bytes each time, no style attribute, ids of their own, a table beside."""

import re
from xml.etree import ElementTree

import pytest

from ess_region import figures, prose
from ess_region.errors import ContentError

SVG = "{http://www.w3.org/2000/svg}"
SHARES = ["part-emploi-prive", "part-emploi-total", "part-emploi-femmes"]


def shares(identifier="essai"):
    return figures.shares(identifier, SHARES, title="L’ESS *pèse* {fait}`part-emploi-prive`", description="Trois barres.")


def changes(identifier="essai"):
    references = {"Dans l’ESS": "emploi-ess-2008-2013", "Ailleurs & autour": "emploi-hors-ess-2008-2013"}
    return figures.changes(identifier, references, title="L’emploi a tenu", description="Deux <barres>.")


BOTH = pytest.mark.parametrize("make", [shares, changes])


@BOTH
def test_the_same_bytes_each_time(make):
    assert make().svg == make().svg
    prose.reset_ids()
    first = make()._repr_html_()
    prose.reset_ids()
    assert make()._repr_html_() == first


@BOTH
def test_a_title_and_a_description_are_read_aloud(make):
    drawing = ElementTree.fromstring(make().svg)
    assert drawing.get("role") == "img"
    title, description = drawing.find(f"{SVG}title"), drawing.find(f"{SVG}desc")
    assert drawing.get("aria-labelledby").split() == [title.get("id"), description.get("id")]
    assert title.text and description.text
    assert not re.search(r"[{<`*]", title.text), "words only: a title is not formatted"


def test_the_words_are_those_given():
    drawing = ElementTree.fromstring(changes().svg)
    assert drawing.find(f"{SVG}desc").text == "Deux <barres>."
    assert "13,9\u00a0%" in ElementTree.fromstring(shares().svg).find(f"{SVG}title").text


@BOTH
def test_nothing_that_a_strict_policy_refuses(make):
    html = make()._repr_html_()
    assert not re.search(r"\sstyle=|<style|<script|\son\w+=|https?://(?!www\.w3\.org/)", html)


@BOTH
def test_colours_are_the_page_s(make):
    svg = make().svg
    assert "var(--ess-structure)" in svg and "var(--ess-text)" in svg
    assert not re.search(r"#[0-9a-f]{6}", svg)


@BOTH
def test_ids_are_unique_in_a_page_with_several(make):
    html = make("une")._repr_html_() + make("deux")._repr_html_()
    ids = re.findall(r'\sid="([^"]+)"', html)
    # The bubbles of facts are numbered by the page.
    assert len(set(ids)) == len(ids)
    references = re.findall(r"url\(#([^)]+)\)", html) + re.findall(r'href="#([^"]+)"', html)
    assert set(references) <= set(ids)


def test_bars_can_be_found_by_a_script():
    svg = shares("parts").svg
    for reference in SHARES:
        assert f'id="parts-{reference}"' in svg


@BOTH
def test_the_data_are_in_a_table_beside(make):
    figure = make()
    html = figure._repr_html_()
    table = html[html.index("<table>") :]
    assert "<caption>" in table
    assert table.count('<th scope="col">') == 3
    assert table.count('<th scope="row">') == len(figure.rows) - 1
    body = table[table.index("<tbody>") :]
    assert body.count('data-fait="') == len(figure.rows) - 1
    assert "Source" in html[html.index("<figcaption>") :]


def test_text_stays_text():
    """Searchable, and in the page's font."""
    assert "13,9\u00a0%" in "".join(ElementTree.fromstring(shares().svg).itertext())


def test_what_draws_nothing_is_left_out_and_texts_are_left_alone():
    svg = (
        '<svg viewBox="0 0 9 9"><defs>\n</defs><g><path d="M 0 5.123456\nL 9 5\nz\n"/>'
        '<text x="1.999999" y="0.46" transform="rotate(-0 1.999999 0.46)">0.12345</text><text transform="rotate(-90 1 2)">x</text></g></svg>'
    )
    light = figures.accessible_svg(svg, "essai", "Titre", "Description")
    assert '<path d="M0 5.1L9 5z"/>' in light and "<defs>" not in light
    assert '<text x="2" y="0.5">0.12345</text><text transform="rotate(-90 1 2)">x</text>' in light


def test_the_drawing_fits_a_small_screen():
    _, _, width, height = map(float, re.search(r'viewBox="([^"]+)"', shares().svg)[1].split())
    assert width == figures.WIDTH and 0 < height < 400
    assert not re.search(r"<svg[^>]*\s(width|height)=", shares().svg)


def test_repr_tells_the_figures():
    """What golden notebooks keep: a datum that changes shows in their diff."""
    lines = repr(shares()).splitlines()
    assert lines[0] == "Figure('essai')"
    assert lines[2].strip() == "l’emploi privé | 13,9\u00a0% | 2013"
    assert len(lines) == 2 + len(SHARES)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: figures.shares("x", ["rien-de-tel"], title="t", description="d"), "fait inconnu"),
        (lambda: figures.shares("x", ["structures-ess"], title="t", description="d"), "n’est pas une part"),
        (lambda: figures.changes("x", {"a": "loi-ess-date"}, title="t", description="d"), "n’est pas un nombre"),
    ],
)
def test_what_cannot_be_drawn_is_refused(make, message):
    with pytest.raises(ContentError, match=message):
        make()
