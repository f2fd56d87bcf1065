"""On a slow telephone, nothing moves under the reader's eyes: while the header arrives, then when the scripts do."""

import time

import pytest

from ess_region import toc

from .support import NARROW, PHONE

#: Twice as strict as the promise (0.02, measured by `bench` on every page): here the network is perfect.
MOST = 0.01
#: Pages whose first screen has an activity, which the script changes.
AT_THE_TOP = ["accueil", "positionnement", "evaluation", "cartes", "votre-avis", "ce-que-j-ai-appris", "search", "search?q=economie", "search?q=CRESS"]
AT_THE_TOP += [entry.slug for entry in toc.entries() if entry.slug.startswith(("point-", "cas-"))]
OWN = ["animer-deroule", "animer-vote", "animer-salle"]

WATCH = """
globalThis.moved = [];
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) {
    if (one.hadRecentInput) continue;
    const names = one.sources.map(({ node }) => node?.className || node?.nodeName);
    moved.push([one.value, names.join(", ")]);
  }
}).observe({ type: "layout-shift", buffered: true });
"""

# Where each element of the header is when the browser has read it, but none of what follows.
PARTLY_READ = """
() => {
  const parts = [...document.querySelector(".entete-ligne").children];
  const tops = (some) => some.map((el) => Math.round(el.getBoundingClientRect().top));
  const whole = tops(parts);
  const wrong = [];
  for (let read = 1; read < parts.length; read += 1) {
    parts.forEach((el, at) => el.style.setProperty("display", at < read ? "" : "none", at < read ? "" : "important"));
    tops(parts.slice(0, read)).forEach((top, at) => {
      if (top && whole[at] && Math.abs(top - whole[at]) > 2) wrong.push(`${parts[at].className} : ${top} au lieu de ${whole[at]}`);
    });
  }
  return wrong;
}
"""


@pytest.mark.parametrize("screen", [PHONE, NARROW], ids=["telephone", "etroit"])
@pytest.mark.parametrize("edition", ["apprenant", "animateur"])
def test_the_header_does_not_move_while_it_arrives(request, edition, screen):
    visit = request.getfixturevalue("visit" if edition == "apprenant" else "animateur_visit")
    page = visit("point-agir", viewport=screen)
    assert page.evaluate(PARTLY_READ) == []


def moves(visit, slug: str, screen: dict) -> list:
    """What moved on a page whose scripts come once it is drawn, one after the other: [amount, what]."""
    context = visit.context("http", eager=False, viewport=screen)
    context.add_init_script(WATCH)
    page = context.new_page()
    held = []
    page.route("**/_static/ess-region.js*", lambda route: held.append(route))
    page.route("**/recherche/*.js", lambda route: (time.sleep(0.05), route.continue_()))
    page.goto(visit.sites["http"].address(slug), wait_until="commit")
    page.locator("h1").wait_for()
    page.evaluate("() => new Promise((next) => requestAnimationFrame(() => setTimeout(next, 50)))")
    held[0].continue_()
    page.locator("html[data-ess-ready]").wait_for(state="attached")  # some activities still wait for a press
    page.wait_for_load_state("networkidle")
    page.evaluate("() => new Promise((next) => requestAnimationFrame(() => setTimeout(next, 50)))")
    return page.evaluate("() => moved")


@pytest.mark.parametrize("slug", AT_THE_TOP)
def test_nothing_moves_when_the_scripts_come(visit, slug):
    moved = moves(visit, slug, PHONE)
    assert sum(amount for amount, _ in moved) <= MOST, moved


@pytest.mark.parametrize("slug", OWN)
def test_nothing_moves_on_the_facilitators_pages(animateur_visit, slug):
    moved = moves(animateur_visit, slug, PHONE)
    assert sum(amount for amount, _ in moved) <= MOST, moved
