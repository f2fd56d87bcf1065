"""What pages and exercises quote from the data exists: facts, articles, acronyms, changes, sources."""

import re
from pathlib import Path

import yaml

from .. import data, facts, prose
from ..errors import ContentError
from . import reading
from .markdown import Page, inline_roles


def check(book: Path | None = None, exercises: Path | None = None) -> list[ContentError]:
    """Unknown identifiers, page by page. One error only when the data themselves cannot be read."""
    found: list[ContentError] = []
    try:
        for table in ("faits", "articles", "lois", "glossaire", "changements", "sources"):
            data.table(table)
    except ContentError as error:
        return [error]
    for file in reading.page_files(book):
        try:
            found += check_page(file, reading.read_page(file))
        except UnicodeDecodeError:
            continue  # said by the check of prose
    for file in reading.exercise_files(exercises):
        try:
            texts = reading.yaml_texts(file)
        except (UnicodeDecodeError, yaml.YAMLError):
            continue  # said by the check of quizzes
        for text in texts:
            for role in inline_roles(text.source):
                found += _role(role.name, role.content, file, text.line_of(role.offset), text.id)
    return found


def check_page(file: Path, page: Page) -> list[ContentError]:
    """Unknown identifiers of one page."""
    found = []
    for role in page.roles:
        found += _role(role.name, role.content, file, page.line(role.offset))
    for directive in page.directives:
        table = {"depuis": "changements", "sources-page": "sources"}.get(directive.name)
        if table:
            for identifier in re.split(r"[\s,]+", directive.argument.strip()):
                # `brochure:2-4`: a source and its pages.
                identifier = identifier.partition(":")[0]
                if identifier and not data.has(table, identifier):
                    found.append(
                        ContentError(
                            f"identifiant inconnu : « {identifier} »",
                            file=file,
                            line=directive.line,
                            hint=f"Les identifiants sont dans data/{table}.csv.",
                        )
                    )
    return found


def _role(name: str, content: str, file: Path, line: int, id: str | None = None) -> list[ContentError]:
    try:
        if name == "fait":
            facts.resolve(content)
        elif name == "article":
            prose.article_html(content)
        elif name == "sigle" and prose.glossary_entry(content.partition("|")[0].strip()) is None:
            raise ContentError(
                "sigle absent du glossaire", id=content, hint="Ajoutez-le dans data/glossaire.csv."
            )
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        # A formula met data that it did not expect: the page is named all the same.
        return [
            ContentError(
                f"ce chiffre ne se calcule pas : « {content} » ({type(error).__name__} : {error})",
                file=file,
                line=line,
                id=id,
                hint="Vérifiez les données dont il dépend (la formule est dans src/ess_region/facts.py).",
            )
        ]
    except ContentError as error:
        quoted = f" : « {error.id} »" if error.id else ""
        return [ContentError(error.message + quoted, file=file, line=line, id=id, hint=error.hint)]
    return []
