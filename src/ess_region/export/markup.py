"""Texts of the course for other tools: HTML without the book's bubbles, links and styles."""

from html import escape
from html.parser import HTMLParser

from .. import inline

_KEPT = {"em", "strong", "b", "i", "code", "sub", "sup"}


def html(text: str) -> str:
    """Clean inline HTML of an inline Markdown text: values as text, links to the web only."""
    return clean(inline.html(text))


def clean(source: str) -> str:
    """The HTML of the book without bubbles, classes, and links that lead to its other pages."""
    cleaner = _Cleaner()
    cleaner.feed(source)
    cleaner.close()
    return "".join(cleaner.out).strip()


class _Cleaner(HTMLParser):
    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.out: list[str] = []
        self.closing: list[str] = []  # what each open element writes at its end
        self.hidden = 0  # depth inside a bubble

    def handle_starttag(self, tag, attributes):
        if tag == "br":
            if not self.hidden:
                self.out.append("<br>")
            return
        known = dict(attributes)
        if self.hidden or "info-bulle" in (known.get("class") or "").split():
            self.hidden += 1
            return
        address = known.get("href") or ""
        if tag in _KEPT:
            opening, end = f"<{tag}>", f"</{tag}>"
        elif tag == "a" and address.startswith(("http://", "https://")):
            opening, end = f'<a href="{escape(address)}">', "</a>"
        else:
            opening = end = ""
        self.out.append(opening)
        self.closing.append(end)

    def handle_endtag(self, tag):
        if tag == "br":
            return
        if self.hidden:
            self.hidden -= 1
        elif self.closing:
            self.out.append(self.closing.pop())

    def handle_data(self, data):
        if not self.hidden:
            self.out.append(escape(data, quote=False))
