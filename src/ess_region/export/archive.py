"""ZIP archives whose bytes depend on their content alone."""

import zipfile
from collections.abc import Mapping
from pathlib import Path

# The first day that the format knows: the same content gives the same archive, whatever the day.
FIRST_DAY = (1980, 1, 1, 0, 0, 0)
LEVEL = 9
ORDINARY_FILE = 0o644 << 16


def folder_files(folder: Path, under: str = "") -> dict[str, bytes]:
    """Name with `/` (below `under`) → content of every file of a folder, in alphabetical order."""
    found = sorted(file for file in folder.rglob("*") if file.is_file())
    return {under + file.relative_to(folder).as_posix(): file.read_bytes() for file in found}


def write_zip(target: Path, files: Mapping[str, bytes]) -> None:
    """Write an archive: names in alphabetical order, no date, the same rights everywhere.

    `files`: name with `/` separators → content. Raises OSError.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # the same on Windows
            entry.external_attr = ORDINARY_FILE
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED, LEVEL)
