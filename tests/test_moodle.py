"""`cours.py export moodle`: what is written is read back as Moodle reads it, with hostile texts too."""

import re
import xml.etree.ElementTree as ET
from html import unescape

import pytest

from ess_region import __version__, paths, quiz
from ess_region.errors import ContentError
from ess_region.export import banks, gift, markup, moodle, moodle_xml, questions

PAGES = {"essai": ("Essai", {"debut": "Le début"})}
# The percentages that Moodle knows.
KNOWN = {round(100 / n, 5) for n in range(1, 11)} | {0, 50}


def bank_of(*found, slug="essai", part="Comprendre"):
    return banks.Bank(slug, "Essai : d/eux", part, {"debut": "Le début"}, tuple(found))


def items_of(found, slug="essai"):
    return moodle.ready((bank_of(*found, slug=slug),), PAGES)


def parse(content):
    """(category or None, question) for each question of an XML file, as Moodle walks through it."""
    category, found = None, []
    for node in ET.fromstring(content):
        assert node.tag == "question"
        if node.get("type") == "category":
            category = node.findtext("category/text")
        else:
            found.append((category, node))
    return found


def text(node, path):
    return (node.findtext(path) or "").strip()


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


@pytest.fixture(scope="module")
def course():
    files, exported = moodle.contents(paths.ROOT / "dist" / "moodle")
    return files, exported, banks.load()


@pytest.fixture(scope="module")
def model():
    """One question of each type."""
    return quiz.load("modele")


# -- the whole course ------------------------------------------------------------------------------


def test_every_bank_is_exported(course):
    files, exported, found = course
    assert {bank.slug for bank in found} == {slug for slug in quiz.slugs() if slug != "modele"}
    kept = {question.id: question for bank in found for question in bank.questions if not question.own_page}
    nodes = parse(files[moodle.XML]) + parse(files.get(moodle.ORDER, b"<quiz/>"))
    assert sorted(node.findtext("idnumber") for _, node in nodes) == sorted(kept)
    assert exported.total == len(kept) == exported.counts[moodle.XML] + exported.counts[moodle.ORDER]
    assert exported.counts[moodle.XML] == len(parse(files[moodle.XML]))
    assert set(exported.left_out) == {q.id for bank in found for q in bank.questions if q.own_page}
    for _, node in nodes:
        assert node.get("type") == moodle_xml.TYPES[kept[node.findtext("idnumber")].type]
    in_gift = {question.idnumber for question in read_gift(files[moodle.GIFT].decode())}
    assert in_gift == {id for id, question in kept.items() if question.type in gift.WRITERS}
    assert len(in_gift) == exported.counts[moodle.GIFT]


def test_orderings_are_apart(course):
    files, _, _ = course
    assert {node.get("type") for _, node in parse(files[moodle.ORDER])} == {"ordering"}
    assert "ordering" not in {node.get("type") for _, node in parse(files[moodle.XML])}


def test_categories_follow_the_course_and_name_its_version(course):
    files, _, found = course
    paths_ = list(dict.fromkeys(category for category, _ in parse(files[moodle.XML])))
    assert all(path.startswith(f"$course$/top/L’ESS en Région {__version__}/") for path in paths_)
    assert [path.rpartition(". ")[2] for path in paths_] == [bank.title.replace("/", "//") for bank in found if bank.away]
    assert paths_ == sorted(paths_)
    assert len({path.split("/")[3] for path in paths_}) == len({bank.part for bank in found})


