"""The base of every widget: one object, live in JupyterLab, static in the book.

In JupyterLab it is an ordinary anywidget. In the book there is no kernel: `_repr_mimebundle_` adds
the static HTML, with the traits beside it as JSON, and the book's script mounts the same ES module
on it (`host.js`).
"""

import codecs
import json
from html import escape
from typing import Any, ClassVar

import anywidget
import traitlets

from .. import prose
from . import bundle

# Traits of ipywidgets itself, or that travel another way, are not part of the page's model.
_NOT_IN_PAGE = {"html", "layout", "tabbable", "tooltip"}


class EssWidget(anywidget.AnyWidget):
    """A widget of the course.

    Subclasses set `name` (the public French name, `data-widget`), `module` (the files
    `widgets/MODULE.js` and `.css`), declare their traits with `.tag(sync=True)`, and write
    `static_html()`.
    """

    name: ClassVar[str]
    module: ClassVar[str]
    asks: ClassVar[bool] = False  # shows questions of the banks (style/questions.css)

    #: Words of the button that starts it in the book, for a widget whose model is heavy (`host.js`); without any, it starts alone.
    opens: str = ""
    #: Where the state keeps what the reader did with it: whoever has begun needs no button.
    keeps: str = ""

    html = traitlets.Unicode(help="The static HTML that the module enhances.").tag(sync=True)

    def __init_subclass__(cls, **kwargs):
        if "module" in cls.__dict__:
            cls._esm = bundle.bundle(cls.module)
            cls._css = bundle.styles(cls.module)
        super().__init_subclass__(**kwargs)

    def __init__(self, **kwargs):
        super().__init__(**kwargs)
        self.html = self._root_html()

    def static_html(self) -> str:
        """The content of the widget before any script: real, readable, printable HTML."""
        raise NotImplementedError

    def page_model(self) -> dict[str, Any]:
        """The traits that the module reads in the book, JSON-ready."""
        names = [
            trait
            for trait in self.trait_names(sync=True)
            if not trait.startswith("_") and trait not in _NOT_IN_PAGE
        ]
        return {trait: getattr(self, trait) for trait in sorted(names)}

    def summary(self) -> str:
        """What `repr` says between the parentheses; must be the same at each run."""
        return ""

    def shown_figures(self) -> list[tuple[str, str]]:
        """The figures that the widget shows: (id, text), sorted."""
        return prose.quoted_facts(self.html + json.dumps(self.page_model(), ensure_ascii=False))

    def __repr__(self) -> str:
        """Name, summary, and one line per figure: golden notebooks then tell when a figure changes."""
        lines = [f"{type(self).__name__}({self.summary()})"]
        lines += [f"  {name} = {text}" for name, text in self.shown_figures()]
        return "\n".join(lines)

    def _root_html(self, model: bool = False) -> str:
        script = opens = ""
        if model and self.opens:
            opens = f'data-ouvrir="{escape(self.opens)}" data-garde="{escape(self.keeps)}" '
        if model:
            text = json.dumps(
                self.page_model(), ensure_ascii=False, sort_keys=True, separators=(",", ":")
            )
            # « < » escaped: no text of the model can close the script element.
            text = text.replace("<", "\\u003c")
            kind = "application/json"
            if self.asks:
                # Not a secret: but neither a search in the page nor a look at its source gives the answers.
                kind, text = "text/plain", codecs.encode(text, "rot13")
            script = f'<script type="{kind}" class="ess-model">{text}</script>'
        return (
            f'<div class="ess-widget" data-widget="{escape(self.name)}"{" data-questions" if self.asks else ""} '
            f'{opens}data-state="static">'
            f"{script}{self.static_html()}</div>"
        )

    def _repr_mimebundle_(self, **kwargs):
        result = super()._repr_mimebundle_(**kwargs)
        if result is None:
            return None
        data, *metadata = result if isinstance(result, tuple) else (result,)
        data = {**data, "text/plain": repr(self), "text/html": self._root_html(model=True)}
        return (data, *metadata) if metadata else data
