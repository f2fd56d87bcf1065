"""Texts made to harm, in everything that reaches a page or leaves it: nothing runs, nothing is lost.

Scripts, HTML, control and bidirectional characters, names of prototypes, formulas, a megabyte.
"""

import io
import os
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest

from ess_region import inline, policy, serve, toc
from ess_region.checks import sinks
from ess_region.export import calendar, hosting, table
from ess_region.paths import PACKAGE
from ess_region.widgets import Predict, Quiz, bundle

MARKUP = "widgets/shared/markup"
SAFE = "m.safeAddress(a)"
HTML = '<img src=x onerror="globalThis.pris=1"><script>globalThis.pris=1</script>'
BIDI = "rien\u202eecnad\u202c\u2066x\u2069"
NUL = "a\x00b"
LONE = "\ud800seul"
NAMES = ["__proto__", "constructor", "prototype", "toString"]
HOSTILE = [HTML, BIDI, NUL, *NAMES, "</textarea></title><svg onload=alert(1)>", "&lt;b&gt;", "{{7}}${7}", "\u2028'\"`\\"]

#: What is in the fragment: its elements with their attributes, its text, and whether something ran.
SEEN = """(() => {
  globalThis.pris = 0;
  const box = document.createElement('div');
  box.append(m.rendered(a));
  document.body.append(box);
  const all = [...box.querySelectorAll('*')].map((el) => [el.localName, ...[...el.attributes].map((one) => `${one.name}=${one.value}`)]);
  const text = box.textContent;
  box.remove();
  return { all, text, pris: globalThis.pris };
})()"""


# -- what Python renders, and the browser shows ----------------------------------------------------


def rendered_texts(value):
    """Every text of a model that holds HTML."""
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        for one in value:
            yield from rendered_texts(one)
    elif isinstance(value, str) and ("<" in value or "&" in value):
        yield value


def test_our_own_texts_are_shown_as_a_browser_would_read_them(run):
    """All those of the banks: `rendered` makes the very nodes that an HTML parser makes."""
    models = [Quiz(slug).page_model() for slug in sorted(toc.chapters())] + [Predict("definition", "definition-esus").page_model()]
    texts = sorted({text for model in models for text in rendered_texts(model)})
    assert len(texts) > 300 and any("data-fait=" in text for text in texts) and any("&amp;" in text for text in texts)
    same = """(() => {
      const one = document.createElement('div'), two = document.createElement('div');
      one.append(m.rendered(a));
      two.innerHTML = a;
      return one.isEqualNode(two);
    })()"""
    assert [text for text, right in zip(texts, run(MARKUP, same, texts), strict=True) if not right] == []


def test_an_author_s_text_formats_and_never_injects(run):
    """Quizzes, workshops, cells of the data: through Python, then the browser. Every character is still there."""
    written = [text for text in HOSTILE if text != "__proto__"]  # in Markdown: « proto » in bold
    for text, seen in zip(written, run(MARKUP, SEEN, [inline.html(f"*Début* {text} fin") for text in written]), strict=True):
        assert seen["pris"] == 0 and seen["all"] == [["em"]], text
        assert seen["text"] == f"Début {text.replace(chr(0), chr(0xFFFD)).replace('&lt;', '<').replace('&gt;', '>')} fin"


def test_a_damaged_model_makes_no_element_that_acts(run):
    pieces = [
        HTML,
        '<a href="javascript:alert(1)">x</a>', '<a href="java\tscript:alert(1)">x</a>', '<a href=" \x01javascript:alert(1)">x</a>',
        '<a href="data:text/html,<b>x">x</a>', '<a href="vbscript:x">x</a>',
        '<span onclick="alert(1)" style="position:fixed">x</span>', "<b onmouseover=alert(1)>x</b>",
        "<svg><animate onbegin=alert(1)></svg>", '<iframe srcdoc="<script>1</script>"></iframe>', "<base href=//x>", "<style>*{}</style>",
        "</div></b><p>", "<b><i>jamais fermés", "<" * 50_000, "<b>" * 2_000, "x" * 1_000_000,
    ]  # fmt: skip
    for piece, seen in zip(pieces, run(MARKUP, SEEN, pieces), strict=True):
        assert seen["pris"] == 0
        for name, *attributes in seen["all"]:
            assert name in ("a", "b", "i", "p", "span"), piece[:60]
            assert not [one for one in attributes if not one.startswith("class=")], piece[:60]
    assert len(run(MARKUP, SEEN, ["x" * 1_000_000])[0]["text"]) == 1_000_000, "nothing is lost"


