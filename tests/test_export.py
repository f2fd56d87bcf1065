"""`cours.py export`: what is made, how it is swapped in, and what happens when something goes wrong."""

import errno
import hashlib
import os
import shutil
import signal
import subprocess
import sys
import textwrap
from dataclasses import replace
from pathlib import Path

import pytest

from ess_region import build, cli, french, paths
from ess_region.build import BuildResult
from ess_region.errors import ContentError, MachineError
from ess_region.export import dist, registry, summary
from ess_region.export.registry import Exporter, Job, Piece
from ess_region.lock import Lock


def exporter(name: str, make, editions=()) -> Exporter:
    """An exporter of one file, `NAME.txt`."""
    piece = Piece(f"{{stem}}-{name}.txt", f"Pièce {name}", "tout le monde", "Ouvrez-la.")
    return Exporter(name, name.capitalize(), f"la pièce {name}", (piece,), make, editions)


def writes(name: str, content: str = "contenu"):
    def make(folder: Path, job: Job) -> list[str]:
        job.progress("écriture", 0.5)
        (folder / f"{job.stem}-{name}.txt").write_text(content)
        return [f"{name} fait"]

    return make


@pytest.fixture
def course(tmp_path, monkeypatch):
    """An empty course whose exporters are two small ones; returns the function that replaces them."""
    monkeypatch.setattr(paths, "ROOT", tmp_path)
    monkeypatch.setattr(paths, "BUILD", tmp_path / "_build")

    def replace(*exporters: Exporter) -> None:
        for module in (registry, dist, summary):
            monkeypatch.setattr(module, "EXPORTERS", exporters)
        for module in (registry, dist):
            monkeypatch.setattr(module, "BY_NAME", {one.name: one for one in exporters})

    replace(exporter("un", writes("un")), exporter("deux", writes("deux")))
    return replace


def names(folder: Path) -> set[str]:
    return {file.name for file in folder.iterdir()}


STEM = Job().stem
ALL = {f"{STEM}-un.txt", f"{STEM}-deux.txt", *summary.OWN}


# -- what is made ----------------------------------------------------------------------------------


def test_everything_then_one_thing(course, tmp_path):
    steps = []
    done = dist.run(progress=lambda step, share: steps.append((step, share)))
    assert names(done.folder) == ALL and done.remarks == {"un": ["un fait"], "deux": ["deux fait"]}
    assert ("Deux\u00a0: écriture", 0.75) in steps and steps[-1][1] == 1
    assert names(tmp_path) == {"dist", "_build"}

    course(exporter("un", writes("un", "autre")), exporter("deux", writes("deux", "jamais écrit")))
    (done.folder / "à moi.txt").write_text("gardé")
    dist.run(["un"])
    assert names(done.folder) == ALL | {"à moi.txt"}
    assert (done.folder / f"{STEM}-un.txt").read_text() == "autre"
    assert (done.folder / f"{STEM}-deux.txt").read_text() == "contenu"


def test_what_is_not_made_any_more_leaves(course):
    dist.run()
    course(exporter("un", writes("un")))
    dist.run()
    assert names(registry.dist()) == ALL - {f"{STEM}-deux.txt"}


def test_the_guide_and_the_sums_tell_what_is_there(course):
    folder = dist.run().folder
    for guide in (summary.TEXT, summary.HTML):
        text = (folder / guide).read_text(encoding="utf-8")
        assert all(f"{STEM}-{name}.txt" in text for name in ("un", "deux")) and "Pièce un" in text
        assert "0,1\u00a0ko" in text
    sums = dict(line.split("  ")[::-1] for line in (folder / summary.SUMS).read_text().splitlines())
    assert set(sums) == ALL - {summary.SUMS}
    assert all(hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest for name, digest in sums.items())


