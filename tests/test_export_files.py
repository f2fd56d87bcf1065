"""Each file of `dist/`, opened as its reader would: archives, data package, workbook, bill, sheet, hosting page."""

import csv
import json
import re
import zipfile
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import pytest
import yaml

from ess_region import __version__, data, french, paths, policy
from ess_region.checks import weight
from ess_region.export import bom, books, package, paper, registry, sheet, summary, workbook
from ess_region.export.registry import Job

PAGE = """<!doctype html><html lang="fr"><head><link rel="stylesheet" type="text/css" href="../_static/ess-region.css?v=1" />
<script defer src="../_static/ess-region.js?v=2"></script></head><body><p>Une page.</p></body></html>"""


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    """A book of two pages."""
    folder = tmp_path_factory.mktemp("livre")
    files = {
        "index.html": "<!doctype html>",
        "book/accueil.html": PAGE,
        "book/définition.html": PAGE + "<p>plus</p>" * 40,
        "_static/ess-region.css": "p { color: red }" * 50,
        "_static/ess-region.js": "1;" * 500,
        "_static/ess-search.js": "var stopwords;",
    }
    for name, text in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def job(book) -> Job:
    return Job(books={"apprenant": book, "animateur": book})


# -- books -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("edition", "word"), [("apprenant", "livre"), ("animateur", "animation")])
def test_the_archive_of_a_book(tmp_path, book, job, edition, word):
    file = books.export(tmp_path, edition, job, word)
    again = books.export(tmp_path / "encore", edition, job, word)
    assert file.name == f"ess-en-region-{__version__}-{word}.zip" and file.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        archive.extractall(tmp_path / "décompressé")
    [top] = (tmp_path / "décompressé").iterdir()
    assert top.name == file.stem
    for source in book.rglob("*"):
        if source.is_file():
            assert (top / source.relative_to(book)).read_bytes() == source.read_bytes()
    readme = (top / books.README).read_text(encoding="utf-8")
    assert "Extraire tout" in readme and ("corrigés. Ne la donnez pas" in readme) == (edition == "animateur")
    assert all((top / name).is_file() for name in books.LICENCES)


# -- data ------------------------------------------------------------------------------------------


def test_the_data_package_is_read_back(tmp_path):
    from frictionless import Package

    target = tmp_path / "essai-donnees.zip"
    tables, rows = package.export(target)
    read = Package(str(target))
    names = [resource.name for resource in read.resources if resource.type == "table"]
    assert set(data.names()) <= set(names) and tables == len(data.names())
    found = read.get_resource("emploi_regional_2013").read_rows()
    assert [row["region"] for row in found][:2] == ["01", "02"]
    jobs = [(row["region"], row["emplois"], float(row["part"])) for row in found]
    assert jobs == [(row["region"], row["emplois"], row["part"]) for row in data.table("emploi_regional_2013")]
    assert rows == sum(len(data.table(name)) for name in data.names())
    with zipfile.ZipFile(target) as archive:
        readme = archive.read(books.README).decode()
        assert all(f"  {name}\u00a0: " in readme for name in data.names()) and target.name in readme
        assert not [name for name in archive.namelist() if "__pycache__" in name or ".." in name]


@pytest.fixture(scope="module")
def spreadsheet(tmp_path_factory):
    """The workbook, as another library reads it, and its file."""
    import openpyxl

    file = tmp_path_factory.mktemp("classeur") / "donnees.xlsx"
    assert workbook.export(file) == len(data.names())
    return openpyxl.load_workbook(file), file


