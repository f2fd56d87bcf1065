"""A small copy of the tree, to build, spoil and repair: see `Tree`.

The fixture `tree` (`conftest.py`) gives one that is already built.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from ess_region import paths

HEADER = """\
---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---
"""

TOC = """\
format: jb-book
root: book/accueil
parts:
  - caption: Comprendre
    chapters:
      - file: book/mesures
      - file: book/quiz-essai
"""

# One page without cells, one whose cell reads a table, one whose cell reads a quiz file.
PAGES = {
    "accueil": """\
# Accueil

[Voir]{#choix-region} [les mesures](mesures.md#emplois).

La part est de {fait}`part-emploi-prive`, selon l’{article}`ess-1`.
""",
    "mesures": HEADER
    + """
# Mesures

{#emplois}
## Emplois

```{code-cell} python
from ess_region import data
len(data.table("evenements"))
```
""",
    "quiz-essai": HEADER
    + """
# Quiz

{#debut}
## Début

```{code-cell} python
from ess_region.widgets import Quiz

Quiz("quiz-essai")
```
""",
}

QUIZ = """\
- id: quiz-essai-01
  type: vrai_faux
  niveau: connaitre
  section: debut
  question: Une association peut faire des bénéfices.
  reponses:
    - texte: Vrai
      juste: true
      retour: Oui, elle les consacre à son activité.
    - texte: Faux
      juste: false
      retour: On confond souvent bénéfice et lucre.
  explication: La loi regarde à quoi sert le bénéfice.
"""

# Runs a build and says, in JSON, what it did.
DRIVER = """\
import json
from ess_region.build import build
result = build(cold={cold!r})
print(json.dumps(dict(ok=result.ok, changed=result.changed, errors=result.errors, read=result.pages_read)))
"""


@dataclass
class Built:
    """What a build did: pages read again, pages whose cells ran, messages."""

    ok: bool
    changed: bool
    errors: list[str]
    read: set[str]
    executed: set[str]


@dataclass
class Tree:
    """A copy of the course with three tiny pages."""

    root: Path

    @property
    def book(self) -> Path:
        """The learners' book, as built."""
        return self.root / "_build" / "html"

    def page(self, slug: str) -> Path:
        """The built page `slug`."""
        return self.book / "book" / f"{slug}.html"

    def edit(self, name: str, old: str, new: str) -> None:
        """Replace in a file of the tree a text that must be there once."""
        file = self.root / name
        text = file.read_text(encoding="utf-8")
        assert text.count(old) == 1, f"{old!r} is {text.count(old)} times in {name}"
        file.write_text(text.replace(old, new), encoding="utf-8", newline="")

    def append(self, name: str, text: str) -> int:
        """Add a text at the end of a file; returns the number of its first line."""
        file = self.root / name
        before = file.read_text(encoding="utf-8")
        file.write_text(before + text, encoding="utf-8", newline="")
        return before.count("\n") + 1

    def write(self, name: str, text: str) -> None:
        """Write a file of the tree."""
        file = self.root / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="")

    def python(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run Python on the tree's own package."""
        environment = {name: value for name, value in os.environ.items() if not name.startswith("ESS_")}
        environment |= {"PYTHONPATH": str(self.root / "src"), "PYTHONUTF8": "1"}
        command = [sys.executable, *arguments]
        return subprocess.run(command, cwd=self.root, env=environment, capture_output=True, text=True, timeout=300)

    def command(self, *arguments: str) -> subprocess.CompletedProcess:
        """Run a command of the course, as `python3 cours.py …` does once set up."""
        return self.python("-m", "ess_region", *arguments)

    def build(self, *, cold: bool = False) -> Built:
        """Build the learners' book."""
        before = self._executions()
        done = self.python("-c", DRIVER.format(cold=cold))
        assert done.returncode == 0, done.stderr
        result = json.loads(done.stdout.splitlines()[-1])
        read = {name.removeprefix("book/") for name in result["read"]}
        after = self._executions()
        executed = {name for name, time in after.items() if before.get(name) != time}
        return Built(result["ok"], result["changed"], result["errors"], read, executed)

    def _executions(self) -> dict[str, int]:
        records = (self.root / "_build" / ".execution").glob("*.json")
        return {file.stem: file.stat().st_mtime_ns for file in records}

    def digests(self, folder: Path | None = None) -> dict[str, str]:
        """Each file of the book, with a digest of its bytes."""
        folder = folder or self.book
        return {
            file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest()
            for file in sorted(folder.rglob("*"))
            if file.is_file()
        }


def outline(slug: str) -> str:
    """A page of the course without its text: its titles and their anchors, for links to lead somewhere."""
    text = (paths.BOOK / f"{slug}.md").read_text(encoding="utf-8")
    return "\n\n".join(re.findall(r"^(?:{#[\w-]+}\n)?#+ .+$", text, re.M)) + "\n"


IGNORED = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")


def small_tree(root: Path) -> Tree:
    """The package, the data and three tiny pages, in `root`."""
    for name in ("src", "data"):
        shutil.copytree(paths.ROOT / name, root / name, ignore=IGNORED)
    for name in ("_config.yml", "requirements.txt"):
        shutil.copy2(paths.ROOT / name, root / name)
    tree = Tree(root)
    tree.write("_toc.yml", TOC)
    for slug, text in PAGES.items():
        tree.write(f"book/{slug}.md", text)
    tree.write("exercises/quiz-essai/quiz.yml", QUIZ)
    return tree
