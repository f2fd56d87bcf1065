"""The SCORM package: its manifest, its files, and the pure parts of the launch page."""

import json
import xml.etree.ElementTree as ET
import zipfile

import pytest

from ess_region import paths, quiz, toc
from ess_region.errors import ContentError
from ess_region.export import archive, scorm
from ess_region.export.scorm import launch, manifest, package
from ess_region.grading import GRADERS

CP, ADLCP = f"{{{manifest.CP}}}", f"{{{manifest.ADLCP}}}"

#: Identifiers in the hands of LMSs: a test that fails here means lost attempts, never a line to update.
IDENTIFIERS = {"manifest": "ess-en-region", "organization": "ess-en-region-plan", "item": "ess-en-region-sco", "resource": "ess-en-region-fichiers"}
CHAPTER_IDENTIFIERS = {name: one.replace("ess-en-region", "ess-en-region-definition") for name, one in IDENTIFIERS.items()}

BOOK = {"book/histoire.html": b"<p>Histoire</p>", "_static/a.js": b"1", "index.html": b"x"}


@pytest.mark.parametrize(("chapter", "expected"), [(None, IDENTIFIERS), ("definition", CHAPTER_IDENTIFIERS)])
def test_the_manifest_lists_every_file_and_keeps_its_identifiers(chapter, expected, tmp_path):
    files = scorm.assemble(BOOK, chapter)
    archive.write_zip(tmp_path / "paquet.zip", files)
    with zipfile.ZipFile(tmp_path / "paquet.zip") as zipped:
        names = zipped.namelist()
        root = ET.fromstring(zipped.read("imsmanifest.xml"))
    assert all(name.isascii() and "\\" not in name for name in names)
    listed = [one.get("href") for one in root.iter(f"{CP}file")]
    assert sorted([*listed, "imsmanifest.xml"]) == sorted(names)
    assert len(set(listed)) == len(listed)
    assert root.findtext(f"{CP}metadata/{CP}schemaversion") == "1.2"
    [resource] = root.iter(f"{CP}resource")
    assert resource.get(f"{ADLCP}scormtype") == "sco"
    assert resource.get("href") in names
    assert {tag: root.get("identifier") if tag == "manifest" else next(root.iter(CP + tag)).get("identifier") for tag in expected} == expected
    assert next(root.iter(f"{CP}item")).get("identifierref") == resource.get("identifier")
    assert next(root.iter(f"{CP}organizations")).get("default") == expected["organization"]
    assert b"masteryscore" not in files["imsmanifest.xml"]
    assert files == scorm.assemble(BOOK, chapter)  # the same bytes again


def test_a_file_that_an_lms_refuses_stops_the_export(tmp_path):
    for name, words in (("module.mjs", "Moodle bloque"), ("économie.js", "accent")):
        (tmp_path / name).write_text("1", encoding="utf-8")
        with pytest.raises(ContentError, match=words):
            package.book_files(tmp_path)
        (tmp_path / name).unlink()
    for name in ("a.po", "a.mo", "a.js.map", "objects.inv", "a.js"):
        (tmp_path / name).write_text("1", encoding="utf-8")
    assert list(package.book_files(tmp_path)) == ["a.js"]


def test_the_launch_page_has_a_strict_policy_and_no_code():
    html = launch.files("ess-en-region")[launch.PAGE].decode()
    assert "unsafe" not in html
    assert "style=" not in html
    assert "<script defer src=" in html
    assert html.count("<script") == 1


def test_the_guide_is_a_plain_text():
    text = package.guide("ess-en-region-1.0.0-bretagne")
    assert "ess-en-region-1.0.0-bretagne-scorm12.zip" in text and "VERSION" not in text
    assert "**" not in text
    assert "`" not in text
    assert "4 096" in text.replace("\u202f", " ")


def test_every_chapter_has_a_package_of_its_own():
    slugs = [entry.slug for entry in toc.entries() if toc.is_chapter(entry)]
    assert len({package.identifier_of(slug) for slug in [None, *slugs]}) == len(slugs) + 1
    data = launch.course("ess-en-region-definition", "definition")
    assert data["depart"] == "definition"
    assert data["test"] is None