def test_the_workbook_has_every_row_and_its_types(spreadsheet):
    book, _ = spreadsheet
    assert book.sheetnames == [workbook.GUIDE, workbook.COLUMNS, *data.names()]
    for name in data.names():
        lines = list(book[name].iter_rows(values_only=True))
        assert list(lines[0]) == list(data.titles(name).values()), name
        assert len(lines) - 1 == len(data.table(name)), name
        assert book[name].freeze_panes == "B2" and book[name].auto_filter.ref
    jobs = list(book["emploi_regional_2013"].iter_rows(min_row=2, values_only=True))
    assert [line[:3] for line in jobs] == [
        (row["region"], row["emplois"], row["part"]) for row in data.table("emploi_regional_2013")
    ]
    assert jobs[0][0] == "01"
    facts = {line[0]: line for line in book["faits"].iter_rows(min_row=2, values_only=True)}
    assert facts["part-emploi-prive"][4] == 13.9 and isinstance(facts["part-emploi-prive"][7], bool)
    seen = [line[2] for line in book["seuils"].iter_rows(min_row=2, values_only=True)]
    assert seen and any(isinstance(value, datetime | date) for line in book["seuils"].iter_rows(values_only=True) for value in line)
    roles = [c for sheet in book for line in sheet.iter_rows(values_only=True) for c in line if re.search(r"\{\w+\}`", str(c))]
    assert not roles


def test_the_workbook_is_readable_as_it_opens(spreadsheet):
    """Heights are stored, as no spreadsheet computes them on opening; large numbers and decimals have their format."""
    book, _ = spreadsheet
    jobs = book["emploi_regional_2013"]
    assert (jobs["B2"].number_format, jobs["C2"].number_format) == ("#,##0", "#,##0.0")
    facts = {line[0].value: line[4] for line in book["faits"].iter_rows(min_row=2)}
    large = [cell for cell in facts.values() if isinstance(cell.value, int) and cell.value >= workbook.GROUPED]
    assert large and all(cell.number_format == "#,##0" for cell in large)
    years = [cell for line in book["publications"].iter_rows(min_row=2) for cell in line if cell.value == 2015]
    assert years and all(cell.number_format == "General" for cell in years)
    for name in ("changements", "faits", "sources"):
        sheet = book[name]
        groups = sheet.column_dimensions.values()  # neighbours of the same width are told once
        widths = {column: one.width for one in groups for column in range(one.min, one.max + 1)}
        for line in sheet.iter_rows(min_row=2):
            needed = max(len(str(cell.value or "")) / widths[cell.column] for cell in line)
            assert needed <= 1 or (sheet.row_dimensions[line[0].row].height or 0) >= min(needed * 12, 409), (name, line[0].value)


def test_the_workbook_explains_itself(spreadsheet):
    book, _ = spreadsheet
    guide = " ".join(str(cell) for line in book[workbook.GUIDE].iter_rows(values_only=True) for cell in line if cell)
    assert __version__ in guide and "Licence Ouverte 2.0" in guide and "avise.org" in guide
    links = [cell.hyperlink.location for cell in book[workbook.GUIDE]["A"] if cell.hyperlink]
    assert links == [f"'{name}'!A1" for name in data.names()]
    columns = {(line[0], line[2]): line for line in book[workbook.COLUMNS].iter_rows(min_row=2, values_only=True)}
    assert set(columns) == {(name, field["name"]) for name in data.names() for field in data.fields(name)}
    assert columns["emploi_regional_2013", "part"][4] == "%"


def test_no_cell_is_a_formula_nor_a_link(tmp_path, monkeypatch, spreadsheet):
    hostile = ["=1+1", "+1", "-1", "@SOMME(A1)", "\t=1", "=HYPERLINK(\"http://x\")", "http://exemple.fr", "{=1}", "00123"]
    fields = [{"name": "id", "type": "string", "title": "=A1", "description": "=A2"}]
    monkeypatch.setattr(data, "names", lambda: ["essai"])
    monkeypatch.setattr(data, "fields", lambda name: fields)
    monkeypatch.setattr(data, "titles", lambda name: {"id": "=A1"})
    monkeypatch.setattr(data, "table", lambda name, trace=True: [{"id": text} for text in hostile])
    monkeypatch.setattr(workbook, "tables", lambda: [("essai", "=A3", len(hostile))])
    import openpyxl

    file = tmp_path / "hostile.xlsx"
    workbook.export(file)
    sheet = openpyxl.load_workbook(file)["essai"]
    cells = [line[0] for line in sheet.iter_rows()]
    assert [cell.value for cell in cells] == ["=A1", *hostile]
    with zipfile.ZipFile(file) as archive:
        parts = "".join(archive.read(name).decode() for name in archive.namelist() if "worksheets" in name)
    assert "<f>" not in parts and parts.count("<hyperlink ") == 1  # the guide's, to the sheet


