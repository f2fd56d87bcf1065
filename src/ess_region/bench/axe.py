"""What axe finds in a page, in each mode in which it may be read."""

from collections.abc import Iterator
from contextlib import contextmanager

STANDARD = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]
ALL = {"runOnly": {"type": "tag", "values": STANDARD}}
_COLOUR_RULES = ["color-contrast", "link-in-text-block"]
COLOURS = {"runOnly": {"type": "rule", "values": _COLOUR_RULES}}
SHAPE = ALL | {"rules": {rule: {"enabled": False} for rule in _COLOUR_RULES}}

#: Mode → (emulated media, window, rules): dark changes colours only, a narrower window changes none.
#: A zoom of 200 % halves the window.
MODES: dict[str, tuple[dict[str, str], dict[str, int], dict]] = {
    "clair": ({"color_scheme": "light"}, {"width": 1366, "height": 768}, ALL),
    "sombre": ({"color_scheme": "dark"}, {"width": 1366, "height": 768}, COLOURS),
    "contraste": ({"forced_colors": "active"}, {"width": 1366, "height": 768}, ALL),
    "320 px": ({"color_scheme": "light"}, {"width": 320, "height": 640}, SHAPE),
    "200 %": ({"color_scheme": "light"}, {"width": 683, "height": 384}, SHAPE),
}
# Without motion: a colour halfway to another is nobody's choice.
_USUAL = {"color_scheme": "light", "forced_colors": "none", "reduced_motion": "reduce"}


def by_mode(page) -> dict[str, list[str]] | None:
    """Mode → violations (one line for each element) of an open page, put back as it was. None without axe."""
    try:
        from axe_playwright_python.sync_playwright import Axe
    except ImportError:  # a tool of the tests
        return None
    found = {}
    with _as_it_was(page):
        for mode, (media, window, rules) in MODES.items():
            page.emulate_media(**{**_USUAL, **media})
            page.set_viewport_size(window)
            axe = Axe("") if page.evaluate("'axe' in window") else Axe()  # half a megabyte: once a page
            response = axe.run(page, options={"resultTypes": ["violations"]} | rules).response
            found[mode] = [
                f"{one['id']} ({one['help']}) : {node['html'][:160]}" for one in response["violations"] for node in one["nodes"]
            ]
    return found


@contextmanager
def _as_it_was(page) -> Iterator[None]:
    window = page.viewport_size
    try:
        yield
    finally:
        page.emulate_media(**_USUAL | {"reduced_motion": "no-preference"})
        page.set_viewport_size(window)