def test_every_question_says_what_it_needs(course):
    files, _, _ = course
    for _, node in parse(files[moodle.XML]) + parse(files[moodle.ORDER]):
        id = node.findtext("idnumber")
        assert 0 < len(text(node, "name/text")) <= questions.LONGEST_NAME, id
        assert node.find("questiontext").get("format") == "html" and words(text(node, "questiontext/text")), id
        assert "À relire dans le cours" in text(node, "generalfeedback/text"), id
        assert 0 <= float(node.findtext("penalty")) <= 1 and node.findtext("hidden") == "0"
        tags = [text(tag, "text") for tag in node.iterfind("tags/tag")]
        assert [tag.partition("-")[0] for tag in tags] == ["niveau", "chapitre", "partie"], id
        assert all(len(tag) <= 50 and "," not in tag for tag in tags)
        for hint in node.iterfind("hint"):
            assert words(text(hint, "text"))
        ASSERTIONS[node.get("type")](node)


def test_texts_are_clean(course):
    """No bubble, no link to a page of the book, no role, no class."""
    files, _, _ = course
    for _, node in parse(files[moodle.XML]) + parse(files[moodle.ORDER]):
        for one in node.iter("text"):
            value = one.text or ""
            assert not re.search(r"info-bulle|class=|data-|\{fait\}|\{article\}|href=\"(?!https?:)", value), value
    assert "info-bulle" not in files[moodle.GIFT].decode()


def test_files_are_the_same_each_time(course):
    files, _, _ = course
    again, _ = moodle.contents(paths.ROOT / "dist" / "moodle")
    assert files == again
    for content in files.values():
        assert b"\r" not in content and content.endswith(b"\n") and str(paths.ROOT).encode() not in content


def test_readme_gives_the_counts(course):
    files, exported, _ = course
    said = files[moodle.README].decode()
    assert f"{exported.total} questions" in said and __version__ in said
    for name, count in exported.counts.items():
        assert re.search(rf"{re.escape(name)}\n\s+{count} question", said), name
    assert not re.search(r"\{\w+\}", said)


# -- assertions for each type, on the course's questions and on hostile ones ---------------------


def answers(node):
    return [(float(one.get("fraction")), one) for one in node.iterfind("answer")]


def check_multichoice(node):
    single = node.findtext("single") == "true"
    shares = [share for share, _ in answers(node)]
    assert len(shares) >= 2
    assert all(min(abs(abs(share) - known) for known in KNOWN) < 0.001 for share in shares)
    if single:
        assert sorted(shares)[-1] == 100 and set(sorted(shares)[:-1]) == {0}
    else:
        assert sum(share for share in shares if share > 0) == pytest.approx(100, abs=0.001)
        wrong = [share for share in shares if share < 0]
        assert sum(wrong) == pytest.approx(-100 if wrong else 0, abs=0.001) and 0 not in shares
    assert node.findtext("shuffleanswers") in ("true", "false")
    for _, one in answers(node):
        assert words(text(one, "text")) and words(text(one, "feedback/text"))
    check_combined(node)


def check_combined(node):
    for name in ("correctfeedback", "partiallycorrectfeedback", "incorrectfeedback"):
        assert words(text(node, f"{name}/text"))
    assert node.find("shownumcorrect") is not None


def check_truefalse(node):
    assert [text(one, "text") for _, one in answers(node)] == ["true", "false"]
    assert sorted(share for share, _ in answers(node)) == [0, 100]
    assert all(words(text(one, "feedback/text")) for _, one in answers(node))


def check_numerical(node):
    first = answers(node)[0]
    assert first[0] == 100 and [share for share, _ in answers(node)].count(100) == 1
    target = float(text(first[1], "text"))
    low, high = [one for share, one in answers(node) if share == 0]
    for share, one in answers(node):
        value, tolerance = text(one, "text"), one.findtext("tolerance")
        assert re.fullmatch(r"-?\d+(\.\d+)?", value) and re.fullmatch(r"\d+(\.\d+)?", tolerance), (value, tolerance)
        assert share in (0, 50, 100) and words(text(one, "feedback/text"))
    # Wide enough for whatever people type, each on its own side.
    assert float(text(low, "text")) + float(low.findtext("tolerance")) == pytest.approx(target)
    assert float(text(high, "text")) - float(high.findtext("tolerance")) == pytest.approx(target)
    assert float(high.findtext("tolerance")) >= 1000 * max(1, abs(target))
    named = [text(unit, "unit_name") or unit.findtext("unit_name") for unit in node.iterfind("units/unit")]
    assert len(named) == len(set(named)) and all(named)
    assert node.findtext("showunits") == ("0" if named else "3")
    assert {unit.findtext("multiplier") for unit in node.iterfind("units/unit")} <= {"1"}


