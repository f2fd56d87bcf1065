"""The reasoned tests, « est-ce… ? »: a verdict, condition by condition. One tool, as many subjects as folders.

What changes from one to the next is data: the rules and their words in `verdict.yml`, the worked
cases in `cas.yml`.
"""

from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any, ClassVar

import traitlets

from .. import data, french, paths
from ..french import NBSP, NNBSP, in_words
from ..prose import CHANGES_PAGE, FACTS_PAGE
from ..verdict import Rules, Verdict, evaluate, load_cases, load_rules
from .base import EssWidget


#: How the static form says what an answer does to a condition.
EFFECTS = {"oui": "condition remplie", "non": "condition non remplie", "inconnu": "on ne peut pas encore le dire"}


class VerdictTest(EssWidget):
    """A reasoned test: describe something, or judge the worked cases.

    `answers` maps a question's id to the chosen option's id; `verdict` is `oui`, `non` or
    `inconnu`. Both follow the browser. `folder` holds `verdict.yml` and `cas.yml`. Raises
    ContentError when a file is faulty.

    A subclass gives its `name` (which starts with `est-ce-`, as the stylesheet expects) and its `folder`.
    """

    module: ClassVar[str] = "verdict_test"
    folder: ClassVar[Path]

    answers = traitlets.Dict(help="Question id → option id.").tag(sync=True)
    verdict = traitlets.Unicode("inconnu", help="oui, non or inconnu.").tag(sync=True)
    rules = traitlets.Dict(help="Questions, conditions and verdicts.").tag(sync=True)
    cases = traitlets.List(traitlets.Dict(), help="The worked cases.").tag(sync=True)
    steps = traitlets.List(traitlets.Dict(), help="The path through the cases: `{titre, nombre}`.").tag(sync=True)
    count = traitlets.Unicode(help="How many cases there are, in words.").tag(sync=True)

    def __init__(self, folder: Path | str | None = None, **kwargs):
        folder = Path(folder) if folder else self.folder
        self._rules = load_rules(folder / "verdict.yml")
        cases = load_cases(folder / "cas.yml", self._rules)
        self._static = _static_html(self._rules, cases)
        model = {**self._rules.content, "articles": _grounds(self._rules)}
        super().__init__(rules=model, cases=cases, steps=steps(cases), count=in_words(len(cases)), **kwargs)
        self._conclude()

    @traitlets.observe("answers")
    def _conclude(self, change=None) -> None:
        if hasattr(self, "_rules"):
            self.verdict = self.evaluate().value

    def evaluate(self, conclusion: str | None = None) -> Verdict:
        """The verdict for the present answers, with the reason for each condition."""
        return evaluate(self._rules, self.answers, conclusion)

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return f"{len(self.rules['questions'])} questions, {len(self.cases)} cas"


class EssTest(VerdictTest):
    """« Est-ce de l’ESS ? »: article 1 of the ESS law."""

    name: ClassVar[str] = "est-ce-de-l-ess"
    folder: ClassVar[Path] = paths.EXERCISES / "definition"


class PtceTest(VerdictTest):
    """« Est-ce un PTCE ? »: article 9, and what a call of the State asks besides."""

    name: ClassVar[str] = "est-ce-un-ptce"
    folder: ClassVar[Path] = paths.EXERCISES / "levier-cooperation"


class InnovationTest(VerdictTest):
    """« Est-ce de l’innovation sociale ? »: article 15, and what depends on who is asked for money."""

    name: ClassVar[str] = "est-ce-de-l-innovation-sociale"
    folder: ClassVar[Path] = paths.EXERCISES / "levier-innovation"


def article_label(id: str) -> str:
    """« article 1er de la loi ESS »."""
    row = data.row("articles", id)
    number = row["numero"].replace(" ", NBSP)
    return f"article{NBSP}{number} {data.row('lois', row['loi'])['de_la_loi']}"


def steps(cases: list[dict]) -> list[dict[str, Any]]:
    """The suggested path: `{titre, nombre}` of each group of cases, in order."""
    first = sum(bool(case.get("depart")) for case in cases)
    rest = len(cases) - first
    if not first or not rest:
        return [{"titre": "", "nombre": len(cases)}]
    return [
        {"titre": f"Commencez par ces {in_words(first)} dossiers", "nombre": first},
        {"titre": f"Les {in_words(rest)} suivants", "nombre": rest},
    ]


