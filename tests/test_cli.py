"""The command line: French help, French usage errors, exit codes."""

import os
import socket
import subprocess
import sys

import pytest

from ess_region import browser, build, cli, data, paths, serve, testing
from ess_region.build import BuildResult
from ess_region.errors import ContentError, MachineError


@pytest.fixture(autouse=True)
def regions(monkeypatch):
    rows = [{"code": "53", "nom": "Bretagne"}, {"code": "01", "nom": "Guadeloupe"}]
    monkeypatch.setattr(data, "has", lambda name, key: key in {row["code"] for row in rows})
    monkeypatch.setattr(data, "table", lambda name: rows)


@pytest.fixture
def builds(monkeypatch, tmp_path):
    """Replace the build; returns the arguments it was called with and the result to change."""
    calls = []
    result = BuildResult(True, True, tmp_path)

    def fake(editions, **arguments):
        arguments.pop("progress")
        calls.append({"editions": editions, **arguments})
        return dict.fromkeys(editions, result)

    monkeypatch.setattr(build, "build_editions", fake)
    return calls, result


# -- help ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("arguments", [["--help"], ["serve", "--help"], ["build", "-h"], ["bench", "--help"]])
def test_help_is_french(arguments, capsys):
    assert cli.main(arguments) == 0
    text = capsys.readouterr().out
    assert "Utilisation" in text
    for english in ("Usage", "Show this", "Commands", "default:", "bool", "[required]", "ARGS"):
        assert english not in text


def test_help_comes_at_once():
    """Importing the command line must not drag Sphinx, pandas or Playwright in."""
    code = (
        "import sys, ess_region.cli\n"
        "heavy = {'sphinx', 'pandas', 'numpy', 'playwright', 'matplotlib', 'frictionless', 'nbformat'}\n"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_version(capsys):
    assert cli.main(["--version"]) == 0
    assert capsys.readouterr().out.startswith("L’ESS en Région")


# -- usage errors -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["bulid"], "la commande «\u202fbulid\u202f» n’existe pas"),
        (["build", "--editoin", "x"], "l’option «\u202f--editoin\u202f» n’existe pas"),
        (["build", "--edition"], "demande une valeur"),
        (["build", "--propre=3"], "ne prend pas de valeur"),
        (["build", "trop"], "argument en trop"),
        (["build", "--edition", "autre"], "apprenant, animateur, toutes"),
        (["serve", "--edition", "toutes"], "Éditions possibles\u00a0: apprenant, animateur."),
        (["build", "--region", "99"], "53 (Bretagne)"),
        (["serve", "--port", "abc"], "nombre entier"),
        (["--port", "99999999"], "de 1 à 65535"),
    ],
)
def test_usage_errors(arguments, expected, capsys, builds):
    assert cli.main(arguments) == 2
    errors = capsys.readouterr().err
    assert expected in errors
    for english in ("Error", "Try ", "No such", "Invalid", "Got "):
        assert english not in errors


# -- commands -----------------------------------------------------------------------------------


def test_build_passes_its_options(builds, tmp_path):
    calls, _ = builds
    line = ["build", "--edition", "animateur", "--region", "53", "--pack", str(tmp_path), "--propre"]
    assert cli.main(line) == 0
    assert calls == [{"editions": ("animateur",), "region": "53", "pack": tmp_path, "cold": True}]


def test_all_editions_are_built_together(builds, capsys):
    calls, result = builds
    assert cli.main(["build", "--edition", "toutes"]) == 0
    assert [call["editions"] for call in calls] == [build.EDITIONS]
    assert capsys.readouterr().out.count("Livre construit") == 2
    result.ok, result.errors = False, ["faute"]
    assert cli.main(["build", "--edition", "toutes"]) == 1
    assert f"({result.output.as_posix()})" in capsys.readouterr().err


def test_failed_build_is_code_1_and_says_each_error(builds, capsys):
    _, result = builds
    result.ok, result.errors = False, ["un [crochet] fautif", "deux"]
    assert cli.main(["build"]) == 1
    errors = capsys.readouterr().err
    assert "un [crochet] fautif" in errors and "2 erreurs" in errors and "est resté en place" in errors


def test_unchanged_build_says_so(builds, capsys):
    _, result = builds
    result.changed = False
    assert cli.main(["build"]) == 0
    assert "Rien n’a changé" in capsys.readouterr().out


@pytest.mark.parametrize("arguments", [[], ["--no-open"], ["serve", "--no-open"]])
def test_serve_is_the_default(builds, monkeypatch, arguments):
    served = []
    monkeypatch.setattr(serve, "serve", lambda *a: served.append(a))
    assert cli.main(arguments) == 0
    assert served == [(builds[1].output, None, "--no-open" not in arguments)]


def test_serve_does_not_serve_a_failed_build(builds, monkeypatch):
    _, result = builds
    result.ok, result.errors = False, ["faute"]
    monkeypatch.setattr(serve, "serve", lambda *a: pytest.fail("servi"))
    assert cli.main(["serve", "--no-open"]) == 1


