"""« Ce que j’ai appris », the backup and the certificate: static forms, and the pure rules in the browser."""

import json
import re
from html import unescape

import pytest

import ess_region
from ess_region import paths, quiz, toc
from ess_region.errors import ContentError
from ess_region.widgets import Backup, Certificate, Portfolio
from ess_region.widgets.portfolio import LONGEST, PARTS, short

NB = "\u00a0"
CHAPTERS = [entry.slug for entry in toc.entries() if toc.is_chapter(entry)]
RESTORE, BACKUP, RESULTS = (f"widgets/shared/{name}" for name in ("restore", "backup", "results"))


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))


# -- static forms ------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_an_empty_part_says_how_it_fills_up(part):
    widget = Portfolio(part)
    assert len(words(widget.static_html())) > 40
    assert not re.search(r"<script|\sstyle=|\son[a-z]+=", widget.static_html())
    assert repr(widget) == f"Portfolio({part!r})"


def test_the_page_has_every_part():
    page = (paths.BOOK / "ce-que-j-ai-appris.md").read_text(encoding="utf-8")
    assert re.findall(r'Portfolio\("(\w+)"\)', page) == list(PARTS)
    for anchor in ("points", "reponses", "plan", "mots", "sauvegarde", "attestation"):
        assert f"{{#{anchor}}}" in page


def test_an_unknown_part_says_which_there_are():
    with pytest.raises(ContentError, match="(?s)poings.*points"):
        Portfolio("poings")


def test_each_part_carries_only_what_it_needs():
    assert Portfolio("mots").chapters == [] and Portfolio("points").regions == {}
    answers = Portfolio("reponses")
    assert [row["slug"] for row in answers.chapters] == CHAPTERS
    for row in answers.chapters:
        assert [one[0] for one in row["questions"]] == [one.id for one in quiz.load(row["slug"])]
    assert answers.rules["points"][0] == ["point-comprendre", "Comprendre"]
    regions = Portfolio("progression").regions
    assert len(regions) == 18
    assert "14,3 %" in regions["53"][0].replace(NB, " ").replace("\u202f", " ")
    assert "pas de chiffre" in regions["06"][0]


def test_a_long_question_is_cut_between_words():
    text = "Une collègue vous écrit. " * 8
    assert short("Court ?") == "Court ?"
    assert len(short(text)) <= LONGEST + 1
    assert short(text).endswith("…") and not re.search(r"[ .,;:]…", short(text))


def test_the_certificate_says_what_it_is():
    widget = Certificate()
    assert "ni diplôme ni contrôle" in widget.static_html()
    assert widget.version == Backup().version == ess_region.__version__
    assert widget.needed == 0.7
    assert [row["slug"] for row in widget.chapters] == CHAPTERS
    assert "nom" not in {name for name in widget.trait_names(sync=True)}


# -- the file ----------------------------------------------------------------------------------

STATE = {"version": 1, "region": "53", "reponses": {"a-01": {"valeur": "a"}, "a-02": 3}, "pages": {"a": {"fini": True}, "b": {"vu": "x"}}}


def backup(state=STATE, **changes):
    return json.dumps({"format": "ess-en-region", "version": 1, "cours": "0.1.0", "date": "2026-11-12T08:00:00.000Z", "etat": state} | changes)


def test_what_is_written_is_read_again(run):  # noqa: F811
    [text] = run(BACKUP, "m.backupText(...a)", [[STATE, {"cours": "0.1.0", "date": "2026-11-12T08:00:00.000Z"}]])
    assert json.loads(text) == json.loads(backup())
    [read] = run(RESTORE, "m.readBackup(...a)", [[text]])
    assert read == {"etat": STATE, "date": "2026-11-12T08:00:00.000Z", "cours": "0.1.0"}
    assert run(BACKUP, "m.backupName(...a)", [["2026-11-12"]]) == ["ess-en-region-2026-11-12.json"]


def nested(depth):
    return backup().replace('"etat": {', '"etat": {"x": ' + "[" * depth + "]" * depth + ", ")