def check_matching(node):
    pairs = [(text(sub, "text"), text(sub, "answer/text")) for sub in node.iterfind("subquestion")]
    assert len([stem for stem, _ in pairs if stem]) >= 3 and all(partner for _, partner in pairs)
    assert all(len(partner) <= questions.LONGEST_CHOICE for _, partner in pairs)
    # What goes with nothing must not be a right choice elsewhere.
    right = {partner for stem, partner in pairs if stem}
    assert not right & {partner for stem, partner in pairs if not stem}
    check_combined(node)


def check_gapselect(node):
    options = [(text(one, "text"), one.findtext("group")) for one in node.iterfind("selectoption")]
    shown = text(node, "questiontext/text")
    gaps = re.findall(r"\[\[(\d+)\]\]", shown)
    assert gaps and len(gaps) == len({group for _, group in options})
    # A gap names its right option; its list is the group of that option.
    assert [options[int(gap) - 1][1] for gap in gaps] == [str(rank) for rank in range(1, len(gaps) + 1)]
    check_combined(node)


def check_ordering(node):
    shares = [float(one.get("fraction")) for one in node.iterfind("answer")]
    assert shares == list(range(1, len(shares) + 1)) and len(shares) >= 3
    assert node.findtext("layouttype") == "VERTICAL" and node.findtext("selecttype") == "ALL"
    assert node.findtext("gradingtype") == "ABSOLUTE_POSITION"
    check_combined(node)


ASSERTIONS = {
    "multichoice": check_multichoice,
    "truefalse": check_truefalse,
    "numerical": check_numerical,
    "matching": check_matching,
    "gapselect": check_gapselect,
    "ordering": check_ordering,
}


def test_the_model_has_every_type_and_each_is_right(model):
    items = items_of(model, "modele")
    nodes = {items[rank].question.type: node for rank, (_, node) in enumerate(parse(moodle_xml.document(items)))}
    assert nodes.keys() == moodle_xml.TYPES.keys() == moodle_xml.WRITERS.keys() == quiz.READERS.keys()
    for node in nodes.values():
        ASSERTIONS[node.get("type")](node)
    by_type = {one.type: one for one in model}

    several = nodes["choix_multiple"]
    assert [one.get("fraction") for _, one in answers(several)] == ["50", "50", "-100"]
    assert "2 réponses attendues" in words(text(several, "questiontext/text"))

    number = nodes["numerique"]
    assert [(share, text(one, "text"), one.findtext("tolerance")) for share, one in answers(number)] == [
        (100, "13.9", "0.5"), (50, "13.9", "2"), (0, "-99986.1", "100000"), (0, "100013.9", "100000"),
    ]  # fmt: skip
    assert [unit.findtext("unit_name") for unit in number.iterfind("units/unit")] == ["%", "pour cent"]
    told = [words(text(one, "feedback/text")) for _, one in answers(number)]
    assert told == [by_type["numerique"].feedback[key] for key in ("juste", "proche", "trop_bas", "trop_haut")]
    assert "13,9 %" in words(text(number, "generalfeedback/text")).replace("\u00a0", " ")

    matching = nodes["appariement"]
    assert ("", "La plaquette") in [
        (text(sub, "text"), text(sub, "answer/text")) for sub in matching.iterfind("subquestion")
    ]
    assert "Cherchez le document" in text(matching, "incorrectfeedback/text")

    gaps = nodes["texte_a_trous"]
    options = [text(one, "text") for one in gaps.iterfind("selectoption")]
    filled = re.sub(r"\[\[(\d+)\]\]", lambda m: options[int(m[1]) - 1], text(gaps, "questiontext/text"))
    assert "Chaque membre a une voix, et les statuts disent qui décide." in words(filled)
    assert "Un outil ne vote pas" in text(gaps, "incorrectfeedback/text")

    order = nodes["ordre"]
    assert [text(one, "text") for one in order.iterfind("answer")] == ["Adhérer", "Réserver l’outil", "Rendre l’outil"]
    assert [words(text(hint, "text")) for hint in nodes["choix_unique"].iterfind("hint")] == list(model[0].hints)


