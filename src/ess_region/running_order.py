"""Running orders of a session: what is done, in which order, for how long, and what is left out.

`exercises/animer-deroule/programmes.yml` adds to the facilitators' notes (`sessions.all()`) what they do
not say: the moments that open and close, the chapter that a workshop needs, what to keep first, the
formats and the ready-made programmes. `plan`, `fit`, `check` and `resume` are pure; the browser has the
same rules in `widgets/running_order.js`, both tested against `tests/vectors/deroule.json`.

The rule. Usual durations first. Too long: five minutes less where there is most to spare, down to the
minimum; then what may be left out, the least important first; what still fits comes back. Too short: five
minutes more where there is most room, up to the maximum, never beyond.

A session is a list of half-days (`plages`, parted by lunch), an order a list of sessions
`{"lignes": [{"id", "minutes"}], "prevu": minutes}`. Minutes are multiples of five.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from . import data, toc
from . import sessions as notes
from .bank import Entry, read_mapping
from .content import LinedDict
from .errors import ContentError
from .french import NBSP
from .paths import BOOK, EXERCISES

FILE = EXERCISES / "animer-deroule" / "programmes.yml"
STEP = 5
#: Minutes without a break, at most: what the facilitators' guide promises (« une pause toutes les heures et demie »).
STRETCH = 90
BREAK, LUNCH, LATE, OWN = "pause", "dejeuner", "retard", "libre"
RESTS = (BREAK, LUNCH)
#: Where what is not chosen goes: all but `si-possible` is always there.
PLACES = {
    "ouverture": "au début de la première séance",
    "si-possible": "juste après, quand rien n’est à raccourcir pour cela",
    "reprise": "au début des suivantes",
    "fin": "à la fin de chaque séance, sauf la dernière",
    "cloture": "à la fin de la dernière",
}
TOO_LONG, NO_ROOM = "trop-long", "place"
_KEYS = ("places", "titres", "moments", "apres", "importance", "formats", "programmes")
# Weight of a minute that does not fit: more than any difference of lengths can weigh.
_MISSING = 10**8

Catalog = Mapping[str, Any]
Line = dict[str, Any]


# -- rules, pure -------------------------------------------------------------------------------


def plan(catalog: Catalog, choice: Mapping[str, Any]) -> dict[str, Any]:
    """The running order of a choice.

    `choice`: `format` (id), `choix` (ids), `pause` and `dejeuner` (minutes; no break when 0). Returns
    `seances`, `coupes` (`id`, `raison`: `trop-long` for every half-day of this format, or `place`) and
    `manque` (minutes that do not fit, everything at its minimum).
    """
    form = next(one for one in catalog["formats"] if one["id"] == choice["format"])
    slots = _slots(catalog, form, choice["pause"])
    kept = [one for one in catalog["activites"] if not one["place"] and one["id"] in choice["choix"]]
    cut: list[dict[str, str]] = []

    most = max(slot["bas"] for slot in slots)
    for one in [*kept]:
        if one["coupe"] and one["bas"] > most:
            kept.remove(one)
            cut.append({"id": one["id"], "raison": TOO_LONG})

    missing, groups = _spread(kept, slots)
    dropped: list[Mapping] = []
    while missing:
        for one in sorted(kept, key=lambda one: -one["rang"]):
            if not one["coupe"]:
                continue
            rest = [other for other in kept if other is not one]
            less, shared = _spread(rest, slots)
            if less < missing:
                kept, missing, groups = rest, less, shared
                dropped.append(one)
                break
        else:
            break
    # What was left out too early comes back.
    for one in sorted(dropped, key=lambda one: one["rang"]):
        more = [other for other in catalog["activites"] if other is one or other in kept]
        less, shared = _spread(more, slots)
        if less <= missing:
            kept, missing, groups = more, less, shared
            dropped.remove(one)
    cut += [{"id": one["id"], "raison": NO_ROOM} for one in dropped]

    sessions: list[dict[str, Any]] = []
    if not cut and not missing:
        _welcome_more(catalog, slots[0], groups[0])
    for slot, group in zip(slots, groups, strict=True):
        items = [{**one, "minutes": one["habituel"]} for one in (*slot["avant"], *group, *slot["apres"])]
        minutes, before = _pace(items, slot, choice["pause"])
        lines: list[Line] = []
        for index, (one, length) in enumerate(zip(items, minutes, strict=True)):
            if index in before:
                lines.append({"id": BREAK, "minutes": choice["pause"]})
            lines.append({"id": one["id"], "minutes": length})
        if slot["premiere"]:
            sessions.append({"lignes": lines, "prevu": slot["minutes"]})
        else:
            sessions[-1]["lignes"] += [{"id": LUNCH, "minutes": choice["dejeuner"]}, *lines]
            sessions[-1]["prevu"] += choice["dejeuner"] + slot["minutes"]
    return {"seances": sessions, "coupes": cut, "manque": missing}


def _pace(items: Sequence[Mapping], slot: Mapping[str, Any], pause: int) -> tuple[list[int], list[int]]:
    """Durations of a half-day and before which activities to pause: the fewest breaks that the stretches allow."""
    minutes = fit(items, slot["minutes"])
    if sum(minutes) <= STRETCH or not pause:
        return minutes, []
    usual: tuple[list[int], list[int]] = fit(items, slot["place"]), []
    for count in range(1, len(items)):
        room = slot["minutes"] - count * pause
        if count > slot["pauses"] and sum(one["bas"] for one in items) > room:
            break
        minutes = fit(items, room)
        before = breaks(minutes, count)
        minutes = even(items, minutes, before)
        if max(_stretches(minutes, before, 0)) <= STRETCH:
            return minutes, before
        if count <= slot["pauses"]:
            usual = minutes, before
    return usual


def _welcome_more(catalog: Catalog, slot: dict[str, Any], group: Sequence[Mapping]) -> None:
    """Add to the opening what goes there when everything holds with its usual duration."""
    for one in catalog["activites"]:
        items = [*slot["avant"], one, *group, *slot["apres"]]
        if one["place"] == "si-possible" and sum(item["habituel"] for item in items) <= slot["place"]:
            slot["avant"] = [*slot["avant"], one]


def _slots(catalog: Catalog, form: Mapping, pause: int) -> list[dict[str, Any]]:
    """The half-days of a format: what opens and closes each, its breaks, the minutes that are left."""
    at = {place: [one for one in catalog["activites"] if one["place"] == place] for place in PLACES}
    found = []
    for rank, session in enumerate(form["seances"]):
        for part, minutes in enumerate(session):
            first, last = part == 0, part == len(session) - 1
            before = at["ouverture" if rank == 0 else "reprise"] if first else []
            after = at["cloture" if rank == len(form["seances"]) - 1 else "fin"] if last else []
            # Enough breaks for what is left to be parted in stretches short enough.
            count = -(-(minutes + pause) // (STRETCH + pause)) - 1 if pause else 0
            room = minutes - count * pause
            fixed = [*before, *after]
            found.append(
                {
                    "premiere": first,
                    "minutes": minutes,
                    "pauses": count,
                    "place": room,
                    "avant": before,
                    "apres": after,
                    "bas": room - sum(one["bas"] for one in fixed),
                    "habituel": room - sum(one["habituel"] for one in fixed),
                }
            )
    return found


def _spread(items: Sequence[Mapping], slots: Sequence[Mapping]) -> tuple[int, list[list[Mapping]]]:
    """Share items among half-days, in order: (minutes that do not fit, one list for each half-day).

    As little as possible too much at the minimum, then usual durations as even as possible.
    """
    count = len(items)
    low, usual = [0], [0]
    for one in items:
        low.append(low[-1] + one["bas"])
        usual.append(usual[-1] + one["habituel"])
    best = [0] + [None] * count  # cheapest way to have shared the first ones
    origins = []
    for slot in slots:
        row: list[int | None] = [None] * (count + 1)
        origin = [0] * (count + 1)
        for end in range(count + 1):
            for start in range(end, -1, -1):
                if best[start] is None:
                    continue
                over = max(0, low[end] - low[start] - slot["bas"])
                gap = usual[end] - usual[start] - slot["habituel"]
                cost = best[start] + over * _MISSING + gap * gap
                if row[end] is None or cost < row[end]:
                    row[end], origin[end] = cost, start
        best = row
        origins.append(origin)
    groups: list[list[Mapping]] = []
    end = count
    for origin in reversed(origins):
        groups.insert(0, list(items[origin[end] : end]))
        end = origin[end]
    return best[count] // _MISSING, groups


def fit(items: Sequence[Mapping], room: int) -> list[int]:
    """Durations that fill `room` minutes: from `minutes`, five by five, between `bas` and `haut`.

    Less where there is most to spare, the least important first (the greatest `rang`); more where there is
    most room, the most important first.
    """
    minutes = [one["minutes"] for one in items]
    for sign in (-1, 1):
        while sign * (room - sum(minutes)) > 0:
            spare = [one["haut"] - length if sign > 0 else length - one["bas"] for one, length in zip(items, minutes, strict=True)]
            index = max(range(len(items)), key=lambda i: (spare[i], -sign * items[i]["rang"]), default=None)
            if index is None or spare[index] <= 0 or (sign > 0 and room - sum(minutes) < STEP):
                break
            minutes[index] += sign * STEP
    return minutes


def breaks(minutes: Sequence[int], count: int, since: int = 0) -> list[int]:
    """Before which activities to pause, for the longest stretch to be the shortest, then for all to be even.

    `since`: minutes since the last break when the first activity begins; then it may be preceded by one.
    """
    places = range(0 if since else 1, len(minutes))

    def cost(chosen: Sequence[int]) -> tuple[int, int]:
        lengths = _stretches(minutes, chosen, since)
        return max(lengths), sum(length * length for length in lengths)

    return list(min(combinations(places, min(count, len(places))), key=cost))


def _stretches(minutes: Sequence[int], before: Sequence[int], since: int) -> list[int]:
    """Minutes in a row, from one break to the next."""
    edges = [0, *before, len(minutes)]
    lengths = [sum(minutes[start:end]) for start, end in zip(edges, edges[1:], strict=False)]
    return [lengths[0] + since, *lengths[1:]]


def even(items: Sequence[Mapping], minutes: Sequence[int], before: Sequence[int], since: int = 0) -> list[int]:
    """The same total without any stretch longer than `STRETCH` between breaks, if the bounds allow it.

    `since`: as in `breaks`.
    """
    edges = [0, *before, len(minutes)]
    result = [*minutes]
    total = sum(minutes)
    for filling in (False, True):
        for rank, (start, end) in enumerate(zip(edges, edges[1:], strict=False)):
            most = STRETCH if rank else STRETCH - since
            long = sum(result[start:end])
            room = min(most, long + total - sum(result)) if filling else most
            if room > long if filling else long > room:
                part = [{**items[i], "minutes": result[i]} for i in range(start, end)]
                result[start:end] = fit(part, room)
    return result if sum(result) == total else [*minutes]


def check(catalog: Catalog, sessions: Sequence[Mapping]) -> list[dict[str, Any]]:
    """What deserves a look in an order, edited or not: `genre`, `seance`, `ligne` (None: the whole session).

    `court` and `long` (with the bound in `minutes`), `avant` (a workshop before the chapter `besoin`),
    `sans-pause` (`minutes` in a row), `depasse` and `finit-tot` (by `minutes`).
    """
    known = {one["id"]: one for one in catalog["activites"]}
    places = {
        line["id"]: (rank, index)
        for rank, session in enumerate(sessions)
        for index, line in enumerate(session["lignes"])
    }
    found: list[dict[str, Any]] = []
    for rank, session in enumerate(sessions):
        stretch, long_one = 0, None
        for index, line in enumerate(session["lignes"]):
            own = known.get(line["id"])
            at = {"seance": rank, "ligne": index}
            if own and line["minutes"] < own["bas"]:
                found.append({"genre": "court", **at, "minutes": own["bas"]})
            if own and line["minutes"] > own["haut"]:
                found.append({"genre": "long", **at, "minutes": own["haut"]})
            for need in own["apres"] if own else ():
                if places.get(need, (-1, 0)) > (rank, index):
                    found.append({"genre": "avant", **at, "besoin": need})
            if line["id"] in RESTS:
                stretch, long_one = 0, None
                continue
            stretch += line["minutes"]
            if long_one:
                long_one["minutes"] = stretch
            elif stretch > STRETCH:
                long_one = {"genre": "sans-pause", **at, "minutes": stretch}
                found.append(long_one)
        late = _total(session["lignes"]) - session["prevu"]
        if late:
            kind = "depasse" if late > 0 else "finit-tot"
            found.append({"genre": kind, "seance": rank, "ligne": None, "minutes": abs(late)})
    return found


def resume(
    catalog: Catalog, session: Mapping, here: int, elapsed: int, everything: bool = False
) -> dict[str, Any]:
    """The rest of a session, from its line `here`, `elapsed` minutes after its beginning.

    To end on time, the lunch included, what remains is shortened, then left out as in `plan`; it is
    lengthened when there is time. With `everything`, nothing changes but the hours. Either way a break
    moves when the room would wait too long for it. Returns `lignes` (the past told as it was, up to the next
    five minutes), `coupes` (ids), `debut` (index of the first line still to do) and `manque` (minutes beyond
    the time planned).
    """
    lines = session["lignes"]
    done = _settle(lines[:here], -(-elapsed // STEP) * STEP)
    start = len(done)
    now, planned = _total(done), _total(lines[:here])
    cut: list[str] = []
    chunk: list[Line] = []
    for line in [*lines[here:], None]:
        if line and line["id"] != LUNCH:
            chunk.append(dict(line))
            planned += line["minutes"]
            continue
        kept = chunk
        if not everything:
            kept, dropped = _squeeze(catalog, chunk, (planned if line else session["prevu"]) - now)
            cut += dropped
        kept = _rest(catalog, kept, _since(done), everything)
        done += kept
        now += _total(kept)
        if line:
            done.append(dict(line))
            now += line["minutes"]
            planned += line["minutes"]
        chunk = []
    return {"lignes": done, "coupes": cut, "debut": start, "manque": max(0, now - session["prevu"])}


def _settle(lines: Sequence[Line], elapsed: int) -> list[Line]:
    """What is done, with the time that it really took: the last one bears the difference."""
    done = [dict(line) for line in lines]
    gap = elapsed - _total(done)
    if gap > 0 and not done:
        return [{"id": LATE, "minutes": gap}]
    if gap > 0:
        done[-1]["minutes"] += gap
    for line in reversed(done):
        if gap < 0:
            less = min(line["minutes"], -gap)
            line["minutes"] -= less
            gap += less
    return [line for line in done if line["minutes"]]


def _squeeze(catalog: Catalog, lines: Sequence[Line], room: int) -> tuple[list[Line], list[str]]:
    """Lines that hold in `room` minutes as far as they can, and the ids of those left out."""
    items = _items(catalog, lines)
    gone: list[Mapping] = []  # two breaks may be equal: compared by identity

    def need() -> int:
        return sum(one["bas"] for one in items if not any(one is other for other in gone))

    while need() > room:
        may = [one for one in items if one["coupe"] and not any(one is other for other in gone)]
        if not may:
            break
        gone.append(max(may, key=lambda one: one["rang"]))
    # Then the breaks, the last one first.
    for one in reversed(items):
        if one["ligne"]["id"] == BREAK and need() > room:
            gone.append(one)
    for one in sorted((one for one in gone if one["coupe"]), key=lambda one: one["rang"]):
        if need() + one["bas"] <= room:
            gone = [other for other in gone if other is not one]
    kept = [one for one in items if not any(one is other for other in gone)]
    # A break just before another, or before the end, is no use any more.
    kept = [
        one
        for index, one in enumerate(kept)
        if not gone
        or one["ligne"]["id"] != BREAK
        or (index + 1 < len(kept) and kept[index + 1]["ligne"]["id"] != BREAK)
    ]
    result = [{**one["ligne"], "minutes": length} for one, length in zip(kept, fit(kept, room), strict=True)]
    return result, [one["ligne"]["id"] for one in gone]


def _items(catalog: Catalog, lines: Sequence[Line]) -> list[dict[str, Any]]:
    """Lines with what may become of them; what the course does not know stays as it is."""
    known = {one["id"]: one for one in catalog["activites"]}
    items = []
    for line in lines:
        own, minutes = known.get(line["id"]), line["minutes"]
        item = {"ligne": line, "minutes": minutes, "bas": minutes, "haut": minutes, "rang": -1, "coupe": False}
        if own:
            item |= {"bas": min(own["bas"], minutes), "haut": max(own["haut"], minutes), "rang": own["rang"], "coupe": own["coupe"]}
        items.append(item)
    return items


def _since(lines: Sequence[Line]) -> int:
    """Minutes since the last break, at the end of these lines."""
    start = max((index + 1 for index, line in enumerate(lines) if line["id"] in RESTS), default=0)
    return _total(lines[start:])


def _rest(catalog: Catalog, lines: Sequence[Line], since: int, everything: bool) -> list[Line]:
    """The same lines, their breaks elsewhere when the room would be too long without any.

    `since`: minutes since the last break. Unless `everything`, durations are evened as well.
    """
    pauses = [line for line in lines if line["id"] == BREAK]
    others = [line for line in lines if line["id"] != BREAK]
    minutes = [line["minutes"] for line in others]
    now = [index - rank for rank, index in enumerate(i for i, line in enumerate(lines) if line["id"] == BREAK)]
    if not pauses or not others or max(_stretches(minutes, now, since)) <= STRETCH:
        return [*lines]
    before = breaks(minutes, len(pauses), since)
    if max(_stretches(minutes, before, since)) >= max(_stretches(minutes, now, since)):
        before = now
    if not everything:
        minutes = even(_items(catalog, others), minutes, before, since)
    found: list[Line] = []
    for index, (line, length) in enumerate(zip(others, minutes, strict=True)):
        found += [pauses[rank] for rank, place in enumerate(before) if place == index]
        found.append({**line, "minutes": length})
    return found + [pauses[rank] for rank in range(len(pauses)) if rank >= len(before) or before[rank] == len(others)]


def _total(lines: Iterable[Mapping]) -> int:
    return sum(line["minutes"] for line in lines)


def minutes_of(hour: str) -> int:
    """« 09:05 » → 545."""
    hours, minutes = hour.split(":")
    return int(hours) * 60 + int(minutes)


def clock(minutes: int) -> str:
    """545 → « 9 h 05 », 540 → « 9 h »; after midnight, the next day's hours."""
    hours, rest = divmod(minutes % 1440, 60)
    return f"{hours}{NBSP}h{NBSP}{rest:02}" if rest else f"{hours}{NBSP}h"


