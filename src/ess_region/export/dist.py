"""`cours.py export`: everything to hand out, made aside in `.dist-en-cours`, then swapped in as `dist/`.

Until the swap the previous `dist/` is whole; what an interruption leaves aside is removed by the next export.
"""

import errno
import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from .. import build, paths, regions
from ..errors import ContentError, MachineError
from ..french import NBSP
from ..lock import Busy, Lock
from . import questions, summary
from .registry import BY_NAME, EXPORTERS, Exporter, Job, Progress, dist

ASIDE = ".dist-en-cours"
#: Remade with whatever else is exported once they are in `dist/`: they tell the sizes and digests of the rest.
TOLD = ("fiche",)


class NotBuilt(ContentError):
    """A book could not be built: `result` is its BuildResult."""

    def __init__(self, result: build.BuildResult):
        super().__init__("le livre n’a pas été construit")
        self.result = result


@dataclass(frozen=True)
class Done:
    """What an export did: the folder, and for each exporter its remarks in French."""

    folder: Path
    remarks: dict[str, list[str]] = field(default_factory=dict)


def run(
    names: Sequence[str] = (),
    *,
    region: str | None = None,
    pack: Path | None = None,
    by_chapter: bool = False,
    address: str | None = None,
    progress: Progress = lambda _step, _share: None,
) -> Done:
    """Export what is named, everything when nothing is; what is not named stays as it is in `dist/`.

    `region`, `pack`: as for `build`. `by_chapter`: SCORM also as one package per chapter. `address`: where the
    book will be online. `progress(step, share)`: told each step in French.

    Raises KeyError for an unknown name, NotBuilt or ContentError when the content is at fault, MachineError when
    the machine is (no room left, no right, another export under way). In every case `dist/` stays as it was.
    """
    asked = [BY_NAME[name] for name in names]
    folder, aside = dist(), dist().with_name(ASIDE)
    work = paths.BUILD / ".travail"
    try:
        work.mkdir(parents=True, exist_ok=True)
        with Lock(work / "verrou-export"):
            build.recover(folder)
            shutil.rmtree(aside, ignore_errors=True)
            try:
                if asked and folder.is_dir():
                    shutil.copytree(folder, aside)
                aside.mkdir(exist_ok=True)
                job = Job(region, pack, by_chapter, address, suffix=_suffix(region, pack), progress=progress)
                done = Done(folder, _make(asked, aside, job))
                build.swap_in(aside, folder)
            finally:
                shutil.rmtree(aside, ignore_errors=True)
    except Busy:
        raise MachineError(
            "un autre export est en cours", "Attendez qu’il se termine, puis relancez."
        ) from None
    except OSError as error:
        raise _machine(error) from error
    return done


#: How a full disk is told, on POSIX and on Windows, in the errors that `shutil` gathers as texts.
_FULL = ("[Errno 28]", "[WinError 112]")


def _machine(error: OSError) -> MachineError:
    kept = "Ce qui était dans dist/ n’a pas changé."
    if error.errno == errno.ENOSPC or any(mark in str(error) for mark in _FULL):
        return MachineError("il n’y a plus de place sur le disque", f"Libérez de la place, puis relancez. {kept}")
    return MachineError(
        f"dist/ ne peut pas être écrit ({error.strerror or error})",
        f"Vérifiez vos droits sur ce dossier, et qu’aucun de ses fichiers n’est ouvert. {kept}",
    )


def _suffix(region: str | None, pack: Path | None) -> str:
    """« bretagne », from the region chosen or that of the pack; raises ContentError on a faulty pack."""
    if pack is not None and region is None:
        from ..pack import load

        region = load(pack)["region"]
    return questions.slug(regions.name(region)) if region else ""


def _make(asked: Sequence[Exporter], aside: Path, job: Job) -> dict[str, list[str]]:
    """Run the exporters, then what tells of them all. Returns the remarks of each."""
    chosen = [one for one in EXPORTERS if not asked or one in asked or _told(one, aside, job)]
    books = _books({edition for one in chosen for edition in one.editions}, job)
    remarks = {}
    for rank, exporter in enumerate(chosen):
        for piece in exporter.pieces:
            _remove(piece.path(aside, job))
        label = exporter.title

        def show(step: str, share: float | None, rank=rank, label=label) -> None:
            job.progress(f"{label} : {step}" if step else label, (rank + (share or 0)) / len(chosen))

        show("", 0)
        try:
            remarks[exporter.name] = list(exporter.make(aside, replace(job, books=books, progress=show)))
        except MachineError as error:
            # Asked by name, it must be made; with everything else, its absence is said.
            if exporter in asked or not exporter.optional:
                raise
            remarks[exporter.name] = [f"pas fait{NBSP}: {error.message}"]
    job.progress("Sommes de contrôle", 1)
    summary.write(aside, job)
    return remarks


def _told(exporter: Exporter, aside: Path, job: Job) -> bool:
    return exporter.name in TOLD and any(piece.path(aside, job).exists() for piece in exporter.pieces)


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _books(editions: Iterable[str], job: Job) -> dict[str, Path]:
    """The built book of each edition. A Region's are built apart: those left for reading stay as they are."""
    editions = sorted(editions, reverse=True)  # the learners' first
    if not editions:
        return {}

    def show(step: str, share: float | None) -> None:
        job.progress(f"Livre : {step}", share)

    apart = job.suffix and job.pack is None  # with a pack, a build has its own folders already
    outputs = {one: paths.BUILD / ".export" / f"{job.suffix}-{one}" for one in editions if apart}
    results = build.build_editions(editions, job.region, job.pack, progress=show, outputs=outputs)
    for result in results.values():
        if not result.ok:
            raise NotBuilt(result)
    return {edition: result.output for edition, result in results.items()}