# -- GIFT, read back as Moodle does ---------------------------------------------------------------

PLACES = {":": "\ue001", "#": "\ue002", "=": "\ue003", "{": "\ue004", "}": "\ue005", "~": "\ue006", "n": "\ue007"}


class Gift:
    """One question of a GIFT file, its parts unescaped."""

    def __init__(self, block, category):
        comment = "".join(line for line in block.splitlines() if line.startswith("//"))
        self.category = category
        self.idnumber = re.search(r"\[id:([^]]+)\]", comment)[1]
        self.tags = re.findall(r"\[tag:([^]]+)\]", comment)
        source = "\n".join(line for line in block.splitlines() if not line.startswith("//")).strip()
        source = source.replace("\\\\", "\ue000")
        for sign, place in PLACES.items():
            source = source.replace(f"\\{sign}", place)
        source = source.replace("\ue000", "\\")
        assert source.startswith("::")
        self.name, _, source = source[2:].partition("::")
        start, end = source.index("{"), source.index("}")
        assert "{" not in source[start + 1 :] and not source[end + 1 :].strip(), "signe non protégé"
        self.text = self.with_format(source[:start])
        inside = source[start + 1 : end].strip()
        inside, _, general = inside.rpartition("####")
        self.general = self.with_format(general)
        self.read(inside.strip())
        self.name = self.plain(self.name)

    @staticmethod
    def plain(text):
        for sign, place in PLACES.items():
            text = text.replace(place, "\n" if sign == "n" else sign)
        return text.strip()

    def with_format(self, text):
        text = text.strip()
        if text.startswith("["):
            name, _, rest = text[1:].partition("]")
            assert name == "html", f"« [{name}] » serait lu comme un format"
            text = rest
        return self.plain(text)

    def comment(self, text):
        answer, _, feedback = text.partition("#")
        return self.with_format(answer), self.with_format(feedback)

    def weight(self, text):
        found = re.match(r"%(-?\d{1,2}\.?\d*)%", text)
        return (float(found[1]), text[found.end() :]) if found else (None, text)

    def read(self, inside):
        self.answers = []  # (percentage, answer, feedback)
        self.pairs = []
        if inside.startswith("#"):
            self.type = "numerical"
            for piece in filter(None, map(str.strip, inside[1:].split("="))):
                weight, rest = self.weight(piece)
                self.answers.append((100.0 if weight is None else weight, *self.comment(rest)))
        elif "~" in inside:
            self.type = "single" if "=" in inside else "multiple"
            for piece in filter(None, map(str.strip, inside.replace("=", "~=").split("~"))):
                if piece.startswith("="):
                    self.answers.append((100.0, *self.comment(piece[1:])))
                else:
                    weight, rest = self.weight(piece)
                    self.answers.append((weight or 0.0, *self.comment(rest)))
        elif "=" in inside and "->" in inside:
            self.type = "matching"
            for piece in filter(None, map(str.strip, inside.split("="))):
                stem, arrow, partner = piece.partition("->")
                assert arrow
                self.pairs.append((self.with_format(stem), self.plain(partner)))
        else:
            word, wrong, right = inside.split("#")
            self.type = "truefalse"
            self.answers = [(word, self.with_format(wrong), self.with_format(right))]