WRONG = {
    "": "vide",
    " \n": "vide",
    "bonjour": "ne vient pas de ce cours",
    "<!doctype html><p>Erreur 404</p>": "ne vient pas de ce cours",
    "[1, 2]": "ne vient pas de ce cours",
    "null": "ne vient pas de ce cours",
    '{"version": 1, "region": "53"}': "ne vient pas de ce cours",
    backup(format="autre-cours"): "ne vient pas de ce cours",
    '{"format": ["ess-en-region"]}': "ne vient pas de ce cours",
    backup()[:-1]: "coupé ou abîmé",
    backup()[:120]: "coupé ou abîmé",
    backup(state=None): "coupé ou abîmé",
    backup(state=[1]): "coupé ou abîmé",
    backup(state="texte"): "coupé ou abîmé",
    backup(version="1"): "coupé ou abîmé",
    backup(version=0): "coupé ou abîmé",
    backup(state={"version": "deux"}): "coupé ou abîmé",
    backup(version=2): "version plus récente",
    backup(version=1e308): "version plus récente",
    backup(state={"version": 2}): "version plus récente",
    backup(state={"__proto__": {"pollue": True}}): "noms que le cours n’écrit jamais",
    backup(state={"reponses": {"constructor": {"prototype": {"pollue": True}}}}): "noms que le cours n’écrit jamais",
    backup(state={"points": [{"prototype": 1}]}): "noms que le cours n’écrit jamais",
    backup(__proto__={"pollue": True}): "noms que le cours n’écrit jamais",
    nested(60): "noms que le cours n’écrit jamais",
    nested(200_000): "",
}  # fmt: skip


def test_a_file_that_is_not_ours_says_why(run):  # noqa: F811
    results = run(RESTORE, "(() => { const r = m.readBackup(a[0]); return [r.error ?? null, ({}).pollue ?? null]; })()", [[text] for text in WRONG])
    for (text, expected), (error, polluted) in zip(WRONG.items(), results, strict=True):
        assert error and expected in error, text[:200]
        assert polluted is None


def test_a_file_too_big(run):  # noqa: F811
    [size] = run(RESTORE, "m.MAX_SIZE", [[]])
    assert size == 2 * 1024 * 1024
    [error] = run(RESTORE, "m.readBackup('x'.repeat(m.MAX_SIZE + 1)).error", [[]])
    assert "trop gros" in error
    [largest] = run(RESTORE, "m.readBackup(a[0] + ' '.repeat(m.MAX_SIZE - a[0].length)).error ?? null", [[backup()]])
    assert largest is None


def test_what_another_editor_does_to_a_file_is_forgiven(run):  # noqa: F811
    texts = ["\ufeff" + backup(), backup() + "\r\n\r\n", json.dumps(json.loads(backup()), indent=4)]
    for read in run(RESTORE, "m.readBackup(...a)", [[text] for text in texts]):
        assert read["etat"] == STATE


def test_foreign_parts_are_left_out_and_later_ones_kept(run):  # noqa: F811
    state = {"version": 1, "reponses": [1], "region": 53, "futur": {"a": 1}}
    [read] = run(RESTORE, "m.readBackup(...a)", [[backup(state, date="hier", cours=["0.1.0"])]])
    assert read == {"etat": {"version": 1, "futur": {"a": 1}}, "date": "", "cours": ""}


def test_inventory(run):  # noqa: F811
    full = STATE | {
        "points": [{"page": "a", "texte": "b"}, None], "plan": [{"kind": "x"}], "plan-action": {"ajouts": [{"id": "1"}]},
        "epreuves": {"evaluation": {"essais": [{}, {}]}, "positionnement": 3},
    }  # fmt: skip
    counted = run(RESTORE, "m.inventory(...a)", [[full], [{"version": 1}], [{"region": 3, "points": {}, "plan": "x", "plan-action": 1, "pages": []}]])
    assert counted[0] == {"region": "53", "reponses": 1, "chapitres": 1, "points": 1, "plan": 2, "essais": 2}
    assert counted[1] == counted[2] == {"region": "", "reponses": 0, "chapitres": 0, "points": 0, "plan": 0, "essais": 0}


# -- results, answers, certificate ---------------------------------------------------------------


def attempt(score, total=20, **more):
    return {"quand": "2026-03-04T10:00:00Z", "score": score, "total": total, "duree": 27} | more


