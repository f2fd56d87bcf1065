"""The launcher: what it says, when it installs, when it starts at once."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
import zipfile

import pytest

import cours
from ess_region import paths, pins

ROOT = paths.ROOT


def run(*arguments, cwd=ROOT, env=None):
    return subprocess.run(
        [sys.executable, "cours.py", *arguments],
        cwd=cwd,
        env={**os.environ, "PYTHONUTF8": "1", **(env or {})},
        capture_output=True,
        encoding="utf-8",
    )


@pytest.fixture
def tree(tmp_path):
    """A copy of the launcher with empty requirement files: a set-up without network."""
    shutil.copy(ROOT / "cours.py", tmp_path)
    package = tmp_path / "src" / "ess_region"
    package.mkdir(parents=True)
    for name in ("__init__.py", "lock.py"):
        shutil.copy(ROOT / "src" / "ess_region" / name, package)
    (package / "__main__.py").write_text(
        "import os, sys\nprint('COMMANDE', *sys.argv[1:], os.environ['PYTHONPATH'])\nsys.exit(7)\n"
    )
    (tmp_path / "requirements.txt").write_text("# rien\n")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\n")
    return tmp_path


@pytest.fixture
def places(tree, monkeypatch):
    monkeypatch.setattr(cours, "__file__", str(tree / "cours.py"))
    return cours._paths()


# -- help, usage, version of Python -----------------------------------------------------------


def test_help_needs_no_setup(tree):
    done = run("--help", cwd=tree)
    assert done.returncode == 0
    assert "Utilisation" in done.stdout
    assert not (tree / ".venv").exists()
    assert run("build", "--help", cwd=tree).returncode == 0
    assert not (tree / ".venv").exists()


def test_unknown_command_installs_nothing(tree):
    done = run("bulid", cwd=tree)
    assert done.returncode == 2
    assert "n’existe pas" in done.stderr and "build" in done.stderr
    assert not (tree / ".venv").exists()


def test_commands_are_those_of_the_package():
    from ess_region.cli import app

    known = {command.name or command.callback.__name__ for command in app.registered_commands}
    known |= {group.name for group in app.registered_groups}
    assert known == set(cours.COMMANDS)
    for command in cours.COMMANDS:
        assert re.search(rf"^  {command} ", cours.HELP, re.M), command


def test_old_python_gets_a_french_sentence(monkeypatch, capsys):
    monkeypatch.setattr(sys, "version_info", (3, 8, 18))
    assert cours.main(["build"]) == 3
    assert "Python 3.11 ou plus récent" in capsys.readouterr().err


@pytest.mark.parametrize("version", [(3, 4), (3, 8)])
def test_old_python_can_read_the_launcher(version):
    """No syntax newer than this, or the sentence above would never be seen."""
    import ast

    text = (ROOT / "cours.py").read_text(encoding="utf-8")
    tree = ast.parse(text, feature_version=version)
    new = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr)
    assert not [node.lineno for node in ast.walk(tree) if isinstance(node, new)]
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    assert not [f.name for f in functions if f.returns or any(a.annotation for a in f.args.args)]


@pytest.mark.parametrize("name", ["python2.7", "python3.8", "python3.9", "python3.10"])
def test_real_old_python(name):
    executable = shutil.which(name)
    works = executable and subprocess.run([executable, "-c", ""], capture_output=True).returncode == 0
    if not works:
        pytest.skip(f"{name} n’est pas installé")
    done = subprocess.run([executable, "cours.py"], cwd=ROOT, capture_output=True)
    assert done.returncode == 3
    assert b"3.11 ou plus r" in done.stderr
    assert b"SyntaxError" not in done.stderr


def test_what_is_compiled_stays_even_where_nothing_may_be_written_beside_the_sources(places, monkeypatch):
    """Else each process, each kernel, compiles the libraries again: twice the time of everything."""
    given = []

    def become(command, line, env):
        given.append(env)
        raise SystemExit

    def forward(**settings):
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        with pytest.raises(SystemExit):
            cours.forward(places, ["check"])

    monkeypatch.setattr(os, "execve", become)
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("PYTHONDONTWRITEBYTECODE", "PYTHONPYCACHEPREFIX"):
        monkeypatch.delenv(name, raising=False)
    forward()
    forward(PYTHONDONTWRITEBYTECODE="1")
    forward(PYTHONPYCACHEPREFIX="ailleurs")
    assert not any("PYTHONDONTWRITEBYTECODE" in env for env in given)
    assert [env.get("PYTHONPYCACHEPREFIX") for env in given] == [None, str(places.venv / "compile"), "ailleurs"]


# -- set-up -----------------------------------------------------------------------------------


@pytest.fixture
def installs(places, monkeypatch):
    """Pretend to create the environment and to install; returns the calls made."""
    calls = []

    def make_venv(p, progress):
        calls.append("venv")
        shutil.rmtree(p.venv, ignore_errors=True)
        p.python.parent.mkdir(parents=True)
        p.python.touch()
        (p.venv / "pyvenv.cfg").write_text("version = 3.12.1\n")

    def install(p, requirements, options, label, progress):
        calls.append(requirements.name)

    monkeypatch.setattr(cours, "_make_venv", make_venv)
    monkeypatch.setattr(cours, "_install", install)
    monkeypatch.setattr(cours, "_venv_works", lambda p: p.python.exists() and not p.underway.exists())
    return calls


def test_first_run_installs_later_runs_do_not(places, installs):
    cours.set_up(places, dev=False)
    assert installs == ["venv", "requirements.txt"]
    cours.set_up(places, dev=False)
    assert installs == ["venv", "requirements.txt"]


def test_test_adds_only_the_test_tools(places, installs):
    cours.set_up(places, dev=False)
    cours.set_up(places, dev=True)
    assert installs == ["venv", "requirements.txt", "requirements-dev.txt"]
    cours.set_up(places, dev=False)
    cours.set_up(places, dev=True)
    assert len(installs) == 3


def test_changed_requirements_are_installed_again(places, installs):
    cours.set_up(places, dev=True)
    places.book.write_text("# autre chose\n")
    installs.clear()
    cours.set_up(places, dev=True)
    assert installs == ["requirements.txt", "requirements-dev.txt"]


def test_line_ends_do_not_matter(places, installs):
    cours.set_up(places, dev=False)
    places.book.write_bytes(places.book.read_bytes().replace(b"\n", b"\r\n"))
    assert cours.is_ready(places, dev=False)


@pytest.mark.parametrize("damage", ["stamp", "python", "underway", "version", "garbage"])
def test_damaged_environment_is_noticed(places, installs, damage):
    cours.set_up(places, dev=False)
    if damage == "stamp":
        places.stamp.unlink()
    elif damage == "python":
        places.python.unlink()
    elif damage == "underway":
        places.underway.touch()
    elif damage == "version":
        (places.venv / "pyvenv.cfg").write_text("version = 3.13.0\n")
    else:
        places.stamp.write_text("{")
    assert not cours.is_ready(places, dev=False)
    cours.set_up(places, dev=False)
    assert cours.is_ready(places, dev=False)


def test_interruption_leaves_no_stamp_and_is_resumed(places, installs, monkeypatch):
    def interrupted(*_):
        raise KeyboardInterrupt

    good = cours._install
    monkeypatch.setattr(cours, "_install", interrupted)
    with pytest.raises(KeyboardInterrupt):
        cours.set_up(places, dev=False)
    assert not cours.is_ready(places, dev=False)
    monkeypatch.setattr(cours, "_install", good)
    cours.set_up(places, dev=False)
    assert cours.is_ready(places, dev=False)


def test_two_setups_at_once(places, installs):
    from ess_region.lock import Lock

    with Lock(places.root / ".venv.lock"), pytest.raises(cours.SetupError, match="en cours"):
        cours.set_up(places, dev=False)


@pytest.mark.parametrize(
    ("output", "expected"),
    [
        ("ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device", "place"),
        ("NewConnectionError('Failed to establish a new connection: [Errno 111]", "injoignable"),
        ("Temporary failure in name resolution", "injoignable"),
        ("HTTPSConnectionPool: Max retries exceeded (SSLError(CERTIFICATE_VERIFY_FAILED))", "certificat"),
        ("THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE", "empreinte"),
        ("[Errno 13] Permission denied: '/x/.venv'", "écriture"),
        ("ERROR: No matching distribution found for rich==99", "version demandée"),
        ("The virtual environment was not created because ensurepip is not available.", "ensurepip"),
    ],
)
def test_diagnoses(output, expected):
    message, hint = cours.diagnose(output)
    assert expected in message
    assert hint


def test_unknown_failure_shows_the_end_of_the_output(places):
    error = cours._failure("L’installation", "une\ndeux\nERROR: étrange", places)
    assert "ERROR: étrange" in str(error)


# -- for real, with empty requirements ---------------------------------------------------------


def test_real_setup_then_forward(tree):
    done = run("build", "--propre", cwd=tree)
    assert done.returncode == 7, done.stderr  # the package's own exit code
    assert "COMMANDE build --propre" in done.stdout
    assert str(tree / "src") in done.stdout
    start = time.monotonic()
    done = run(cwd=tree)
    assert time.monotonic() - start < 1
    assert done.stdout.startswith("COMMANDE")
    assert done.stderr == ""


def test_no_network(tree):
    (tree / "requirements.txt").write_text("rich==15.0.0 --hash=sha256:" + "0" * 64 + "\n")
    closed = {
        "PIP_INDEX_URL": "http://127.0.0.1:9/simple",
        "PIP_EXTRA_INDEX_URL": "",
        "PIP_FIND_LINKS": "",
        "PIP_NO_INDEX": "",
        "PIP_RETRIES": "0",
        "PIP_CONFIG_FILE": os.devnull,
    }
    done = run("build", cwd=tree, env=closed)
    assert done.returncode == 3, done.stderr
    assert "injoignable" in done.stderr
    assert "Traceback" not in done.stderr
    (tree / "requirements.txt").write_text("# rien\n")
    assert run("build", cwd=tree).returncode == 7


def test_only_the_expected_file_is_installed(tree):
    """Another content under the right name and version, then no digest at all: refused."""
    wheel = tree / "essai-1.0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as archive:
        archive.writestr("essai.py", "")
        archive.writestr("essai-1.0.dist-info/METADATA", "Metadata-Version: 2.1\nName: essai\nVersion: 1.0\n")
        archive.writestr("essai-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr("essai-1.0.dist-info/RECORD", "")
    local = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tree), "PIP_CONFIG_FILE": os.devnull}
    requirements = tree / "requirements.txt"

    requirements.write_text(f"essai==1.0 --hash=sha256:{'0' * 64}\n")
    done = run("build", cwd=tree, env=local)
    assert done.returncode == 3 and "n’est pas celui attendu (empreinte différente)" in done.stderr

    requirements.write_text("essai==1.0\n")
    done = run("build", cwd=tree, env=local)
    assert done.returncode == 3 and "COMMANDE" not in done.stdout
    assert not list(tree.rglob("site-packages/essai.py"))


@pytest.mark.skipif(sys.platform == "win32", reason="droits POSIX")
def test_folder_not_writable(tree):
    if os.geteuid() == 0:
        pytest.skip("root écrit partout")
    tree.chmod(0o555)
    try:
        done = run("build", cwd=tree)
    finally:
        tree.chmod(0o755)
    assert done.returncode == 3
    assert "écriture" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.skipif(sys.platform == "win32", reason="signaux POSIX")
def test_ctrl_c_gives_one_line(tree):
    process = subprocess.Popen(
        [sys.executable, "cours.py", "build"],
        cwd=tree,
        stderr=subprocess.PIPE,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        env={**os.environ, "PYTHONUTF8": "1"},
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while not (tree / ".venv").exists():
        time.sleep(0.02)
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "interrompue" in errors and "Traceback" not in errors
    assert run("build", cwd=tree).returncode == 7


# -- requirement files --------------------------------------------------------------------------


def _normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


def _pinned(file):
    return {_normal(line.split("==")[0]): line for line in pins.first_lines(file.read_text(encoding="utf-8"))}


def _direct(requirements):
    return {_normal(re.match(r"[A-Za-z0-9_.-]+", text)[0]) for text in requirements}


def test_every_direct_dependency_is_pinned_once():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    book, dev = _pinned(pins.BOOK), _pinned(pins.DEV)
    assert _direct(project["dependencies"]) <= set(book)
    assert _direct(project["optional-dependencies"]["dev"]) <= set(dev)
    for name in set(book) & set(dev):  # the same version, asked for on more systems
        assert book[name].split(" ;")[0] == dev[name].split(" ;")[0]


@pytest.mark.parametrize("file", [pins.BOOK, pins.DEV], ids=lambda f: f.name)
def test_requirements_are_exact_hashed_and_from_nowhere(file):
    text = file.read_text(encoding="utf-8")
    assert "://" not in text and "--index" not in text and "--find-links" not in text
    for block in pins.blocks(text):
        assert re.match(r"[A-Za-z0-9_.-]+==\S+", block), block
        assert "--hash=sha256:" in block, block
    assert not re.search(r" /|[A-Z]:\\", text)


def test_pyproject_has_no_second_list_of_pins():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert "==" not in text


def test_stamp_is_json(places, installs):
    cours.set_up(places, dev=True)
    assert set(json.loads(places.stamp.read_text())) == {"python", "book", "dev"}


def test_progress_line_outside_a_terminal(capsys):
    progress = cours.Progress()
    progress.show("Étape", 1, 4, force=True)
    progress.end()
    assert "Étape" in capsys.readouterr().err
