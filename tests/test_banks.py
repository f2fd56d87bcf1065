"""The report on the question banks: each fault stops, each clue is told, and the course passes."""

import io

import pytest
import yaml
from rich.console import Console

from ess_region import cli, paths, quiz, toc
from ess_region.checks import banks, run

def write(root, questions, slug="definition", page="# Essai\n\n{#debut}\n## Début\n"):
    """A course of one chapter with this bank."""
    (root / "book").mkdir(exist_ok=True)
    (root / "book" / f"{slug}.md").write_text(page, encoding="utf-8")
    folder = root / "exercises" / slug
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "quiz.yml").write_text(yaml.safe_dump(questions, allow_unicode=True, sort_keys=False), encoding="utf-8")
    slugs = sorted(path.name for path in (root / "exercises").iterdir())
    chapters = "".join(f"      - file: book/{one}\n" for one in slugs)
    (root / "_toc.yml").write_text(f"root: book/accueil\nparts:\n  - caption: Un\n    chapters:\n{chapters}", encoding="utf-8")
    (root / "book" / "accueil.md").write_text("# Accueil\n", encoding="utf-8")
    return banks.report(root)


SUBJECTS = (
    "le statut d’une mutuelle", "la paie d’un salarié", "un vote en assemblée", "une réserve impartageable",
    "un agrément demandé", "la visite du préfet", "un marché de travaux", "une subvention refusée",
    "un bail commercial", "la fête du quartier",
)  # fmt: skip


def one(rank, right=None, slug="definition", **changes):
    """A sound question, unlike the others; the place of the right answer turns."""
    right = rank % 3 if right is None else right
    subject = SUBJECTS[rank % len(SUBJECTS)]
    answers = [
        {
            "texte": f"Choix {letter} sur {subject}",
            "juste": place == right,
            "retour": f"Ce choix {letter} se comprend, mais le texte tranche autrement.",
        }
        for place, letter in enumerate("xyz")
    ]
    return {
        "id": f"{slug}-{rank + 1:02d}",
        "type": "choix_unique",
        "niveau": "appliquer" if rank % 2 else "connaitre",
        "section": "debut",
        "question": f"Que décidez-vous à propos de {subject} ?",
        "reponses": answers,
        "explication": f"Voici ce qui tranche pour {subject}.",
        "indices": ["Relisez la page."],
    } | changes


def bank(count=8):
    found = [one(rank) for rank in range(count)]
    found[1] = true_false(1)
    found[4] = number(4)
    return found


def true_false(rank):
    question = one(rank, type="vrai_faux")
    question["reponses"] = [
        {"texte": word, "juste": word == "Faux", "retour": "On le croit souvent, à cause de son nom."} for word in ("Vrai", "Faux")
    ]
    return question


def number(rank):
    question = one(rank, type="numerique", valeur="12", retours={
        "juste": "Oui, douze.", "trop_bas": "C’est bien plus que cela.", "trop_haut": "C’est bien moins que cela.",
    })  # fmt: skip
    del question["reponses"]
    return question


def said(found):
    return [str(message).replace("\u202f", " ").replace("\u00a0", " ") for message in found]


def test_a_sound_bank(tmp_path):
    found = write(tmp_path, bank())
    assert said(found.errors) == []
    [stats] = found.banks
    assert said(stats.warnings) == []
    assert (stats.singles, stats.longest, stats.chapter) == (6, 0, True)
    assert (found.total, found.types["choix_unique"], found.levels["appliquer"]) == (8, 6, 4)


# -- what stops the check --------------------------------------------------------------------------


def faults():
    few = bank()[:7]
    yield "few", few, "7 questions pour ce chapitre, il en faut au moins 8"
    same = bank()
    same[5]["question"] = same[2]["question"]
    same[5]["reponses"] = one(2, right=0)["reponses"]
    yield "same", same, "« definition-06 » : presque la même question que definition-03"
    near = bank()
    words = "Une association de votre ville vous demande une aide pour reprendre un entrepôt vide et embaucher deux personnes"
    near[2]["question"] = f"{words}. Que répondez-vous ?"
    near[5]["question"] = f"{words} ! Que lui répondez-vous ?"
    yield "near", near, "« definition-06 » : presque la même question que definition-03"
    for rank, text in enumerate(CATCH_ALL):
        catch = bank()
        catch[2]["reponses"][1]["texte"] = text
        yield f"catch-{rank}", catch, f"« definition-03 » : réponse fourre-tout : « {text} »"