@pytest.mark.parametrize(("count", "words"), [(12, "0,1 ko"), (999_999, "1000 ko"), (1_449_000, "1,4 Mo")])
def test_sizes(count, words):
    assert french.in_bytes(count).replace("\u202f", "").replace("\u00a0", " ") == words


# -- the books it needs ----------------------------------------------------------------------------


@pytest.fixture
def builds(monkeypatch, tmp_path):
    """Replace the build; returns the options of each call and the result to change."""
    calls, result = [], BuildResult(True, True, tmp_path / "livre")

    def fake(editions, region, pack, *, progress, outputs):
        progress("étape", None)
        calls.append((editions, outputs))
        return dict.fromkeys(editions, result)

    monkeypatch.setattr(build, "build_editions", fake)
    return calls, result


def test_only_the_books_that_are_needed(course, builds):
    books = []

    def make(folder, job):
        books.append(dict(job.books))
        return []

    course(exporter("un", writes("un")), exporter("deux", make, ("animateur", "apprenant")))
    dist.run(["un"])
    assert not builds[0]
    dist.run()
    assert builds[0] == [(["apprenant", "animateur"], {})]
    assert books == [dict.fromkeys(("apprenant", "animateur"), builds[1].output)]


def test_the_books_of_a_region_are_built_apart_and_named(course, builds):
    course(exporter("un", writes("un"), ("apprenant",)))
    done = dist.run(region="53")
    assert builds[0] == [(["apprenant"], {"apprenant": paths.BUILD / ".export" / "bretagne-apprenant"})]
    assert f"{STEM}-bretagne-un.txt" in names(done.folder)


def test_a_book_that_is_not_built_changes_nothing(course, builds, capsys):
    folder = dist.run().folder
    before = {file: file.read_bytes() for file in folder.iterdir()}
    course(exporter("un", writes("un", "autre")), exporter("deux", writes("deux"), ("apprenant",)))
    builds[1].ok, builds[1].errors = False, ["page fautive"]
    assert cli.main(["export"]) == 1
    said = capsys.readouterr().err
    assert "page fautive" in said and "dist/ n’a pas changé" in said
    assert {file: file.read_bytes() for file in folder.iterdir()} == before


# -- when it goes wrong ----------------------------------------------------------------------------


def full(folder: Path, job: Job):
    (folder / "moitié.txt").write_text("moitié")
    raise OSError(errno.ENOSPC, "No space left on device")


def stopped(folder: Path, job: Job):
    (folder / "moitié.txt").write_text("moitié")
    raise KeyboardInterrupt


def faulty(folder: Path, job: Job):
    raise ContentError("question fautive")


def refused(folder: Path, job: Job):
    raise PermissionError(errno.EACCES, "Permission denied")


def missing(folder: Path, job: Job):
    raise MachineError("il manque un navigateur", "Installez-en un.")


def test_what_the_machine_cannot_make_is_said_but_when_asked_by_name(course, capsys):
    course(exporter("un", writes("un")), replace(exporter("deux", missing), optional=True))
    assert cli.main(["export"]) == 0
    assert "il manque un navigateur" in capsys.readouterr().out
    assert names(registry.dist()) == ALL - {f"{STEM}-deux.txt"}
    assert cli.main(["export", "deux"]) == 3
    assert "il manque un navigateur" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("make", "code", "words"),
    [
        (full, 3, "il n’y a plus de place sur le disque"),
        (refused, 3, "dist/ ne peut pas être écrit"),
        (faulty, 1, "question fautive"),
        (stopped, 130, "Interrompu"),
    ],
)
def test_a_failure_leaves_the_previous_export(course, capsys, make, code, words):
    folder = dist.run().folder
    before = {file: file.read_bytes() for file in folder.iterdir()}
    course(exporter("un", writes("un", "autre")), exporter("deux", make))
    assert cli.main(["export"]) == code
    assert words in capsys.readouterr().err
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
    assert names(paths.ROOT) == {"dist", "_build"}