def test_two_regions_are_told_apart_by_their_names(tmp_path):
    book = tmp_path / "livre"
    book.mkdir()
    (book / "index.html").write_text("<p>Un livre.</p>")
    names = [set(package.export(tmp_path / stem, book, stem, by_chapter=stem == "a")) for stem in ("a", "b")]
    assert "a-scorm12.zip" in names[0] and "chapitres/a-scorm12-definition.zip" in names[0]
    assert names[1] == {"b-scorm12.zip"} and not names[0] & names[1]


# -- the pure parts of the launch page ---------------------------------------------------------

COURSE = "({...a.at(-1), models: Object.fromEntries(a.at(-1).questions.map((q) => [q.id, q])), ids: a.at(-1).questions.map((q) => q.id)})"


@pytest.fixture(scope="module")
def data():
    return json.loads(json.dumps(launch.course("ess-en-region")))


def full_state(data) -> dict:
    """A state with everything: each question answered right, two tests, and more practice than there is room for."""
    answers, given = {}, {}
    for slug in (bank["slug"] for bank in data["banques"]):
        for one in quiz.load(slug):
            if one.type == "ordre":
                value = [row.key for row in one.rows]
            elif one.rows:
                value = {row.key: row.right for row in one.rows}
            elif one.answers:
                keys = [answer.key for answer in one.answers if answer.right]
                value = keys if one.type == "choix_multiple" else keys[0]
            else:
                value = f"{one.value:g}".replace(".", ",")
            given[one.id] = value
            answers[one.id] = {"valeur": value, "essais": 2, "premier": False, "juste": True, "initiale": value, "quand": "2026-11-12T10:00:00.000Z"}
    attempt = {"score": 16, "total": 20, "groupes": {"Agir": [6, 8]}, "manques": ["definition-04"], "quand": "2026-11-12T10:00:00.000Z", "duree": 25}
    drawn = [question["id"] for question in data["questions"][:20]]
    return {
        "version": 1,
        "region": "53",
        "graine": 123456789,
        "theme": "dark",
        "pages": {slug: {"vu": f"2026-11-12T09:{rank:02}:00.000Z", "section": "trois-conditions", "fini": True} for rank, slug in enumerate(data["pages"])},
        "reponses": answers,
        "epreuves": {
            key: {"essais": [attempt, attempt | {"score": 12, "quand": "2026-11-13T10:00:00.000Z"}], "premier": attempt, "encours": {"questions": drawn, "reponses": {i: given[i] for i in drawn}, "tour": 1, "deja": drawn, "fini": True}}
            for key in data["epreuves"]
        },
        "plan-action": {"lignes": {f"ligne-{i}": {"quand": "mois", "avec": f"le service numéro {i}", "fait": False} for i in range(12)}},
        "predictions": {f"prevision-{i}": {"valeur": i * 7.13, "vue": True, "quand": f"2026-11-12T10:{i % 60:02}:17.{i:03}Z"} for i in range(150)},
        "ateliers": {"portrait": {"texte": "jamais transmis"}},
        "avis": {"fin": {"note": 1}},
    }


