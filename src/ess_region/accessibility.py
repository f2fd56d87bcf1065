"""How the accessibility of a page is measured: the modes it is seen in, and what axe looks at in each.

Shared by the browser tests and the bench. A page is loaded once; `switch` then changes what its reader asked
for (colours, width), and `violations` runs only the rules that such a change can break.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from .errors import MachineError

if TYPE_CHECKING:  # the browser is a development tool: the course is built without it
    from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
#: The only rules that look at colours: all that a change of theme can break.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]

#: Options of `axe.run`: every rule; those on colours; all but those.
ALL = {"runOnly": {"type": "tag", "values": TAGS}}
COLOURS = {"runOnly": {"type": "rule", "values": COLOUR_RULES}}
SHAPE = {"runOnly": ALL["runOnly"], "rules": {rule: {"enabled": False} for rule in COLOUR_RULES}}
_PLACED = ["target-size", "scrollable-region-focusable", "aria-hidden-focus", "region", "bypass", "skip-link"]
#: A width hides some things and shows others: names, headings, landmarks, lists and tables are those of what is shown.
_SHOWN = [
    "button-name", "link-name", "label", "select-name", "summary-name", "aria-input-field-name", "aria-toggle-field-name",
    "aria-command-name", "heading-order", "page-has-heading-one", "empty-heading", "landmark-one-main", "landmark-unique",
    "landmark-no-duplicate-main", "landmark-no-duplicate-banner", "landmark-no-duplicate-contentinfo", "list", "listitem",
    "definition-list", "dlitem", "th-has-data-cells", "td-headers-attr", "empty-table-header", "svg-img-alt", "image-alt",
]  # fmt: skip
#: Rules that depend on where things are, for a width between two others; and on what is shown, for the narrowest.
#: The others read attributes alone (language, title, roles, identifiers): a width changes none of them.
PLACES = {"runOnly": {"type": "rule", "values": _PLACED}}
NARROW = {"runOnly": {"type": "rule", "values": [*_PLACED, *_SHOWN]}}

NOTHING_ASKED = {"color_scheme": "light", "forced_colors": "none"}


@dataclass(frozen=True)
class Mode:
    """One way of reading a page. `width` and `height` are CSS pixels; `media` goes to `emulate_media`;
    `rules` are axe's options for what this mode can break once `clair` is clean. `sampled`: axe judges three
    elements of each pair of colours and size of text rather than all of them, for it is slow and the layout is
    the one that `clair` has proved."""

    name: str
    title: str
    width: int = 1280
    height: int = 900
    media: dict = field(default_factory=dict)
    rules: dict = field(default_factory=lambda: ALL)
    sampled: bool = False


#: A zoom of 200 % leaves 640 CSS pixels of a window of 1280; 400 % leaves 320 (WCAG 1.4.10).
MODES = {
    mode.name: mode
    for mode in (
        Mode("clair", "thème clair"),
        Mode("sombre", "thème sombre", media={"color_scheme": "dark"}, rules=COLOURS, sampled=True),
        Mode(
            "couleurs-forcees",
            "couleurs forcées par le système",
            media={"forced_colors": "active"},
            rules=COLOURS,
            sampled=True,
        ),
        Mode("zoom-200", "zoom de 200\u00a0% (640 px)", width=640, height=450, rules=PLACES),
        Mode("etroit", "320 px (zoom de 400\u00a0%)", width=320, height=640, rules=NARROW),
    )
}


def switch(page: Page, mode: Mode) -> None:
    """Show the page as this mode does, without loading it again."""
    page.emulate_media(**NOTHING_ASKED | mode.media)
    size = {"width": mode.width, "height": mode.height}
    if page.viewport_size != size:
        page.set_viewport_size(size)
        # What follows the size of the window (tables that scroll) is told of it before the next frame.
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done())))")


@cache
def _axe() -> str:
    """Source of axe-core. Raises MachineError when the development tools are not installed."""
    found = find_spec("axe_playwright_python")
    if found is None:
        raise MachineError(
            "axe, qui mesure l’accessibilité, n’est pas installé",
            "Lancez la commande par « python3 cours.py », ou installez requirements-dev.txt.",
        )
    return (Path(found.origin).parent / "axe.min.js").read_text(encoding="utf-8")


RUN = """async ({ options, sampled, within }) => {
  let include = within ? [...document.querySelectorAll(within)] : [document.documentElement];
  if (sampled) {
    const backgrounds = new Map();
    const behind = (el) => {
      if (!el) return "";
      if (!backgrounds.has(el)) {
        const { backgroundColor, backgroundImage } = getComputedStyle(el);
        const seen = !/, 0\\)$|transparent/.test(backgroundColor) || backgroundImage !== "none";
        backgrounds.set(el, seen ? backgroundColor + backgroundImage : behind(el.parentElement));
      }
      return backgrounds.get(el);
    };
    const counts = new Map();
    const kept = [];
    for (const root of include) {
      for (const el of [root, ...root.querySelectorAll("*")]) {
        const written = el.matches("input, select, textarea")
          || [...el.childNodes].some((node) => node.nodeType === 3 && node.data.trim());
        if (!written || !el.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
        const { color, fontSize, fontWeight, opacity } = getComputedStyle(el);
        const key = [color, behind(el), fontSize, fontWeight, opacity, el.closest("a") !== null].join();
        const count = counts.get(key) ?? 0;
        if (count < 3) kept.push(el);
        counts.set(key, count + 1);
      }
    }
    include = kept;
  }
  if (!include.length) return [];
  const { violations } = await axe.run(within || sampled ? { include } : document, options);
  return violations;
}"""


def violations(page: Page, rules: dict = ALL, *, sampled: bool = False, within: str | None = None) -> list[str]:
    """What axe finds wrong in the page as it is now: one line for each element, with the rule.

    `within`: a CSS selector, to look at these elements only; `sampled`: see `Mode`.
    """
    if not page.evaluate("'axe' in window"):  # half a megabyte: once a page
        page.evaluate(_axe())
    options = {"resultTypes": ["violations"], "preload": False} | rules
    found = page.evaluate(RUN, {"options": options, "sampled": sampled, "within": within})
    return [
        f"{violation['id']} ({violation['help']}) : {node['html'][:160]} — {node.get('failureSummary', '')}"
        for violation in found
        for node in violation["nodes"]
    ]


def violations_in(page: Page, mode: Mode, within: str | None = None) -> list[str]:
    """`violations` of the page seen in this mode, in which it is left."""
    switch(page, mode)
    return violations(page, mode.rules, sampled=mode.sampled, within=within)


def by_mode(page: Page) -> dict[str, list[str]]:
    """`{mode: violations}` of a loaded page, in the order of `MODES`; the page gets its own width back."""
    before = page.viewport_size
    found = {name: violations_in(page, mode) for name, mode in MODES.items()}
    page.emulate_media(**NOTHING_ASKED)
    page.set_viewport_size(before)
    return found
