"""Archives: the same content gives the same bytes."""

import os
import zipfile

from ess_region.export.archive import folder_files, write_zip


def test_the_same_content_gives_the_same_bytes_whatever_the_day_and_the_order(tmp_path):
    write_zip(tmp_path / "un.zip", {"b/é.txt": b"deux", "a.txt": b"un"})
    source = tmp_path / "dossier"
    (source / "b").mkdir(parents=True)
    (source / "a.txt").write_bytes(b"un")
    (source / "b" / "é.txt").write_bytes(b"deux")
    os.utime(source / "a.txt", (0, 0))
    write_zip(tmp_path / "deux.zip", folder_files(source))
    assert (tmp_path / "un.zip").read_bytes() == (tmp_path / "deux.zip").read_bytes()


def test_an_archive_reads_back(tmp_path):
    write_zip(tmp_path / "un.zip", {"cours/index.html": b"<p>bonjour</p>"})
    with zipfile.ZipFile(tmp_path / "un.zip") as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["cours/index.html"]
        assert archive.read("cours/index.html") == b"<p>bonjour</p>"