CATCH_ALL = (
    "Toutes les réponses", "Toutes ces réponses", "Aucune de ces réponses", "Toutes les réponses précédentes",
    "Tout cela", "Les réponses a et b", "Aucune des autres propositions", "Les trois à la fois",
)  # fmt: skip


@pytest.mark.parametrize(("questions", "message"), [pytest.param(q, m, id=i) for i, q, m in faults()])
def test_faults_stop(tmp_path, questions, message):
    found = write(tmp_path, questions)
    assert len(found.errors) == 1, said(found.errors)
    [error] = found.errors
    assert message in said([error])[0] and error.hint
    assert "exercises/definition/quiz.yml" in said([error])[0]


def test_twice_in_two_chapters(tmp_path):
    write(tmp_path, bank())
    other = [question | {"id": question["id"].replace("definition", "secteurs")} for question in bank()]
    found = write(tmp_path, other, slug="secteurs")
    assert len(found.errors) == 8
    assert all("secteurs-" in message and "presque la même question que definition-" in message for message in said(found.errors))


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Que demande l’article 7 ?", "Que demande l’article 8 ?"),
        ("Quelle est la part de l’ESS dans l’emploi ?", "Quelle est la part des femmes dans l’ESS ?"),
        ("Que répondez-vous ?", "Que répondez-vous ?"),
    ],
)
def test_what_only_looks_alike_passes(tmp_path, first, second):
    questions = bank()
    questions[2]["question"], questions[5]["question"] = first, second
    for answer in questions[5]["reponses"]:
        answer["texte"] = answer["texte"].replace("Choix", "Autre avis, tout différent,").replace("sur", "à cause de")
    assert said(write(tmp_path, questions).errors) == []


def test_ordinary_answers_are_not_catch_alls(tmp_path):
    questions = bank()
    for rank, text in enumerate(["À aucune des trois", "Toutes les associations", "Aucune, les associés sont chez eux"]):
        questions[2]["reponses"][rank]["texte"] = text
    assert said(write(tmp_path, questions).errors) == []


def test_a_test_may_have_fewer_questions(tmp_path):
    write(tmp_path, bank()[:3])
    toc_file = tmp_path / "_toc.yml"
    toc_file.write_text(toc_file.read_text(encoding="utf-8").replace("caption: Un", "caption: Pour commencer"), encoding="utf-8")
    found = banks.report(tmp_path)
    assert found.errors == [] and not found.banks[0].chapter


def test_a_bank_that_cannot_be_read_is_left_to_the_other_check(tmp_path):
    questions = bank()
    del questions[0]["explication"]
    found = write(tmp_path, questions)
    assert found.banks == [] and found.errors == []


# -- what is told ----------------------------------------------------------------------------------


def clues():
    place = [one(rank, right=1) for rank in range(8)]
    yield "place", place, "la bonne réponse est 8 fois sur 8 à la place 2"
    longest = bank()
    for question in longest:
        for answer in question.get("reponses", []):
            if answer["juste"] and question["type"] == "choix_unique":
                answer["texte"] += ", en deux mots"
    yield "longest", longest, "la bonne réponse est la plus longue 6 fois sur 6"
    obvious = bank()
    right = next(answer for answer in obvious[2]["reponses"] if answer["juste"])
    right["texte"] += " parce que la loi le dit et que le règlement intérieur le répète deux fois"
    yield "obvious", obvious, "est bien plus longue que les autres"
    short = bank()
    wrong = next(answer for answer in short[2]["reponses"] if not answer["juste"])
    wrong["retour"] = "Non, perdu."
    yield "short", short, "retour trop court pour apprendre quelque chose : « Non, perdu. »"
    easy = [question | {"niveau": "connaitre"} for question in bank()]
    yield "easy", easy, "0 % de questions où l’on décide, au moins 33 % attendus"
    yield "one type", [one(rank) for rank in range(8)], "1 type de question seulement"
    unlisted = bank()
    unlisted[2]["explication"] = "La part est de {fait}`part-emploi-prive`."
    yield "unlisted", unlisted, "« faits » oublie part-emploi-prive"