def test_attempts_that_make_no_sense_do_not_count(run):  # noqa: F811
    good = attempt(12)
    foreign = [None, 3, "x", {}, attempt(-1), attempt(21), attempt(1.5), attempt(5, 0), attempt(5, quand="hier"), attempt("12"), attempt(0, "0")]
    kept = [{"essais": [*foreign, good]}, {"essais": "x"}, None, [], 7]
    assert run(RESULTS, "m.attempts(a[0])", [[one] for one in kept]) == [[good], [], [], [], []]


def test_the_best_attempt_is_the_first_of_equals(run):  # noqa: F811
    first, second = attempt(16, quand="2026-01-01"), attempt(16, quand="2026-02-01")
    assert run(RESULTS, "m.best(a[0])", [[[attempt(3), first, second]], [[]], [[attempt(9, 10), attempt(17)]]]) == [first, None, attempt(9, 10)]


def test_durations(run):  # noqa: F811
    calls = [0, 1, 27.4, 60, 65, 600, 5000, "x", None]
    assert run(RESULTS, "m.durationWords(a[0])", [[one] for one in calls]) == [
        text.replace(" min", f"{NB}min").replace(" h", f"{NB}h").replace("h ", f"h{NB}")
        for text in ("1 min", "1 min", "27 min", "1 h", "1 h 05", "10 h", "plus d’un jour", "1 min", "1 min")
    ]


def test_the_last_attempts_keep_the_best(run):  # noqa: F811
    many = [attempt(18), *(attempt(score % 9) for score in range(20))]
    [kept, few] = run("widgets/assessment", "m.lastAttempts(a[0])", [[many], [many[:3]]])
    assert len(kept) == 20 and kept[0] == many[0] and kept[-1] == many[-1] and many[1] not in kept[:1]
    assert few == many[:3]


def test_what_is_missing_for_the_certificate(run):  # noqa: F811
    none, low, passed = run("widgets/certificate", "m.missing(...a)", [[None, 0.7], [attempt(13), 0.7], [attempt(14), 0.7]])
    assert "pas encore passée" in none["text"]
    assert "13 sur 20" in low["text"] and "14 réponses justes" in low["text"]
    assert passed is None


def test_a_name_is_written_on_one_line(run):  # noqa: F811
    names = ["  Zoé   Dupont-Martin ", "a\u202eb\u0000c\nd", "x" * 200, "", "李 明", "<b>Anne</b>"]
    tidied = run("widgets/certificate", "m.tidy(a[0])", [[one] for one in names])
    assert tidied == ["Zoé Dupont-Martin", "a b c d", "x" * 80, "", "李 明", "<b>Anne</b>"]


def test_answers_counted_by_chapter(run):  # noqa: F811
    chapters = [
        {"slug": "a", "titre": "A", "questions": [["a-01", "Un ?"], ["a-02", "Deux ?"], ["a-03", "Trois ?"]]},
        {"slug": "b", "titre": "B", "questions": [["b-01", "Quatre ?"]]},
    ]
    stored = {"a-01": {"premier": True, "juste": True}, "a-02": {"premier": False, "juste": True}, "a-03": {"juste": False}, "vieille-01": {}, "b-01": 4}
    [counted, *empty] = run("widgets/portfolio", "m.answered(...a)", [[chapters, stored], [chapters, {}], [chapters, "x"], [chapters, [1]]])
    assert counted["others"] == 1
    [row] = counted["chapters"]
    assert (row["known"], row["answered"], row["first"]) == (3, 3, 1)
    assert [(one["id"], one["juste"]) for one in row["missed"]] == [("a-02", True), ("a-03", False)]
    assert empty == [{"chapters": [], "others": 0}] * 3


def test_words_looked_up_the_oldest_give_way(run):  # noqa: F811
    many = {f"S{n}": "x" for n in range(100)}
    [kept, again, first] = run("site/tooltips", "Object.keys(m.lookedUp(...a))", [[many, "CRESS", "x"], [many, "S0", "y"], [None, "CRESS", "x"]])
    assert len(kept) == 100 and kept[0] == "S1" and kept[-1] == "CRESS"
    assert len(again) == 100 and again[-1] == "S0"
    assert first == ["CRESS"]
