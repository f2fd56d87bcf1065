"""The logo of a pack: a light PNG, or an SVG brought back to its drawing.

An SVG is a program as much as a picture: what is not known to draw is left out, what could act or load
something stops the build.
"""

import gzip
import re
import xml.etree.ElementTree as ET
from pathlib import Path

from .. import french
from ..errors import ContentError

SUFFIXES = (".svg", ".png")
MAX_BYTES = 15_000  # as it is sent, compressed: each reader pays for it, on the first page (checks/weight.py)
MAX_FILE = 50_000  # as it is written: a drawing compresses well, a PNG does not
MAX_PIXELS = 2000  # a side of a PNG
MAX_ELEMENTS = 3000
_LIGHTER = (
    f"Gardez {MAX_BYTES // 1000} ko au plus : chaque personne le télécharge à sa première page. Prenez plutôt le logo en SVG, "
    "ou réduisez l’image à 300 points de large."
)
_SIMPLER = (
    f"Gardez {MAX_FILE // 1000} ko au plus, et {MAX_BYTES // 1000} ko une fois compressé : chaque personne le télécharge à sa "
    "première page. Demandez un dessin plus simple, sans image dedans, ou prenez un PNG de 300 points de large."
)
_PNG = b"\x89PNG\r\n\x1a\n"
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_DRAWS = {
    "svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan", "defs", "symbol",
    "use", "title", "desc", "style", "linearGradient", "radialGradient", "stop", "clipPath", "mask", "pattern", "image",
    "filter", "feGaussianBlur", "feOffset", "feBlend", "feColorMatrix", "feComposite", "feFlood", "feMerge", "feMergeNode",
}  # fmt: skip
_ACTS = {"script", "foreignObject", "iframe", "a", "animate", "animateMotion", "animateTransform", "set", "handler", "audio", "video"}
_PICTURE = re.compile(r"^data:image/(?:png|jpeg);base64,[A-Za-z0-9+/=\s]+$")
_URL = re.compile(r"url\(\s*['\"]?\s*(?!#)|@import|expression\s*\(|javascript:|\\", re.I)


def clean(name: str, content: bytes, *, file: Path, line: int) -> bytes:
    """The logo, ready to be shipped. Raises ContentError at the line of `pack.yml` that names it."""

    def fail(message: str, hint: str):
        raise ContentError(f"le logo « {name} » {message}", file=file, line=line, hint=hint)

    picture = name.lower().endswith(".png")
    if len(content) > (MAX_BYTES if picture else MAX_FILE):
        fail(f"pèse {french.in_bytes(len(content))}", _LIGHTER if picture else _SIMPLER)
    if picture:
        if not content.startswith(_PNG) or content[12:16] != b"IHDR" or b"IEND" not in content[-16:]:
            fail("n’est pas une image PNG entière", "Enregistrez de nouveau l’image au format PNG.")
        sides = [int.from_bytes(content[start : start + 4], "big") for start in (16, 20)]
        if not all(0 < side <= MAX_PIXELS for side in sides):
            fail(f"fait {sides[0]} × {sides[1]} points", f"Gardez au plus {MAX_PIXELS} points de côté.")
        return content
    drawing = _svg(content, fail)
    sent = len(gzip.compress(drawing, 6, mtime=0))
    if sent > MAX_BYTES:
        fail(f"pèse {french.in_bytes(sent)} une fois compressé", _SIMPLER)
    return drawing


def _svg(content: bytes, fail) -> bytes:
    export = "Demandez un « SVG simple » à la personne qui a dessiné le logo, ou prenez un PNG."
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        fail("n’est pas en UTF-8", export)
    # An external DOCTYPE is common and harmless once removed; entities are neither.
    if re.search(r"<!ENTITY|<!DOCTYPE[^>]*\[", text, re.I):
        fail("contient des entités, refusées", export)
    text = re.sub(r"<!DOCTYPE[^>]*>|<\?xml-stylesheet.*?\?>", "", text, flags=re.I | re.S)
    try:
        root = ET.fromstring(text.encode("utf-8") if not text.lstrip().startswith("<?xml") else re.sub(r"^\s*<\?xml.*?\?>", "", text, flags=re.S))
    except (ET.ParseError, ValueError, RecursionError):
        fail("n’est pas un SVG bien formé", export)
    if root.tag not in (f"{{{_SVG}}}svg", "svg"):
        fail("n’est pas un SVG", export)
    count = sum(1 for _ in root.iter())
    if count > MAX_ELEMENTS:
        fail(f"a {count} éléments", f"Gardez-en {MAX_ELEMENTS} au plus : simplifiez le dessin, ou prenez un PNG.")
    _element(root, fail, export)
    ET.register_namespace("", _SVG)
    ET.register_namespace("xlink", _XLINK)
    return ET.tostring(root, encoding="utf-8", xml_declaration=False)


def _element(element: ET.Element, fail, export: str) -> None:
    element.tag = f"{{{_SVG}}}{_local(element.tag)}"
    for key, value in list(element.attrib.items()):
        name = _local(key)
        if name.lower().startswith("on"):
            fail(f"contient un programme (attribut {name})", export)
        if name == "href":
            embedded = _local(element.tag) == "image" and _PICTURE.match(value.strip())
            if not value.strip().startswith("#") and not embedded:
                fail("va chercher un autre fichier, ce qui est refusé", export)
            continue
        if _URL.search(value):
            fail(f"va chercher un autre fichier (attribut {name})", export)
        if key.startswith("{") and not key.startswith(f"{{{_SVG}}}"):
            del element.attrib[key]  # notes of a drawing program
    if _local(element.tag) == "style" and _URL.search(element.text or ""):
        fail("va chercher un autre fichier dans ses styles", export)
    for child in list(element):
        name = _local(child.tag) if isinstance(child.tag, str) else ""
        if name in _ACTS:
            fail(f"contient un élément actif ({name})", export)
        foreign = isinstance(child.tag, str) and child.tag.startswith("{") and not child.tag.startswith(f"{{{_SVG}}}")
        if name not in _DRAWS or foreign:
            element.remove(child)
        else:
            _element(child, fail, export)


def _local(tag: str) -> str:
    return tag.rpartition("}")[2]