def test_watch_serves_the_previous_book(builds, monkeypatch):
    _, result = builds
    result.ok, result.errors = False, ["faute"]
    watched = []
    monkeypatch.setattr(serve, "watch", lambda *a: watched.append(a))
    assert cli.main(["serve", "--watch", "--no-open", "--region", "01"]) == 0
    assert watched[0][1] == ["--edition", "apprenant", "--region", "01"]


def test_port_taken_is_code_3(builds, capsys):
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        assert cli.main(["serve", "--no-open", "--port", str(taken.getsockname()[1])]) == 3
    assert "le port" in capsys.readouterr().err
    assert builds[0] == [], "le port se dit avant de construire"


def test_next_free_port(monkeypatch):
    with socket.socket() as taken:
        taken.bind((serve.HOST, 0))
        taken.listen()
        port = taken.getsockname()[1]
        monkeypatch.setattr(serve, "PORT", port)
        assert port < serve.free_port(None) <= port + serve.TRIES


@pytest.mark.parametrize(
    ("error", "code"),
    [(ContentError("faute"), 1), (MachineError("manque"), 3), (KeyboardInterrupt(), 130)],
)
def test_exit_codes(monkeypatch, error, code, capsys):
    def fail(*_, **__):
        raise error

    monkeypatch.setattr(build, "build_editions", fail)
    assert cli.main(["build"]) == code
    assert "Traceback" not in capsys.readouterr().err


def test_test_forwards_to_pytest(monkeypatch):
    commands = []
    monkeypatch.setattr(testing, "ensure_browser", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(
        testing.subprocess, "call", lambda command, **k: commands.append((command, k["env"])) or 1
    )
    monkeypatch.setattr(testing.os, "cpu_count", lambda: 2)
    assert cli.main(["test", "-k", "quiz", "--maxfail=1"]) == 1
    command, environment = commands[0]
    assert command[1:] == ["-m", "pytest", "-n", "2", "--dist", "loadfile", "-k", "quiz", "--maxfail=1"]
    assert environment["ESS_NAVIGATEUR"] == "/usr/bin/chromium"
    assert environment["PYTHONPATH"].split(os.pathsep)[0].endswith("src")


@pytest.mark.parametrize(
    "arguments", [["tests/test_cli.py"], ["tests/test_cli.py::test_version"], ["-n", "8"], ["-n0"], ["--pdb"], ["--collect-only"]]
)
def test_a_choice_is_not_shared_between_processors(arguments, monkeypatch):
    monkeypatch.chdir(paths.ROOT)
    monkeypatch.setattr(testing.os, "cpu_count", lambda: 16)
    assert testing.in_parallel(arguments) == []
    assert testing.in_parallel(["-k", "quiz"]) == ["-n", "4", "--dist", "loadfile"]
    monkeypatch.setattr(testing.os, "cpu_count", lambda: 1)
    assert testing.in_parallel([]) == []


# -- the browser --------------------------------------------------------------------------------


def test_browser_of_the_environment(monkeypatch):
    monkeypatch.setenv("ESS_NAVIGATEUR", sys.executable)
    assert browser.find_browser() == sys.executable
    monkeypatch.setenv("ESS_NAVIGATEUR", "introuvable-ici")
    with pytest.raises(MachineError, match="ESS_NAVIGATEUR"):
        browser.find_browser()


def test_no_browser_at_all(monkeypatch, capsys):
    monkeypatch.setattr(browser, "find_browser", lambda: None)
    monkeypatch.setattr(browser, "_playwright_browser", lambda: None)
    monkeypatch.setattr(browser, "_runs", lambda *a, **k: False)
    with pytest.raises(MachineError, match="navigateur"):
        browser.ensure_browser()


def test_sandbox_is_off_only_for_root(monkeypatch):
    monkeypatch.setattr(browser, "_is_root", lambda: False)
    assert "--no-sandbox" not in browser.flags()
    monkeypatch.setattr(browser, "_is_root", lambda: True)
    assert "--no-sandbox" in browser.flags()


# -- the server ---------------------------------------------------------------------------------


def test_server_types_and_compression(tmp_path):
    import gzip
    import threading
    import urllib.request

    for name in ("page.html", "code.js", "style.css", "carte.svg", "donnees.json"):
        (tmp_path / name).write_text("é" * 500, encoding="utf-8")
    server = serve.make_server(tmp_path, headers={"X-Essai": "oui"})
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        address = f"http://{serve.HOST}:{server.server_port}"
        types = {}
        for file in tmp_path.iterdir():
            with urllib.request.urlopen(f"{address}/{file.name}") as answer:
                types[file.name] = answer.headers["Content-Type"]
                assert answer.headers["X-Essai"] == "oui"
        assert types == {
            "page.html": "text/html; charset=utf-8",
            "code.js": "text/javascript; charset=utf-8",
            "style.css": "text/css; charset=utf-8",
            "carte.svg": "image/svg+xml; charset=utf-8",
            "donnees.json": "application/json; charset=utf-8",
        }
        request = urllib.request.Request(f"{address}/page.html", headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request) as answer:
            assert gzip.decompress(answer.read()).decode() == "é" * 500
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize("name", ["src/__pycache__/x.pyc", "book/.page.md.swp", "data/x.csv~", "book/#a.md#"])
def test_watch_ignores_what_is_not_the_course(name):
    assert serve.ignored(name)
    assert not serve.ignored("book/definition.md")
