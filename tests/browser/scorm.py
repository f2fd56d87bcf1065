"""The SCORM package in a fake LMS, for the tests: what a learner's browser shows, and what the LMS holds."""

from pathlib import Path

from playwright.sync_api import BrowserContext, FrameLocator, Page, expect

from .support import check_ready

HERE = Path(__file__).parent
HOST = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Faux LMS</title>
<style>body{margin:0}h1{position:absolute;clip-path:inset(50%)}iframe{border:0;width:100%;height:calc(100vh - 6px)}</style>
<script src="faux_lms.js"></script></head>
<body><main><h1>Faux LMS</h1><iframe title="Contenu" src="about:blank"></iframe></main><script>
const asked = new URLSearchParams(location.search);
const folder = asked.get("paquet") ?? "cours";
if (asked.get("where") !== "opener") document.querySelector("iframe").src = asked.has("loin") ? `lms-entre.html?${folder}` : `${folder}/lancement.html`;
</script></body></html>
"""
BETWEEN = """<!DOCTYPE html>
<html lang="fr"><head><meta charset="utf-8"><title>Entre</title></head>
<body><iframe title="Contenu" style="border:0;width:100%;height:95vh"></iframe><script>
document.querySelector("iframe").src = `${location.search.slice(1)}/lancement.html`;
</script></body></html>
"""
SERVER = "faux-lms-serveur"


def write_lms(folder: Path, packages: dict[str, dict[str, bytes]]) -> Path:
    """The fake LMS and these packages (name → files), in a folder to serve."""
    for name, files in packages.items():
        for file, content in files.items():
            target = folder / name / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    (folder / "lms.html").write_text(HOST, encoding="utf-8")
    (folder / "lms-entre.html").write_text(BETWEEN, encoding="utf-8")
    (folder / "faux_lms.js").write_bytes((HERE / "faux_lms.js").read_bytes())
    return folder


class Learner:
    """One person in front of the package, in one tab of a browser. `options`: switches of the fake LMS."""

    def __init__(self, context: BrowserContext, root: str, *, wait: bool = True, **options):
        self.context = context
        self.root = root
        self.options = options
        self.page: Page = context.new_page()
        self.open(wait=wait)

    def open(self, *, wait: bool = True) -> None:
        """Open the course in the LMS (again)."""
        query = "&".join(f"{name}={value}" for name, value in self.options.items())
        self.page.goto(f"{self.root}lms.html?{query}")
        if wait:
            self.ready()

    @property
    def launch(self) -> FrameLocator:
        """The launch page."""
        frames = self.page.frame_locator("iframe")
        return frames.frame_locator("iframe") if "loin" in self.options else frames

    @property
    def book(self) -> FrameLocator:
        """The page of the book."""
        return self.launch.frame_locator("main iframe")

    def ready(self) -> None:
        self.book.locator("html[data-ess-ready]").wait_for(state="attached")

    def go(self, slug: str) -> None:
        """To another page of the book, in the frame."""
        self.book.locator("html").evaluate("(html, slug) => { location.href = `${slug}.html`; }", slug)
        self.book.locator(f'body[data-page="{slug}"]').wait_for()
        self.ready()

    def lms(self, expression: str):
        """A value of the fake LMS: `server()`, `faults`, `calls`."""
        return self.page.evaluate(f"fauxLms.{expression}")

    def server(self) -> dict[str, str]:
        return self.lms("server()")

    def switch(self, **switches) -> None:
        self.page.evaluate("(switches) => Object.assign(fauxLms.switches, switches)", switches)

    def write(self, path: list[str], value) -> None:
        """Put a value in the state of the book, as a widget does."""
        self.book.locator("html").evaluate(
            """(_, [path, value]) => {
              const state = JSON.parse(essStore.getItem("ess-region") ?? '{"version":1}');
              let target = state;
              for (const key of path.slice(0, -1)) target = target[key] ??= {};
              target[path.at(-1)] = value;
              essStore.setItem("ess-region", JSON.stringify(state));
            }""",
            [path, value],
        )

    def state(self) -> dict:
        return self.book.locator("html").evaluate("() => JSON.parse(essStore.getItem('ess-region') ?? '{}')")

    def until(self, expression: str, timeout: int = 8000) -> None:
        """Wait until an expression of the fake LMS is true."""
        self.page.wait_for_function(f"() => {{ const server = fauxLms.server(); return {expression}; }}", timeout=timeout)

    def sent(self) -> None:
        """Wait until all is sent, whatever was on its way."""
        expect(self.launch.locator(".barre-etat")).to_contain_text("Transmis")

    def clean(self) -> None:
        """The LMS refused nothing."""
        faults = self.lms("faults")
        assert not faults, f"le LMS a refusé : {faults}"


__all__ = ["SERVER", "Learner", "check_ready", "write_lms"]
