"""`EssTest`: is this organisation part of the ESS? A verdict reasoned article by article."""

from html import escape
from pathlib import Path
from typing import ClassVar

import traitlets

from .. import data, paths
from ..french import NBSP
from ..prose import CHANGES_PAGE, FACTS_PAGE
from ..verdict import Rules, Verdict, evaluate, load_cases, load_rules
from .base import EssWidget

#: What a verdict is called in the learner's own judgement, and in the case files.
WORDS = {"oui": "Oui", "non": "Non", "inconnu": "Il manque une information"}

#: How the static form says what an answer does to a condition.
EFFECTS = {"oui": "condition remplie", "non": "condition non remplie"}


class EssTest(EssWidget):
    """The reasoned test: `EssTest()`, then describe an organisation or judge the worked cases.

    `answers` maps a question's id to the chosen option's id; `verdict` is `oui`, `non` or
    `inconnu`. Both follow the browser. `folder` holds `verdict.yml` and `cas.yml` (default: those of
    the chapter *definition*). Raises ContentError when a file is faulty.

    Other reasoned tests subclass it with their own `name` and `folder`, and the same module.
    """

    name: ClassVar[str] = "est-ce-de-l-ess"
    module: ClassVar[str] = "ess_test"
    folder: ClassVar[Path] = paths.EXERCISES / "definition"

    answers = traitlets.Dict(help="Question id → option id.").tag(sync=True)
    verdict = traitlets.Unicode("inconnu", help="oui, non or inconnu.").tag(sync=True)
    rules = traitlets.Dict(help="Questions, conditions and verdicts.").tag(sync=True)
    cases = traitlets.List(traitlets.Dict(), help="The worked cases.").tag(sync=True)

    def __init__(self, folder: Path | str | None = None, **kwargs):
        folder = Path(folder) if folder else self.folder
        self._rules = load_rules(folder / "verdict.yml")
        cases = load_cases(folder / "cas.yml", self._rules)
        self._static = _static_html(self._rules, cases)
        model = {**self._rules.content, "articles": _articles(self._rules)}
        super().__init__(rules=model, cases=cases, **kwargs)
        self._conclude()

    @traitlets.observe("answers")
    def _conclude(self, change=None) -> None:
        if hasattr(self, "_rules"):
            self.verdict = self.evaluate().value

    def evaluate(self) -> Verdict:
        """The verdict for the present answers, with the reason for each condition."""
        return evaluate(self._rules, self.answers)

    def static_html(self) -> str:
        return self._static

    def summary(self) -> str:
        return f"{len(self.rules['questions'])} questions, {len(self.cases)} cas"


def article_label(id: str) -> str:
    """« article 1er de la loi ESS »."""
    row = data.row("articles", id)
    number = row["numero"].replace(" ", NBSP)
    return f"article{NBSP}{number} {data.row('lois', row['loi'])['de_la_loi']}"


def _articles(rules: Rules) -> dict[str, dict[str, str]]:
    cited = sorted({c["article"] for c in rules.content["conditions"] if c.get("article")})
    return {id: {"texte": article_label(id), "lien": f"{FACTS_PAGE}#article-{id}"} for id in cited}


# -- static form -------------------------------------------------------------------------------


def _static_html(rules: Rules, cases: list[dict]) -> str:
    return (
        '<div class="est-statique">'
        '<p class="est-titre">Les questions à poser, statuts en main</p>'
        f"{_grid(rules)}{_conclusions(rules)}"
        f'<p class="est-titre">{_count(len(cases))} à juger</p>'
        '<p class="ess-hint">Les organisations sont imaginaires. Lisez le dossier, donnez votre avis, puis ouvrez le verdict.</p>'
        f'<div class="est-cas-liste">{"".join(_case(rules, case) for case in cases)}</div>'
        "</div>"
    )


def _count(number: int) -> str:
    words = {6: "Six dossiers", 12: "Douze dossiers"}
    return words.get(number, f"{number} dossiers")


def _link(rules: Rules, condition: dict) -> str:
    """The article a condition stands on, and what changed since."""
    if not condition.get("article"):
        return ""
    id = condition["article"]
    text = (
        f'<a class="article" data-article="{escape(id)}" href="{FACTS_PAGE}#article-{escape(id)}">'
        f"{escape(article_label(id))}</a>"
    )
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
                f"{NBSP}: {escape(_lower(rules.condition(question['si'])['titre']))}.</p>"
            )
        help_text = f'<p class="ess-hint">{escape(question["aide"])}</p>' if question.get("aide") else ""
        options = "".join(_option(option, shown, conditions) for option in question["options"])
        stands_on = "".join(
            f"<p><b>{escape(c['titre'])}</b><br>{_link(rules, c)}</p>"
            + (f'<p class="ess-hint">{escape(c["reserve"])}</p>' if c.get("reserve") else "")
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


def _lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _option(option: dict, shown: set[str], conditions: list[dict]) -> str:
    values = {v for id, v in (option.get("effets") or {}).items() if id in shown}
    if "non" in values:
        effect = EFFECTS["non"]
    elif "oui" in values:
        effect = EFFECTS["oui"]
    else:
        asks = list(dict.fromkeys(c["demander"] for c in conditions if c.get("demander")))
        effect = "on ne peut pas dire encore. " + " ".join(asks)
    return f'<li>{escape(option["texte"])} <span class="est-effet">→ {escape(effect)}</span></li>'


def _conclusions(rules: Rules) -> str:
    items = "".join(
        f"<dt>{escape(one['titre'])}</dt><dd>{escape(one['texte'])}</dd>"
        for one in rules.content["verdicts"].values()
    )
    limits = rules.content.get("limites")
    return (
        f'<dl class="est-conclusions">{items}</dl>'
        + (f'<p class="ess-hint">{escape(limits)}</p>' if limits else "")
    )


def _case(rules: Rules, case: dict) -> str:
    result = evaluate(rules, case["reponses"])
    signs = {"oui": "Remplie", "non": "Non remplie", "inconnu": "À vérifier", "sans_objet": "Sans objet"}
    rows = "".join(
        f"<li><b>{escape(rules.condition(f.id)['titre'])}</b>{NBSP}: {escape(_lower(signs[f.value]))}. "
        f"{escape(f.reason)}"
        + (
            f" {escape(rules.condition(f.id)['demander'])}"
            if f.id in result.decisive and result.value == "inconnu" and rules.condition(f.id).get("demander")
            else ""
        )
        + "</li>"
        for f in result.conditions
        if not _has_parts(rules, f.id) or f.value == "sans_objet"
    )
    title = rules.content["verdicts"][result.value]["titre"]
    return (
        '<details class="est-cas"><summary>'
        f'<b>{escape(case["organisation"])}</b> <span class="est-forme">{escape(case["forme"])}</span></summary>'
        f'<p>{escape(case["dossier"])}</p>'
        '<details class="est-cas-verdict"><summary>Voir le verdict</summary>'
        f'<p><b>{escape(title)}.</b> {escape(case["commentaire"])}</p><ul>{rows}</ul></details></details>'
    )


def _has_parts(rules: Rules, id: str) -> bool:
    condition = rules.condition(id)
    return bool(condition.get("tous") or condition.get("un"))
