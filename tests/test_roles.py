"""The roles as HTML, in pages and in the short texts of quizzes: links, bubbles, errors with a place."""

import re

import pytest

from ess_region import data, inline, prose
from ess_region.errors import ContentError

NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    """No region chosen, ids from the start."""
    monkeypatch.setattr(prose, "region_default", None)
    monkeypatch.setattr(prose, "_salt", "")
    prose.reset_ids()


# -- facts -------------------------------------------------------------------------------------


def test_a_fact_is_a_link_with_a_bubble():
    html = prose.fact_html("part-emploi-prive")
    link = re.search(r"<a [^>]+>(.*?)</a>", html)
    assert link[1] == f"13,9{NBSP}%"
    assert 'data-fait="part-emploi-prive"' in link[0]
    assert 'href="chiffres-et-sources.html#fait-part-emploi-prive"' in link[0]
    described = re.search(r'aria-describedby="([^"]+)"', link[0])[1]
    assert f'role="tooltip" id="{described}"' in html
    for words in ("Part de", "2013", "Source"):
        assert words in html


def test_a_superseded_fact_says_since():
    html = prose.fact_html("part-emploi-prive")
    assert "fait--depasse" in html and "Depuis" in html
    assert "fait--depasse" not in prose.fact_html("part-emploi-prive-2019")


def test_a_fact_of_my_region_carries_every_region():
    html = prose.fact_html("part-region@ma-region|valeur")
    packed = re.search(r'data-par-region="([^"]+)"', html)[1]
    values = dict(pair.split("=") for pair in packed.split("|"))
    assert len(values) == 18 and values["53"]
    assert "selon la région" in html


def test_a_fact_of_my_region_in_a_regional_edition(monkeypatch):
    monkeypatch.setattr(prose, "region_default", "53")
    html = prose.fact_html("part-region@ma-region")
    assert "data-par-region" not in html
    assert prose.visible_words(html) == prose.visible_words(prose.fact_html("part-region@53"))


def test_ids_are_unique_then_start_again():
    ids = re.findall(r' id="([^"]+)"', prose.fact_html("part-emploi-prive") + prose.fact_html("part-emploi-prive"))
    assert len(set(ids)) == len(ids) == 2
    prose.reset_ids()
    assert f' id="{ids[0]}"' in prose.fact_html("part-emploi-prive")


def test_a_bubble_holds_no_other_bubble():
    """Not even where the text of a change quotes a fact."""
    for reference in ("salaries-ess", "part-emploi-prive", "structures-ess"):
        assert prose.fact_html(reference).count('role="tooltip"') == 1


# -- articles and acronyms ---------------------------------------------------------------------


def test_an_article_of_law():
    html = prose.article_html("ess-7")
    assert prose.visible_words(html) == f"article{NBSP}7 de la loi ESS"
    assert 'href="chiffres-et-sources.html#article-ess-7"' in html
    assert prose.visible_words(prose.article_html("ess-7|court")) == f"article{NBSP}7"


def test_an_acronym():
    html = prose.acronym_html("CRESS")
    assert prose.visible_words(html) == "CRESS"
    assert 'href="glossaire.html#sigle-cress"' in html and 'role="tooltip"' in html
    plain = prose.acronym_html("CRESS", focusable=False)
    assert plain.startswith("<abbr ") and 'title="' in plain and "<a " not in plain


def test_a_spelling_of_an_acronym_keeps_the_author_s_letters():
    html = prose.acronym_html("Acoss")
    assert prose.visible_words(html) == "Acoss"
    assert 'data-sigle="ACOSS"' in html


@pytest.mark.parametrize(
    ("role", "content", "message", "hint"),
    [
        (prose.article_html, "ess-99", "article de loi inconnu", "data/articles.csv"),
        (prose.acronym_html, "CRESSS", "sigle absent du glossaire", "data/glossaire.csv"),
        (prose.fact_html, "part-emploi-privee", "fait inconnu", "part-emploi-prive"),
    ],
)
def test_an_unknown_id_is_refused(role, content, message, hint):
    with pytest.raises(ContentError, match=message) as caught:
        role(content)
    assert hint in caught.value.hint
    assert caught.value.id == content


# -- short texts -------------------------------------------------------------------------------


def test_a_text_may_format_and_quote():
    html = inline.html("La part est **forte** : {fait}`part-emploi-prive`.")
    assert "<strong>forte</strong>" in html
    assert 'data-fait="part-emploi-prive"' in html
    assert not html.startswith("<p>")


def test_acronyms_are_explained_when_asked_once_a_text_and_not_focusable():
    text = "L’ESS & la CRESS *aident* l’ESS. [La CRESS](definition.md), {fait}`part-emploi-prive`."
    assert "<abbr" not in inline.html(text)
    html = inline.html(text, acronyms=True)
    assert html.count('<abbr class="sigle" data-sigle="ESS"') == 1
    assert html.count('<abbr class="sigle" data-sigle="CRESS"') == 1
    assert "&amp; la <abbr" in html and ">La CRESS</a>" in html
    assert 'title="économie sociale et solidaire"' in html
    assert prose.visible_words(html) == inline.plain(text)
    assert inline.html("L’ESS", acronyms=True) == inline.html("L’ESS", acronyms=True), "each text starts afresh"
    assert "<abbr" not in inline.html("{sigle}`CRESS` et CRESS", acronyms=True)


def test_a_word_without_a_long_form_is_explained_by_its_definition():
    row = next(row for row in data.table("glossaire") if row["automatique"] and not row["developpe"])
    assert prose.acronym_html(row["sigle"], focusable=False).count(row["definition"][:15]) == 1


def test_plain_is_what_is_seen():
    assert inline.plain("La *part* : {fait}`part-emploi-prive`, {article}`ess-7|court` & co") == (
        f"La part : 13,9{NBSP}%, article{NBSP}7 & co"
    )


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        '<img src=x onerror="alert(1)">',
        "[clic](javascript:alert(1))",
        "a <b onclick='x'>b</b>",
    ],
)
def test_a_text_cannot_inject(text):
    html = inline.html(text)
    assert not re.search(r"<(script|img|b)\b|href=\"javascript", html)


def test_paragraphs():
    assert inline.paragraphs("Un.\n\n- Deux\n- Trois\n").count("<li>") == 2


def test_the_role_s_content_is_escaped():
    with pytest.raises(ContentError) as caught:
        inline.html("{fait}`<b>`")
    assert caught.value.id == "<b>"


@pytest.mark.parametrize("read", [inline.html, inline.paragraphs])
def test_a_fault_has_the_place_of_the_text(read):
    with pytest.raises(ContentError, match="fait inconnu") as caught:
        read("{fait}`rien-de-tel`", file="exercises/x/quiz.yml", line=12)
    assert (str(caught.value.file), caught.value.line, caught.value.id) == ("exercises/x/quiz.yml", 12, "rien-de-tel")


def test_an_unknown_role_says_which_exist():
    with pytest.raises(ContentError, match="rôle inconnu") as caught:
        inline.html("{note}`x`")
    assert "article, fait, fictif, region, sigle" in caught.value.hint


def test_attribute():
    assert inline.attribute('a "b" <c>') == "a &quot;b&quot; &lt;c&gt;"
