"""The licences of what others made: the stored list is the one that pins and packages give."""

from ess_region import components, pins


def test_the_stored_list_is_the_one_made_here():
    assert components.text(components.made()) == components.FILE.read_text(encoding="utf-8"), (
        "refaites la liste : python -m ess_region.components"
    )


def test_every_pinned_package_is_there_with_a_licence():
    listed = components.stored()
    pinned = [line.split(" ")[0] for file in components.USES.values() for line in pins.first_lines(file.read_text("utf-8"))]
    assert sorted(f"{one.nom}=={one.version}" for one in listed) == sorted(pinned)
    assert [one.nom for one in listed if not one.licence or "UNKNOWN" in one.licence] == []


def test_another_version_or_licence_shows(monkeypatch):
    stored = components.stored()
    monkeypatch.setattr(components, "stored", lambda: [stored[0]._replace(licence="autre"), *stored[1:]])
    monkeypatch.setitem(components.USES, "construction", pins.DEV)
    assert components.text(components.made()) != components.FILE.read_text(encoding="utf-8")
