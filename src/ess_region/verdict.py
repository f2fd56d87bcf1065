"""Reasoned verdicts described by data: questions, conditions, and what they prove.

A rules file (`exercises/SLUG/verdict.yml`) says which questions to ask, what each answer
establishes, and how conditions combine. `evaluate` turns answers into a verdict and the reason for
each condition. `widgets/shared/verdict.js` has the same rules; both are tested against
`tests/vectors/verdict.json`.

A condition is established (`oui`), contradicted (`non`) or `inconnu`. A condition with `si` only
counts when the condition it names is established; otherwise it is `sans_objet`. To stay exact when
even that is not known, each condition is computed as the *set* of values it may still take; without
`si` this is Kleene's three-valued logic.

A file may draw more than one conclusion from the same answers (`aussi`): being something in law and
being able to answer a call are two questions.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from . import data, inline
from .content import load_yaml
from .errors import ContentError
from .prose import visible_words

YES, NO, UNKNOWN, MOOT = "oui", "non", "inconnu", "sans_objet"
VERDICTS = (YES, NO, UNKNOWN)

_OPTIONAL_RULES = {"limites", "manque", "nuances", "aussi"}
_RULES_KEYS = {"sujet", "conclusion", "textes", "questions", "conditions", "verdicts"} | _OPTIONAL_RULES
_TEXTS_KEYS = {"titre", "avis", "question", "decrire", "autre", "grille", "fictif"}
_ALSO_KEYS = {"conclusion", "question", "verdicts", "limites"}
_QUESTION_KEYS = {"id", "question", "aide", "si", "options"}
_OPTION_KEYS = {"id", "texte", "effets", "dit"}
_CONDITION_KEYS = {
    "id", "titre", "article", "reference", "changements", "tous", "un", "si",
    "oui", "non", "inconnu", "sans_objet", "demander", "reserve",
}  # fmt: skip
_NUANCE_KEYS = {"id", "verdict", "question", "reponses", "titre", "texte"}
_OPTIONAL_CASE = {"commentaire", "depart", "aussi"}
_CASE_KEYS = {"id", "organisation", "forme", "dossier", "reponses", "verdict", "retours"} | _OPTIONAL_CASE


@dataclass(frozen=True)
class Finding:
    """One condition after evaluation: its value, why, and how deep it is in the reasoning."""

    id: str
    value: str
    reason: str
    level: int


@dataclass(frozen=True)
class Verdict:
    """The result of `evaluate`.

    `value` is `sans_objet` only for a second conclusion that does not apply. `asked`: questions that
    matter, in order (a hidden question is not asked). `conditions`: every
    condition under the conclusion, in reading order. `decisive`: what settles a `non`, or what is
    missing for an `inconnu`; empty for a `oui`. `missing`: questions whose answer is awaited.
    `nuance`: id of the nuance that words this verdict more carefully, or an empty string.
    """

    value: str
    asked: tuple[str, ...]
    conditions: tuple[Finding, ...]
    decisive: tuple[str, ...]
    missing: tuple[str, ...]
    nuance: str = ""

    def to_json(self) -> dict[str, Any]:
        """The same object as the browser's `evaluate` returns."""
        return {
            "value": self.value,
            "asked": list(self.asked),
            "conditions": [
                {"id": f.id, "value": f.value, "reason": f.reason, "level": f.level}
                for f in self.conditions
            ],
            "decisive": list(self.decisive),
            "missing": list(self.missing),
            "nuance": self.nuance,
        }


@dataclass(frozen=True)
class Rules:
    """A valid rules file. `content` is plain data, sent as is to the browser."""

    content: dict[str, Any]
    file: Path | None = None
    _conditions: dict[str, dict] = field(init=False, repr=False)

    def __post_init__(self):
        by_id = {condition["id"]: condition for condition in self.content["conditions"]}
        object.__setattr__(self, "_conditions", by_id)

    def condition(self, id: str) -> dict[str, Any]:
        return self._conditions[id]

    def question(self, id: str) -> dict[str, Any]:
        return next(q for q in self.content["questions"] if q["id"] == id)

    @property
    def also(self) -> list[dict[str, Any]]:
        """The second conclusions: `{conclusion, question, verdicts, limites?}` each."""
        return self.content.get("aussi") or []

    def words(self, verdict: Verdict) -> dict[str, str]:
        """How to say a verdict: its `titre` and its `texte`."""
        nuances = self.content.get("nuances") or ()
        return next((n for n in nuances if n["id"] == verdict.nuance), self.content["verdicts"][verdict.value])

    def option_text(self, question: str, option: str) -> str:
        """What the learner reads for this option."""
        options = self.question(question)["options"]
        return next(o["texte"] for o in options if o["id"] == option)


