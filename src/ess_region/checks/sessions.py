"""Every page that a room does has its notes for the person who leads, whole and in order."""

from pathlib import Path

from .. import paths, sessions, toc
from ..errors import ContentError


def check(root: Path | None = None) -> list[ContentError]:
    """Notes that are missing, badly ordered, or whose minutes do not add up."""
    root = root or paths.ROOT
    try:
        entries = [entry for entry in toc.entries(root) if sessions.is_planned(entry)]
    except Exception:  # said by the check of the structure
        return []
    found: list[ContentError] = []
    for entry in entries:
        file = entry.source(root)
        if not file.is_file():
            continue
        try:
            session = sessions.read(entry, root)
        except (ContentError, UnicodeDecodeError) as error:
            found += [error] if isinstance(error, ContentError) else []
            continue
        [note] = [one for one in sessions.notes(file.read_text(encoding="utf-8")) if one.options]
        found += _faults(session, note, file)
    return found


def _faults(session: sessions.Session, note: sessions.Note, file: Path) -> list[ContentError]:
    place = {"file": file, "line": note.line}
    found = []
    wanted = list(sessions.LABELS)
    if session.kind == "atelier" and wanted[0] not in note.labels:
        wanted = wanted[1:]
    if note.labels != wanted:
        missing = [label for label in wanted if label not in note.labels]
        found.append(
            ContentError(
                f"il manque la rubrique « {missing[0]} »" if missing else "les rubriques ne sont pas dans l’ordre",
                **place,
                hint=f"Dans l’ordre : {', '.join(wanted)}.",
            )
        )
    usual = session.minutes[1]
    if sum(note.steps) != usual:
        found.append(
            ContentError(
                f"les étapes de « Faites » font {sum(note.steps)} minutes, la durée habituelle est de {usual}",
                **place,
                hint="Écrivez chaque étape « 1. (5 min) … », et faites tomber la somme juste.",
            )
        )
    for option in note.options:
        if option not in sessions.OPTIONS or (session.kind == "atelier" and option != "coupe"):
            found.append(
                ContentError(
                    f"l’option « :{option}: » n’a pas sa place ici",
                    **place,
                    hint="Le but et la durée d’un atelier sont dans atelier.yml." if option in sessions.OPTIONS else None,
                )
            )
    return found
