"""Pages that stand alone in one file, to send or to print: no script, no other file, no request."""

import re
from html import escape
from pathlib import Path

#: Its style is inside: such a page leaves its folder, by e-mail or on paper. Colours are those of the book.
_STYLE = """
:root { color-scheme: light dark; --text: #1b2a2c; --bg: #fff; --soft: #f3f7f6; --line: #d3dedd; --link: #0d5358; }
@media screen and (prefers-color-scheme: dark) {
  :root { --text: #e4ecec; --bg: #101a1c; --soft: #182527; --line: #2d3e41; --link: #83cbc6; }
}
* { box-sizing: border-box; }
body {
  margin: 0 auto; padding: 1.5rem; max-width: 66rem; background: var(--bg); color: var(--text);
  font: 1rem/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
}
h1, h2, th, caption { color: var(--link); }
h1 { margin: 0 0 .5rem; font-size: 1.7rem; line-height: 1.2; }
h2 { margin: 1.5rem 0 .4rem; font-size: 1.15rem; line-height: 1.3; }
p, ul { margin: .4rem 0; }
a { color: var(--link); }
table { width: 100%; margin: .8rem 0; border-collapse: collapse; }
caption { padding: .3rem 0; text-align: left; font-weight: 600; }
th, td { padding: .45rem .6rem; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
thead th { background: var(--soft); }
th[scope="row"] { overflow-wrap: anywhere; }
code { font: .9em ui-monospace, Consolas, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }
@media screen and (max-width: 44rem) {
  body { padding: 1rem; }
  table, caption, tbody, tr, th[scope="row"], td { display: block; }
  thead { position: absolute; clip-path: inset(50%); }
  td { border: 0; padding-block: .1rem; }
  tr { padding-bottom: .6rem; border-bottom: 1px solid var(--line); }
  tbody th { border: 0; }
}
@page { size: A4; margin: 12mm; }
@media print { body { max-width: none; padding: 0; font-size: 9.5pt; } h1, h2, h2 + p { break-after: avoid; } p, li, tr { break-inside: avoid; } a { text-decoration: none; } }
"""


def document(title: str, body: str, style: str = "") -> str:
    """A whole page in French around `body` (HTML); `style` is added to the common one."""
    return (
        '<!doctype html>\n<html lang="fr">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(title)}</title>\n<style>{_STYLE}{style}</style>\n</head>\n"
        f"<body>\n<main>\n{body}</main>\n</body>\n</html>\n"
    )


def from_markdown(file: Path) -> str:
    """A page of a Markdown file: its first heading is the title. Raises OSError."""
    from markdown_it import MarkdownIt

    text = file.read_text(encoding="utf-8")
    title = re.search(r"^# +(.+)$", text, re.M)
    body = MarkdownIt("js-default", {"html": False, "linkify": False}).render(text)
    # Columns and rows that speak for themselves need a heading each.
    body = body.replace("<th>", '<th scope="col">')
    return document(title[1] if title else file.stem, body, "pre { padding: .6rem .8rem; background: var(--soft); white-space: pre-wrap; overflow-wrap: anywhere; }")