def read_gift(source):
    category, found = None, []
    for block in re.split(r"\n\s*\n", source.strip()):
        if block.startswith("$CATEGORY:"):
            category = block.removeprefix("$CATEGORY:").strip()
        else:
            found.append(Gift(block, category))
    return found


def test_gift_says_the_same_as_xml(course):
    files, _, _ = course
    nodes = {node.findtext("idnumber"): (category, node) for category, node in parse(files[moodle.XML])}
    for one in read_gift(files[moodle.GIFT].decode()):
        category, node = nodes[one.idnumber]
        assert one.category == category
        assert one.name == text(node, "name/text")
        assert one.text == text(node, "questiontext/text")
        assert one.general == text(node, "generalfeedback/text")
        assert one.tags == [text(tag, "text") for tag in node.iterfind("tags/tag")]
        written = [(share, text(a, "text"), text(a, "feedback/text")) for share, a in answers(node)]
        kind = node.get("type")
        if kind == "multichoice":
            assert one.type == ("single" if node.findtext("single") == "true" else "multiple")
            assert one.answers == written
        elif kind == "numerical":
            assert one.type == "numerical"
            tolerances = [a.findtext("tolerance") for _, a in answers(node)]
            expected = [(s, f"{v}:{t}", f) for (s, v, f), t in zip(written, tolerances, strict=True)]
            assert one.answers == expected
        elif kind == "truefalse":
            right = next(one for one in written if one[0] == 100)
            wrong = next(one for one in written if one[0] == 0)
            assert one.answers == [(right[1].upper(), wrong[2], right[2])]
        else:
            pairs = [(text(sub, "text"), text(sub, "answer/text")) for sub in node.iterfind("subquestion")]
            assert (one.type, one.pairs) == ("matching", pairs)


# -- hostile texts ---------------------------------------------------------------------------------

HOSTILE = [
    "]]> <![CDATA[ <b>gras</b> &amp; & < > \" ' “ ”",
    "{~=#} \\ : :: %50% ~%100%x -> [html] [[1]] {1:MULTICHOICE:=a~b}",
    "// commentaire \\n \\\\ $CATEGORY: x/y\\:",
    "[moodle]texte =juste #retour ####général }{",
    "\x0b\x0c\x01 caractères de contrôle \ufffe",
]


def hostile(model, type, nasty):
    """The model's question of this type, its texts replaced by this one (made different where they must be)."""
    import dataclasses as d

    # Written as authors would: markup and roles are not the point here.
    safe = re.sub(r"([\\`*_{}\[\]<>~#])", r"\\\1", nasty)
    question = next(one for one in model if one.type == type)
    keep = type in ("vrai_faux",)

    def spoil(answers):
        return tuple(
            d.replace(one, text=one.text if keep else f"{safe} {one.key}", feedback=f"{safe} {one.key}!") for one in answers
        )

    # The same choices in each row, but in a text with gaps.
    rows = tuple(
        d.replace(row, text=f"{safe} {row.key}", answers=spoil(row.answers), feedback=safe and f"{safe} {row.key}?")
        for row in question.rows
    )
    return d.replace(
        question,
        text=safe,
        explanation=safe,
        hints=(safe,),
        answers=spoil(question.answers),
        rows=rows,
        gapped=f"{question.gapped} {safe.replace('1', '')}" if question.gapped else "",
        unit=nasty[:9].strip() if type == "numerique" and not re.search("[\x00-\x1f]", nasty) else "",
        feedback={key: f"{safe} {key}" for key in question.feedback},
    )


