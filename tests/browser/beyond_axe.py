"""What axe does not judge, as checks of a page that a browser shows: see `beyond_axe.js`.

Each check raises AssertionError with one French sentence per fault; `test_beyond_axe.py` proves that each closes.
"""

from collections import Counter
from pathlib import Path

from playwright.sync_api import Page

SCRIPT = (Path(__file__).parent / "beyond_axe.js").read_text(encoding="utf-8")
WALK = (Path(__file__).parent / "walk.js").read_text(encoding="utf-8")
#: Stops of a page, at most: `chiffres-et-sources` has the most.
MOST_STOPS = 1000
TAB = {"type": "rawKeyDown", "key": "Tab", "code": "Tab", "windowsVirtualKeyCode": 9}

#: Kinds of elements whose focus was already seen by this process, in each mode: once is enough.
_SEEN: dict[str, set[str]] = {}


def _ask(page: Page, expression: str, argument=None):
    if not page.evaluate("'beyond' in window"):
        page.evaluate(SCRIPT)
    return page.evaluate(expression, argument)


def check(page: Page, *names: str) -> None:
    """Checks by name: `structure`, `tables`, `targets`, `hover`, `live`, `movement`, `spacing`."""
    found = _ask(page, "(names) => names.flatMap((name) => beyond[name]())", list(names))
    assert not found, f"{page.url}, {page.viewport_size['width']} px :\n" + "\n".join(dict.fromkeys(found))


def check_focus(page: Page, mode: str) -> None:
    """Each kind of element that can have the focus shows it (2 px, 3:1), and nothing covers it.

    `mode` names how the page is shown: a kind seen in a page is not looked at again in the same mode.
    """
    known = _SEEN.setdefault(mode, set())
    # The last key tells the browser to show the focus that a script gives.
    page.keyboard.press("Shift")
    result = _ask(page, "(known) => beyond.focus(known)", sorted(known))
    known.update(result["tested"])
    assert not result["out"], f"{page.url}, {mode} :\n" + "\n".join(dict.fromkeys(result["out"]))


def _walker(page: Page) -> None:
    if not page.evaluate("'walk' in window"):
        _ask(page, "0")
        page.evaluate(WALK)


def _walked(page: Page, news: dict) -> int:
    found = [*news["wrong"], *page.evaluate("walk.back()")]
    assert not found, f"{page.url}, {page.viewport_size['width']} px :\n" + "\n".join(dict.fromkeys(found))
    return news["count"]


def check_stops(page: Page, within: str = "main") -> int:
    """Every stop of the keyboard under `within`, there and back, without the keys: how many.

    At each the focus is on something seen, in the window, not covered whole (WCAG 2.4.11); it goes down each column
    of the page, in the order of its source.
    """
    _walker(page)
    return _walked(page, page.evaluate("(within) => walk.steps(within)", within))


def check_walk(page: Page, start: str | None = None) -> int:
    """Real presses of Tab from `start` (a selector; None: the top of the page) to the end, then back: how many stops.

    `check_stops`, and no stop comes twice, and the walk ends.
    """
    _walker(page)
    page.evaluate("(from) => walk.start(from)", start)
    session = page.context.new_cdp_session(page)
    news = {"ended": False, "count": 0}
    while not news["ended"] and news["count"] < MOST_STOPS:
        for _ in range(25):
            session.send("Input.dispatchKeyEvent", TAB)  # twice as fast as a press, which waits for the key to go up
        before, news = news, page.evaluate("walk.news()")
        if news["count"] == before["count"] and not news["ended"]:
            news["wrong"].append("le clavier n’avance plus")
            break
    else:
        if not news["ended"]:
            news["wrong"].append("le clavier n’arrive pas au bout de la page")
    session.detach()
    return _walked(page, news)


# -- names, from the accessibility tree -----------------------------------------------------------

CONTROLS = {
    "button", "checkbox", "combobox", "DisclosureTriangle", "link", "listbox", "menuitem", "radio", "searchbox", "slider",
    "spinbutton", "switch", "tab", "textbox",
}  # fmt: skip
GROUPS = {"group", "radiogroup", "region", "navigation", "form", "dialog", "alertdialog", "complementary", "search"}
#: What makes two controls of the same name different for who hears them.
CONTEXTS = GROUPS | {"listitem", "row", "article", "table", "figure", "main", "term", "definition"}


def tree(page: Page) -> list[dict]:
    """Nodes of the accessibility tree that are exposed, in order: role, name, description, states, context."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    by_id = {node["nodeId"]: node for node in nodes}
    exposed = []
    for node in nodes:
        if node.get("ignored"):
            continue
        context, up = [], by_id.get(node.get("parentId"))
        while up:
            if not up.get("ignored") and up["role"]["value"] in CONTEXTS:
                context.append(up["nodeId"])
            up = by_id.get(up.get("parentId"))
        exposed.append(
            {
                "role": node["role"]["value"],
                "name": " ".join(node.get("name", {}).get("value", "").split()),
                "description": node.get("description", {}).get("value", ""),
                "states": {one["name"]: one["value"].get("value") for one in node.get("properties", [])},
                "context": context[0] if context else None,
            }
        )
    return exposed


def name_faults(nodes: list[dict]) -> list[str]:
    """Controls without a name, groups without a name, controls that nothing tells from one another."""
    faults = [
        f"sans nom annoncé : {node['role']}"
        for node in nodes
        if not node["name"] and (node["role"] in CONTROLS or node["role"] in GROUPS - {"group", "form", "complementary", "search"})
    ]
    alike = Counter(
        (node["role"], node["name"], node["description"], node["states"].get("url", ""), node["context"])
        for node in nodes
        if node["role"] in CONTROLS - {"link"} and not node["states"].get("disabled")
    )
    faults += [f"{count} fois « {key[1]} » ({key[0]}) au même endroit" for key, count in alike.items() if count > 1]
    urls: dict[tuple, set] = {}
    for node in nodes:
        if node["role"] == "link" and node["states"].get("url"):
            urls.setdefault((node["name"], node["description"], node["context"]), set()).add(node["states"]["url"])
    faults += [f"« {key[0]} » (lien) mène à {len(found)} adresses au même endroit" for key, found in urls.items() if len(found) > 1]
    # A state that eyes see is said: a choice is checked or not, what opens says whether it is open.
    for role, state in (("checkbox", "checked"), ("radio", "checked"), ("DisclosureTriangle", "expanded"), ("switch", "checked")):
        faults += [f"état non annoncé ({state}) : « {node['name']} »" for node in nodes if node["role"] == role and state not in node["states"]]
    return faults


def check_names(page: Page) -> None:
    """Every control and landmark of the page as it is has a name of its own."""
    faults = name_faults(tree(page))
    assert not faults, f"{page.url} :\n" + "\n".join(faults)
