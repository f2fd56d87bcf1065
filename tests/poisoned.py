"""Makes every widget of the course with HTML at the end of each text of the data and of the exercises; prints where
that HTML comes out as it is. Run in a process of its own by `test_hostile.py`: what it reads is cached.
"""

import functools
import re

from ess_region import content, data, paths, widgets

MARK = "<x-pris a=1>"


def spoilt(value):
    """A text of three words or more gets the mark; names, dates and numbers stay."""
    if isinstance(value, str):
        return f"{value} {MARK}" if " " in value and len(re.findall(r"[^\W\d_]{2,}", value)) > 2 else value
    if isinstance(value, list):
        return [spoilt(one) for one in value]
    if isinstance(value, dict):
        for key in value:
            value[key] = spoilt(value[key])
    return value


parse, read = content.parse_yaml, data._read
content.parse_yaml = lambda *given, **named: spoilt(parse(*given, **named))
data._read = functools.cache(lambda *given: [spoilt(dict(row)) for row in read(*given)])

calls = {
    call
    for page in paths.BOOK.glob("*.md")
    for call in re.findall(r"^([A-Z]\w+\(.*\))$", page.read_text(encoding="utf-8"), re.M)
    if call.partition("(")[0] in widgets.__all__
}
escaped = 0
for call in sorted(calls):
    name = call.partition("(")[0]
    html = eval(call, {name: getattr(widgets, name)}).html
    escaped += html.count("&lt;x-pris")
    for match in re.finditer("<x-pris", html):
        print(f"{call} : … {html[max(0, match.start() - 80) : match.start()]}")
print(len(calls), escaped)