# -- the authors' file -------------------------------------------------------------------------


@dataclass(frozen=True)
class Programme:
    """A ready-made programme: its format, what is in it, when it starts, for whom it is."""

    id: str
    name: str
    audience: str
    format: str
    choice: tuple[str, ...]
    start: str


@dataclass(frozen=True)
class Programmes:
    """What the widget needs: the catalog (JSON-ready) and the ready-made programmes."""

    catalog: dict[str, Any]
    ready: tuple[Programme, ...]


def load(file: Path | str = FILE, sessions: Iterable[Any] | None = None) -> Programmes:
    """The catalog and the programmes. `sessions`: those of `sessions.all()`. Raises ContentError."""
    planned = notes.all() if sessions is None else sessions
    file = Path(file)
    entry = read_mapping(file, _KEYS, "un fichier de programmes", hint=f"Ses clés : {', '.join(_KEYS)}.")
    activities = [_activity(one) for one in planned]
    moments = _moments(entry)
    own = {one["id"] for one in moments}
    activities = [one for one in activities if one["id"] not in own] + moments
    by_id = {one["id"]: one for one in activities}

    places = _sub(entry, "places", tuple(PLACES))
    for place in PLACES:
        for id in _ids(places, place, by_id):
            if place != "si-possible" and by_id[id]["coupe"]:
                _cannot_be_cut(places, id, place)
            by_id[id]["place"] = place
    for one in moments:
        if not one["place"]:
            entry.fail(f"le moment « {one['id']} » n’a pas de place", key="places", hint="Nommez-le dans « places: ».")

    titles = _sub(entry, "titres", tuple(by_id))
    for id in titles.item:
        by_id[id]["titre"] = titles.text(id)
    after = _sub(entry, "apres", tuple(by_id))
    for id in after.item:
        by_id[id]["apres"] = list(_ids(after, id, by_id))

    ranked = _ids(entry, "importance", by_id)
    # What nobody has placed yet is the first that goes, the last of the course before the others.
    rest = [one["id"] for one in activities if one["id"] not in ranked]
    fixed = [id for id in rest if by_id[id]["place"] and not by_id[id]["coupe"]]
    for rank, id in enumerate([*fixed, *ranked, *(id for id in rest if id not in fixed)]):
        by_id[id]["rang"] = rank

    formats = _formats(entry)
    ready = tuple(_programme(item, by_id, formats) for item in entry.entries("programmes", "programme"))
    parts = dict.fromkeys(one["partie"] for one in activities if not one["place"])
    return Programmes({"activites": _ordered(activities), "parties": list(parts), "formats": formats}, ready)