@pytest.mark.parametrize(("questions", "message"), [pytest.param(q, m, id=i) for i, q, m in clues()])
def test_clues_are_told(tmp_path, questions, message):
    found = write(tmp_path, questions)
    assert found.errors == []
    [stats] = found.banks
    assert any(message in one for one in said(stats.warnings)), said(stats.warnings)
    assert message in said([banks.details(found)])[0]


def test_the_whole_is_measured_against_what_is_promised(tmp_path):
    found = write(tmp_path, [one(rank, right=1, niveau="connaitre") for rank in range(8)])
    told = "\n".join(said(found.warnings))
    assert "8 questions en tout, 180 au moins attendues" in told
    assert "aucune question de type choix multiple, vrai ou faux, nombre, paires, rangement, ordre ni trous" in told
    assert "0 % de questions où l’on décide" in told and "ni analyser" in told
    assert "100 % du temps à la place 2" in told


def test_true_and_false_are_counted(tmp_path):
    found = write(tmp_path, [true_false(rank) for rank in range(8)])
    assert "0 affirmations vraies et 8 fausses" in "\n".join(said(found.warnings))


def test_facts_that_nobody_asks(tmp_path):
    questions = bank()
    questions[2] |= {"faits": ["part-emploi-prive", "loi-ess-date"], "explication": "C’est {fait}`part-emploi-prive`."}
    page = "# Essai\n\n{#debut}\n## Début\n\n{fait}`part-emploi-prive` puis {fait}`structures-ess|complet`.\n"
    found = write(tmp_path, questions, page=page)
    assert found.banks[0].unasked == ("structures-ess",)
    told = said([banks.details(found)])[0]
    assert "faits de la page jamais demandés : structures-ess" in told
    assert "faits cités mais ni dits ni demandés : definition-03 (loi-ess-date)" in told


# -- the course ------------------------------------------------------------------------------------


def test_the_banks_of_the_course_pass():
    found = banks.report()
    assert said(found.errors) == []
    assert [bank.slug for bank in found.banks] == [
        entry.slug for entry in toc.entries() if (paths.EXERCISES / entry.slug / "quiz.yml").is_file()
    ]
    assert found.total == sum(len(quiz.load(bank.slug)) for bank in found.banks)
    assert sum(found.types.values()) == sum(found.levels.values()) == found.total


def test_every_type_and_level_has_a_name():
    assert tuple(sorted(banks.TYPE_NAMES)) == tuple(sorted(quiz.READERS))
    assert tuple(banks.LEVEL_NAMES) == tuple(banks.SHORT_LEVELS) == quiz.LEVELS


def test_the_table_holds_in_a_terminal():
    found = banks.report()
    out = io.StringIO()
    Console(file=out, width=80).print(banks.table(found))
    lines = out.getvalue().splitlines()
    assert "…" not in out.getvalue() and max(map(len, lines)) <= 80
    for bank_ in found.banks:
        assert any(bank_.slug in line for line in lines)


def test_check_shows_the_table_and_the_whole_report(monkeypatch, capsys):
    monkeypatch.setattr(run, "CHECKS", {"banks": run.CHECKS["banks"]})
    assert cli.main(["check"]) == 0
    short = capsys.readouterr().out
    assert "Banques de questions" in short and "definition" in short and "Types" in short
    assert cli.main(["check", "--bilan"]) == 0
    assert len(capsys.readouterr().out) > len(short)


def test_a_fault_of_the_banks_is_exit_code_1(monkeypatch, tmp_path, capsys):
    write(tmp_path, bank()[:7])
    monkeypatch.setattr(run, "CHECKS", {"banks": ("Banques de questions", lambda: banks.report(tmp_path))})
    assert cli.main(["check"]) == 1
    assert "il en faut au moins 8" in capsys.readouterr().err