def test_an_address_from_the_data_never_leads_to_a_script(run):
    good = ["definition.html#x", "#x", "../a.html", "https://a.fr/b:c", "http://a", "mailto:a@b.fr", "tel:+33", "file:///x", "a/b:c", "?q=a:b"]
    bad = ["javascript:x", "JaVaScript:x", "\x00javascript:x", " java\nscript:x", "data:text/html,x", "vbscript:x", "blob:x", "x:y"]
    assert run("widgets/shared/dom", SAFE, [*good, *bad]) == [True] * len(good) + [False] * len(bad)
    made = "(() => { const el = m.h('a', a, 'x'); return [...el.attributes].map((one) => one.name); })()"
    calls = [{"href": bad[0]}, {"onclick": "alert(1)"}, {"href": good[0]}, {"__proto__": 1}]
    assert run("widgets/shared/dom", made, calls) == [[], [], ["href"], []]


# -- what leaves -----------------------------------------------------------------------------------

FORMULAS = [
    "=1+1", "+33 1 23", "-3", "@SOMME(A1)", "\t=1", "\r=1", "\n=1", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x")',
    "  =1", "\u00a0=1", "\u200b=1", "\u202e=1", "\ufeff=1", "\x00=1", "\x1b=1", "＝1+1", "＠x", "－1", "＋1",
]  # fmt: skip
PLAIN = ["a=b", "12", "« =1 »", "Rue du 8-Mai", "", HTML, BIDI, *NAMES, "l’été; \"dit\"", "deux\nlignes", "x" * 1_000_000]


def test_no_cell_of_a_table_is_a_formula(run):
    """The browser's and Python's, the same bytes; the words are all there."""
    rows = [[text] for text in FORMULAS + PLAIN]
    made = [table.csv([row]).removeprefix(table.BOM).removesuffix("\r\n") for row in rows]
    for text, cell in zip(FORMULAS, made, strict=False):
        assert cell.lstrip('"')[0] == "'", text
        assert text.replace("\x00", "").replace("\x1b", "").strip('"')[:5] in cell.replace('""', '"')
    for text, cell in zip(PLAIN, made[len(FORMULAS) :], strict=True):
        assert cell == text or cell == '"' + text.replace('"', '""') + '"'
    assert run("widgets/shared/export", "m.csvText([a])", rows) == [f"{table.BOM}{cell}\r\n" for cell in made]


def test_a_calendar_has_only_the_lines_we_write(run):
    text = "x\r\nATTACH:http://x\nEND:VCALENDAR\rBEGIN:VALARM\x00;,\\"
    events = [{"uid": text, "date": "2026-11-28", "titre": text, "texte": HTML + BIDI + "y" * 100_000}]
    said = calendar.ics(events, name=text, stamp="2026-11-28")
    lines = said.replace("\r\n ", "").split("\r\n")
    assert [line.partition(":")[0].partition(";")[0] for line in lines] == [
        "BEGIN", "VERSION", "PRODID", "CALSCALE", "X-WR-CALNAME", "BEGIN", "UID", "DTSTAMP", "DTSTART", "DTEND",
        "SUMMARY", "DESCRIPTION", "TRANSP", "END", "END", "",
    ]  # fmt: skip
    assert "\x00" not in said and max(len(line.encode()) for line in said.split("\r\n")) <= 75
    assert run("widgets/shared/export", "m.icsText(...a)", [[events, {"name": text, "stamp": "2026-11-28"}]]) == [said]


def test_a_document_is_sound_whatever_is_in_it(run):
    words = [*HOSTILE, LONE, "]]><w:p/>", "x" * 20_000]
    blocks = [{"kind": "paragraph", "text": word} for word in words]
    blocks += [{"kind": "table", "head": words[:2], "rows": [words[2:4]]}]
    blocks += [{"kind": "paragraph", "text": [{"link": link, "text": "lien"}]} for link in ("javascript:alert(1)", 'https://a.fr/"><x>', "file:///c")]
    document = {"title": HTML, "subtitle": NUL, "blocks": blocks}
    [content] = run("widgets/shared/docx", "[...m.docx(a)]", [document])
    archive = zipfile.ZipFile(io.BytesIO(bytes(content)))
    assert archive.testzip() is None
    parts = {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}
    text = "".join(parts["word/document.xml"].itertext())
    assert all(word in text for word in (HTML, BIDI, "ab", "]]><w:p/>", "x" * 20_000, *NAMES))
    targets = [relation.get("Target") for relation in parts["word/_rels/document.xml.rels"]]
    assert not [target for target in targets if target not in ("styles.xml", "numbering.xml")]
    [text] = run("widgets/shared/document-text", "m.markdown(a)", [document])
    assert "](<javascript" not in text and "\\<script\\>" in text


