"""Serving the built book on this machine only, and rebuilding it on save."""

import gzip
import http.server
import socket
import subprocess
import sys
import webbrowser
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from . import paths
from .errors import MachineError

HOST = "127.0.0.1"
PORT = 8000
TRIES = 20
WATCHED = ("book", "data", "exercises", "src", "_config.yml", "_toc.yml")

# Windows may map these otherwise in its registry.
TYPES = {
    ".html": "text/html",
    ".css": "text/css",
    ".js": "text/javascript",
    ".mjs": "text/javascript",
    ".json": "application/json",
    ".csv": "text/csv",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".txt": "text/plain",
    ".ipynb": "application/json",
}
#: For an address that ends in `?v=`: it changes with its content. All else is asked for again at each visit.
KEPT, ASKED_AGAIN = f"public, max-age={365 * 24 * 3600}, immutable", "no-cache"
COMPRESSED = {".html", ".css", ".js", ".mjs", ".json", ".csv", ".svg", ".txt", ".ipynb"}


# What `serve --watch` does to the pages that it shows.
POLICY_META = b'http-equiv="Content-Security-Policy"'
POLICY_ASIDE = b'data-equiv="Content-Security-Policy"'
assert len(POLICY_META) == len(POLICY_ASIDE)


class Handler(http.server.SimpleHTTPRequestHandler):
    """Static files as the settings of `export/hosting.py` serve them: sure types, gzip, no stale copy after a rebuild."""

    protocol_version = "HTTP/1.1"
    found = False

    def __init__(self, *args, extra_headers: Mapping[str, str] | None = None, **kwargs):
        self.extra_headers = dict(extra_headers or {})
        super().__init__(*args, **kwargs)

    def guess_type(self, path) -> str:
        suffix = Path(str(path)).suffix.lower()
        kind = TYPES.get(suffix) or super().guess_type(path)
        text = kind.startswith("text/") or kind in ("application/json", "image/svg+xml")
        return f"{kind}; charset=utf-8" if text else kind

    def send_response(self, code, message=None) -> None:
        self.found = code < 400
        super().send_response(code, message)

    def end_headers(self) -> None:
        kept = self.found and "v" in parse_qs(urlsplit(self.path).query)
        self.send_header("Cache-Control", KEPT if kept else ASKED_AGAIN)
        for name, value in self.extra_headers.items():
            self.send_header(name, value)
        super().end_headers()

    def do_GET(self) -> None:
        file = Path(self.translate_path(self.path))
        if (
            "gzip" in self.headers.get("Accept-Encoding", "")
            and "If-Modified-Since" not in self.headers
            and file.suffix.lower() in COMPRESSED
            and file.is_file()
        ):
            body = gzip.compress(file.read_bytes(), compresslevel=6, mtime=0)
            self.send_response(200)
            self.send_header("Content-Type", self.guess_type(file))
            self.send_header("Content-Encoding", "gzip")
            self.send_header("Content-Length", str(len(body)))
            self.send_header("Last-Modified", self.date_time_string(int(file.stat().st_mtime)))
            self.end_headers()
            self.wfile.write(body)
        else:
            super().do_GET()

    def log_message(self, *_args) -> None:
        pass

    def handle_one_request(self) -> None:
        try:
            super().handle_one_request()
        except ConnectionError:  # the browser went away
            self.close_connection = True


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True
    # On Windows, reuse would let two servers share a port in silence.
    allow_reuse_address = sys.platform != "win32"


def make_server(
    folder: Path | str, port: int = 0, headers: Mapping[str, str] | None = None
) -> http.server.ThreadingHTTPServer:
    """A server of `folder` on the loopback, not yet started. Port 0: any free one. Raises OSError."""
    handler = partial(Handler, directory=str(folder), extra_headers=headers)
    return _Server((HOST, port), handler)


def free_port(wanted: int | None) -> int:
    """The port asked for, or the first free one from 8000. Raises MachineError when taken."""
    candidates = [wanted] if wanted is not None else range(PORT, PORT + TRIES + 1)
    for port in candidates:
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            if sys.platform != "win32":
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as error:
                if wanted is not None:
                    raise MachineError(
                        f"le port {port} ne peut pas être ouvert ({error.strerror or error})",
                        "Un autre programme l’occupe sans doute : choisissez-en un autre avec --port, "
                        "ou retirez --port.",
                    ) from None
            else:
                return port
    raise MachineError(
        f"aucun port libre entre {PORT} et {PORT + TRIES}",
        "Fermez un autre serveur, ou choisissez un port avec --port.",
    )


def serve(folder: Path, port: int | None = None, open_browser: bool = True) -> None:
    """Serve until Ctrl-C."""
    server = make_server(folder, free_port(port))
    address = f"http://{HOST}:{server.server_port}/"
    _announce(address)
    if open_browser:
        webbrowser.open(address)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        pass
    finally:
        server.server_close()
        print("\nServeur arrêté.")


def _announce(address: str) -> None:
    print(f"Le cours est ouvert à l’adresse {address}")
    print("Pour l’arrêter : Ctrl-C.", flush=True)


def ignored(file: str) -> bool:
    """Files that a save or a build touches without changing the course."""
    path = Path(file)
    return (
        "__pycache__" in path.parts
        or ".ipynb_checkpoints" in path.parts
        or path.suffix in {".pyc", ".swp", ".tmp"}
        or path.name.startswith((".", "~", "#"))
        or path.name.endswith("~")
    )


def watch(
    folder: Path,
    build_arguments: list[str],
    port: int | None = None,
    open_browser: bool = True,
    pack: Path | None = None,
) -> None:
    """Serve, rebuild on save, reload the page. A failing rebuild is shown; the old book stays.

    `build_arguments`: options of the `build` command; each rebuild is a new process, so that
    changes of the package's code count too. `pack`: a Region's pack, watched as well.
    """
    import logging

    from livereload import Server
    from livereload import server as livereload_server

    class Injector(livereload_server.LiveScriptInjector):
        """Its script is in the page, which the page's own policy refuses: while an author writes, the policy is a
        mere word, of the same length (the size of the file is already said)."""

        def transform_first_chunk(self, status_code, headers, chunk, finishing):
            chunk = chunk.replace(POLICY_META, POLICY_ASIDE, 1)
            return super().transform_first_chunk(status_code, headers, chunk, finishing)

    livereload_server.LiveScriptInjector = Injector
    def rebuild() -> None:
        command = [sys.executable, "-m", "ess_region", "build", *build_arguments]
        if subprocess.run(command, cwd=paths.ROOT).returncode:
            print("Le livre précédent reste affiché. Corrigez puis enregistrez de nouveau.", flush=True)

    server = Server()
    # The watcher calls once per entry: one glob-free entry per folder.
    for top in [*(paths.ROOT / name for name in WATCHED), *([pack] if pack else [])]:
        if top.exists():
            server.watch(str(top), rebuild, ignore=ignored)
    chosen = free_port(port)
    address = f"http://{HOST}:{chosen}/"
    _announce(address)
    print("Chaque enregistrement reconstruit le livre et recharge la page.", flush=True)
    if open_browser:
        webbrowser.open(address)
    server._setup_logging = lambda: None  # it would announce each step in English
    logging.getLogger("livereload").setLevel(logging.ERROR)
    logging.getLogger("tornado.access").setLevel(logging.ERROR)
    server.setHeader("Cache-Control", "no-cache")
    try:
        server.serve(port=chosen, host=HOST, root=str(folder), open_url_delay=None)
    except KeyboardInterrupt:
        pass
    print("\nServeur arrêté.")