def test_the_workbook_has_the_same_bytes_twice(tmp_path, spreadsheet):
    file = tmp_path / "encore.xlsx"
    workbook.export(file)
    assert file.read_bytes() == spreadsheet[1].read_bytes()


def test_a_workbook_that_cannot_be_written(tmp_path):
    with pytest.raises(OSError):
        workbook.export(tmp_path / "absent" / "donnees.xlsx")


# -- bill of materials -----------------------------------------------------------------------------


def test_the_bill_is_valid_and_repeats(book, tmp_path):
    from cyclonedx.schema import SchemaVersion
    from cyclonedx.validation.json import JsonStrictValidator

    shipped, tools = bom.export(tmp_path, book)
    text = (tmp_path / bom.NAME).read_text(encoding="utf-8")
    bill = json.loads(text)
    # Packages are all written by the same function: a few are enough for a slow validator.
    validator = JsonStrictValidator(SchemaVersion.V1_6)
    some = bill | {"components": bill["components"][:20]}
    assert validator.validate_str(json.dumps(some)) is None
    assert validator.validate_str(json.dumps(some | {"components": [{"name": "sans type"}]})) is not None
    assert json.dumps(bom.contents(book), ensure_ascii=False, indent=1) + "\n" == text
    pinned = re.findall(r"^([\w.-]+)==", (paths.ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M)
    packages = [one for one in bill["components"] if one["scope"] == "excluded"]
    assert [one["name"] for one in packages] == pinned and len(pinned) == tools and shipped
    for one in packages:
        assert one["version"] and one["externalReferences"][0]["hashes"]
    assert [one["name"] for one in packages if "licenses" not in one] == []
    assert "timestamp" not in text


def test_the_bill_follows_the_content(book):
    before = bom.contents(book)["serialNumber"]
    file = book / "_static" / "ess-search.js"
    kept = file.read_text()
    file.write_text("autre")
    try:
        assert bom.contents(book)["serialNumber"] != before
        (book / "_static" / "jquery.js").write_text("")
        assert bom.unknown_files(book) == ["_static/jquery.js"]
    finally:
        file.write_text(kept)
        (book / "_static" / "jquery.js").unlink()


# -- la fiche DSI ----------------------------------------------------------------------------------


def test_the_sheet_measures_the_book(book):
    found = sheet.measure(book)
    assert (found.pages, found.files) == (3, 6)
    assert found.bytes == sum(file.stat().st_size for file in book.rglob("*") if file.is_file())
    weights = [weight.weigh(book, page) for page in book.rglob("*.html")]
    assert found.first == max(one.first for one in weights) and found.following == max(one.whole for one in weights)
    assert found.following < found.first


def test_the_sheet_tells_what_is_delivered(book, job, tmp_path):
    books.export(tmp_path, "apprenant", job, "livre")
    bom.export(tmp_path, book)
    sheet.export(tmp_path, book, job)
    text = (tmp_path / sheet.NAME).read_text(encoding="utf-8")
    file = tmp_path / f"{job.stem}-livre.zip"
    assert summary.sha256(file) in text and french.in_bytes(file.stat().st_size) in text
    assert "3 pages HTML" in text and "frame-ancestors 'self'" in text and bom.NAME in text
    assert all(f"<code>{key}</code>" in text for key in ("ess-region", "ess-region.ecarte", "ess-region.avant"))
    assert "SCORM" not in text and "Cette copie ne nomme aucun organisme" in text  # neither package nor pack
    assert not re.search(r"<script|src=|https?://", text)
    sheet.export(tmp_path, book, replace(job, pack=paths.ROOT / "exemples" / "pack-fictif"))
    text = (tmp_path / sheet.NAME).read_text(encoding="utf-8")
    assert summary.edition(replace(job, pack=paths.ROOT / "exemples" / "pack-fictif")) in text
    assert "Région de démonstration" in text and summary.edition(job) == "" and "Bretagne" in summary.edition(Job(region="53"))
    assert "publie cette édition" in text and "accessibilite@exemple.invalid" in text and "guichet-ess@exemple.invalid" in text


def test_the_keys_told_are_all_those_of_the_code():
    """A module that keeps something under another name must be told to the officer."""
    sources = [file for folder in ("site", "widgets") for file in (paths.PACKAGE / folder).rglob("*.js")]
    users = {file.name for file in sources if re.search(r"\b(local|session)Storage\b", file.read_text(encoding="utf-8"))}
    # ess-theme.js reads the state; ess-vue.js is in the facilitators' edition only.
    assert users <= {"state.js", "ess-theme.js", "ess-vue.js"}
    assert not [file for file in sources if re.search(r"document\.cookie|indexedDB", file.read_text(encoding="utf-8"))]


# -- publishing ------------------------------------------------------------------------------------


def test_the_hosting_page_leads_to_files_that_are_there(tmp_path, job):
    registry.BY_NAME["hebergement"].make(tmp_path, job)
    page = (tmp_path / "hebergement.html").read_text(encoding="utf-8")
    assert "<title>Mettre le cours en ligne</title>" in page and '<th scope="col">' in page and "<script" not in page
    links = re.findall(r'href="([^"]+)"', page)
    assert {"hebergement/nginx.conf", "hebergement/apache.htaccess"} == set(links)
    for link in links:
        assert policy.headers()["Content-Security-Policy"] in (tmp_path / link).read_text(encoding="utf-8")


def test_markdown_cannot_inject(tmp_path):
    file = tmp_path / "page.md"
    file.write_text("# Titre <b>\n\n<script>alert(1)</script>\n", encoding="utf-8")
    page = paper.from_markdown(file)
    assert "<script>" not in page and "<title>Titre &lt;b&gt;</title>" in page


def steps(job: dict) -> list[str]:
    return [step["run"] for step in job["steps"] if "run" in step]


def test_the_github_workflow_calls_the_two_commands():
    text = (paths.ROOT / ".github" / "workflows" / "pages.yml").read_text(encoding="utf-8")
    jobs = yaml.safe_load(text)["jobs"]
    assert steps(jobs["construire"]) == ["python3 cours.py build"] and steps(jobs["tester"]) == ["python3 cours.py test"]
    systems = jobs["construire"]["strategy"]["matrix"]["systeme"]
    assert {name.split("-")[0] for name in systems} == {"ubuntu", "windows"}
    upload = [step for step in jobs["construire"]["steps"] if "upload-pages" in step.get("uses", "")]
    assert [step["with"]["path"] for step in upload] == ["_build/html"]
    assert set(jobs["publier"]["needs"]) == {"construire", "tester"}
    # An action is pinned by its commit: a tag may be moved.
    assert all(re.fullmatch(r"[\w./-]+@[0-9a-f]{40}", name) for name in re.findall(r"uses: (\S+)", text))


def test_the_gitlab_pipeline_calls_the_two_commands():
    pipeline = yaml.safe_load((paths.ROOT / ".gitlab-ci.yml").read_text(encoding="utf-8"))
    assert pipeline["construire-linux"]["script"] == ["python3 cours.py build"]
    assert pipeline["construire-windows"]["script"] == ["py cours.py build"]
    assert pipeline["tester"]["script"] == ["python3 cours.py test"]
    assert pipeline["pages"]["script"] == ["mv _build/html public"]
    assert set(pipeline["pages"]["needs"]) == {"construire-linux", "tester"}
    assert all(pipeline[name]["stage"] in pipeline["stages"] for name in pipeline if "script" in pipeline[name])


def test_pieces_are_told_in_french_and_nothing_else_is_written():
    for exporter in registry.EXPORTERS:
        for piece in exporter.pieces:
            assert piece.title and piece.reader and piece.use.endswith(".")
