"""A page looked at in every mode of `ess_region.accessibility`, once as it opens and once used: one load for both."""

from playwright.sync_api import Page

from ess_region.accessibility import ALL, COLOURS, MODES, NOTHING_ASKED, SHAPE, switch, violations

from .beyond_axe import check, check_focus, check_names, check_stops, check_walk
from .support import DESKTOP, NARROW, check_width

#: What a change of width can break beside axe's rules.
PLACED = ("targets", "spacing")


def survey(page: Page) -> None:
    """The whole page as it is, in every mode: axe, then what axe does not judge. Raises AssertionError."""
    check_stops(page)
    check(page, "structure", "tables", "hover", "live", "movement")
    check_names(page)
    _in_modes(page, MODES)


def survey_used(page: Page, within: str = ".ess-widget") -> None:
    """These parts of the page, once they were used: what surrounds them was seen by `survey`.

    Colours are sampled in light too, and the zoom between two widths is left out. Tab goes through the whole page in
    the narrow window.
    """
    _in_modes(page, [name for name in MODES if name != "zoom-200"], within)
    page.set_viewport_size(NARROW)
    check_walk(page)
    page.set_viewport_size(DESKTOP)
    check(page, "structure", "tables", "hover", "live", "movement")
    check_names(page)


def _in_modes(page: Page, names, within: str | None = None) -> None:
    for name in names:
        mode = MODES[name]
        switch(page, mode)
        if within and mode.rules is ALL:
            found = violations(page, SHAPE, within=within) + violations(page, COLOURS, sampled=True, within=within)
        else:
            found = violations(page, mode.rules, sampled=mode.sampled, within=within)
        assert not found, f"{page.url}, {mode.title} :\n" + "\n".join(found)
        check_focus(page, name)
        check_width(page)
        if name in ("clair", "etroit"):
            check(page, *PLACED)
    page.emulate_media(**NOTHING_ASKED)
    page.set_viewport_size(DESKTOP)