def test_a_state_fits_and_comes_back(run, data):
    state = full_state(data)
    expression = f"""(() => {{
        const c = {COURSE};
        const grade = (q, v) => ({{ status: v === null ? "empty" : "right" }});
        const {{ body, left }} = m.packBody(a[0], c);
        const text = m.sealed("fil01", 1234, body);
        const again = m.unpackBody(m.readHeader(text).body, c, grade);
        const second = m.packBody(again.state, c);
        return {{ text, left, again, stable: m.packBody(again.state, c).body === m.packBody(m.unpackBody(second.body, c, grade).state, c).body,
          cut: m.readHeader(text.slice(0, -1)), altered: m.readHeader(text.replace("fil01", "fil02")), dotted: m.readHeader(text + ".") }};
    }})()"""
    [found] = run("export/scorm/packer", expression, [[state, data]])
    assert len(found["text"]) <= 4095
    assert found["text"].isascii()
    assert " " not in found["text"]
    again = found["again"]["state"]
    # Position, scores and answers last: practice left first.
    assert found["left"] == ["predictions"]
    assert found["again"]["left"] == ["predictions"]
    assert again["region"] == "53"
    assert again["plan-action"] == state["plan-action"]
    assert {i: one["valeur"] for i, one in again["reponses"].items()} == {i: one["valeur"] for i, one in state["reponses"].items()}
    assert all(one["essais"] == 2 and not one["premier"] and one["juste"] for one in again["reponses"].values())
    test = again["epreuves"]["evaluation"]
    assert [one["score"] for one in test["essais"]] == [16, 12]
    assert test["premier"]["groupes"] == {"Agir": [6, 8]}
    assert test["encours"]["reponses"] == state["epreuves"]["evaluation"]["encours"]["reponses"]
    assert test["encours"]["fini"] is True
    assert set(again["pages"]) == set(data["pages"])
    assert "ateliers" not in again
    assert "avis" not in again
    assert found["stable"]
    assert found["cut"] is None
    assert found["altered"] is None
    assert found["dotted"]["sequence"] == 1234


def test_what_is_left_out_first_is_practice(run, data):
    """Less and less room: practice leaves, then what was written, then answers; scores and position stay."""
    state = full_state(data)
    expression = f"""[4095, 3000, 1500].map((limit) => {{
        const c = {COURSE};
        const {{ body, left }} = m.packBody(a[0], c, limit);
        const {{ state }} = m.unpackBody(body, c, () => ({{ status: "right" }}));
        return {{ left, score: state.epreuves.evaluation.essais[0].score, place: m.location(state), answers: Object.keys(state.reponses).length }};
    }})"""
    [[whole, less, least]] = run("export/scorm/packer", expression, [[state, data]])
    assert whole["left"] == ["predictions"]
    assert set(less["left"]) == {"plan-action", "predictions"}
    assert {"r", "predictions"} <= set(least["left"])
    assert {one["score"] for one in (whole, less, least)} == {16}
    assert {one["place"].partition("#")[0] for one in (whole, less, least)} == {data["pages"][-1]}
    assert less["answers"] == whole["answers"] > 0
    assert least["answers"] == 0


def test_questions_that_changed_are_not_misread(run, data):
    """Another version of the package: the answers of a bank that changed are left, those of the others are read."""
    state = full_state(data)
    expression = f"""(() => {{
        const c = {COURSE};
        const {{ body }} = m.packBody(a[0], c);
        const next = {{ ...c, signe: "zzzz", banques: c.banques.map((bank, i) => (i ? bank : {{ ...bank, signe: "zzzz" }})) }};
        const {{ state }} = m.unpackBody(body, next, () => ({{ status: "right" }}));
        return [c.banques[0].questions, Object.keys(state.reponses), state.epreuves.evaluation];
    }})()"""
    [[changed, kept, test]] = run("export/scorm/packer", expression, [[state, data]])
    assert not set(changed) & set(kept)
    assert len(kept) == len(state["reponses"]) - len(changed)
    assert test["essais"][0]["score"] == 16
    assert "encours" not in test


def test_the_text_of_the_digest_comes_back(run):
    texts = ["", "a", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "L’économie sociale et solidaire, 10,5\u202f% 🙂" * 200, json.dumps(list(range(3000)))]
    found = run("export/scorm/text", "[m.compress(a[0]), m.expand(m.compress(a[0])), m.expand('é'), m.seal(a[0])]", [[text] for text in texts])
    assert [one[1] for one in found] == texts
    assert all(len(one[3]) == 5 for one in found)
    assert {one[2] for one in found} == {None}
    assert len(found[4][0]) < len(texts[4]) / 1.5


@pytest.mark.parametrize("kind", sorted(GRADERS))
def test_an_answer_of_each_type_fits_scorm(run, data, kind):
    model = next(question for question in data["questions"] if question["type"] == kind)
    value = full_state(data)["reponses"][model["id"]]["valeur"]
    expression = """({ short: m.lengthen(a[0], m.shorten(a[0], a[1])), none: m.lengthen(a[0], m.shorten(a[0], null)),
        fields: m.interaction(a[0], a[1], { id: "é é-1", right: true, time: "10:00:00" }) })"""
    [found] = run("export/scorm/answers", expression, [[model, value]])
    assert found["short"] == value
    assert found["none"] is None
    fields = found["fields"]
    assert fields["student_response"] == fields["correct_responses.0.pattern"]
    assert fields["result"] == "correct"
    assert fields["id"] == "___-1"
    assert fields["type"] in {"choice", "true-false", "numeric", "matching", "sequencing"}


