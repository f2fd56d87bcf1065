"""The measures as tables: in the terminal, or in Markdown for a note."""

from collections.abc import Callable, Iterator

from ..checks.weight import FIRST_VISIT, NEXT_PAGE

# Targets, in milliseconds; a layout shift has no unit.
READY_AFTER_LOAD, CLICK = 300.0, 50.0
READABLE, READY = 2_500.0, 4_000.0
SHIFT = 0.02

EDITIONS = {"apprenant": "Édition des participants", "animateur": "Édition de la personne qui anime"}

Show = Callable[[float], str]


def number(value: float, decimals: int = 0) -> str:
    """« 1 234,5 »: French signs."""
    return f"{value:,.{decimals}f}".replace(",", "\u202f").replace(".", ",")


def _kilo(value: float) -> str:
    return f"{number(value / 1000, 1)}\u00a0ko"


def _milli(value: float) -> str:
    return f"{number(value)}\u00a0ms"


def _seconds(value: float) -> str:
    return f"{number(value / 1000, 1)}\u00a0s"


def _shift(value: float) -> str:
    return number(value, 3)


#: Column → (key of a row, target, how to write it).
COLUMNS: dict[str, tuple[str, float | None, Show]] = {
    "Première visite": ("premiere_visite", FIRST_VISIT, _kilo),
    "Page suivante": ("page_suivante", NEXT_PAGE, _kilo),
    "Tout lu": ("tout_lu", None, _kilo),
    "Requêtes": ("requetes", None, number),
    "Prête": ("prets_ms", None, _milli),
    "Lisible, lien lent": ("lent_lisible_ms", READABLE, _seconds),
    "Prête, lien lent": ("lent_prets_ms", READY, _seconds),
    "Prête, lien lent et cache": ("lent_cache_prets_ms", READY, _seconds),
    "Décalage": ("decalage", SHIFT, _shift),
    "Clic": ("clic_ms", CLICK, _milli),
}
STOCK = "Jupyter Book d’origine"


def targets() -> str:
    """The targets in one sentence."""
    known = [f"{name.lower()} {show(target)}" for name, (_, target, show) in COLUMNS.items() if target is not None]
    return (
        f"Cibles\u00a0: {', '.join(known)}, aucune remarque d’axe. Les deux premières colonnes comptent ce qu’une page charge "
        "seule, à l’arrivée en haut. «\u202fTout lu\u202f» compte la première visite et les scripts que les activités chargent plus bas, quand on s’en approche."
    )


def _cells(row: dict) -> Iterator[tuple[str, bool | None]]:
    """(text, whether it meets its target, None without a target) for each column, axe's modes last."""
    shifts = [row[key] for key in ("decalage_ordinateur", "decalage_telephone") if row.get(key) is not None]
    row = {**row, "decalage": max(shifts, default=None)}
    for key, target, show in COLUMNS.values():
        value = row.get(key)
        if value is None:
            yield "–", None
        else:
            yield show(value), None if target is None else value <= target
    for found in (row.get("axe") or {}).values():
        yield str(len(found)), not found


def _modes(measures: dict) -> list[str]:
    rows = [row for rows in measures["pages"].values() for row in rows]
    return list(next((row["axe"] for row in rows if row.get("axe")), {}))


def _stock_row(stock: dict) -> dict:
    return {"premiere_visite": stock["octets"], "page_suivante": stock["deuxieme_visite"], **stock}


def _stock_note(measures: dict) -> str:
    stock = measures["temoin"]
    hosts = ", ".join(stock["autres_hotes"]) or "personne"
    text = (
        f"{STOCK}\u00a0: une page avec un ipywidget, {_kilo(stock['octets'])} de son serveur, et "
        f"{stock['requetes_autres_hotes']} requête(s) à {hosts}, bloquées ici, donc ni pesées ni attendues\u00a0: son activité n’est jamais prête. "
        "Sa deuxième colonne est une deuxième visite de la même page."
    )
    if measures["rapport"]:
        text += f" Notre page la plus lourde avec une activité pèse {number(measures['rapport'], 1)} fois moins que ces octets."
    return text


def markdown(measures: dict) -> str:
    """All the measures, as Markdown."""
    lines: list[str] = []
    if measures["construction"]:
        lines += ["## Construction", "", "| Mesure | Temps | Cible |", "|---|--:|--:|"]
        for row in measures["construction"]:
            target = f"{number(row['cible'])}\u00a0s" if row["cible"] else "–"
            lines.append(f"| {row['mesure']} | {number(row['secondes'], 1)}\u00a0s | {target} |")
        lines.append("")
    names = [*COLUMNS, *(f"axe, {mode}" for mode in _modes(measures))]
    for edition, rows in measures["pages"].items():
        lines += [f"## {EDITIONS[edition]}", "", f"| Page | {' | '.join(names)} |", "|---|" + "--:|" * len(names)]
        shown = [(row["page"], row) for row in rows]
        if measures["temoin"]:
            shown.append((STOCK, _stock_row(measures["temoin"])))
        for name, row in shown:
            cells = [f"**{text}**" if met is False else text for text, met in _cells(row)]
            lines.append(f"| {name} | {' | '.join(cells)} |")
        lines.append("")
    lines.append(f"{targets()} En gras\u00a0: au-dessus de la cible.")
    if measures["temoin"]:
        lines += ["", _stock_note(measures)]
    return "\n".join(lines) + "\n"


def show(measures: dict) -> None:
    """Print the measures in the terminal."""
    from rich.console import Console
    from rich.table import Table

    console = Console()
    if measures["construction"]:
        table = Table(title="Construction", title_justify="left")
        for name in ("Mesure", "Temps", "Cible", "Pages relues", "Pages exécutées"):
            table.add_column(name, justify="right" if name in ("Temps", "Cible") else "left")
        for row in measures["construction"]:
            met = None if row["cible"] is None else row["secondes"] <= row["cible"]
            table.add_row(
                row["mesure"],
                _signed(f"{number(row['secondes'], 1)}\u00a0s", met),
                f"{number(row['cible'])}\u00a0s" if row["cible"] else "–",
                ", ".join(row["pages_relues"]) or "–",
                ", ".join(row["pages_executees"]) or "–",
            )
        console.print(table)
    for edition, rows in measures["pages"].items():
        table = Table(title=EDITIONS[edition], title_justify="left")
        table.add_column("Page")
        for name in [*COLUMNS, *(f"axe, {mode}" for mode in _modes(measures))]:
            table.add_column(name, justify="right")
        for row in rows:
            table.add_row(row["page"], *(_signed(text, met) for text, met in _cells(row)))
        if measures["temoin"]:
            table.add_section()
            table.add_row(STOCK, *(_signed(text, None) for text, _ in _cells(_stock_row(measures["temoin"]))))
        table.caption = targets()
        console.print(table)
    if measures["temoin"]:
        console.print(_stock_note(measures), highlight=False)


def _signed(text: str, met: bool | None) -> str:
    """With a sign that says whether the target is met."""
    return text if met is None else f"{'[green]✓[/]' if met else '[bold red]✗[/]'} {text}"
