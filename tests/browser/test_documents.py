"""The documents that a learner takes away: made in the page, opened by a program that knows the format."""

import hashlib
import io
import shutil
import subprocess
import zipfile

import docx
import pytest

MODULE = "widgets/shared/documents"
SAMPLE = {
    "title": "Note & suite < 1 page",
    "subtitle": "Une région de démonstration",
    "date": "2026-11-22",
    "blocks": [
        {"kind": "heading", "level": 2, "text": "Les leviers"},
        {"kind": "paragraph", "text": ["Selon l’", {"bold": "article 7"}, ", à deux.\nPuis à trois."]},
        {"kind": "list", "items": ["Écrire", "Relire"], "ordered": True},
        {"kind": "list", "items": [{"italic": "Appeler"}], "check": True},
        {"kind": "list", "items": ["Un", "Deux"], "ordered": True},
        {"kind": "table", "caption": "Qui fait quoi", "head": ["Qui", "Quoi"], "rows": [["La Région", ["un ", {"link": "https://exemple.invalid/a?b=1&c=2", "text": "lien"}]]]},
        {"kind": "note", "text": "Texte à relire."},
    ],
}
HOSTILE = "</w:t><script>alert(1)</script>\u0000\u0007\ufffe]]>&amp; \u202e=HYPERLINK(\"x\")"


@pytest.fixture
def made(run):
    """`made(document)` → bytes of the file."""
    return lambda document: bytes(run("widgets/shared/docx", "Array.from(m.docx(...a))", [[document]])[0])


def test_word_and_libreoffice_read_what_was_written(made):
    content = made(SAMPLE)
    assert zipfile.ZipFile(io.BytesIO(content)).testzip() is None
    read = docx.Document(io.BytesIO(content))
    styles = [(paragraph.style.name, paragraph.text) for paragraph in read.paragraphs if paragraph.text]
    assert styles == [
        ("Title", "Note & suite < 1 page"),
        ("Subtitle", "Une région de démonstration"),
        ("Heading 1", "Les leviers"),
        ("Normal", "Selon l’article 7, à deux.\nPuis à trois."),
        ("List Paragraph", "Écrire"),
        ("List Paragraph", "Relire"),
        ("List Paragraph", "Appeler"),
        ("List Paragraph", "Un"),
        ("List Paragraph", "Deux"),
        ("Caption", "Qui fait quoi"),
        ("Note", "Texte à relire."),
    ]
    assert [run.text for run in read.paragraphs[3].runs if run.bold] == ["article 7"]
    [table] = read.tables
    assert [[cell.text for cell in row.cells] for row in table.rows] == [["Qui", "Quoi"], ["La Région", "un lien"]]
    assert [link.address for link in table.cell(1, 1).paragraphs[0].hyperlinks] == ["https://exemple.invalid/a?b=1&c=2"]
    assert (read.core_properties.title, read.core_properties.language) == ("Note & suite < 1 page", "fr-FR")
    # Two ordered lists each begin at one.
    numbers = [p._p.pPr.numPr.numId.val for p in read.paragraphs if p.style.name == "List Paragraph"]
    assert numbers == [1, 1, 2, 3, 3]


def test_the_same_document_gives_the_same_bytes(made):
    assert hashlib.sha256(made(SAMPLE)).digest() == hashlib.sha256(made(SAMPLE)).digest()


def test_hostile_texts_stay_texts(made, run):
    rows = [[HOSTILE, [{"link": "javascript:alert(1)", "text": "clic"}]]]
    document = {"title": HOSTILE, "blocks": [{"kind": "paragraph", "text": HOSTILE}, {"kind": "table", "head": ["a", "b"], "rows": rows}]}
    read = docx.Document(io.BytesIO(made(document)))
    kept = HOSTILE.replace("\u0000", "").replace("\u0007", "").replace("\ufffe", "")
    assert read.paragraphs[1].text == kept
    assert read.tables[0].cell(1, 0).text == kept
    assert not read.tables[0].cell(1, 1).paragraphs[0].hyperlinks
    [html] = run(MODULE, "m.preview(...a).outerHTML", [[document]])
    assert "<script" not in html and "javascript:" not in html


def test_markdown_keeps_its_shape_and_protects_what_was_typed(run):
    document = {
        "title": "Un *titre*",
        "blocks": [
            {"kind": "heading", "level": 2, "text": "Suite"},
            {"kind": "paragraph", "text": "- 1 | 2 <b>"},
            {"kind": "paragraph", "text": "12. dossiers\n- à relire"},
            {"kind": "list", "items": [["a ", {"bold": "b"}]], "check": True},
            {"kind": "table", "head": ["x"], "rows": [["un|deux\ntrois"]]},
        ],
    }
    [text] = run(MODULE, "m.markdown(...a)", [[document]])
    assert text == (
        "# Un \\*titre\\*\n\n## Suite\n\n\\- 1 \\| 2 \\<b\\>\n\n12\\. dossiers  \n\\- à relire\n\n- [ ] a **b**\n\n"
        "| x |\n| --- |\n| un\\|deux trois |\n"
    )


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice n’est pas sur cette machine")
def test_libreoffice_opens_it(made, tmp_path):
    file = tmp_path / "note.docx"
    file.write_bytes(made(SAMPLE))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profil", "--convert-to", "txt:Text", "--outdir", str(tmp_path), str(file)]
    said = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120)
    if "no export filter" in said.stdout + said.stderr or "source file could not be loaded" in said.stdout + said.stderr:
        pytest.skip("LibreOffice est là sans Writer")
    text = (tmp_path / "note.txt").read_text(encoding="utf-8-sig")
    for words in ("Note & suite < 1 page", "1. Écrire", "2. Relire", "Qui fait quoi"):
        assert words in text
