"""A printed PDF without what varies from one printing to the next: the same sources then give the same bytes.

The browser numbers what it writes from where it happened to be, skips a number now and then, and sometimes cuts a
link in two on its line. Seen in Chromium; nothing of what a reader sees or hears is changed.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pikepdf

_NODE = re.compile(rb"node(\d{8})")
_NAME = re.compile(rb"/[A-Z]\d+\b")
_CLOSE = 0.5  # points: two ends of a link that touch


def save(pdf: pikepdf.Pdf, target: Path) -> None:
    """Write an open document the same as any other printing of it."""
    join_links(pdf)
    number_structure(pdf)
    number_identifiers(pdf)
    name_resources(pdf)
    # Twice: objects are first numbered as they are met; packed together at once, they would follow their old numbers.
    loose = io.BytesIO()
    pdf.save(loose, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.disable)
    with pikepdf.open(loose) as again:
        again.save(
            target,
            deterministic_id=True,
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            compress_streams=True,
            recompress_flate=False,
        )


# -- links ----------------------------------------------------------------------------------------


def join_links(pdf: pikepdf.Pdf) -> None:
    """Two links to the same place that touch on the same line become one."""
    elements = dict(_entries(pdf.Root.StructTreeRoot.ParentTree)) if "/StructTreeRoot" in pdf.Root else {}
    for page in pdf.pages:
        kept: list[pikepdf.Dictionary] = []
        for link in page.get("/Annots", ()):
            before = kept[-1] if kept else None
            if before is None or not _touch(before, link):
                kept.append(link)
                continue
            left, bottom, _, top = before.Rect
            before.Rect = [left, bottom, link.Rect[2], top]
            element = elements.get(int(link.get("/StructParent", -1)))
            if element is not None and isinstance(element.K, pikepdf.Array):
                element.K = [one for one in element.K if not (isinstance(one, pikepdf.Dictionary) and "/Obj" in one and one.Obj.objgen == link.objgen)]
        if "/Annots" in page and len(kept) < len(page.Annots):
            page.Annots = pikepdf.Array(kept)


def _touch(before: pikepdf.Dictionary, after: pikepdf.Dictionary) -> bool:
    if any(one.get("/Subtype") != pikepdf.Name.Link for one in (before, after)):
        return False
    if before.get("/Dest") != after.get("/Dest") or before.get("/A") != after.get("/A"):
        return False
    (_, low, right, high), (left, low_2, _, high_2) = ([float(one) for one in link.Rect] for link in (before, after))
    return max(abs(low - low_2), abs(high - high_2), abs(right - left)) <= _CLOSE


# -- numbers and names ----------------------------------------------------------------------------


def _entries(node: pikepdf.Dictionary) -> Iterator[tuple[int, pikepdf.Object]]:
    """(number, value) of each entry of a number tree."""
    for child in node.get("/Kids", ()):
        yield from _entries(child)
    values = list(node.get("/Nums", ()))
    yield from ((int(number), value) for number, value in zip(values[::2], values[1::2], strict=True))


def number_structure(pdf: pikepdf.Pdf) -> None:
    """Number from 0 what ties a page or a link to its elements, and leave out of the tree what ties nothing."""
    if "/StructTreeRoot" not in pdf.Root:
        return
    root = pdf.Root.StructTreeRoot
    links = [link for page in pdf.pages for link in page.get("/Annots", ())]
    drawings = [one for one in pdf.objects if isinstance(one, pikepdf.Stream) and "/StructParents" in one]
    holders = [(one, key) for one in (*(page.obj for page in pdf.pages), *links, *drawings) for key in ("/StructParent", "/StructParents") if key in one]
    ranks = {number: rank for rank, number in enumerate(sorted({int(one[key]) for one, key in holders}))}
    for one, key in holders:
        one[key] = ranks[int(one[key])]
    numbers = [part for number, value in sorted(_entries(root.ParentTree), key=lambda entry: entry[0]) if number in ranks for part in (ranks[number], value)]
    root.ParentTree = pdf.make_indirect(pikepdf.Dictionary(Type=pikepdf.Name.ParentTree, Nums=pikepdf.Array(numbers)))
    root.ParentTreeNextKey = len(ranks)


def number_identifiers(pdf: pikepdf.Pdf) -> None:
    """Number the identifiers of the elements from 1."""
    holders = []  # (container, key) of each identifier, wherever it is: an element, its headers, the tree of identifiers

    def gather(container) -> None:
        entries = container.items() if isinstance(container, pikepdf.Dictionary) else enumerate(container)
        for key, value in list(entries):
            if isinstance(value, pikepdf.String):
                if _NODE.fullmatch(bytes(value)):
                    holders.append((container, key, int(bytes(value)[4:])))
            elif isinstance(value, pikepdf.Dictionary | pikepdf.Array) and not value.is_indirect:
                gather(value)

    for one in pdf.objects:
        if isinstance(one, pikepdf.Dictionary | pikepdf.Array):
            gather(one)
    # In the same order: the tree of identifiers is searched by halves.
    ranks = {number: rank for rank, number in enumerate(sorted({number for _, _, number in holders}), 1)}
    for container, key, number in holders:
        container[key] = pikepdf.String(f"node{ranks[number]:08d}")


def name_resources(pdf: pikepdf.Pdf) -> None:
    """Name what the pages draw with (fonts, states, drawings) from 1, in the dictionaries and in the drawing."""
    owners = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary | pikepdf.Stream) and "/Resources" in one]
    listed = [names for one in owners for names in one.Resources.as_dict().values() if isinstance(names, pikepdf.Dictionary)]
    used = sorted({int(name[2:]) for names in listed for name in names.keys() if _NAME.fullmatch(name.encode())})
    ranks = {number: rank for rank, number in enumerate(used, 1)}

    for owner in owners:
        own = {}
        for kind, names in list(owner.Resources.items()):
            if not isinstance(names, pikepdf.Dictionary):
                continue
            new = {name: f"{name[:2]}{ranks[int(name[2:])]}" for name in names.keys() if _NAME.fullmatch(name.encode())}
            owner.Resources[kind] = pikepdf.Dictionary({new.get(name, name): value for name, value in names.items()})
            own |= {old.encode(): name.encode() for old, name in new.items()}
        content = owner if isinstance(owner, pikepdf.Stream) else owner.get("/Contents", pikepdf.Array())
        for stream in content if isinstance(content, pikepdf.Array) else [content]:
            stream.write(_NAME.sub(lambda found, own=own: own.get(found[0], found[0]), stream.read_bytes()))
