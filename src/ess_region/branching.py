"""Branching cases: `exercises/SLUG/parcours.yml`, a situation that moves on with each decision.

The file holds the steps in reading order and the endings; a choice always leads further down the
file, so that no case can turn in circles. `walk` and `Scenario.ending_of` have their twins in
`widgets/case.js`, tested against `tests/vectors/parcours.json`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from . import chapters, data, prose
from .bank import Entry, read_mapping
from .errors import ContentError
from .paths import BOOK, EXERCISES

#: Where the last choices lead: the ending then depends on what was chosen on the way.
END = "fin"
#: What a choice is worth, and what the debrief calls it.
RATINGS = {"meilleur": "Le meilleur choix", "defendable": "Défendable", "couteux": "Coûteux"}
SHORTEST, LONGEST = 5, 8  # steps on any path
FEWEST, MOST = 2, 4  # choices of a step
WEEKS = 8  # what one choice may cost at most

_FILE_KEYS = ("titre", "contexte", "jauge", "etapes", "fins")
_STEP_KEYS = (
    "id", "titre", "situation", "question", "choix", "enjeu", "mieux", "lundi",
    "articles", "faits", "changements", "sections",
)  # fmt: skip
_CHOICE_KEYS = ("id", "texte", "avis", "consequence", "retour", "vers", "semaines", "confiance")
_ENDING_KEYS = ("id", "titre", "texte", "si")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True)
class Choice:
    """One decision. `to` is a step further down, or `END`; `weeks` and `trust` are what it costs."""

    id: str
    text: str
    rating: str
    outcome: str
    feedback: str
    to: str
    weeks: int = 0
    trust: int = 0


@dataclass(frozen=True)
class Section:
    """A section of the book to reread: its address from a page, its title, the title of its page."""

    href: str
    title: str
    page: str


@dataclass(frozen=True)
class Step:
    """A situation, its question and its choices; then what the debrief says. Texts are Markdown."""

    id: str
    title: str
    situation: str
    question: str
    choices: tuple[Choice, ...]
    stake: str
    better: str
    monday: str
    articles: tuple[str, ...] = ()
    facts: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    sections: tuple[Section, ...] = ()

    @property
    def best(self) -> Choice:
        """The choice that the debrief recommends."""
        return next(choice for choice in self.choices if choice.rating == "meilleur")


@dataclass(frozen=True)
class Ending:
    """How the case ends when one of the choices `after` was made; without any, the ordinary ending."""

    id: str
    title: str
    text: str
    after: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """A whole case; `gauge` names the trust that decisions gain or lose; steps in reading order, endings in the order in which they are tried."""

    title: str
    context: str
    gauge: str
    steps: tuple[Step, ...]
    endings: tuple[Ending, ...]

    @property
    def lengths(self) -> tuple[int, int]:
        """How many steps the shortest and the longest paths have."""
        counts = [len(path) for path in paths_of(self.graph())]
        return min(counts), max(counts)

    def graph(self) -> dict[str, Any]:
        """The skeleton of the case, JSON-ready: what `walk` and its twin work on."""
        return {
            "etapes": {
                step.id: {
                    choice.id: {"vers": choice.to, "semaines": choice.weeks, "confiance": choice.trust}
                    for choice in step.choices
                }
                for step in self.steps
            },
            "fins": [{"id": ending.id, "si": list(ending.after)} for ending in self.endings],
        }


# -- rules shared with the browser -------------------------------------------------------------


def walk(graph: Mapping[str, Any], path: Iterable[Any]) -> dict[str, Any]:
    """Follow stored choices from the first step, and stop at the first that does not fit.

    Returns `chemin` ([step, choice] pairs), `etape` (where one is, None at the end), `fin` (the
    ending, None before), `semaines` and `confiance` (sums). An old state never raises.
    """
    steps = graph["etapes"]
    at: str | None = next(iter(steps))
    taken: list[list[str]] = []
    weeks = trust = 0
    for choice in path if isinstance(path, (list, tuple)) else ():
        known = steps[at].get(choice) if isinstance(choice, str) else None
        if known is None:
            break
        taken.append([at, choice])
        weeks += known["semaines"]
        trust += known["confiance"]
        at = known["vers"]
        if at == END:
            at = None
            break
    ending = None if at else ending_of(graph, [choice for _, choice in taken])
    return {"chemin": taken, "etape": at, "fin": ending, "semaines": weeks, "confiance": trust}


def ending_of(graph: Mapping[str, Any], choices: Sequence[str]) -> str:
    """The first ending that these choices earn."""
    for ending in graph["fins"]:
        if not ending["si"] or any(choice in ending["si"] for choice in choices):
            return ending["id"]
    raise ValueError("no ordinary ending")


def paths_of(graph: Mapping[str, Any]) -> Iterator[list[str]]:
    """Every whole path, as the ids of its choices. The graph must not turn in circles."""

    def follow(step: str, so_far: list[str]) -> Iterator[list[str]]:
        for id, choice in graph["etapes"][step].items():
            if choice["vers"] == END:
                yield [*so_far, id]
            else:
                yield from follow(choice["vers"], [*so_far, id])

    return follow(next(iter(graph["etapes"])), [])


# -- reading -----------------------------------------------------------------------------------


def load(slug: str) -> Scenario:
    """The case of a chapter. Raises ContentError."""
    return load_file(EXERCISES / slug / "parcours.yml", slug)


def load_file(path: Path, slug: str | None = None, *, book: Path | None = None) -> Scenario:
    """The case of one file; `slug` is the name of its folder unless given, `book` the folder of pages."""
    slug = slug or path.parent.name
    entry = read_mapping(
        path, _FILE_KEYS, "un parcours", hint="Copiez exercises/modele/parcours.yml et changez ses textes.", id=slug
    )
    items = _Items(entry, slug, book or BOOK)
    scenario = Scenario(
        title=entry.markdown("titre"),
        context=entry.markdown("contexte"),
        gauge=entry.markdown("jauge", hint="Dites de qui : « jauge: Confiance de la présidente »."),
        steps=tuple(items.step(one) for one in entry.entries("etapes", "étape")),
        endings=tuple(items.ending(one) for one in entry.entries("fins", "fin")),
    )
    items.check(scenario)
    return scenario


class _Items:
    """The steps, choices and endings of one file: each id once, and where it is for the messages."""

    def __init__(self, entry: Entry, slug: str, book: Path):
        self.entry = entry
        self.slug = slug
        self.book = book
        self.places: dict[str, Entry] = {}

    def named(self, item: Entry, what: str) -> str:
        id = item.text("id", hint=f"Donnez à chaque {what} un identifiant court : « id: le-courrier ».")
        item.id = id
        if not _ID.fullmatch(id) or id == END:
            item.fail(
                f"« id: {id} » n’est pas un identifiant",
                key="id",
                hint=f"Des minuscules sans accent et des tirets ; « {END} » est réservé à la fin du parcours.",
            )
        if id in self.places:
            item.fail(
                f"cet identifiant est déjà pris, ligne {self.places[id].item.line}",
                key="id",
                hint="Un identifiant ne sert qu’une fois dans le fichier, étapes, choix et fins compris.",
            )
        self.places[id] = item
        return id

    def step(self, item: Entry) -> Step:
        id = self.named(item, "étape")
        item.only(_STEP_KEYS, "une étape")
        found = item.entries("choix", "choix")
        if not FEWEST <= len(found) <= MOST:
            item.fail(
                f"il faut de {FEWEST} à {MOST} choix ; cette étape en a {len(found)}",
                key="choix",
                hint="Ajoutez une tentation plausible, ou réunissez deux choix voisins.",
            )
        choices = tuple(self.choice(one) for one in found)
        best = [choice.id for choice in choices if choice.rating == "meilleur"]
        if len(best) != 1:
            item.fail(
                "plusieurs choix sont dits meilleurs" if best else "aucun choix n’est dit meilleur",
                key="choix",
                hint="Écrivez « avis: meilleur » à un seul choix par étape ; les autres sont « defendable » ou « couteux ».",
            )
        articles, references = item.texts("articles"), item.texts("faits")
        for article in articles:
            try:
                prose.article_html(article)
            except ContentError as error:
                item.fail(f"« articles » : {error.message} « {article} »", key="articles", hint=error.hint)
        for reference in references:
            item.fact("faits", reference)
        changes = item.texts("changements")
        for change in changes:
            if not data.has("changements", change):
                item.fail(
                    f"« changements » : changement inconnu « {change} »",
                    key="changements",
                    hint="Les numéros (U076…) sont dans data/changements.csv.",
                )
        sections = tuple(self.section(item, one) for one in item.texts("sections"))
        if not (articles or references or changes or sections):
            item.fail(
                "l’étape ne renvoie à rien",
                hint="Ajoutez « articles », « faits », « changements » ou « sections » : de quoi vérifier.",
            )
        return Step(
            id=id,
            title=item.markdown("titre"),
            situation=item.markdown("situation"),
            question=item.markdown("question"),
            choices=choices,
            stake=item.markdown("enjeu", hint="Dites ce que l’on risquait ici : « enjeu: … »."),
            better=item.markdown("mieux", hint="Dites la meilleure option et pourquoi : « mieux: … »."),
            monday=item.markdown("lundi", hint="Dites ce que l’on reprend dès lundi : « lundi: … »."),
            articles=articles,
            facts=references,
            changes=changes,
            sections=sections,
        )

    def choice(self, item: Entry) -> Choice:
        id = self.named(item, "choix")
        item.only(_CHOICE_KEYS, "un choix")
        return Choice(
            id=id,
            text=item.markdown("texte"),
            rating=item.choice("avis", RATINGS),
            outcome=item.markdown(
                "consequence",
                missing="il manque la conséquence",
                hint="Ajoutez « consequence: … » : ce qui arrive ensuite, concrètement.",
            ),
            feedback=item.markdown(
                "retour",
                missing="il manque le retour",
                hint="Ajoutez « retour: … » : pourquoi ce choix tente et ce qui tranche.",
            ),
            to=item.text("vers", hint=f"Écrivez l’étape qui suit, ou « vers: {END} »."),
            weeks=_whole(item, "semaines", 0, WEEKS),
            trust=_whole(item, "confiance", -2, 2),
        )

    def ending(self, item: Entry) -> Ending:
        id = self.named(item, "fin")
        item.only(_ENDING_KEYS, "une fin")
        return Ending(id, item.markdown("titre"), item.markdown("texte"), item.texts("si"))

    def section(self, item: Entry, reference: str) -> Section:
        slug, _, anchor = reference.rpartition("#")
        file = self.book / f"{slug or self.slug}.md"
        try:
            page, sections = chapters.page_sections(file)
        except FileNotFoundError:
            item.fail(
                f"« sections » : la page « {slug or self.slug} » n’existe pas",
                key="sections",
                hint="Écrivez « ancre » pour cette page, « page#ancre » pour une autre page de book/.",
            )
        if anchor not in sections:
            known = ", ".join(sections) or "aucune"
            item.fail(
                f"« sections » : l’ancre « {anchor} » n’existe pas dans book/{file.name}",
                key="sections",
                hint=f"Ancres de cette page : {known}. Une ancre s’écrit {{#nom}} au-dessus d’un titre.",
            )
        if slug:
            data.trace_value(chapters.TRACE)  # the titles quoted
        return Section(f"{slug}.html#{anchor}" if slug else f"#{anchor}", sections[anchor], page if slug else "")

    # -- the whole -----------------------------------------------------------------------------

    def check(self, scenario: Scenario) -> None:
        """Every choice leads on, every step is reached, every path ends in time."""
        if not any(choice.to == END for step in scenario.steps for choice in step.choices):
            self.entry.fail(
                "aucune fin ne peut être atteinte",
                key="etapes",
                hint=f"Écrivez « vers: {END} » aux choix de la dernière étape.",
            )
        order = {step.id: rank for rank, step in enumerate(scenario.steps)}
        for step in scenario.steps:
            for choice in step.choices:
                self._leads_on(choice, order[step.id], order)
        self._reached(scenario, order)
        self._long_enough(scenario)
        if not any(len({choice.to for choice in step.choices}) > 1 for step in scenario.steps):
            self.entry.fail(
                "tous les choix d’une étape mènent au même endroit : le parcours ne bifurque jamais",
                key="etapes",
                hint="Ajoutez une étape de détour, où mène un choix coûteux.",
            )
        self._endings(scenario)

    def _leads_on(self, choice: Choice, rank: int, order: dict[str, int]) -> None:
        if choice.to == END:
            return
        item = self.places[choice.id]
        if choice.to not in order:
            item.fail(
                f"« vers: {choice.to} » : cette étape n’existe pas",
                key="vers",
                hint=f"Étapes du fichier : {', '.join(order)} ; ou « {END} ».",
            )
        if order[choice.to] <= rank:
            item.fail(
                f"« vers: {choice.to} » revient en arrière : on tournerait en rond, sans sortie",
                key="vers",
                hint="Un choix mène à une étape écrite plus bas. Un retour s’écrit comme une étape de plus.",
            )

    def _reached(self, scenario: Scenario, order: dict[str, int]) -> None:
        reached = {scenario.steps[0].id}
        for step in scenario.steps:
            if step.id not in reached:
                self.places[step.id].fail(
                    "aucun choix ne mène à cette étape",
                    key="id",
                    hint=f"Écrivez « vers: {step.id} » à un choix plus haut, ou retirez l’étape.",
                )
            reached |= {choice.to for choice in step.choices}

    def _long_enough(self, scenario: Scenario) -> None:
        # From the last step up: how many steps are still ahead, on the shortest and the longest way.
        ahead: dict[str, tuple[int, int]] = {END: (0, 0)}
        for step in reversed(scenario.steps):
            least, most = zip(*(ahead[choice.to] for choice in step.choices))
            ahead[step.id] = (1 + min(least), 1 + max(most))
        least, most = ahead[scenario.steps[0].id]
        if most > LONGEST:
            self.entry.fail(
                f"un chemin compte {most} étapes, pour {LONGEST} au plus",
                key="etapes",
                hint="Réunissez deux étapes, ou faites revenir un détour plus bas.",
            )
        if least < SHORTEST:
            self.entry.fail(
                f"un chemin ne compte que {least} étape{'s' if least > 1 else ''}, pour {SHORTEST} au moins",
                key="etapes",
                hint=f"Un choix mène trop vite à « {END} » ou saute trop d’étapes : ajoutez-en une.",
            )

    def _endings(self, scenario: Scenario) -> None:
        choices = {choice.id for step in scenario.steps for choice in step.choices}
        for ending in scenario.endings:
            for id in ending.after:
                if id not in choices:
                    self.places[ending.id].fail(
                        f"« si » : le choix « {id} » n’existe pas",
                        key="si",
                        hint="Écrivez l’identifiant d’un choix du fichier.",
                    )
        last = scenario.endings[-1]
        if last.after:
            self.places[last.id].fail(
                "la dernière fin doit être la fin ordinaire, sans « si »",
                key="si",
                hint="Retirez « si », ou ajoutez plus bas la fin de ceux qui n’ont fait aucun de ces choix.",
            )
        graph = scenario.graph()
        met = {ending_of(graph, path) for path in paths_of(graph)}
        for ending in scenario.endings:
            if ending.id not in met:
                self.places[ending.id].fail(
                    "aucun chemin ne mène à cette fin",
                    hint="Les fins sont essayées dans l’ordre : placez celle-ci plus haut, ou revoyez son « si ».",
                )


def _whole(item: Entry, key: str, least: int, most: int) -> int:
    value = item.number(key, 0)
    if value != int(value) or not least <= value <= most:
        item.fail(
            f"« {key} » doit être un nombre entier de {least} à {most}",
            key=key,
            hint=f"Par exemple « {key}: 1 ».",
        )
    return int(value)