# -- evaluation --------------------------------------------------------------------------------


def evaluate(rules: Rules, answers: Mapping[str, str], conclusion: str | None = None) -> Verdict:
    """The verdict for `answers` (question id → option id), on the file's conclusion or another condition.

    Unknown questions and options are ignored, and so are answers to questions that are not asked:
    answers come from a browser and may be older than the rules.
    """
    by_id = rules._conditions
    facts: dict[str, str] = {}
    said: dict[str, dict[str, str]] = {}
    asked: list[str] = []

    def possible(id: str) -> set[str]:
        condition = by_id[id]
        parts = condition.get("tous") or condition.get("un")
        if not parts:
            value = facts.get(id, UNKNOWN)
            result = {YES, NO} if value == UNKNOWN else {value}
        else:
            sets = [possible(part) for part in parts]
            strong, weak = (NO, YES) if "tous" in condition else (YES, NO)
            result = set()
            if any(strong in s for s in sets):
                result.add(strong)
            if any(weak in s for s in sets) and all(s & {weak, MOOT} for s in sets):
                result.add(weak)
            if all(MOOT in s for s in sets):
                result.add(MOOT)
        guard = condition.get("si")
        if guard:
            when = possible(guard)
            result = (result if YES in when else set()) | (set() if when == {YES} else {MOOT})
        return result

    for question in rules.content["questions"]:
        guard = question.get("si")
        if guard and possible(guard) != {YES}:
            continue
        asked.append(question["id"])
        answer = answers.get(question["id"])
        option = next((o for o in question["options"] if o["id"] == answer), None)
        if option is None:
            continue
        for id, value in (option.get("effets") or {}).items():
            if value != UNKNOWN:
                facts[id] = NO if NO in (facts.get(id), value) else value
            if option.get("dit"):
                said.setdefault(id, {}).setdefault(value, option["dit"])

    def settled(id: str) -> str:
        values = possible(id)
        return next(iter(values)) if len(values) == 1 else UNKNOWN

    findings: list[Finding] = []

    def describe(id: str, level: int) -> None:
        condition, value = by_id[id], settled(id)
        reason = said.get(id, {}).get(value) or condition.get(value, "")
        findings.append(Finding(id, value, reason, level))
        if value != MOOT:
            for part in condition.get("tous") or condition.get("un") or ():
                describe(part, level + 1)

    decisive: list[str] = []
    missing: list[str] = []

    def questions(id: str) -> list[str]:
        """The questions asked that could still settle this condition."""
        condition = by_id[id]
        guard = condition.get("si")
        if guard and len(possible(guard)) > 1:
            return questions(guard)
        found = [
            question["id"]
            for question in rules.content["questions"]
            if question["id"] in asked and any(id in (o.get("effets") or {}) for o in question["options"])
        ]
        for part in condition.get("tous") or condition.get("un") or ():
            if len(possible(part)) > 1:
                found += questions(part)
        return found

    def settle(id: str) -> None:
        """Go down to what is responsible for the verdict."""
        condition = by_id[id]
        guard = condition.get("si")
        if verdict == UNKNOWN and guard and len(possible(guard)) > 1:
            return settle(guard)
        parts = condition.get("tous")
        if parts:
            for part in parts:
                values = possible(part)
                if NO in values and (len(values) == 1) == (verdict == NO):
                    settle(part)
        elif id not in decisive:
            wanted = questions(id) if verdict == UNKNOWN else []
            fresh = [question for question in dict.fromkeys(wanted) if question not in missing]
            if fresh or not wanted:  # a question already awaited is one reason, not two
                decisive.append(id)
            missing.extend(fresh)

    root = conclusion or rules.content["conclusion"]
    verdict = settled(root)
    if verdict == MOOT and root == rules.content["conclusion"]:
        verdict = UNKNOWN
    for part in by_id[root].get("tous") or by_id[root].get("un") or [root]:
        describe(part, 0)
    if verdict in (NO, UNKNOWN):
        settle(root)
    order = [q["id"] for q in rules.content["questions"]]
    missing.sort(key=order.index)
    nuance = next(
        (
            one["id"]
            for one in rules.content.get("nuances") or ()
            if one["verdict"] == verdict
            and one["question"] in asked
            and answers.get(one["question"]) in one["reponses"]
        ),
        "",
    )
    return Verdict(verdict, tuple(asked), tuple(findings), tuple(decisive), tuple(missing), nuance)


