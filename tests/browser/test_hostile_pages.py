"""Texts made to harm, given to the pages by a person, a stored state, an address: they stay texts.

Every page is watched (`support.Watch`): a script that runs, a request or a breach of the policy is a fault.
"""

import json
from urllib.parse import quote

from playwright.sync_api import expect

from .support import check_ready, reload

HOSTILE = '<img src=x onerror="globalThis.pris=1"><x-pris></textarea></script><script>globalThis.pris=1</script>\u202eertne\u202c'
STATE = {
    "version": 1,
    "region": "53",
    "points": [{"page": "definition", "texte": HOSTILE}, {"page": HOSTILE, "texte": "x"}],
    "consultes": {"CRESS": HOSTILE, HOSTILE: "x"},
    "plan": [{"kind": "levier", "id": HOSTILE, "title": HOSTILE, "page": "javascript:globalThis.pris=1//", "note": HOSTILE, "when": "2026"}],
    "plan-action": {"lignes": {f"levier:{HOSTILE}": {"quand": "date", "date": HOSTILE, "avec": HOSTILE}}, "ajouts": [{"id": HOSTILE, "titre": HOSTILE}]},
    "votes": {HOSTILE: {"un": [HOSTILE]}},
    "projection": {"lettres": HOSTILE},
    "theme": HOSTILE,
}  # fmt: skip
TRACES = """() => [globalThis.pris, document.querySelectorAll('x-pris, img[src="x"]').length,
  [...document.querySelectorAll('[href]')].filter((el) => /^javascript:/i.test(el.href)).length]"""
FIELDS = "main input[type=text]:visible:enabled, main textarea:visible:enabled:not([readonly])"


def check_nothing_ran(page) -> None:
    assert page.evaluate(TRACES) == [None, 0, 0], page.url


def test_what_a_person_writes_or_brings_stays_a_text(visit):
    context = visit.context(stored=json.dumps(STATE))
    for slug in ("strategie", "des-demain", "ess-ou-pas", "ce-que-j-ai-appris"):
        page = visit(slug, context=context)
        check_nothing_ran(page)
        for field in page.locator(FIELDS).all():
            if field.is_visible():
                field.fill(HOSTILE)
        if slug != "ce-que-j-ai-appris":
            reload(page)
        check_nothing_ran(page)
    expect(page.locator("section#points")).to_contain_text(HOSTILE)
    expect(page.locator("section#plan")).to_contain_text(HOSTILE)


def test_an_address_stays_a_text(visit, sites):
    page = visit(f"search?q={quote(HOSTILE)}")
    expect(page.locator("main [role=status]").first).to_contain_text("globalThis.pris=1")
    check_nothing_ran(page)
    for address in ("ma-region#region=", "definition#projeter=", "definition#"):
        page.goto(sites["http"].address(address + quote(HOSTILE)))
        check_ready(page)
        check_nothing_ran(page)