def _ground(condition: dict) -> tuple[str, dict[str, str]] | None:
    """What a condition stands on: its key, then its words and where they lead."""
    if id := condition.get("article"):
        return id, {"texte": article_label(id), "lien": f"{FACTS_PAGE}#article-{id}"}
    if text := condition.get("reference"):
        return text, {"texte": text, "lien": f"{CHANGES_PAGE}#{condition['changements'][0]}"}
    return None


def _grounds(rules: Rules) -> dict[str, dict[str, str]]:
    return dict(sorted(filter(None, map(_ground, rules.content["conditions"]))))


# -- static form -------------------------------------------------------------------------------


def _static_html(rules: Rules, cases: list[dict]) -> str:
    return (
        '<div class="est-statique">'
        f'<p class="est-titre">{escape(rules.content["textes"]["grille"])}</p>'
        f"{_grid(rules)}{_conclusions(rules)}"
        f'<p class="est-titre">{in_words(len(cases)).capitalize()} dossiers à juger</p>'
        f'<p class="ess-hint">{escape(rules.content["textes"]["fictif"])}</p>'
        f"{_files(rules, cases)}{_answer_key(rules, cases)}</div>"
    )


def _link(rules: Rules, condition: dict) -> str:
    """The text a condition stands on, and what changed since."""
    ground = _ground(condition)
    if not ground:
        return ""
    mark = f' class="article" data-article="{escape(ground[0])}"' if condition.get("article") else ""
    text = f'<a{mark} href="{escape(ground[1]["lien"])}">{escape(ground[1]["texte"])}</a>'
    changes = condition.get("changements") or ()
    if changes:
        links = ", ".join(
            f'<a href="{CHANGES_PAGE}#{escape(change)}">{escape(change)}</a>' for change in changes
        )
        text += f' <span class="est-depuis">(voir {links})</span>'
    return text


def _sets(question: dict) -> list[str]:
    """The conditions that a question establishes, in order."""
    found: dict[str, None] = {}
    for option in question["options"]:
        found.update(dict.fromkeys(option.get("effets") or ()))
    return list(found)


def _grid(rules: Rules) -> str:
    rows = []
    guards = {c["si"] for c in rules.content["conditions"] if c.get("si")}
    guards |= {q["si"] for q in rules.content["questions"] if q.get("si")}
    for question in rules.content["questions"]:
        conditions = [rules.condition(id) for id in _sets(question) if id not in guards]
        shown = {c["id"] for c in conditions}
        only_if = ""
        if question.get("si"):
            only_if = (
                '<p class="ess-hint est-seulement">Seulement dans ce cas'
                f"{NBSP}: {escape(french.lower_first(rules.condition(question['si'])['titre']))}.</p>"
            )
        help_text = _hint(question.get("aide"))
        options = "".join(_option(option, shown, conditions) for option in question["options"])
        stands_on = "".join(
            f"<p><b>{escape(c['titre'])}</b><br>{_link(rules, c)}</p>"
            + _hint(c.get("reserve"))
            for c in conditions
        )
        rows.append(
            f'<tr><th scope="row">{escape(question["question"])}{only_if}{help_text}</th>'
            f'<td><ul class="est-cases-a-cocher">{options}</ul></td><td>{stands_on}</td></tr>'
        )
    return (
        '<div class="est-defile" tabindex="0" role="region" aria-label="Grille de questions">'
        '<table class="est-grille"><caption class="visually-hidden">Grille de questions, avec ce que chaque réponse établit</caption>'
        '<thead><tr><th scope="col">Question</th><th scope="col">Réponses</th><th scope="col">Ce que dit la loi</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table></div>"
    )


def _option(option: dict, shown: set[str], conditions: list[dict]) -> str:
    values = {id: v for id, v in (option.get("effets") or {}).items() if id in shown}
    if len(set(values.values())) > 1:
        named = [(next(c["titre"] for c in conditions if c["id"] == id), value) for id, value in values.items()]
        effects = [f"{french.lower_first(title)}{NBSP}: {EFFECTS[value]}" for title, value in named]
    elif values and "inconnu" not in values.values():
        effects = [EFFECTS[next(iter(values.values()))]]
    else:
        asks = list(dict.fromkeys(c["demander"] for c in conditions if c.get("demander")))
        effects = [f"{EFFECTS['inconnu']}. " + " ".join(filter(None, [option.get("dit"), *asks]))]
    lines = "".join(f'<span class="est-effet">→ {escape(effect)}</span>' for effect in effects)
    return f"<li>{escape(option['texte'])} {lines}</li>"


