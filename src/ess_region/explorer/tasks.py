"""The tasks of « Explorer les données »: what is right, and what the typical mistakes have misread.

Nothing expected is typed here: everything is computed from `data/`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from numbers import Real

from .. import data, facts, french, regions
from . import answers, show
from .answers import Wrong


@dataclass(frozen=True)
class Task:
    """`check(answer)` returns the sentence of a right answer and what to show, or raises Wrong."""

    hint: str
    check: Callable


TASKS: dict[str, Task] = {}


def task(name: str, hint: str):
    """Register a checker under the name that learners type."""

    def keep(function):
        TASKS[name] = Task(hint, function)
        return function

    return keep


# -- what they share -------------------------------------------------------------------------


def _values() -> regions.Regional:
    return regions.regional()


def _overseas() -> set[str]:
    return {row["code"] for row in data.table("regions") if row["outre_mer"]}


def _names(codes) -> str:
    rows = sorted((data.row("regions", code) for code in codes), key=lambda row: regions.sort_key(row["nom"]))
    return french.enumeration([row["avec_article"] for row in rows])


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _number(value: float, decimals: int | None = None) -> str:
    return french.number(value, decimals)


def _percent(value: float, decimals: int | None = None) -> str:
    return french.with_unit(french.number(value, decimals), "%")


def _near(value: float, target: float, tolerance: float = 0.005) -> bool:
    return abs(value - target) <= tolerance


def _table(codes, title: str) -> show.Table:
    """The figures of some regions, in the order given."""
    frame = data.frame("emploi_regional_2013").loc[list(codes), ["emplois", "part"]]
    return show.tableau(frame, title)


def _refuse_unless_same(found: set[str], expected: set[str], not_kept: str) -> None:
    """Name what is missing, then what is too much."""
    missing, extra = expected - found, found - expected
    if missing:
        raise Wrong(f"Il manque {_names(missing)}. Votre condition est trop étroite.")
    if extra:
        raise Wrong(f"{_capital(_names(extra))} : {not_kept}")


# -- the tasks -------------------------------------------------------------------------------


@task("territoires", "La fonction len donne le nombre de lignes d’une table.")
def _territories(answer):
    import pandas as pd

    values, every = _values(), data.table("regions")
    columns = len(data.titles("emploi_regional_2013"))
    if isinstance(answer, (pd.DataFrame, pd.Series)) and len(answer) > 1:
        raise Wrong("Vous donnez la table elle-même. La question demande combien de lignes elle a.")
    if isinstance(answer, tuple):
        raise Wrong("Vous donnez la forme de la table, lignes et colonnes. Gardez le premier nombre, celui des lignes.")
    value = answers.number(answer)
    if value == len(every):
        absent = _names(row["code"] for row in every if row["code"] not in values.shares)
        raise Wrong(
            f"Vous avez compté les régions d’aujourd’hui. La brochure ne donne pas de chiffre pour {absent} : "
            "comptez les lignes de la table emplois."
        )
    if value == values.count * columns:
        raise Wrong("Vous avez compté les cases de la table. Un territoire, c’est une ligne.")
    if value == len(values.shares.keys() - _overseas()):
        raise Wrong("Vous avez oublié l’outre-mer. Comptez toutes les lignes de la table.")
    if value != values.count:
        raise Wrong(f"La table n’a pas {_number(value)} lignes. Comptez-les avec len.")
    absent = _names(row["code"] for row in every if row["code"] not in values.shares)
    text = f"La table a {_number(value)} lignes, une par territoire. Une région n’y figure pas : {absent}."
    return text, None


@task("part-max", "Sur une colonne, idxmax rend l’index de la plus grande valeur, ici le code de la région.")
def _highest_share(answer):
    values = _values()
    best = values.by_share()[0]
    if answers.is_position(answer):
        raise Wrong(
            f"{_number(int(answer))} est un numéro de ligne, pas un code : les codes sont du texte. "
            "La méthode argmax compte les lignes, idxmax rend le code."
        )
    if isinstance(answer, Real):
        raise Wrong(
            "Vous donnez une valeur. La question demande la région où elle se trouve : idxmax rend son code."
        )
    found = answers.codes(answer)
    if len(found) != 1:
        raise Wrong(f"Vous donnez {_number(len(found))} régions. La question n’en demande qu’une.")
    [code] = found
    if code == max(values.jobs, key=values.jobs.get):
        lowest = " C’est même celle où la part est la plus faible." if code == values.by_share()[-1] else ""
        raise Wrong(
            f"{_capital(_names([code]))} compte le plus d’emplois de l’ESS, car tous les emplois y sont nombreux.{lowest} "
            "Prenez la colonne part, pas la colonne emplois."
        )
    if code not in values.shares:
        raise Wrong(f"La brochure ne donne pas de part pour {_names([code])}. Cherchez dans la table emplois.")
    if code != best:
        raise Wrong(
            f"{_capital(data.row('regions', code)['en_region'])}, la part est de {_percent(values.shares[code])}. "
            "Une autre région en a une plus forte."
        )
    text = (
        f"{_capital(data.row('regions', code)['en_region'])}, en 2013, l’ESS compte {_percent(values.shares[code])} "
        "de l’ensemble des emplois. Une forte part ne dit pas que la région fait mieux qu’une autre."
    )
    return text, _table([code], "La plus forte part de l’ESS dans l’ensemble des emplois, en 2013")


@task("outre-mer", "La colonne outre_mer de regions vaut vrai ou faux. La méthode isin garde les codes d’une liste.")
def _filter_overseas(answer):
    values, overseas = _values(), _overseas()
    expected = overseas & values.shares.keys()
    found = set(answers.codes(answer))
    if found == overseas and found != expected:
        absent = overseas - expected
        raise Wrong(
            f"{_capital(_names(absent))} est bien outre-mer, mais la brochure n’en donne aucun chiffre. "
            "Une donnée absente n’est pas un zéro : partez de la table emplois."
        )
    if found == values.shares.keys() - overseas:
        raise Wrong("Votre condition est à l’envers. Vous avez gardé toutes les régions, sauf celles d’outre-mer.")
    _refuse_unless_same(found, expected, "pas outre-mer au sens de la colonne outre_mer.")
    ordered = [code for code in values.shares if code in expected]
    text = (
        f"Ce sont {_names(expected)}. Leurs parts vont de {_percent(min(values.shares[c] for c in expected))} "
        f"à {_percent(max(values.shares[c] for c in expected))} de l’ensemble des emplois, en 2013."
    )
    return text, _table(ordered, "Outre-mer : emplois de l’ESS et part dans l’ensemble des emplois, en 2013")


@task(
    "au-dessus",
    "Deux faits se ressemblent, part-emploi-total et part-emploi-prive. Gardez celui qui porte sur les mêmes emplois.",
)
def _above(answer):
    values, overseas = _values(), _overseas()
    private = facts.number_of("part-emploi-prive")
    expected = {code for code, share in values.shares.items() if share > values.national}
    found = set(answers.codes(answer))
    if found == {code for code, share in values.shares.items() if share > private}:
        raise Wrong(
            f"Vous avez comparé à {_percent(private)}, la part de l’emploi privé. Les parts régionales portent sur "
            f"l’ensemble des emplois : comparez à {_percent(values.national)}."
        )
    equal = {code for code, share in values.shares.items() if share == values.national}
    if equal and found == expected | equal:
        raise Wrong(
            f"{_capital(_names(equal))} a exactement la part nationale, {_percent(values.national)}. "
            "Être à égalité n’est pas dépasser : employez > et non >=."
        )
    forgotten = expected & overseas
    if forgotten and found == expected - overseas:
        raise Wrong(f"Vous avez oublié l’outre-mer. {_capital(_names(forgotten))} dépassent aussi la part nationale.")
    if found == values.shares.keys() - expected:
        raise Wrong("Votre condition est à l’envers. Vous avez gardé les régions qui ne dépassent pas la part nationale.")
    _refuse_unless_same(found, expected, "la part n’y dépasse pas la part nationale de l’ensemble des emplois.")
    ordered = [code for code in values.by_share() if code in expected]
    whole = {code: values.jobs[code] / values.shares[code] for code in values.shares}
    largest = max(whole, key=whole.get)
    text = (
        f"{_number(len(expected))} territoires sur {_number(values.count)} dépassent {_percent(values.national)}, la part "
        "nationale de l’ensemble des emplois."
    )
    if largest not in expected:
        text += f" Celui qui a le plus d’emplois en tout, {_names([largest])}, est au-dessous : il tire la part nationale vers le bas."
    return text, _table(ordered, "Au-dessus de la part nationale de l’ensemble des emplois, en 2013")


@task("rangs", "La méthode rank prend ascending=False et method=\"min\" : des ex æquo ont alors le même rang.")
def _ranking(answer):
    values = _values()
    found = answers.ranks(answer)
    shares = values.shares
    metropolitan = {code: share for code, share in shares.items() if code not in _overseas()}
    if found.keys() == metropolitan.keys():
        raise Wrong("Vous avez oublié l’outre-mer. Un rang n’a de sens que parmi tous les territoires comparés.")
    if found.keys() != shares.keys():
        raise Wrong(f"Vous classez {_number(len(found))} territoires, la table en a {_number(values.count)}.")
    expected = values.share_ranks
    if found == expected:
        tied = [code for code in shares if expected[code] == _tied_rank(expected)]
        text = (
            f"{_capital(_names(tied))} ont exactement la même part : dites « {french.ordinal(_tied_rank(expected))} "
            "ex æquo ». Ce rang ne vaut que pour 2013 et pour cette part."
        )
        frame = data.frame("emploi_regional_2013").loc[values.by_share(), ["part"]]
        frame["Rang"] = [expected[code] for code in frame.index]
        return text, show.tableau(frame, "Rang de la part de l’ESS dans l’ensemble des emplois, en 2013")
    if found == {code: float(rank) for code, rank in values.job_ranks.items()}:
        raise Wrong("Vous avez classé les nombres d’emplois. Une grande région y passe devant, quelle que soit sa part.")
    lowest = values.by_share()[-1]
    if found[lowest] == min(found.values()):
        raise Wrong("Votre premier rang est celui de la plus faible part. Ajoutez ascending=False.")
    if min(found.values()) == 0:
        raise Wrong("Le premier rang est un, pas zéro. Un numéro de ligne n’est pas un rang.")
    if any(value != int(value) for value in found.values()):
        raise Wrong("Vos ex æquo ont un rang moyen, avec une virgule. Avec method=\"min\", ils partagent le meilleur.")
    if _is(found, ranks_dense(shares)):
        raise Wrong(
            "Après plusieurs ex æquo, les rangs suivants sautent d’autant. Votre méthode ne saute pas"
            f" : le dernier rang doit être {_number(max(expected.values()))}."
        )
    if len(set(found.values())) == len(found) and _ordered(found, shares):
        raise Wrong("Plusieurs régions ont exactement la même part. Les départager invente une différence qui n’existe pas.")
    if _ordered(found, shares):
        raise Wrong("Vos ex æquo partagent le moins bon de leurs rangs. Avec method=\"min\", ils partagent le meilleur.")
    raise Wrong("Ces rangs ne suivent pas les parts. Appliquez rank à la colonne part.")


def _tied_rank(expected: dict[str, int]) -> int:
    """The rank that most territories share."""
    return max(expected.values(), key=list(expected.values()).count)


def ranks_dense(shares: dict[str, float]) -> dict[str, int]:
    """Ranks that do not jump after ties: what `method="dense"` gives."""
    ordered = sorted(set(shares.values()), reverse=True)
    return {code: ordered.index(share) + 1 for code, share in shares.items()}


def _is(found: dict[str, float], expected: dict[str, int]) -> bool:
    return all(found[code] == rank for code, rank in expected.items())


def _ordered(found: dict[str, float], shares: dict[str, float]) -> bool:
    """Whether the ranks never contradict the shares."""
    ordered = sorted(shares, key=lambda code: found[code])
    return all(shares[one] >= shares[two] for one, two in zip(ordered, ordered[1:]))


@task(
    "ensemble",
    "Retrouvez d’abord l’ensemble des emplois de chaque territoire : ses emplois de l’ESS, divisés par sa part.",
)
def _together(answer):
    values = _values()
    shares, jobs = values.shares, values.jobs
    expected = together(shares, jobs)
    value = answers.number(answer)
    if 0 < value < 1:  # a proportion
        value *= 100
    private = facts.number_of("part-emploi-prive")
    if _near(value, sum(shares.values()), 0.05):
        raise Wrong(
            "Vous avez additionné des pourcentages. Chacun est une part d’un total différent : "
            "leur somme dépasse cent et ne veut rien dire."
        )
    weighted = sum(shares[c] * jobs[c] for c in shares) / sum(jobs.values())
    middle = sorted(shares.values())[values.count // 2]
    without = [share for code, share in shares.items() if code not in _overseas()]
    if _near(value, expected, 0.05):
        low, high = (together({c: s + step for c, s in shares.items()}, jobs) for step in (-0.05, 0.05))
        overlap = low <= values.national + 0.05 and high >= values.national - 0.05
        text = (
            f"Vous trouvez {_percent(expected, 1)} de l’ensemble des emplois, et la brochure donne {_percent(values.national)}. "
            f"Les parts sont arrondies au dixième : le résultat est entre {_percent(low, 2)} et {_percent(high, 2)}. "
            + ("L’arrondi suffit donc à expliquer l’écart." if overlap else "L’arrondi ne suffit pas à expliquer l’écart.")
        )
        return text, None
    if _near(value, sum(shares.values()) / values.count):
        raise Wrong(
            "Vous avez fait la moyenne des parts. Chaque territoire y compte autant, le plus petit comme le plus grand"
            " : pesez chacun par l’ensemble de ses emplois."
        )
    if _near(value, middle) or _near(value, sum(without) / len(without)):
        raise Wrong(
            "C’est une part du milieu, médiane ou moyenne sans l’outre-mer. Elle ne tient pas compte de la taille des territoires."
        )
    if _near(value, weighted, 0.01):
        raise Wrong(
            "Vous avez pesé chaque part par ses emplois de l’ESS. Le poids d’une part, c’est son propre total"
            " : l’ensemble des emplois."
        )
    if _near(value, values.national):
        raise Wrong("C’est la part nationale de la brochure. La question demande de la retrouver à partir des territoires.")
    if _near(value, private):
        raise Wrong("C’est la part nationale de l’emploi privé. Ici, le total est l’ensemble des emplois.")
    if value > 100:
        raise Wrong("Une part ne dépasse pas cent. Divisez les emplois de l’ESS par l’ensemble des emplois.")
    raise Wrong(f"Vous trouvez {_percent(value, 2)}. Additionnez des emplois des deux côtés, puis divisez une seule fois.")


def together(shares: dict[str, float], jobs: dict[str, int]) -> float:
    """The share of the territories taken together: their jobs out of all the jobs that the shares imply."""
    return sum(jobs.values()) / sum(jobs[code] / shares[code] for code in shares)


@task("barres", "Triez avec sort_values, puis dessinez avec barh : les noms d’abord, les parts ensuite.")
def _chart(answer):
    values = _values()
    ax = answers.drawing(answer)
    found = answers.bars(ax)
    drawn = sorted(bar.value for bar in found)
    if drawn == sorted(values.jobs.values()):
        raise Wrong("Vous avez dessiné les nombres d’emplois. La question demande les parts, colonne part.")
    if len(found) == len(values.shares.keys() - _overseas()):
        raise Wrong("Vous avez oublié l’outre-mer. Le dessin doit avoir une barre par territoire de la table.")
    if len(found) != values.count:
        raise Wrong(f"Le dessin a {_number(len(found))} barres, la table {_number(values.count)} territoires.")
    if drawn != sorted(values.shares.values()):
        raise Wrong("Les longueurs des barres ne sont pas les parts de la table. Donnez la colonne part à barh.")
    unknown = [bar for bar in found if answers.code_of(bar.label) is None]
    if unknown or any(data.has("regions", bar.label) for bar in found):
        raise Wrong("Les barres n’ont pas de nom lisible. Un code ne dit rien à qui lit : donnez la colonne nom.")
    for bar in found:
        if values.shares[answers.code_of(bar.label)] != bar.value:
            raise Wrong(
                f"La barre « {bar.label} » ne porte pas sa part. Vous avez trié les parts sans trier les noms avec elles."
            )
    lengths = [bar.value for bar in found]
    if lengths not in (sorted(lengths), sorted(lengths, reverse=True)):
        raise Wrong("Les barres ne sont pas dans l’ordre des parts. Triez la table avant de dessiner.")
    start = min(ax.get_xlim() if answers.is_flat(ax) else ax.get_ylim())
    if start > 0:
        raise Wrong(
            f"L’échelle commence à {_number(round(start, 1))}. La longueur d’une barre se lit depuis zéro"
            " : coupée, elle exagère les écarts."
        )
    private = facts.number_of("part-emploi-prive")
    if any(_near(float(at), private) for line in ax.lines for at in (*line.get_xdata(), *line.get_ydata())):
        raise Wrong(
            f"Votre repère est à {_percent(private)}, la part de l’emploi privé. Ces barres sont des parts de l’ensemble des emplois"
            f" : le repère est à {_percent(values.national)}."
        )
    title = ax.get_title()
    if not title:
        raise Wrong("Le dessin n’a pas de titre. Dites ce que l’on voit, de quoi c’est la part et l’année.")
    if "2013" not in title:
        raise Wrong("Le titre ne dit pas l’année. Ces chiffres sont de 2013, et d’autres circulent.")
    if "emploi" not in title.lower():
        raise Wrong("Le titre ne dit pas de quoi c’est la part. Écrivez « ensemble des emplois ».")
    drawn_figure = show.figure(
        ax,
        "barres",
        "Une barre horizontale par territoire, triée selon la part. Un trait marque la part nationale qui se compare."
        if ax.lines
        else "Une barre par territoire, triée selon la part.",
        "Part de l’ensemble des emplois",
    )
    return "Les barres sont triées, partent de zéro et sont nommées. Le titre dit le total et l’année : ce dessin se lit seul.", drawn_figure


@task("comparer", "Une ligne se compare si sa date et son total sont ceux de la table de 2013. Et s’il n’y en avait aucune ?")
def _compare(answer):
    values = _values()
    if isinstance(answer, Real) and not isinstance(answer, bool):
        if answer == 0:
            return _nothing_compares(), None
        raise Wrong(
            f"Vous donnez un nombre, {_number(round(float(answer), 2))}. Si c’est une différence entre 2013 et plus tard, "
            "elle mêle un changement de source et un changement de l’ESS, et on ne peut pas les séparer."
        )
    found = answers.rows(answer)
    if not found:
        return _nothing_compares(), None
    known = [identifier for identifier in found if data.has("donnees_ulterieures", identifier)]
    if not known:
        if any(answers.code_of(item) for item in found) or len(found) == values.count:
            raise Wrong("Vous donnez des régions. La question demande quelles lignes de la table suite se comparent.")
        raise Wrong("Ces lignes ne sont pas dans la table suite. Gardez ses lignes, avec leur identifiant.")
    row = data.row("donnees_ulterieures", known[0])
    kept = "une ligne" if len(known) == 1 else f"{_number(len(known))} lignes"
    place = regions.name(row["region"])
    whole = row["part_de"] or ""
    if "privé" in whole:
        why = "c’est une part de l’emploi privé, pas de l’ensemble des emplois."
    elif "salari" in whole:
        why = "c’est une part des salariés, pas de l’ensemble des emplois."
    else:
        why = french.lower_first(row["comparabilite"])
    raise Wrong(f"Vous gardez {kept}. La première vient d’ici : {place}. Or {why}")


def _nothing_compares() -> str:
    return (
        "Aucune ligne ne se compare à 2013. La date, la source ou le total diffèrent à chaque fois"
        " : ni soustraction, ni classement, et c’est la réponse à donner."
    )
