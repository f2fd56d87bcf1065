"""Both editions in one go: the books that they give one by one, each in place when it is right."""

import os
import signal
import sys
import time

import pytest
from small_tree import Tree

from ess_region import apart
from ess_region.build import Book
from ess_region.errors import MachineError

NOTE = "\n:::{{animateur}}\nLa salle compte les emplois, puis {role} les familles une à une.\n:::\n"


def test_both_editions_in_one_go(tree: Tree):
    alone = tree.digests()
    before = (tree.root / "book" / "mesures.md").read_text(encoding="utf-8")
    line = tree.append("book/mesures.md", NOTE.format(role="{inconnu}`x`")) + 2
    done = tree.command("build", "--edition", "toutes")
    # A fault that the learners' book does not read: that one is right, and in place.
    assert done.returncode == 1
    assert f"book/mesures.md, ligne {line}" in done.stderr and "«\u202finconnu\u202f»" in done.stderr
    assert "_build/html/index.html" in done.stdout and "_build/animateur" not in done.stdout
    assert tree.digests() == alone
    assert not (tree.root / "_build" / "animateur").exists()

    tree.write("book/mesures.md", before + NOTE.format(role="nomme"))
    done = tree.command("build", "--edition", "toutes", "--propre")
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("Livre construit") == 2
    assert tree.digests() == alone
    facilitators = tree.root / "_build" / "animateur"
    together = tree.digests(facilitators)
    assert "nomme les familles" in (facilitators / "book" / "mesures.html").read_text(encoding="utf-8")
    executed = tree._executions()
    assert sorted(executed) == ["mesures", "quiz-essai"], "les deux éditions ont les mêmes résultats"

    assert tree.command("build", "--edition", "toutes").stdout.count("Rien n’a changé") == 2
    # Alone, without a memory but that of the cells: nothing is executed, and the bytes are the same.
    tree.edit("_config.yml", "author:", "# Relu.\nauthor:")
    done = tree.command("build", "--edition", "animateur")
    assert done.returncode == 0, done.stderr
    assert tree.digests(facilitators) == together
    assert tree._executions() == executed


# -- the other process -----------------------------------------------------------------------


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path / "livre", {"edition": "apprenant", "region": "", "pack": {}})


@pytest.mark.parametrize(
    ("program", "said"),
    [
        ("import os; os._exit(3)", "un processus s’est arrêté"),
        ("""print('{"panne": "disque plein"}')""", "disque plein"),
    ],
)
def test_a_process_that_could_not_build_is_the_machines_fault(book, monkeypatch, program, said):
    monkeypatch.setattr(apart, "PROGRAM", program)
    with apart.making([book]) as [wait], pytest.raises(OSError, match=said):
        wait()


def test_an_error_in_between_ends_the_other_process(book, monkeypatch):
    monkeypatch.setattr(apart, "PROGRAM", "import time; time.sleep(60)")
    processes = []
    popen = apart.subprocess.Popen
    monkeypatch.setattr(apart.subprocess, "Popen", lambda *a, **k: processes.append(popen(*a, **k)) or processes[-1])
    with pytest.raises(MachineError), apart.making([book]):
        raise MachineError("autre chose", "rien")
    assert processes[0].returncode is not None


@pytest.mark.skipif(sys.platform == "win32", reason="signaux de POSIX")
def test_the_other_process_ends_with_the_first(tmp_path):
    """Even killed outright, the first leaves nobody who goes on writing without its lock."""
    code = f"""
import sys, time
from pathlib import Path
from ess_region import apart, build
apart.PROGRAM = "from ess_region import apart, build; import os, time; print(os.getpid(), file=open({str(tmp_path / "qui")!r}, 'w')); build.make = lambda *a: time.sleep(60); apart.main()"
with apart.making([build.Book(Path("livre"), {{}})]):
    time.sleep(60)
"""
    first = apart.subprocess.Popen([sys.executable, "-c", code], env=os.environ | {"PYTHONPATH": str(apart.paths.PACKAGE.parent)})
    other = _eventually(lambda: int((tmp_path / "qui").read_text() or 0) if (tmp_path / "qui").exists() else 0)
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert _eventually(lambda: not _alive(other))


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Ended, and nobody has asked how yet.
    stat = f"/proc/{pid}/stat"
    return not (os.path.exists(stat) and open(stat, encoding="utf-8").read().rpartition(")")[2].split()[0] == "Z")


def _eventually(what, seconds: float = 60):
    end = time.monotonic() + seconds
    while not (value := what()):
        assert time.monotonic() < end
        time.sleep(0.05)
    return value