def test_where_to_go_on_from(run):
    meta = {"thread": "a", "sequence": 5, "sent": 5}
    cases = [
        (None, None, "debut"),
        ({"thread": "a", "sequence": 3}, None, "lms"),
        (None, meta | {"sent": 0}, "navigateur"),  # killed before anything was sent
        (None, meta, "demander"),  # another attempt, or a loss
        ({"thread": "b", "sequence": 9}, meta, "autre-essai"),
        ({"thread": "a", "sequence": 5}, meta, "navigateur"),
        ({"thread": "a", "sequence": 4}, meta, "navigateur"),
        ({"thread": "a", "sequence": 8}, meta, "lms"),
        ({"thread": "a", "sequence": 8}, meta | {"sequence": 7}, "les-deux"),
    ]
    assert run("export/scorm/resume", "m.source(...a)", [list(case[:2]) for case in cases]) == [case[2] for case in cases]


def test_two_works_that_went_apart_are_both_kept(run):
    lms = {"region": "11", "reponses": {"a": {"valeur": "1", "quand": "2"}, "b": {"valeur": "1", "quand": "5"}}, "pages": {"p": {"vu": "3", "fini": True}}, "epreuves": {"evaluation": {"essais": [{"quand": "2026-11-12T10:00:00.000Z", "score": 12}]}}}
    local = {
        "theme": "dark",
        "reponses": {"a": {"valeur": "2", "quand": "3"}, "b": {"valeur": "2", "quand": "4"}, "c": {"valeur": "2", "quand": "1"}},
        "pages": {"p": {"vu": "4"}, "q": {"vu": "1"}},
        "epreuves": {"evaluation": {"essais": [{"quand": "2026-11-12T10:00:42.000Z", "score": 12, "manques": ["x"]}, {"quand": "2026-11-13T10:00:00.000Z", "score": 15}]}},
    }
    merged, later = run("export/scorm/resume", "a[3] ? m.both(...a) : m.over(...a)", [[lms, local, [], True], [lms, local, [], False]])
    assert {key: one["valeur"] for key, one in merged["reponses"].items()} == {"a": "2", "b": "1", "c": "2"}
    assert merged["pages"] == {"p": {"vu": "4", "fini": True}, "q": {"vu": "1"}}
    assert [one["score"] for one in merged["epreuves"]["evaluation"]["essais"]] == [12, 15]
    assert merged["epreuves"]["evaluation"]["essais"][0]["manques"] == ["x"]
    assert merged["theme"] == "dark"
    assert set(later["reponses"]) == {"a", "b"}


def test_score_and_status(run, data):
    def attempts(*scores):
        return {"epreuves": {"evaluation": {"essais": [{"score": one, "total": 20, "quand": f"2026-11-{day:02}"} for day, one in enumerate(scores, 10)]}}}

    chapter = launch.course("ess-en-region-definition", "definition")
    [own] = [bank for bank in chapter["banques"] if bank["slug"] == "definition"]
    answered = {"reponses": {one: {"premier": rank > 0} for rank, one in enumerate(own["questions"])}}
    partly = {"reponses": {one: {"premier": True} for one in own["questions"][1:]}}
    expected = round(100 * (len(own["questions"]) - 1) / len(own["questions"]))
    states = [({}, data), (attempts(10), data), (attempts(10, 14, 12), data), (partly, chapter), (answered, chapter)]
    assert run("export/scorm/rules", "m.outcome(...a)", [list(one) for one in states]) == [
        {"score": None, "status": "incomplete"},
        {"score": 50, "status": "incomplete"},
        {"score": 70, "status": "passed"},
        {"score": None, "status": "incomplete"},
        {"score": expected, "status": "completed"},
    ]
    known = [
        ({"score": 50, "status": "incomplete"}, {"score": 85, "status": "passed"}, {"score": 85, "status": "passed"}),
        ({"score": None, "status": "incomplete"}, {"score": None, "status": "not attempted"}, {"score": None, "status": "incomplete"}),
        ({"score": 90, "status": "passed"}, {"score": 85, "status": "completed"}, {"score": 90, "status": "passed"}),
        ({"score": None, "status": "incomplete"}, {"score": 10, "status": "failed"}, {"score": 10, "status": "incomplete"}),
    ]
    assert run("export/scorm/rules", "m.neverLower(...a)", [list(one[:2]) for one in known]) == [one[2] for one in known]