@pytest.mark.parametrize("nasty", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_texts_come_back_whole(model, nasty):
    expected = words(re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", nasty).replace("<", "\ue010")).replace("\ue010", "<")
    for type in quiz.READERS:
        question = hostile(model, type, nasty)
        items = items_of([question], "modele")
        [(_, node)] = parse(moodle_xml.document(items))
        ASSERTIONS[node.get("type")](node)
        for path in ("questiontext/text", "generalfeedback/text", "hint/text"):
            assert expected in words(text(node, path)), (type, path)
        for one in node.iterfind("answer"):
            if type not in ("vrai_faux", "numerique"):
                assert expected in words(text(one, "text"))
            if type != "ordre":
                assert expected in words(text(one, "feedback/text"))
        if type in gift.WRITERS:
            [read] = read_gift(gift.document(items).decode())
            assert expected in words(read.text) and expected in words(read.general)
            assert read.name == text(node, "name/text")
            if type in ("choix_unique", "choix_multiple"):
                written = [(share, text(a, "text"), text(a, "feedback/text")) for share, a in answers(node)]
                told = [(share, answer.replace("&#91;", "["), f.replace("&#91;", "[")) for share, answer, f in read.answers]
                assert written == told


def test_slashes_in_names_do_not_make_categories():
    path = questions.category_path(("Cours", "Un/deux"))
    assert path == "$course$/top/Cours/Un//deux"


def test_bubbles_and_inner_links_go_away():
    cleaned = questions.html("La part est de {fait}`part-emploi-prive`, voir l’{article}`ess-7` et [ici](definition.html), **bien**.")
    assert cleaned.replace("\u00a0", " ") == (
        "La part est de 13,9 %, voir l’article 7 de la loi ESS et ici, <strong>bien</strong>."
    )
    assert markup.clean('<a href="https://exemple.invalid/?a=1&amp;b=2" class="x">web</a>') == (
        '<a href="https://exemple.invalid/?a=1&amp;b=2">web</a>'
    )


def test_a_choice_too_long_is_an_error_with_its_place(model):
    question = hostile(model, "appariement", "mot " * 80)
    with pytest.raises(ContentError, match="255") as caught:
        moodle_xml.document(items_of([question], "modele"))
    assert caught.value.id == question.id and caught.value.line == question.line


def test_numbers_are_written_without_noise(model):
    import dataclasses as d

    question = next(one for one in model if one.type == "numerique")
    noisy = d.replace(question, value=0.1 + 0.2, tolerance=1e-7, near=None)
    assert [(one.value, one.tolerance) for one in questions.intervals(noisy)][0] == ("0.3", "0.0000001")
    large = d.replace(question, value=221325.0, tolerance=5000.0, near=20000.0)
    assert [(one.value, one.tolerance) for one in questions.intervals(large)] == [
        ("221325", "5000"), ("221325", "20000"), ("-999778675", "1000000000"), ("1000221325", "1000000000"),
    ]  # fmt: skip


# -- the command -----------------------------------------------------------------------------------


def test_the_folder_is_replaced_whole(tmp_path, course):
    folder = tmp_path / "dist" / "moodle"
    folder.mkdir(parents=True)
    (folder / "ancien.txt").write_text("ancien")
    exported = moodle.export(folder)
    assert {file.name for file in folder.iterdir()} == {moodle.file_name(name, moodle.STEM) for name in course[0]}
    readme = (folder / moodle.README).read_text(encoding="utf-8")
    assert all(file.name in readme for file in folder.iterdir() if file.name != moodle.README)
    assert exported.folder == folder and [one.name for one in folder.parent.iterdir()] == ["moodle"]


def test_nothing_is_lost_when_a_bank_is_faulty(tmp_path, monkeypatch):
    folder = tmp_path / "moodle"
    folder.mkdir()
    (folder / "ancien.txt").write_text("ancien")

    def fail(root=None):
        raise ContentError("question fautive")

    monkeypatch.setattr(moodle.banks, "load", fail)
    with pytest.raises(ContentError):
        moodle.export(folder)
    assert (folder / "ancien.txt").exists()