def _conclusions(rules: Rules) -> str:
    html = _verdicts((*rules.content["verdicts"].values(), *rules.content.get("nuances", ())))
    html += _hint(rules.content.get("limites"))
    for one in rules.also:
        html += f'<p class="est-etape">{escape(one["question"])}</p>{_verdicts(one["verdicts"].values())}'
        html += _hint(one.get("limites"))
    return html


def _verdicts(words: Iterable[dict]) -> str:
    items = "".join(f"<dt>{escape(one['titre'])}</dt><dd>{escape(one['texte'])}</dd>" for one in words)
    return f'<dl class="est-conclusions">{items}</dl>'


def _hint(text: str | None) -> str:
    return f'<p class="ess-hint">{escape(text)}</p>' if text else ""


def _files(rules: Rules, cases: list[dict]) -> str:
    """The case files, in the order to follow, with a box for each opinion."""
    html, rank = "", 0
    for step in steps(cases):
        title = f'<p class="est-etape">{escape(step["titre"])}</p>' if step["titre"] else ""
        members = cases[rank : rank + step["nombre"]]
        items = "".join(_file(rules, case) for case in members)
        html += f'{title}<ol class="est-cas-liste" start="{rank + 1}">{items}</ol>'
        rank += len(members)
    return html


def _file(rules: Rules, case: dict) -> str:
    opinions = ("Oui", "Non", rules.content["textes"]["avis"]["inconnu"])
    boxes = "".join(f'<span class="est-case">{escape(words)}</span>' for words in opinions)
    return (
        f'<li class="est-cas"><p class="est-cas-nom"><b>{escape(case["organisation"])}</b> '
        f'<span class="est-forme">{escape(case["forme"])}</span></p><p>{escape(case["dossier"])}</p>'
        f'<p class="est-cases"><span>Votre avis{NBSP}:</span> {boxes}</p></li>'
    )


def _answer_key(rules: Rules, cases: list[dict]) -> str:
    """Every verdict, together: a page of its own on paper, folded one by one on a screen."""
    items = "".join(_answer(rules, case, rank) for rank, case in enumerate(cases, start=1))
    return f'<details class="est-corrige"><summary>Corrigé des dossiers</summary>{items}</details>'


def _answer(rules: Rules, case: dict, rank: int) -> str:
    result = evaluate(rules, case["reponses"])
    said = rules.words(result)
    text = said["texte"] if result.nuance else ""
    more = " ".join(filter(None, [case["retours"][result.value], text, case.get("commentaire")]))
    opinions = rules.content["textes"]["avis"]
    others = "".join(
        f"<li><b>{escape(opinions[opinion])}{NNBSP}?</b> {escape(comment)}</li>"
        for opinion, comment in case["retours"].items()
        if opinion != result.value
    )
    many = "s" if len(result.decisive) > 1 else ""
    label = {"non": f"Condition{many} non remplie{many}", "inconnu": f"Condition{many} à vérifier"}.get(result.value)
    titles = french.enumeration([f"«{NNBSP}{rules.condition(id)['titre']}{NNBSP}»" for id in result.decisive])
    decisive = f'<p class="est-decisif">{label}{NBSP}: {escape(titles)}.</p>' if label else ""
    also = "".join(_also_answer(one, evaluate(rules, case["reponses"], one["conclusion"])) for one in rules.also)
    return (
        f'<details class="est-cas-verdict"><summary>{rank}. {escape(case["organisation"])}</summary>'
        f"<p><b>{escape(said['titre'])}.</b> {escape(more)}</p>{decisive}{also}"
        f'<ul class="est-autres-avis">{others}</ul></details>'
    )


def _also_answer(one: dict, result: Verdict) -> str:
    return f"<p>{escape(one['question'])} <b>{escape(one['verdicts'][result.value]['titre'])}.</b></p>"
