"""The check of what a reader sees: each fault, made on purpose, must be found; what is right must not."""

import pytest

from ess_region.checks import built
from ess_region.french import NBSP, NNBSP

WRONG = {
    "<p>Une question ?</p>": "(U+202F) avant",
    "<p>Un <b>mot</b> : la suite</p>": "(U+00A0) avant",
    "<p>« mot »</p>": "(U+202F) après",
    "<p>10 % des emplois</p>": "(U+00A0) avant",
    "<p>221 325 emplois</p>": "milliers",
    "<p>Il faut 12 km.</p>": "unité",
    "<p>l'économie</p>": "apostrophe",
    '<button aria-label="Copy">x</button>': "anglais",
    '<input placeholder="Search">': "anglais",
    '<a title="Permalink to this heading">x</a>': "anglais",
    "<p>Vu le 2026-03-02.</p>": "date",
    "<p>Le 3 March, January</p>": "anglais",
}


@pytest.mark.parametrize("html", WRONG)
def test_a_fault_is_found(html):
    messages = [message for text in built.texts(html) for message, _, _ in built.text_faults(text)]
    assert any(WRONG[html] in message for message in messages), messages


RIGHT = f"""
<p>Une question{NNBSP}? Un <b>mot</b>{NBSP}: 10{NBSP}% de 221{NNBSP}325 emplois, le 1er mai 2015.</p>
<p>Voir https://exemple.fr/a?b=c&amp;d:e ou a-b.html. <code>x = 'a' ? 1 : 2</code></p>
<pre>Copy : "x"</pre><script>var the = "Search ?";</script><p lang="en">The book: search</p>
<p>Valeur <input> %</p><ul><li>Un</li><li>: deux</li></ul>
"""


def test_what_is_right_is_left_alone():
    assert [fault for text in built.texts(RIGHT) for fault in built.text_faults(text)] == []


def test_a_fault_names_the_page_and_what_to_do(tmp_path):
    (tmp_path / "page.html").write_text("<p>Une question ?</p>", encoding="utf-8")
    [error] = [one for one in built.check(tmp_path) if "page.html" in str(one)]
    assert "U+202F" in str(error) and "Cherchez ce texte" in str(error)


def test_the_messages_of_the_scripts():
    wrong = ['"Vraiment ? Oui"', "`${n} pages : voici`", '"l\'avis des autres"']
    for literal in wrong:
        assert [fault for text in built._messages(literal) for fault in built.text_faults(text)], literal
    for literal in ('":scope > .a, #b : c"', '"data-x: y"', r'"Vraiment\u202f? Oui"'):
        assert not [fault for text in built._messages(literal) for fault in built.text_faults(text)], literal
    assert [str(one) for one in built.scripts()] == []
