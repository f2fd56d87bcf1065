"""Sentences about the learner's region: one per case, chosen at build time or in the page."""

import pytest

from ess_region import prose
from ess_region.errors import ContentError


@pytest.fixture
def brittany(monkeypatch):
    monkeypatch.setattr(prose, "region_default", "53")


def test_before_a_region_is_chosen_the_words_name_none():
    assert prose.visible_words(prose.region_html("en")) == "dans votre région"
    assert prose.visible_words(prose.region_html("En")) == "Dans votre région"
    assert "data-majuscule" in prose.region_html("En")


def test_an_edition_of_a_region_names_it(brittany):
    assert prose.visible_words(prose.region_html("En")) == "En Bretagne"
    assert prose.visible_words(prose.region_html("de")) == "de Bretagne"


def test_an_unknown_form_is_refused():
    with pytest.raises(ContentError, match="forme inconnue"):
        prose.region_html("vers")
