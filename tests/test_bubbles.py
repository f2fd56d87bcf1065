"""One bubble for each figure of a page: in the prose, in the widgets, in their models."""

import codecs
import json
import re

from ess_region.sphinx.bubbles import share


def info(identifier: str, word: str, *lines: str) -> str:
    told = "".join(f'<span class="info-ligne">{line}</span>' for line in lines)
    return (
        f'<span class="info"><a class="fait" data-fait="{word}" href="x.html#{word}" aria-describedby="{identifier}">{word}</a>'
        f'<span class="info-bulle" role="tooltip" id="{identifier}">{told}</span></span>'
    )


def widget(content: str, model: dict | None = None, turned: bool = False) -> str:
    script = ""
    if model is not None:
        text = json.dumps(model, ensure_ascii=False).replace("<", "\\u003c")
        kind = "text/plain" if turned else "application/json"
        script = f'<script type="{kind}" class="ess-model">{codecs.encode(text, "rot13") if turned else text}</script>'
    return f'<div class="ess-widget" data-widget="essai" data-state="static">{script}<div><div>{content}</div></div></div>'


def model_of(html: str, turned: bool = False) -> dict:
    text = re.search(r'class="ess-model">(.*?)</script>', html, re.S)[1]
    return json.loads(codecs.decode(text, "rot13") if turned else text)


def test_the_prose_keeps_the_first():
    same, other = ("<b>Part</b>.", "Date : 2013."), ("<b>Rang</b>.",)
    html = f"<p>{info('info-1', 'a', *same)} {info('info-2', 'a', *same)} {info('info-3', 'b', *other)}</p>"
    shared = share(html)
    assert re.findall(r'aria-describedby="([^"]+)"', shared) == ["info-1", "info-1", "info-3"]
    assert re.findall(r'role="tooltip" id="([^"]+)"', shared) == ["info-1", "info-3"]
    assert re.sub(r"<[^>]+>", "", shared).count("Part") == 1
    assert share(shared) == shared


def test_a_widget_points_to_the_prose_never_to_another_widget():
    in_prose, alone = ("<b>Part</b>.",), ("<b>Seul</b>.",)
    html = (
        widget(info("info-c1", "a", *in_prose) + info("info-c2", "c", *alone))
        + f"<p>{info('info-1', 'a', *in_prose)}</p>"
        + widget(info("info-c3", "c", *alone))
    )
    shared = share(html)
    assert re.findall(r'role="tooltip" id="([^"]+)"', shared) == ["info-c2", "info-1", "info-c3"]
    assert re.findall(r'aria-describedby="([^"]+)"', shared) == ["info-1", "info-c2", "info-1", "info-c3"]


def test_models_too_turned_or_not():
    lines = ("<b>Part « de l’ESS »</b>.",)
    for turned in (False, True):
        model = {"retour": f'Oui : {info("info-c9", "a", *lines)} et un "guillemet" \\ puis 1 < 2', "autre": info("info-c8", "z", "<b>Z</b>.")}
        shared = share(widget("", model, turned) + info("info-1", "a", *lines))
        found = model_of(shared, turned)
        assert 'aria-describedby="info-1"' in found["retour"] and "info-bulle" not in found["retour"]
        assert found["retour"].endswith('et un "guillemet" \\ puis 1 < 2')
        assert found["autre"] == model["autre"]


def test_what_has_no_bubble_does_not_change():
    html = widget("<p>rien</p>", {"a": '<p class="x">"\\\\"</p>'}) + "<p>rien</p>"
    assert share(html) == html
