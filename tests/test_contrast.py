"""Every pair of colours in use, read from tokens.css: text 4.5:1, interface and graphics 3:1 (WCAG 2.2)."""

import re

import pytest

from ess_region.paths import PACKAGE

SOFT = ["structure-soft", "action-soft", "right-soft", "wrong-soft", "facilitator-soft"]
GROUNDS = ["bg", "surface", *SOFT]
TEXT = [(ink, ground) for ink in ("text", "muted", "structure") for ground in GROUNDS]
TEXT += [("action", ground) for ground in ("bg", "surface", "action-soft", "structure-soft")]
TEXT += [(ink, ground) for ink in ("right", "wrong") for ground in ("bg", "surface", f"{ink}-soft")]
TEXT += [("facilitator", "bg"), ("facilitator", "facilitator-soft")]
TEXT += [("on-structure", "structure"), ("on-action", "action"), ("bg", "right"), ("bg", "wrong")]
TEXT += [(f"code-{kind}", "surface") for kind in ("keyword", "string", "number", "name")]
INTERFACE = [(line, ground) for line in ("edge", "focus") for ground in GROUNDS]
INTERFACE += [("structure", "structure-soft"), ("action", "bg")]
INTERFACE += [("right", "right-soft"), ("wrong", "wrong-soft")]
INTERFACE += [("ramp-6", "ramp-1"), ("ramp-6", "bg"), ("ramp-5", "bg")]


def palettes() -> dict[str, dict[str, str]]:
    """Token name → colour, for the light page, the dark system and the dark choice."""
    css = (PACKAGE / "style" / "tokens.css").read_text("utf-8")
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.S)
    blocks = re.findall(r"\{([^{}]*--ess-bg:[^{}]*)\}", css)
    names = ("clair", "sombre (système)", "sombre (choisi)")
    return {
        name: dict(re.findall(r"--ess-([\w-]+):\s*(#[0-9a-f]{6})", block))
        for name, block in zip(names, blocks, strict=True)
    }


def luminance(color: str) -> float:
    """Relative luminance of `#rrggbb` (WCAG 2.2 definition)."""
    channels = [int(color[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours, from 1 to 21 (WCAG 2.2 definition)."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def too_weak(palette: dict[str, str], pairs: list[tuple[str, str]], least: float) -> list[str]:
    """The pairs of a palette whose contrast is under `least`."""
    measured = {pair: contrast(palette[pair[0]], palette[pair[1]]) for pair in pairs}
    return [f"{ink} sur {ground} : {ratio:.2f}" for (ink, ground), ratio in measured.items() if ratio < least]


@pytest.mark.parametrize("mode", palettes())
def test_text_and_interface_are_legible(mode):
    palette = palettes()[mode]
    assert too_weak(palette, TEXT, 4.5) == []
    assert too_weak(palette, INTERFACE, 3) == []


def test_the_two_dark_palettes_are_the_same():
    dark = palettes()
    assert dark["sombre (système)"] == dark["sombre (choisi)"]


def test_the_measure_itself():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


def test_a_pale_palette_is_refused():
    palette = {**palettes()["clair"], "muted": "#aaaaaa"}
    assert "muted sur bg : 2.32" in too_weak(palette, TEXT, 4.5)
