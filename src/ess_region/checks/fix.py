"""Mend typography in place: `python -m ess_region.checks.fix book/definition.md exercises/…/quiz.yml`.

Pages (.md), exercises (.yml), tables (.csv), their schemas (.json) and the word list (mots.txt).
"""

import csv
import io
import re
import sys
from pathlib import Path

from . import reading, spelling
from .markdown import mask_inline
from .typography import apply, faults, fix_typography, fix_yaml

# The texts of a table's schema that people read.
_SCHEMA_TEXT = re.compile(r'("(?:title|description)"\s*:\s*")((?:[^"\\]|\\.)*)')


def fixed(file: Path) -> str:
    """What a file should contain. Raises ValueError for a kind of file we do not mend."""
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".md":
        return fix_typography(text)
    if file.suffix in (".yml", ".yaml"):
        return fix_yaml(text, file)
    if file.suffix == ".csv":
        return fix_table(file)
    if file.suffix == ".json":
        return _SCHEMA_TEXT.sub(lambda m: m[1] + apply(m[2], faults(m[2], mask_inline(m[2]))), text)
    if file.name == spelling.WORDS.name:
        return "\n".join(spelling.in_order(text.split())) + "\n"
    raise ValueError(f"on ne corrige que les fichiers .md, .yml, .csv et .json, pas {file.name}")


def fix_table(file: Path) -> str:
    """A table with the typography of its text columns mended."""
    columns = set(reading.text_columns(reading.read_schema(file)))
    table = reading.read_table(file)
    if table.fault:
        raise ValueError(f"{file.name} : {table.fault}")
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.header)
    for _, row in table.rows:
        writer.writerow(
            apply(value, faults(value, mask_inline(value))) if column in columns else value
            for column, value in zip(table.header, row, strict=True)
        )
    return out.getvalue()


def main(arguments: list[str]) -> int:
    """Mend the files named; say which changed. Returns the exit code."""
    if not arguments:
        print("Usage : python -m ess_region.checks.fix FICHIER…")
        return 2
    for name in arguments:
        file = Path(name)
        try:
            new = fixed(file)
        except (OSError, ValueError) as error:
            print(f"{name} : {error}", file=sys.stderr)
            return 1
        if new == file.read_text(encoding="utf-8"):
            print(f"{name} : rien à corriger")
        else:
            file.write_text(new, encoding="utf-8", newline="\n")
            print(f"{name} : corrigé")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
