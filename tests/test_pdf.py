"""`cours.py export pdf`: a few pages of a made-up book, printed twice, then read back."""

import re

import pikepdf
import pypdf
import pytest

from ess_region import browser, toc
from ess_region.errors import ContentError, MachineError
from ess_region.export import answers, book_html, canonical, pdf
from ess_region.quiz import load_file

LONG = "Un titre si long qu’il passe à la ligne, en haut de sa page, et que le navigateur y perd une espace"
ADDRESS = "https://cours.exemple.fr/ess"
LEARNERS = {
    "un": '<p class="page-partie">Comprendre</p><section id="un"><h1>Premier <em>chapitre</em></h1><p>Voir <a href="deux.html#quiz">le quiz</a>'
    ' et <a href="#quiz">ici</a>, <a href="trois.html#x">ailleurs</a>, <a href="../search.html">chercher</a>.</p>'
    '<section id="quiz"><h2>Quiz</h2><div class="ess-widget" data-widget="essai" data-state="static">'
    '<script type="application/json">{"a": "</div"}</script><div><p>Contenu de l’activité</p></div></div></section></section>',
    "deux": '<section id="deux"><h1>Second chapitre</h1><section id="quiz"><h2>Quiz</h2><label for="champ">Nom</label>'
    f'<input id="champ" name="n">{"<p>Une phrase pour remplir la page.</p>" * 60}'
    '<div class="ess-widget" data-widget="sauvegarde"><p>Rien</p></div></section></section>',
    "quatre": f"<section><h1>{LONG}</h1><p>Fin.</p></section>",
}  # fmt: skip


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """A built book of two pages, whose parts are those of `_toc.yml` below."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "_static").mkdir()
    (folder / "book").mkdir()
    (folder / "_static" / "ess-region.css").write_text("@media print { .fin { display: none } }", encoding="utf-8")
    for slug, body in LEARNERS.items():
        html = f'<html><body><main><article class="page">{body}</article></main></body></html>'
        (folder / "book" / f"{slug}.html").write_text(html, encoding="utf-8")
    return folder


@pytest.fixture
def contents(monkeypatch):
    listed = [toc.Entry("book/un", "Comprendre", 1), toc.Entry("book/deux", "Agir", 2), toc.Entry("book/quatre", "Agir", 3)]
    monkeypatch.setattr(toc, "entries", lambda root=None, edition="apprenant": listed)


def test_identifiers_do_not_depend_on_where_the_browser_started():
    def made(start):
        file = pikepdf.new()
        cell, head = (f"node{start + step:08d}" for step in (0, 7))
        element = {"/S": pikepdf.Name.TD, "/ID": pikepdf.String(cell), "/A": pikepdf.Dictionary(Headers=[pikepdf.String(head)])}
        file.Root.Structure = file.make_indirect(pikepdf.Dictionary(element))
        file.Root.Tree = file.make_indirect(pikepdf.Dictionary(Limits=[pikepdf.String(cell), pikepdf.String(head)]))
        canonical.number_identifiers(file)
        return [str(file.Root.Structure.ID), str(file.Root.Structure.A.Headers[0]), *map(str, file.Root.Tree.Limits)]

    assert made(318) == made(46_000) == ["node00000001", "node00000002"] * 2


def printed(skipped: int, cut: bool):
    """A page with two links, as the browser may write it: `skipped` numbers, the first link in one piece or `cut` in two."""
    file = pikepdf.new()
    page = file.add_blank_page(page_size=(200, 200))
    number = 10 + skipped

    def link(left, right, place):
        nonlocal number
        number += 1
        return file.make_indirect(pikepdf.Dictionary(Subtype=pikepdf.Name.Link, Rect=[left, 10, right, 20], Dest=pikepdf.Name(place), StructParent=number))

    first = [link(10, 16, "/un"), link(16, 90, "/un")] if cut else [link(10, 90, "/un")]
    links = [*first, link(90, 120, "/deux")]
    page.Annots = pikepdf.Array(links)
    page.obj["/StructParents"] = number + 1
    font = f"F{number + 2}"
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary({f"/{font}": pikepdf.Dictionary(Type=pikepdf.Name.Font)}))
    page.Contents = file.make_stream(b"/H1 <</MCID 0 >>BDC /%s 12 Tf <0001> Tj EMC" % font.encode())

    def element(some):
        found = [pikepdf.Dictionary(Type=pikepdf.Name.OBJR, Obj=one) for one in some]
        return file.make_indirect(pikepdf.Dictionary(S=pikepdf.Name.Link, K=pikepdf.Array(found)))

    elements = [element(first), element(links[-1:])]
    numbers = []
    for some, own in zip((first, links[-1:]), elements, strict=True):
        for one in some:
            numbers += [one.StructParent, own]
    numbers += [page.obj.StructParents, pikepdf.Array(elements)]
    file.Root.StructTreeRoot = pikepdf.Dictionary(K=pikepdf.Array(elements), ParentTree=pikepdf.Dictionary(Nums=pikepdf.Array(numbers)), ParentTreeNextKey=99)
    return file


def test_two_printings_are_the_same_bytes(tmp_path):
    made = []
    for rank, file in enumerate((printed(0, False), printed(7, False), printed(3, True))):
        target = tmp_path / f"{rank}.pdf"
        canonical.save(file, target)
        made.append(target.read_bytes())
        page = file.pages[0]
        assert [[float(one) for one in link.Rect] for link in page.Annots] == [[10, 10, 90, 20], [90, 10, 120, 20]], "one link to each place"
        tree = file.Root.StructTreeRoot
        assert [int(one) for one in list(tree.ParentTree.Nums)[::2]] == [0, 1, 2] and tree.ParentTreeNextKey == 3
        assert all(len(element.K) == 1 for element in tree.K)
        assert page.Contents.read_bytes().startswith(b"/H1 <</MCID 0 >>BDC /F1 12 Tf") and list(page.Resources.Font.keys()) == ["/F1"]
    assert made[0] == made[1] == made[2]


def test_the_cover_names_the_region(site, contents):
    region = {"nom": "Région <X>", "logo": "logo.svg", "logo_octets": "PHN2Zy8+"}
    html = book_html.document(book_html.pages(site, "apprenant"), "", region=region)
    cover = html[html.index('class="livre-couverture"') : html.index('class="livre-sommaire"')]
    assert "Région &lt;X&gt;" in cover and 'src="data:image/svg+xml;base64,PHN2Zy8+"' in cover
    assert "livre-couverture-region" not in book_html.document(book_html.pages(site, "apprenant"), "")


def test_the_book_read_back(site, contents, tmp_path):
    steps = []
    first = pdf.export(tmp_path / "a.pdf", site, address=ADDRESS, progress=lambda step, share: steps.append(share))
    second = pdf.export(tmp_path / "b.pdf", site, address=ADDRESS)
    assert first.file.read_bytes() == second.file.read_bytes()
    assert steps == sorted(steps)
    reader = pypdf.PdfReader(first.file)
    texts = [page.extract_text() for page in reader.pages]
    assert first.pages == len(texts) >= 5
    # The contents give the right pages, which say their own number and the chapter they are in.
    [contents_page] = [text for text in texts if "Sommaire" in text]
    for words in ("Premier chapitre", "Second chapitre"):
        number = int(re.search(rf"{words}\s*(\d+)", contents_page)[1])
        # The running title, then the chapter's own.
        assert texts[number - 1].count(words) == 2
        assert re.search(rf"\b{number}\s*$", texts[number - 1]) or str(number) in texts[number - 1].split()
    whole = "\n".join(texts)
    assert "Contenu de l’activité" in whole
    assert f"{ADDRESS}/book/un.html#quiz" in whole.replace("\n", "")
    # Tagged, in French, with a title; nothing of the day.
    with pikepdf.open(first.file) as opened:
        assert opened.Root.MarkInfo.Marked and opened.Root.Lang == "fr-FR"
        assert "/StructTreeRoot" in opened.Root
        assert not {"/CreationDate", "/ModDate"} & set(opened.docinfo.keys())
        assert str(opened.docinfo["/Title"]) == "L’ESS en Région"
        places = set(map(str, opened.Root.Dests.keys()))
    # Links inside the document lead somewhere of it.
    links = [one.get_object() for page in reader.pages for one in page.get("/Annots", [])]
    inside = [link["/Dest"] for link in links if "/Dest" in link]
    assert len(inside) >= 4 and {str(one) for one in inside} <= places
    assert [item.title for item in reader.outline if not isinstance(item, list)][-2:] == ["Comprendre", "Agir"]
    assert [item.title for item in reader.outline[-1] if not isinstance(item, list)] == ["Second chapitre", LONG]


def test_names_are_the_document_s_own_and_links_stay_inside(site, contents):
    found = book_html.pages(site, "apprenant")
    assert [(page.slug, page.part, page.title) for page in found] == [("un", "Comprendre", "Premier chapitre"), ("deux", "Agir", "Second chapitre"), ("quatre", "Agir", LONG)]
    text = book_html.document(found, "", address=None, numbers={"page-un": 12})
    names = re.findall(r'\sid="([^"]+)"', text)
    assert len(names) == len(set(names))
    assert 'href="#deux--quiz">le quiz' in text and 'href="#un--quiz">ici' in text
    assert 'data-sans-lien="">ailleurs' in text and 'data-sans-lien="">chercher' in text
    assert 'for="champ"' in text and 'id="champ"' in text
    assert "<script" not in text
    assert '<span class="livre-page">12</span>' in text and '<span class="livre-page">000</span>' in text
    # An activity that says nothing on paper has no address; the other has the name of its page.
    assert text.count("livre-adresse") == 1 and "(un.html)" in text and "<svg" not in text
    hosted = book_html.document(found, "", address=ADDRESS + "/")
    assert f'href="{ADDRESS}/book/trois.html#x"' in hosted and f'href="{ADDRESS}/search.html"' in hosted
    assert hosted.count("livre-qr") == 2  # the cover, the activity


def test_answers_are_apart_and_right():
    from ess_region.paths import EXERCISES

    for question in load_file(EXERCISES / "modele" / "quiz.yml", "modele"):
        text = answers.answer(question)
        wrong = [one.text for one in question.answers if not one.right]
        assert text and not any(one == text for one in wrong)
        for one in question.answers:
            if one.right and question.type != "numerique":
                assert answers.neutral(one.text) in text


@pytest.mark.parametrize("address", ["cours.exemple.fr", "ftp://a.fr", "https://a.fr/x y", 'https://a.fr/"><script>'])
def test_a_wrong_address_is_refused(site, contents, tmp_path, address):
    with pytest.raises(ContentError, match="adresse"):
        pdf.export(tmp_path / "non.pdf", site, address=address)
    assert not (tmp_path / "non.pdf").exists()


def test_without_a_browser_it_says_so(site, contents, tmp_path, monkeypatch):
    monkeypatch.setattr(browser, "find_browser", lambda: None)
    with pytest.raises(MachineError, match="navigateur"):
        pdf.export(tmp_path / "non.pdf", site)
    monkeypatch.setattr(browser, "find_browser", lambda: "/bin/false")
    with pytest.raises(MachineError, match="n’a pas imprimé"):
        pdf.export(tmp_path / "non.pdf", site)
    assert not (tmp_path / "non.pdf").exists()


def test_a_missing_page_is_named(site, contents, tmp_path):
    with pytest.raises(ContentError, match="aucune de ces pages"):
        pdf.export(tmp_path / "non.pdf", site, pages=["inconnue"])
    (tmp_path / "vide").mkdir()
    with pytest.raises(ContentError) as caught:
        pdf.export(tmp_path / "non.pdf", tmp_path / "vide")
    assert "book/un.html" in str(caught.value)
