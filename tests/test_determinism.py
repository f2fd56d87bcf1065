"""Same sources, same bytes: in another folder, in another order of Python's sets, at another time."""

from small_tree import Tree, small_tree


def test_two_cold_builds_give_the_same_bytes(tree: Tree, tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "271828")
    monkeypatch.setenv("TZ", "Pacific/Noumea")
    monkeypatch.setenv("LANG", "C")
    other = small_tree(tmp_path / "un autre dossier")
    built = other.build(cold=True)
    assert built.errors == []
    assert other.digests() == tree.digests()


def test_no_page_says_where_it_was_built(tree: Tree):
    names = [str(tree.root), str(tree.root.parent)]
    for file in tree.book.rglob("*"):
        if file.is_file():
            text = file.read_text(encoding="utf-8", errors="replace")
            assert not any(name in text for name in names), file.name