# -- reading -----------------------------------------------------------------------------------


def load_rules(path: Path | str, *, articles: bool = True) -> Rules:
    """Read and check a rules file. Raises ContentError naming file, line and id.

    `articles` checks the articles and changes cited against `data/`.
    """
    path = Path(path)
    data.trace_file(path)
    return _Reader(path, articles).rules(load_yaml(path))


def load_cases(path: Path | str, rules: Rules) -> list[dict[str, Any]]:
    """Read worked cases (a list) and check that the rules give each expected verdict.

    Raises ContentError naming file, line and case.
    """
    path = Path(path)
    data.trace_file(path)
    return _Reader(path, False).cases(load_yaml(path), rules)


class _Reader:
    """Checks one file; every error names its place and says what to do."""

    def __init__(self, file: Path, articles: bool):
        self.file = file
        self.articles = articles

    def fail(self, message: str, at: Any = None, *, key: str | None = None, hint: str | None = None):
        line = getattr(at, "lines", {}).get(key) or getattr(at, "line", None)
        id = at.get("id") if isinstance(at, dict) else None
        raise ContentError(
            message, file=self.file, line=line, id=id if isinstance(id, str) else None, hint=hint
        )

    def mapping(self, item: Any, what: str, allowed: set[str], required: tuple[str, ...], near=None):
        if not isinstance(item, dict):
            self.fail(f"{what} doit être une suite de « clé : valeur »", near)
        for key in item:
            if key not in allowed:
                self.fail(
                    f"clé inconnue « {key} »",
                    item,
                    key=key,
                    hint=f"Clés possibles pour {what} : {', '.join(sorted(allowed))}.",
                )
        for key in required:
            if item.get(key) in (None, "", []):
                self.fail(f"il manque « {key} » à {what}", item, hint=f"Ajoutez une ligne « {key}: … ».")
        return item

    def text(self, item: dict, *keys: str) -> None:
        """Check that these are texts, and put their values in place of their roles (`{article}`…)."""
        for key in keys:
            if key not in item:
                continue
            if not isinstance(item[key], str):
                self.fail(
                    f"« {key} » doit être un texte", item, key=key, hint="Mettez la valeur entre guillemets."
                )
            if "}`" in item[key]:
                line = item.lines.get(key)
                item[key] = visible_words(inline.html(item[key], file=self.file, line=line))

    def items(self, parent: dict, key: str, what: str) -> list:
        value = parent.get(key)
        if not isinstance(value, list) or not value:
            self.fail(f"« {key} » doit être une liste de {what}", parent, key=key)
        return value

    def once(self, seen: set[str], item: dict, what: str) -> None:
        if item["id"] in seen:
            self.fail(f"{what} en double", item, key="id", hint="Donnez à chaque élément son propre « id ».")
        seen.add(item["id"])

    def rules(self, raw: Any) -> Rules:
        self.mapping(raw, "un fichier de règles", _RULES_KEYS, tuple(sorted(_RULES_KEYS - _OPTIONAL_RULES)))
        self.text(raw, "sujet", "conclusion", "limites", "manque")
        self.texts(raw)
        listed = self.items(raw, "conditions", "conditions")
        if raw["conclusion"] not in [c.get("id") for c in listed if isinstance(c, dict)]:
            self.fail(f"la conclusion « {raw['conclusion']} » n’est pas une condition", raw, key="conclusion")
        conditions = self.conditions(raw)
        self.questions(raw, conditions)
        self.acyclic(conditions)
        self.used(raw, conditions, self.also(raw, conditions))
        self.verdicts(raw)
        self.nuances(raw)
        return Rules(_plain(raw), self.file)

    def texts(self, raw: dict) -> None:
        """What the tool says of its own subject: its title, its buttons, the learner's opinions."""
        required = tuple(sorted(_TEXTS_KEYS))
        texts = self.mapping(raw["textes"], "« textes »", _TEXTS_KEYS, required, raw)
        self.text(texts, *(_TEXTS_KEYS - {"avis"}))
        opinions = self.mapping(texts["avis"], "« avis »", set(VERDICTS), VERDICTS, texts)
        self.text(opinions, *VERDICTS)

    def verdicts(self, item: dict, *more: str) -> None:
        """The words of each verdict of a conclusion."""
        names = (*VERDICTS, *more)
        verdicts = self.mapping(item["verdicts"], "« verdicts »", set(names), names, item)
        for name in names:
            one = self.mapping(
                verdicts[name], f"le verdict « {name} »", {"titre", "texte"}, ("titre", "texte"), verdicts
            )
            self.text(one, "titre", "texte")

    def also(self, raw: dict, conditions: dict[str, dict]) -> list[str]:
        """The second conclusions: their conditions."""
        if "aussi" not in raw:
            return []
        found: list[str] = []
        for item in self.items(raw, "aussi", "conclusions"):
            required = tuple(sorted(_ALSO_KEYS - {"limites"}))
            self.mapping(item, "une seconde conclusion", _ALSO_KEYS, required, raw)
            self.text(item, "conclusion", "question", "limites")
            if item["conclusion"] not in conditions:
                self.fail(f"condition inconnue « {item['conclusion']} »", item, key="conclusion")
            if item["conclusion"] in (raw["conclusion"], *found):
                self.fail(f"la conclusion « {item['conclusion']} » est en double", item, key="conclusion")
            self.verdicts(item, *([MOOT] if conditions[item["conclusion"]].get("si") else []))
            found.append(item["conclusion"])
        return found

    def conditions(self, raw: dict) -> dict[str, dict]:
        found: dict[str, dict] = {}
        for item in self.items(raw, "conditions", "conditions"):
            self.mapping(item, "une condition", _CONDITION_KEYS, ("id", "titre"), raw)
            self.text(item, *(_CONDITION_KEYS - {"changements", "tous", "un"}))
            self.once(set(found), item, "condition")
            found[item["id"]] = item
            if "tous" in item and "un" in item:
                self.fail("une condition combine par « tous » ou par « un », pas les deux", item)
            if item["id"] != raw["conclusion"]:
                self.mapping(item, "une condition", _CONDITION_KEYS, VERDICTS)
                if item.get("si"):
                    self.mapping(item, "une condition avec « si »", _CONDITION_KEYS, (MOOT,))
                if "tous" not in item and "un" not in item:
                    grounds = "reference" if item.get("reference") else "article"
                    self.mapping(item, "une condition simple", _CONDITION_KEYS, (grounds, "demander"))
                if item.get("reference"):
                    self.mapping(item, "une condition avec « reference »", _CONDITION_KEYS, ("changements",))
            if self.articles:
                self.cited(item)
        for item in found.values():
            for key in ("tous", "un"):
                if key in item:
                    for part in self.items(item, key, "conditions"):
                        if part not in found:
                            self.fail(f"condition inconnue « {part} »", item, key=key)
            if item.get("si") and item["si"] not in found:
                self.fail(f"condition inconnue « {item['si']} »", item, key="si")
        return found

    def cited(self, item: dict) -> None:
        if item.get("article") and not data.has("articles", item["article"]):
            self.fail(
                f"article inconnu « {item['article']} »",
                item,
                key="article",
                hint="Les articles sont dans data/articles.csv.",
            )
        for change in item.get("changements") or ():
            if not data.has("changements", change):
                self.fail(
                    f"changement inconnu « {change} »",
                    item,
                    key="changements",
                    hint="Les changements sont dans data/changements.csv.",
                )

    def questions(self, raw: dict, conditions: dict[str, dict]) -> None:
        seen: set[str] = set()
        for question in self.items(raw, "questions", "questions"):
            self.mapping(question, "une question", _QUESTION_KEYS, ("id", "question", "options"), raw)
            self.text(question, "id", "question", "aide", "si")
            self.once(seen, question, "question")
            if question.get("si") and question["si"] not in conditions:
                self.fail(f"condition inconnue « {question['si']} »", question, key="si")
            ids: set[str] = set()
            unsure = False
            for option in self.items(question, "options", "réponses"):
                self.mapping(option, "une réponse", _OPTION_KEYS, ("id", "texte"), question)
                self.text(option, "id", "texte", "dit")
                self.once(ids, option, "réponse")
                effects = option.get("effets") or {}
                if not isinstance(effects, dict):
                    self.fail("« effets » s’écrit « condition: oui » ou « condition: non »", option, key="effets")
                unsure = unsure or UNKNOWN in effects.values() or not effects
                for id, value in effects.items():
                    if id not in conditions:
                        self.fail(f"effet sur une condition inconnue « {id} »", option, key="effets")
                    if "tous" in conditions[id] or "un" in conditions[id]:
                        self.fail(
                            f"« {id} » se déduit d’autres conditions",
                            option,
                            key="effets",
                            hint="Une réponse n’agit que sur une condition simple.",
                        )
                    if value not in VERDICTS:
                        self.fail(
                            f"l’effet sur « {id} » doit être « oui », « non » ou « inconnu »", option, key="effets"
                        )
            if not unsure:
                self.fail(
                    "aucune réponse ne permet de dire que l’on ne sait pas",
                    question,
                    key="options",
                    hint="Ajoutez une réponse sans « effets », par exemple « Je ne sais pas ».",
                )

    def nuances(self, raw: dict) -> None:
        """Verdicts to word more carefully after some answers to one question."""
        if "nuances" not in raw:
            return
        seen: set[str] = set()
        questions = {q["id"]: {o["id"] for o in q["options"]} for q in raw["questions"]}
        for item in self.items(raw, "nuances", "nuances"):
            self.mapping(item, "une nuance", _NUANCE_KEYS, tuple(sorted(_NUANCE_KEYS)), raw)
            self.text(item, "id", "titre", "texte")
            self.once(seen, item, "nuance")
            self.known_verdict(item)
            if item["question"] not in questions:
                self.fail(f"question inconnue « {item['question']} »", item, key="question")
            for answer in self.items(item, "reponses", "réponses"):
                if answer not in questions[item["question"]]:
                    self.fail(f"réponse inconnue « {answer} »", item, key="reponses")

    def known_verdict(self, item: dict) -> None:
        if item["verdict"] not in VERDICTS:
            self.fail(
                f"verdict inconnu « {item['verdict']} »",
                item,
                key="verdict",
                hint=f"Écrivez {', '.join(VERDICTS)}.",
            )

    def acyclic(self, conditions: dict[str, dict]) -> None:
        done: set[str] = set()

        def visit(id: str, trail: tuple[str, ...]) -> None:
            if id in trail:
                self.fail(
                    f"la condition dépend d’elle-même ({' → '.join((*trail, id))})",
                    conditions[id],
                    hint="Retirez l’un de ces liens.",
                )
            if id in done:
                return
            item = conditions[id]
            for part in [*(item.get("tous") or item.get("un") or ()), *filter(None, [item.get("si")])]:
                visit(part, (*trail, id))
            done.add(id)

        for id in conditions:
            visit(id, ())

    def used(self, raw: dict, conditions: dict[str, dict], also: list[str]) -> None:
        reached: set[str] = set()

        def reach(id: str) -> None:
            if id not in reached:
                reached.add(id)
                item = conditions[id]
                for part in item.get("tous") or item.get("un") or ():
                    reach(part)
                if item.get("si"):
                    reach(item["si"])

        for id in (raw["conclusion"], *also):
            reach(id)
        set_by: dict[str, int] = {}
        for rank, question in enumerate(raw["questions"]):
            for option in question["options"]:
                for id in option.get("effets") or {}:
                    set_by[id] = min(rank, set_by.get(id, rank))
        for id, item in conditions.items():
            if id not in reached:
                self.fail(
                    "la condition ne sert pas à la conclusion",
                    item,
                    hint="Citez-la dans « tous », « un » ou « si », ou retirez-la.",
                )
            if "tous" not in item and "un" not in item and id not in set_by:
                self.fail(
                    "aucune réponse ne permet d’établir cette condition",
                    item,
                    hint="Ajoutez-la aux « effets » d’une réponse.",
                )

        def latest(id: str) -> int:
            item = conditions[id]
            parts = [*(item.get("tous") or item.get("un") or ()), *filter(None, [item.get("si")])]
            return max((latest(part) for part in parts), default=set_by.get(id, -1))

        for rank, question in enumerate(raw["questions"]):
            if question.get("si") and latest(question["si"]) >= rank:
                self.fail(
                    "la question dépend d’une réponse donnée plus loin",
                    question,
                    key="si",
                    hint="Placez-la après les questions qui établissent sa condition.",
                )

    def cases(self, raw: Any, rules: Rules) -> list[dict[str, Any]]:
        if not isinstance(raw, list) or not raw:
            raise ContentError("le fichier doit être une liste de cas", file=self.file)
        seen: set[str] = set()
        starting = True
        for case in raw:
            self.mapping(case, "un cas", _CASE_KEYS, tuple(sorted(_CASE_KEYS - _OPTIONAL_CASE - {"reponses"})))
            self.text(case, *(_CASE_KEYS - {"reponses", "retours", "depart", "aussi"}))
            self.once(seen, case, "cas")
            self.comments(case)
            if not isinstance(case.get("depart", False), bool):
                self.fail("« depart » s’écrit « true », ou ne s’écrit pas", case, key="depart")
            if case.get("depart") and not starting:
                self.fail(
                    "un dossier de départ vient après un autre dossier",
                    case,
                    key="depart",
                    hint="Placez les dossiers de départ en tête du fichier, dans l’ordre à suivre.",
                )
            starting = bool(case.get("depart"))
            answers = case.get("reponses")
            if not isinstance(answers, dict):
                self.fail("« reponses » s’écrit « question: réponse »", case, key="reponses")
            self.known_verdict(case)
            known = {q["id"]: {o["id"] for o in q["options"]} for q in rules.content["questions"]}
            for question, answer in answers.items():
                if question not in known:
                    self.fail(f"question inconnue « {question} »", case, key="reponses")
                if answer not in known[question]:
                    self.fail(
                        f"réponse inconnue « {answer} » à la question « {question} »",
                        case,
                        key="reponses",
                        hint=f"Réponses possibles : {', '.join(sorted(known[question]))}.",
                    )
            result = evaluate(rules, answers)
            ignored = [question for question in answers if question not in result.asked]
            if ignored:
                self.fail(
                    f"la question « {ignored[0]} » n’est pas posée avec ces réponses",
                    case,
                    key="reponses",
                    hint="Retirez cette réponse du cas.",
                )
            if result.value != case["verdict"]:
                self.fail(
                    f"le verdict attendu est « {case['verdict']} », les règles concluent « {result.value} »",
                    case,
                    key="verdict",
                    hint="Corrigez les réponses, le verdict, ou les règles.",
                )
            self.also_expected(case, rules)
        return [_plain(case) for case in raw]

    def also_expected(self, case: dict, rules: Rules) -> None:
        """What the case expects of each second conclusion."""
        wanted = case.get("aussi", {})
        if not isinstance(wanted, dict):
            self.fail("« aussi » s’écrit « conclusion: verdict »", case, key="aussi")
        found = {one["conclusion"]: evaluate(rules, case["reponses"], one["conclusion"]).value for one in rules.also}
        if wanted != found:
            given = ", ".join(f"{id}: {value}" for id, value in found.items()) or "rien"
            self.fail(
                f"« aussi » ne dit pas ce que les règles concluent ({given})",
                case,
                key="aussi",
                hint="Corrigez les réponses, « aussi », ou les règles.",
            )

    def comments(self, case: dict) -> None:
        """One comment for each opinion that the learner may have."""
        comments = case["retours"]
        if not isinstance(comments, dict):
            self.fail("« retours » s’écrit « oui: … », « non: … » et « inconnu: … »", case, key="retours")
        for name in VERDICTS:
            if not comments.get(name):
                raise ContentError(
                    f"il manque le retour « {name} »",
                    file=self.file,
                    line=case.lines["retours"],
                    id=case["id"],
                    hint="Écrivez un retour pour chaque avis possible : oui, non, inconnu.",
                )
        self.mapping(comments, "« retours »", set(VERDICTS), VERDICTS)
        self.text(comments, *VERDICTS)


def _plain(value: Any) -> Any:
    """The same data in plain dicts and lists."""
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value