def test_the_results_file_is_read_by_a_person_and_by_the_book(run, data):
    state = full_state(data)
    [text] = run("export/scorm/report", "m.report(a[0], a[1], { person: 'Dupont, Anne', date: new Date('2026-11-28T10:00:00Z') })", [[state, data]])
    lines = json.loads(text)["À lire"]
    assert {"Personne\u00a0: Dupont, Anne", "État\u00a0: réussi", "Score\u00a0: 80 sur 100"} <= set(lines)
    assert any(line.startswith("Évaluation, essai 2\u00a0: 12 sur 20") for line in lines)
    assert any("12 sur 12 répondues" in line for line in lines)
    [read] = run("widgets/shared/restore", "m.readBackup(a[0])", [[text]])
    assert read["etat"]["reponses"] == state["reponses"]


def test_another_value_is_allowed_and_different(run):
    couples = [
        ("cmi.core.score.raw", "85"), ("cmi.core.lesson_location", "definition#titre"), ("cmi.core.lesson_location", "definition"),
        ("cmi.core.lesson_status", "incomplete"), ("cmi.core.lesson_status", "passed"), ("cmi.suspend_data", "ESS1.a.1.b.c"),
        ("cmi.interactions.0.student_response", "a"), ("cmi.interactions.0.correct_responses.0.pattern", "-3.8"),
        ("cmi.interactions.0.type", "choice"), ("cmi.interactions.0.result", "wrong"), ("cmi.interactions.0.id", "definition-01"),
    ]  # fmt: skip
    found = run("export/scorm/sync", "m.otherValue(...a)", [list(one) for one in couples])
    assert all(other != value for other, (_, value) in zip(found, couples, strict=True))
    assert found[0] == "85.0"
    assert found[3:5] == ["browsed", "incomplete"]


def test_the_api_is_found_above_or_behind(run):
    expression = """(() => {
        const api = {}, top = { API: api }; top.parent = top;
        const far = { parent: { parent: { parent: top } } };
        const popup = { opener: far }; popup.parent = popup;
        const inPopup = { parent: popup };
        const alone = {}; alone.parent = alone; alone.opener = null;
        const other = { get API() { throw new Error("autre site"); } };
        const loop = { opener: null }; loop.parent = { parent: loop, opener: null };
        return [top, far, popup, inPopup].map((one) => m.findApi(one) === api).concat([alone, { parent: other, opener: null }, loop].map((one) => m.findApi(one)));
    })()"""
    assert run("export/scorm/api", expression, [[]]) == [[True, True, True, True, None, None, None]]


def test_a_journal_of_nobody_is_in_memory(run):
    expression = """(() => {
        const kept = new Map();
        const storage = { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => { if (a[1]) throw new Error("plein"); kept.set(k, v); }, removeItem: (k) => kept.delete(k) };
        const journal = m.openJournal({ course: "c", student: a[0], storage });
        journal.store.setItem("ess-region", '{"version":1,"region":"53"}');
        return [journal.state().region, journal.kept(), [...kept.keys()]];
    })()"""
    found = run("export/scorm/journal", expression, [["dupont/a", False], ["", False], ["dupont", True]])
    assert found == [["53", True, ["ess-scorm/c/dupont%2Fa/ess-region"]], ["53", False, []], ["53", False, []]]


def test_the_documents_of_the_export_are_where_they_are_said():
    assert (paths.ROOT / package.GUIDE_SOURCE).is_file()