def test_no_room_left_for_the_last_copy(course, monkeypatch):
    """`shutil` gathers the errors of a copy in one that has no number."""
    folder = dist.run().folder
    real = shutil.copy2

    def fail(source, target, **options):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil.copytree, "__defaults__", (False, None, fail, False, False))
    with pytest.raises(MachineError, match="plus de place"):
        dist.run()
    monkeypatch.setattr(shutil.copytree, "__defaults__", (False, None, real, False, False))
    assert names(folder) == ALL and names(paths.ROOT) == {"dist", "_build"}


KILLED = """
    import sys, time
    from pathlib import Path
    from ess_region import paths
    from ess_region.export import dist, registry, summary
    def make(folder, job):
        (folder / "moitié.txt").write_text("moitié")
        print("prêt", flush=True)
        time.sleep(60)
    one = registry.Exporter("un", "Un", "un", (), make)
    for module in (registry, dist, summary):
        module.EXPORTERS = (one,)
    dist.run()
"""


def test_killed_then_run_again(course):
    folder = dist.run().folder
    before = {file: file.read_bytes() for file in folder.iterdir()}
    environment = os.environ | {"ESS_ROOT": str(paths.ROOT), "PYTHONPATH": str(paths.PACKAGE.parent)}
    script = [sys.executable, "-c", textwrap.dedent(KILLED)]
    process = subprocess.Popen(script, env=environment, stdout=subprocess.PIPE, text=True)
    assert process.stdout.readline().strip() == "prêt"
    with pytest.raises(MachineError, match="un autre export est en cours"):
        dist.run()
    process.send_signal(signal.SIGKILL if sys.platform != "win32" else signal.SIGTERM)
    process.wait(10)
    process.stdout.close()
    assert {file: file.read_bytes() for file in folder.iterdir()} == before
    assert dist.ASIDE in names(paths.ROOT)
    dist.run()
    assert names(folder) == ALL and names(paths.ROOT) == {"dist", "_build"}


def test_a_swap_cut_in_two_is_mended(course):
    folder = dist.run().folder
    folder.rename(folder.with_name(".ancien-dist"))
    course(exporter("un", faulty))
    with pytest.raises(ContentError):
        dist.run()
    assert names(folder) == ALL


# -- the command -----------------------------------------------------------------------------------


def test_the_list_and_the_names(course, capsys):
    assert cli.main(["export", "--liste"]) == 0
    said = capsys.readouterr().out
    assert "export un" in said and "la pièce deux" in said and not registry.dist().exists()
    assert cli.main(["export", "scormm"]) == 2
    assert "Exports possibles : un, deux" in capsys.readouterr().err.replace("\u00a0", " ")
    assert cli.main(["export", "un"]) == 0
    said = capsys.readouterr().out
    assert "un fait" in said and "dist/LISEZ-MOI.html" in said


@pytest.mark.parametrize(
    ("option", "value", "words"),
    [
        ("--region", "99", "53 (Bretagne)"),
        ("--adresse", "exemple", "https://exemple.fr/cours"),
        ("--adresse", "ftp://exemple.fr", "https://exemple.fr/cours"),
    ],
)
def test_options_that_do_not_fit(course, capsys, option, value, words):
    assert cli.main(["export", option, value]) == 2
    assert words in capsys.readouterr().err
    assert not registry.dist().exists()


def test_options_reach_the_exporters(course, builds):
    jobs = []
    course(exporter("un", lambda folder, job: jobs.append(job) or []))
    assert cli.main(["export", "--region", "53", "--par-chapitre", "--adresse", "https://exemple.fr/cours"]) == 0
    job = jobs[0]
    assert (job.region, job.by_chapter, job.address) == ("53", True, "https://exemple.fr/cours")


def test_names_are_all_different():
    pieces = [piece.name for one in registry.EXPORTERS for piece in one.pieces]
    assert len(set(pieces)) == len(pieces) and len(registry.BY_NAME) == len(registry.EXPORTERS)