# -- what comes in ---------------------------------------------------------------------------------

FILES = [
    *HOSTILE, "x" * 1_500_000, "[" * 100_000, '{"format":"ess-en-region","version":1,"etat":' + '{"a":' * 3000,
    '{"format":"ess-en-region","version":1,"etat":{"version":1,"__proto__":{"a":1}}}', "1e999", '"' + LONE + '"', "\ufeff\ufeff{}", "null",
]  # fmt: skip


def test_a_file_that_is_not_ours_is_refused_in_a_sentence(run):
    """A backup, and the session of a room."""
    for module, read in (("restore", "m.readBackup(a)"), ("room", "m.readSession(a)")):
        for text, found in zip(FILES, run(f"widgets/shared/{module}", read, FILES), strict=True):
            assert found.get("error", "").endswith("."), (module, text[:60], found)
            assert "<" not in found["error"] and "proto" not in found["error"]


def test_a_text_that_holds_no_code_of_a_room(run):
    texts = [*HOSTILE, "1" * 200_000, "\x00" * 200_000, "#" + "x" * 500_000, "\n" * 200_000]
    for text, found in zip(texts, run("widgets/shared/codes-read", "m.readAll(a, [])", texts), strict=True):
        assert found["codes"] == []
        assert all(len(problem["text"]) <= 60 and problem["why"].endswith(".") for problem in found["problems"]), text[:40]


# -- the gates -------------------------------------------------------------------------------------


def test_no_script_of_ours_makes_html_of_a_text():
    found = [error for file in bundle.files() if file.suffix == ".js" for error in sinks.html_sinks(file.read_text("utf-8"), file)]
    assert [str(error) for error in found] == []


@pytest.mark.parametrize(
    "line",
    [
        "el.innerHTML = text;", "el.outerHTML += text;", "el.insertAdjacentHTML('beforeend', text)", "new DOMParser()",
        "range.createContextualFragment(text)", "document.write(text)", "frame.srcdoc = text", "eval(text)", "new Function(text)",
        "setTimeout('x()', 1)", 'a.href = "javascript:x()"', 'el.setAttribute("onclick", text)', 'el.onclick = "x()"', "el.setHTMLUnsafe(text)",
    ],
)  # fmt: skip
def test_a_new_sink_is_refused(line):
    file = PACKAGE / "widgets" / "quiz.js"
    [error, *_] = sinks.html_sinks(f"const a = 1;\n{line}\n", file)
    assert error.line == 2 and error.file == file and "h()" in error.hint


def test_reading_html_is_not_a_sink():
    text = "copy(el.outerHTML); if (el.innerHTML === x) y(); button.onclick = open; setTimeout(next, 10);"
    assert list(sinks.html_sinks(text, PACKAGE / "x.js")) == []


def test_the_policy_leaves_no_way_out():
    rules = dict(rule.split(" ", 1) for rule in policy.policy().split("; "))
    assert rules["default-src"] == rules["connect-src"] == rules["base-uri"] == rules["trusted-types"] == "'none'"
    assert {source for sources in rules.values() for source in sources.split()} == {"'none'", "'self'", "'script'"}
    assert "frame-ancestors" not in rules, "a page cannot say it: browsers would complain"
    assert policy.policy(policy.LAUNCH).count("'none'") == policy.policy().count("'none'") - 2
    assert policy.headers()["Content-Security-Policy"] == f"{policy.policy()}; frame-ancestors 'self'"


def test_the_servers_settings_are_those_that_the_policy_makes():
    stored = {file.name: file.read_text("utf-8") for file in hosting.FOLDER.iterdir()}
    assert stored == hosting.files(), "refaites les réglages : python -m ess_region.export.hosting"
    for text in stored.values():
        for name, value in policy.headers().items():
            assert f'{name} "{value}"' in text


def test_every_widget_escapes_every_text():
    """Data and exercises with HTML at the end of each text (`poisoned.py`)."""
    environment = os.environ | {"PYTHONPATH": str(PACKAGE.parent), "PYTHONUTF8": "1"}
    command = [sys.executable, str(Path(__file__).parent / "poisoned.py")]
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr[-2000:]
    *raw, counted = done.stdout.splitlines()
    assert raw == []
    calls, escaped = map(int, counted.split())
    assert calls > 90 and escaped > 5000


def test_an_author_who_watches_sees_pages_reload():
    """`serve --watch` puts a script in the pages: the policy that refuses it is set aside, the length kept."""
    assert policy.meta().encode().count(serve.POLICY_META) == 1
    assert len(serve.POLICY_META) == len(serve.POLICY_ASIDE) and b"http-equiv" not in serve.POLICY_ASIDE
