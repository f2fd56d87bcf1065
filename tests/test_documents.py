"""README, CONTRIBUER and the licences say true things: paths, commands, links, and recipes that are run."""

import re
import shutil
import tomllib
from importlib import metadata

import pytest
from small_tree import HEADER, IGNORED, outline

from ess_region import cli, content, data, facts, pack, paths, predictions, quiz
from ess_region.checks import data as gate
from ess_region.checks.fix import fix_typography
from ess_region.pack import reading

DOCUMENTS = ("README.md", "CONTRIBUER.md", "LICENCE-CONTENUS.md", "CREDITS.md")
RECIPES = (paths.ROOT / "CONTRIBUER.md").read_text(encoding="utf-8")
PROJECT = tomllib.loads((paths.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# What the recipes have the author write, or what is built: not in the tree.
TO_WRITE = {"../mon-pack", "book/mon-sujet.md", "exercises/mon-sujet", "pack.yml", "logo.svg"}
BUILT = {"_build/html-mon-pack", "_build/html", "_build/html/recherche", "_build/animateur", "_build/", ".venv/", "index.html", "dist/", "dist/LISEZ-MOI.html", "dist/moodle", "dist/scorm"}


def text(name: str) -> str:
    return (paths.ROOT / name).read_text(encoding="utf-8")


def snippets(name: str) -> list[str]:
    """The examples of the recipes for the file `name`, in order."""
    found = re.findall(rf"^(```+)\w+ {re.escape(name)}\n(.*?)^\1$", RECIPES, re.M | re.S)
    assert found, f"no example for {name}"
    return [body for _, body in found]


# -- what is named exists -------------------------------------------------------------------------


@pytest.mark.parametrize("name", DOCUMENTS)
def test_paths_exist(name):
    source = re.sub(r"^(```+).*?^\1$", "", text(name), flags=re.M | re.S)
    named = set(re.findall(r"\]\((?!https?:)([^)#]+)\)", source))
    for code in re.findall(r"`([^`\n]+)`", source):
        for word in code.split():
            if re.fullmatch(r"[\w.-]+(?:/[\w.-]+)*/?", word) and ("/" in word or re.search(r"\.(?:md|py|csv|json|ya?ml|toml|txt|html)$", word)):
                named.add(word)
    missing = {path for path in named - TO_WRITE - BUILT if not (paths.ROOT / path).exists() and not _in_widgets(path)}
    assert not missing


def _in_widgets(name: str) -> bool:
    return (paths.PACKAGE / "widgets" / "shared" / name).exists()


def test_the_tree_of_the_readme():
    [tree] = re.findall(r"^```text\n(.*?)^```$", text("README.md"), re.M | re.S)
    named = [line.split()[0] for line in tree.splitlines()]
    assert [path for path in named if not (paths.ROOT / path).exists()] == []
    folders = {f"{path.name}/" for path in paths.ROOT.iterdir() if path.is_dir() and not path.name.startswith((".", "_"))}
    assert folders - {"dist/"} <= {path.split("/")[0] + "/" for path in named}, "a folder that the README forgets"


@pytest.mark.parametrize("name", ("README.md", "CONTRIBUER.md", "docs/pack.md", "docs/jupyterhub.md"))
def test_commands_exist(name, capsys):
    lines = set(re.findall(r"python3 cours\.py ([^`\n]+)", text(name)))
    assert lines
    for line in lines:
        words = line.split()
        assert [word for word in words if word.startswith("tests/") and not (paths.ROOT / word).exists()] == []
        if words[0] == "--help":
            continue
        command = words[: 2 if words[0] == "pack" else 1]
        assert cli.main([*command, "--aide" if words[0] == "test" else "--help"]) == 0, line
        known = capsys.readouterr().out
        assert [word for word in words if word.startswith("--") and word not in known] == [], line


def test_the_image():
    image = paths.ROOT / "docs" / "apercu.png"
    content = image.read_bytes()
    assert (int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")) == (1366, 768)
    assert len(content) <= 120_000


@pytest.mark.parametrize("name", (*DOCUMENTS, "docs/pack.md", "docs/jupyterhub.md"))
def test_typography(name):
    source = text(name)
    assert fix_typography(source) == source, f"python -m ess_region.checks.fix {name}"


# -- licences -------------------------------------------------------------------------------------


def credited() -> dict[str, str]:
    """Component → licence, for those that are installed with pip."""
    rows = re.findall(r"^\| ([a-z0-9-]+) \| ([^|]+) \|", text("CREDITS.md"), re.M)
    return {name: licence.strip() for name, licence in rows}


def test_every_direct_dependency_is_credited():
    wanted = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
    assert set(credited()) == {re.split(r"[^\w-]", name)[0] for name in wanted}


@pytest.mark.parametrize(("name", "licence"), credited().items())
def test_licences_are_those_of_the_packages(name, licence):
    about = metadata.metadata(name)
    said = [about.get("License-Expression"), about.get("License"), *(about.get_all("Classifier") or [])]
    said = " ".join(line for line in said if line and ("License" in line or "::" not in line))
    if not said:
        files = metadata.files(name) or []
        said = " ".join(file.read_text().split("\n")[0] for file in files if file.name == "LICENSE")
    words = {"PSF": "Python Software Foundation"}
    assert words.get(licence, licence) in said


def test_the_data_have_the_licence_that_we_say():
    package = content.load_yaml(paths.DATA / "datapackage.json")
    [licence] = package["licenses"]
    assert licence["name"] in text("LICENCE-CONTENUS.md") and licence["path"] in text("LICENCE-CONTENUS.md")
    assert "MIT" in text("LICENSE")


# -- recipes, followed ----------------------------------------------------------------------------


@pytest.fixture
def tables(tmp_path, monkeypatch):
    """The course's data with the rows of the recipes added."""
    folder = tmp_path / "data"
    shutil.copytree(paths.DATA, folder)
    for name in ("sources", "changements", "faits", "glossaire"):
        with (folder / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
            file.write("".join(snippets(f"data/{name}.csv")))
    monkeypatch.setattr(data, "DATA", folder)
    data.clear_cache()
    yield folder
    data.clear_cache()


def test_rows_of_the_recipes_are_right(tables):
    assert [str(error) for error in gate.check(tables / "datapackage.json")] == []
    assert facts.resolve("outils-boite-a-manches|complet").text == "environ 1\u202f250 outils"
    # Without a year, nobody could tell them from real ones.
    for name, key in (("faits", "libelle"), ("sources", "titre"), ("changements", "texte"), ("glossaire", "definition")):
        assert "inventé" in data.table(name)[-1][key]


@pytest.mark.parametrize(("kind", "load"), [("quiz", quiz.load_file), ("predictions", predictions.load_file)])
def test_questions_of_the_recipes_are_right(tmp_path, kind, load):
    file = tmp_path / "definition" / f"{kind}.yml"
    file.parent.mkdir()
    bank = (paths.EXERCISES / "definition" / f"{kind}.yml").read_text(encoding="utf-8")
    [added] = snippets(f"exercises/definition/{kind}.yml")
    file.write_text(bank + added, encoding="utf-8")
    assert len(load(file)) == len(load(paths.EXERCISES / "definition" / f"{kind}.yml")) + 1
    if kind == "quiz":
        assert load(file)[-1].section in text("book/definition.md")


def test_the_pack_of_the_recipe_is_right(tmp_path):
    [written] = snippets("pack.yml")
    (tmp_path / "pack.yml").write_text(written, encoding="utf-8")
    (tmp_path / "logo.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>', encoding="utf-8")
    loaded = pack.load(tmp_path)
    assert loaded["region"] == "53"
    assert set(content.load_yaml(tmp_path / "pack.yml")) == {*reading.REQUIRED, *reading.OPTIONAL}


def test_the_line_of_the_contents_is_right():
    [line] = snippets("_toc.yml")
    listed = re.findall(r"^ +- file: book/", text("_toc.yml"), re.M)
    assert line.startswith(listed[-1])


def test_the_chapter_of_the_recipe_and_the_activity_work(tree):
    """The model copied as `mon-sujet`, with the activity of the recipe: built, on a small tree."""
    for source, target in (("book/modele.md", "book/mon-sujet.md"), ("exercises/modele", "exercises/mon-sujet")):
        origin, copy = paths.ROOT / source, tree.root / target
        shutil.copytree(origin, copy, ignore=IGNORED) if origin.is_dir() else shutil.copy2(origin, copy)
    for file in (tree.root / "book/mon-sujet.md", *(tree.root / "exercises/mon-sujet").iterdir()):
        file.write_text(file.read_text(encoding="utf-8").replace("modele", "mon-sujet"), encoding="utf-8")
    shutil.copytree(paths.EXERCISES, tree.root / "exercises", ignore=IGNORED, dirs_exist_ok=True)
    tree.write("book/definition.md", outline("definition"))
    tree.append("_toc.yml", snippets("_toc.yml")[0] + "      - file: book/definition\n")

    for suffix in ("py", "js", "css"):
        name = f"src/ess_region/widgets/memo.{suffix}"
        tree.write(name, snippets(name)[0])
    listed = "src/ess_region/widgets/__init__.py"
    tree.edit(listed, "\n}\n\n_CLASSES", "\n" + snippets(listed)[0] + "}\n\n_CLASSES")
    cell = '```{code-cell} python\nfrom ess_region.widgets import Memo\n\nMemo("pieces", "Les pièces à demander")\n```\n'
    tree.write("book/mesures.md", f"{HEADER}\n# Mesures\n\n{{#emplois}}\n## Emplois\n\n{cell}")

    built = tree.build()
    assert built.errors == []
    page = tree.page("mesures").read_text(encoding="utf-8")
    assert 'data-widget="aide-memoire"' in page and "Les pièces à demander</label>" in page
    script = (tree.book / "_static" / "ess-region.js").read_text(encoding="utf-8")
    assert '"aide-memoire":"widgets/memo"' in script
    assert '"aide-memoire"' in (tree.book / "_static" / "ess-region.css").read_text(encoding="utf-8")
    assert tree.page("mon-sujet").is_file()


def test_a_workshop_is_added(tree):
    for name in ("atelier.yml", "corrige.yml"):
        (tree.root / "exercises/mon-sujet").mkdir(exist_ok=True)
        shutil.copy2(paths.EXERCISES / "modele" / name, tree.root / "exercises/mon-sujet")
    [example] = snippets("book/mon-sujet.md")
    tree.write("book/mon-sujet.md", f"{HEADER}\n# Prêter des outils\n\nUne lettre attend.\n\n{example}")
    tree.append("_toc.yml", snippets("_toc.yml")[0])
    assert tree.build().errors == []
    assert 'data-widget="atelier"' in tree.page("mon-sujet").read_text(encoding="utf-8")


def test_the_task_of_the_recipe_is_on_its_page():
    [example] = snippets("book/explorer-les-donnees.md")
    assert example in text("book/explorer-les-donnees.md")


def test_every_example_is_followed():
    """A new recipe with an example is to be tried in this file."""
    tables = {f"data/{name}.csv" for name in ("sources", "changements", "faits", "glossaire")}
    exercises = {f"exercises/definition/{kind}.yml" for kind in ("quiz", "predictions")}
    widget = {f"src/ess_region/widgets/{name}" for name in ("memo.py", "memo.js", "memo.css", "__init__.py")}
    pages = {"book/modele.md", "book/definition.md", "book/mon-sujet.md", "book/explorer-les-donnees.md", "_toc.yml", "pack.yml"}
    assert set(re.findall(r"^```+\w+ (\S+)$", RECIPES, re.M)) == tables | exercises | widget | pages


@pytest.mark.parametrize("page", ["book/modele.md", "book/definition.md"])
def test_examples_for_pages_name_what_the_recipes_add(page):
    for example in snippets(page):
        for role, name in re.findall(r"\{(fait|depuis)\}[` ]([\w-]+)", example):
            assert name in "".join(snippets("data/faits.csv") + snippets("data/changements.csv")), role
        for name in re.findall(r'Predict\("definition", "([\w-]+)"\)', example):
            assert name in snippets("exercises/definition/predictions.yml")[0]