def _activity(session: Any) -> dict[str, Any]:
    """A session of the notes, its durations in steps of five minutes inside its bounds."""
    least, usual, most = session.minutes
    low, high = -(-least // STEP) * STEP, most // STEP * STEP
    if low > high:
        raise ContentError(
            f"aucune durée ronde entre {least} et {most} minutes : le déroulé compte de cinq en cinq",
            file=BOOK / f"{session.slug}.md",
            hint="Écartez le minimum et le maximum de la note : par exemple « :duree: 10-15-20 ».",
        )
    usual = min(high, max(low, (usual + 2) // STEP * STEP))
    return {
        "id": session.slug,
        "titre": session.title,
        "but": session.aim,
        "partie": session.part,
        "nature": session.kind,
        "page": session.slug,
        "bas": low,
        "habituel": usual,
        "haut": high,
        "coupe": session.may_cut,
        "place": "",
        "apres": [],
        "rang": 0,
    }


def _moments(entry: Entry) -> list[dict[str, Any]]:
    """What the notes do not have: to take up again, to close a session, to give one's opinion."""
    pages = {one.slug for one in toc.entries()}
    found = []
    for item in entry.entries("moments", "moment"):
        item.only(("id", "titre", "but", "duree", "page"), "un moment")
        page = item.text("page") if item.has("page") else ""
        least, usual, most = _moment_minutes(item, page)
        found.append(
            {
                "id": item.text("id"),
                "titre": item.text("titre"),
                "but": item.text("but"),
                "partie": "",
                "nature": "moment",
                "page": page if page in pages else "",
                "bas": least,
                "habituel": usual,
                "haut": most,
                "coupe": False,
                "place": "",
                "apres": [],
                "rang": 0,
            }
        )
    return found


def _moment_minutes(item: Entry, page: str) -> tuple[int, int, int]:
    """Least, usual, most: written with the moment, or those of the note of its page."""
    if page and not item.has("duree"):
        for one in toc.entries():
            if one.slug == page:
                data.trace_file(one.source())
                noted = _activity(notes.read(one))
                if noted["coupe"]:
                    _cannot_be_cut(item, page, "page")
                return noted["bas"], noted["habituel"], noted["haut"]
    times = _sub(item, "duree", ("minimum", "habituelle", "maximum"))
    least, usual, most = (_minutes(times, key) for key in ("minimum", "habituelle", "maximum"))
    if not least <= usual <= most:
        times.fail(
            "minimum, habituelle et maximum doivent aller du plus petit au plus grand",
            key="habituelle",
            hint="Par exemple « duree: {minimum: 5, habituelle: 10, maximum: 15} ».",
        )
    return least, usual, most


def _cannot_be_cut(entry: Entry, id: str, key: str) -> None:
    entry.fail(
        f"« {id} » est dans chaque déroulé, mais sa note dit qu’il peut se couper",
        key=key,
        hint=f"Écrivez « :coupe: non » dans book/{id}.md.",
    )


def _ordered(activities: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """In the order of a session: the course's, each workshop just after the chapters that it needs."""
    index = {one["id"]: rank for rank, one in enumerate(activities)}

    def key(one: Mapping) -> tuple:
        place = ("ouverture", "reprise", "si-possible", "", "fin", "cloture").index(one["place"])
        own = index[one["id"]]
        return (place, max(index[id] for id in one["apres"]), 1, own) if one["apres"] else (place, own, 0, own)

    return sorted(activities, key=key)


def _formats(entry: Entry) -> list[dict[str, Any]]:
    found = []
    for item in entry.entries("formats", "format"):
        item.only(("id", "nom", "texte", "seances"), "un format")
        sessions = item.item.get("seances")
        if not isinstance(sessions, list) or not sessions or not all(map(_is_session, sessions)):
            item.fail(
                "« seances » doit donner les minutes de chaque demi-journée, de cinq en cinq",
                key="seances",
                hint="Par exemple « seances: [[210, 180]] » pour une journée, « [[120], [120]] » pour deux séances.",
            )
        found.append(
            {"id": item.text("id"), "nom": item.text("nom"), "texte": item.text("texte"), "seances": [list(one) for one in sessions]}
        )
    return found


def _is_session(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(type(one) is int and one > 0 and one % STEP == 0 for one in value)


def _programme(item: Entry, by_id: Mapping[str, Mapping], formats: Sequence[Mapping]) -> Programme:
    item.only(("id", "nom", "pour", "format", "debut", "choix"), "un programme")
    item.id = item.text("id")
    choice = _ids(item, "choix", by_id)
    for id in choice:
        if by_id[id]["place"]:
            item.fail(f"« {id} » a déjà sa place : il ne se choisit pas", key="choix", hint="Retirez-le de « choix ».")
    start = item.text("debut")
    if not _is_hour(start):
        item.fail(f"« debut: {start} » n’est pas une heure", key="debut", hint='Par exemple « debut: "09:00" ».')
    return Programme(
        id=item.id,
        name=item.text("nom"),
        audience=item.text("pour"),
        format=item.choice("format", [one["id"] for one in formats]),
        choice=choice,
        start=start,
    )


def _is_hour(text: str) -> bool:
    hours, colon, minutes = text.partition(":")
    return bool(
        colon
        and len(hours) == len(minutes) == 2
        and (hours + minutes).isdigit()
        and int(hours) < 24
        and int(minutes) < 60
    )


def _ids(entry: Entry, key: str, by_id: Mapping[str, Any]) -> tuple[str, ...]:
    """A list of ids that all exist, none of them twice."""
    found = entry.texts(key)
    for id in found:
        if id not in by_id:
            entry.fail(
                f"« {key} » : aucune page et aucun moment ne s’appelle « {id} »",
                key=key,
                hint="Écrivez le nom d’une page qui a une note pour animer, ou d’un élément de « moments: ».",
            )
        if found.count(id) > 1:
            entry.fail(f"« {key} » : « {id} » y est deux fois", key=key, hint="Gardez-le une seule fois.")
    return found


def _sub(entry: Entry, key: str, allowed: Sequence[str]) -> Entry:
    value = entry.item.get(key)
    if not isinstance(value, LinedDict):
        entry.fail(f"« {key} » doit être une suite de lignes « clé: valeur »", key=key, hint=f"Clés possibles : {', '.join(allowed)}.")
    found = entry.nested(value, key, f"« {key} »")
    found.only(allowed, f"« {key} »")
    return found


def _minutes(entry: Entry, key: str) -> int:
    value = entry.number(key)
    if value is None or value <= 0 or value % STEP:
        entry.fail(f"« {key} » doit être un nombre de minutes, de cinq en cinq", key=key, hint=f"Par exemple « {key}: 10 ».")
    return int(value)
