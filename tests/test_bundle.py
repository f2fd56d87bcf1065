"""Linking the widgets' modules: order, cycles, missing imports, one text for JupyterLab, no leak."""

import json
import re
from os.path import commonprefix

import pytest

from ess_region.errors import ContentError
from ess_region.sphinx import assets
from ess_region.widgets import WIDGETS, bundle

MODULES = {
    "widgets/un.js": 'import { a } from "./shared/a.js";\nimport "./shared/b.js";\nexport default a;\n',
    "widgets/shared/a.js": 'import {\n  b,\n} from "./b.js";\nexport { c } from "../../site/c.js";\nexport const a = b;\n',
    "widgets/shared/b.js": 'export const b = "./pas-un-import.js";\n',
    "site/c.js": "export const c = 1;\n",
    "widgets/boucle.js": 'import "./shared/d.js";\n',
    "widgets/shared/d.js": 'import "./e.js";\n',
    "widgets/shared/e.js": 'import "./d.js";\n',
    "widgets/perdu.js": '// une ligne\nimport { x } from "./shared/nulle-part.js";\n',
    "widgets/link.js": "const essLink = () => ({});\n",
    "widgets/un.css": ".ess-widget { margin: 0 }\n",
    "style/tokens.css": ":root { --ess-bg: white }\n",
    "style/controls.css": ".ess-btn { margin: 0 }\n",
}


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A small package of modules in place of ours."""
    for name, text in MODULES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    monkeypatch.setattr(bundle, "PACKAGE", tmp_path)
    bundle.source.cache_clear()
    yield tmp_path
    bundle.source.cache_clear()


def test_a_module_comes_after_what_it_imports(package):
    order = bundle.closure("widgets/un")
    assert order == ["widgets/shared/b", "site/c", "widgets/shared/a", "widgets/un"]
    assert bundle.closure("widgets/shared/a", "widgets/un") == order


def test_specifiers_become_names_and_strings_stay(package):
    assert bundle.imports("widgets/shared/a") == ["widgets/shared/b", "site/c"]
    assert 'from "widgets/shared/b"' in bundle.source("widgets/shared/a")
    assert '"./pas-un-import.js"' in bundle.source("widgets/shared/b")


def test_a_loop_is_refused(package):
    with pytest.raises(ContentError, match="import en boucle") as caught:
        bundle.closure("widgets/boucle")
    assert "widgets/shared/d → widgets/shared/e → widgets/shared/d" in caught.value.message


def test_a_missing_import_has_its_line(package):
    with pytest.raises(ContentError, match="nulle-part.js » est introuvable") as caught:
        bundle.modules("widgets/perdu")
    assert caught.value.line == 2
    assert caught.value.file.name == "perdu.js"


def test_a_missing_module(package):
    with pytest.raises(ContentError, match="introuvable"):
        bundle.modules("widgets/rien")


def test_one_text_for_jupyterlab(package):
    text = bundle.bundle("un")
    texts = json.loads(re.search(r"const essModules = (\{.*\});", text)[1])
    assert list(texts) == bundle.closure("widgets/un")
    assert 'essLink(essModules)["widgets/un"]' in text
    assert bundle.styles("un").index("--ess-bg") < bundle.styles("un").index(".ess-widget")


def test_a_module_as_a_function_of_what_it_imports(package):
    assert bundle.factory("widgets/shared/a") == (
        '(use) => {\n"use strict";\nconst {b} = use("widgets/shared/b");\nconst {c} = use("site/c");\n'
        "const a = b;\nreturn { a, c };\n}"
    )
    assert bundle.factory("widgets/un").endswith("const essDefault = a;\nreturn { default: essDefault };\n}")


def test_a_module_that_comes_at_its_first_use(package):
    (package / "widgets" / "un.js").write_text('export const a = async () => (await import("./shared/a.js")).a;\n', encoding="utf-8")
    assert bundle.closure("widgets/un") == ["widgets/un"]
    assert bundle.later("widgets/un") == ["widgets/shared/a"]
    assert 'use.later("widgets/shared/a")' in bundle.factory("widgets/un")
    # JupyterLab has one text for all, in the order of their imports.
    assert list(bundle.modules("widgets/un")) == ["widgets/shared/b", "site/c", "widgets/shared/a", "widgets/un"]


def test_a_missing_module_that_comes_later_has_its_line(package):
    (package / "widgets" / "un.js").write_text('// une ligne\nconst a = () => import("./shared/perdu.js");\n', encoding="utf-8")
    with pytest.raises(ContentError, match="shared/perdu.js » est introuvable") as caught:
        bundle.source("widgets/un")
    assert caught.value.line == 2


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('import * as a from "./shared/b.js";', "forme d’import ou d’export inconnue"),
        ('import b from "./shared/b.js";', "forme d’import ou d’export inconnue"),
        ("export let a = 1;", "forme d’import ou d’export inconnue"),
        ("export const { a } = { a: 1 };", "forme d’import ou d’export inconnue"),
        ("const a = 1;\nexport { a as b };", "renommé"),
    ],
)
def test_a_form_that_we_do_not_write_is_refused(package, text, words):
    (package / "widgets" / "un.js").write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match=words) as caught:
        bundle.factory("widgets/un")
    assert caught.value.file.name == "un.js"


def test_lightened_code_keeps_strings_and_lines_of_code():
    text = '// remarque\n/** Doc.\n * suite\n */\nconst a = "http://x"; // gardé\n\n  const b = `/* pas une remarque */`;\n'
    assert bundle.lighten(text) == 'const a = "http://x"; // gardé\nconst b = `/* pas une remarque */`;'


def test_no_text_can_close_the_script():
    assert "</script>" not in bundle.script_json({"a": "</script><script>alert(1)"})
    assert json.loads(bundle.script_json("</script>")) == "</script>"


# -- ours ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", WIDGETS)
def test_every_widget_has_its_three_files(name):
    module, class_name = WIDGETS[name]
    for suffix in (".py", ".js", ".css"):
        assert (bundle.PACKAGE / "widgets" / f"{module}{suffix}").is_file()
    from ess_region import widgets

    widget = getattr(widgets, class_name)
    assert (widget.name, widget.module) == (name, module)


@pytest.mark.parametrize("name", WIDGETS)
def test_a_widget_s_style_stays_in_the_widget(name):
    module, _ = WIDGETS[name]
    css = re.sub(r"/\*.*?\*/", "", (bundle.PACKAGE / "widgets" / f"{module}.css").read_text("utf-8"), flags=re.S)
    css = re.sub(r"@(?:media|supports|container)[^{]+\{", "", css)
    css = re.sub(r"@keyframes[^{]+\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", "", css)
    # Names that share a stylesheet share their beginning.
    names = [one for one, (shared, _) in WIDGETS.items() if shared == module]
    scope = f'.ess-widget[data-widget{"^" if names[1:] else ""}="{commonprefix(names)}"]'
    if names[1:]:
        assert [one for one in WIDGETS if one.startswith(commonprefix(names))] == names
    for selectors in re.findall(r"([^{};]+)\{", css):
        # Commas inside parentheses do not separate selectors.
        flat = selectors
        while flat != (flat := re.sub(r"\([^()]*\)", "", flat)):
            pass
        for selector in flat.strip().split(","):
            assert scope in selector or selector.strip() == "", f"{module}.css: {selector.strip()}"


def carried(text: str) -> list[str]:
    """Modules that a script of the book carries."""
    return re.findall(r'^"((?:site|widgets)/[\w./-]+)": \(use\) => \{$', text, re.M)


def test_each_module_is_shipped_once():
    scripts = assets.scripts("animateur")
    names = [name for text in scripts.values() for name in carried(text)]
    assert len(names) == len(set(names))
    main = scripts[assets.SCRIPT]
    widgets = json.loads(re.search(r"^const essWidgets = (\{.*\});$", main, re.M)[1])
    assert set(widgets) == set(WIDGETS)
    assert set(widgets.values()) <= set(names)
    assert set(names) == set(bundle.closure("site/main", assets.LATER, *widgets.values(), whole=True))
    assert not any("</script" in text for text in scripts.values())


@pytest.mark.parametrize("name", WIDGETS)
def test_a_page_gets_the_modules_of_its_widget(name):
    scripts = assets.scripts("animateur")
    page = f'<div class="ess-widget" data-widget="{name}" data-state="static">'
    needed = assets.page_scripts(page, assets.places("animateur"))
    assert all(widgets == [name] for widgets in needed.values())
    loaded = [assets.SCRIPT, *needed]
    modules = {module for script in loaded for module in carried(scripts[script])}
    assert set(bundle.closure(f"widgets/{WIDGETS[name][0]}")) <= modules


@pytest.mark.parametrize("name", WIDGETS)
def test_what_a_widget_asks_for_later_is_named_by_its_page(name):
    scripts = assets.scripts("animateur")
    page = f'<div class="ess-widget" data-widget="{name}" data-state="static">'
    places = assets.places("animateur")
    asked = bundle.later(*bundle.closure(f"widgets/{WIDGETS[name][0]}"))
    later = assets.page_scripts_later(page, places)
    assert {module for modules in later.values() for module in modules} == set(asked)
    for one in asked:
        modules = {*carried(scripts[assets.SCRIPT])}
        modules |= {module for file, for_whom in later.items() if one in for_whom for module in carried(scripts[file])}
        assert set(bundle.closure(one)) <= modules
        assert one not in {module for file in assets.page_scripts(page, places) for module in carried(scripts[file])}


def test_what_comes_later_needs_only_what_every_page_has():
    scripts = assets.scripts("animateur")
    modules = {*carried(scripts[assets.SCRIPT]), *carried(scripts[assets.LATER_SCRIPT])}
    assert set(bundle.closure(assets.LATER)) <= modules
    assert assets.LATER not in carried(scripts[assets.SCRIPT])


def test_a_page_without_a_tool_of_its_own_loads_nothing_more():
    page = '<p>Du texte</p><div class="ess-widget" data-widget="quiz" data-questions>'
    assert assets.page_scripts(page, assets.places()) == {}


def test_the_modules_call_nobody():
    from ess_region.checks import links

    for file in bundle.files():
        assert links.other_hosts(file.read_text("utf-8"), file.suffix[1:], file) == []
