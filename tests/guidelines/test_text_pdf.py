"""The PDF of a text: accessible by its structure, whole by its words, made once."""

from __future__ import annotations

import html
import io
import re
import unicodedata
from datetime import date

import pypdf
import pytest
from django.utils import timezone, translation

from guidelines.actions import printing
from guidelines.models import Edition
from guidelines.results import read_public
from guidelines.tasks.printing import print_texts
from qmportal.management import starter
from tests.factories import make_edition, make_guideline, publish_anew
from tests.guidelines.structure import read

TODAY = date(2026, 5, 4)


def press(text: Edition, language: str = "en", held: tuple = ()) -> pypdf.PdfReader:
    text = Edition.texts.select_related("guideline", "supplement_to").get(pk=text.pk)
    with translation.override(language):
        return pypdf.PdfReader(io.BytesIO(printing.pdf_of(printing.book_of(text, held=held, on=TODAY))))


def words_of(text: str) -> list[str]:
    """Letters and figures only; a line may be broken anywhere, and so may a long word."""
    return re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", text.replace("\u200b", "")))


def joined(text: str) -> str:
    return "".join(words_of(text))


NOTES = ("Note", "FENote", "Lbl")


def without_notes(page: str) -> str:
    """The words of a clause's HTML without its footnotes and the signs that lead to them."""
    page = re.sub(r'<div class="footnotes".*?</div>|<sup>.*?</sup>', "", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", page))


def notes_of(page: str) -> list[str]:
    """The words of its footnotes."""
    return [
        joined(html.unescape(re.sub(r"<[^>]+>", " ", note)))
        for note in re.findall(r'<li id="[^"]*fn.*?</li>', page, re.S)
    ]


@pytest.fixture
def edition(db) -> Edition:
    text = make_edition(make_guideline("Ankete", code="QG-9"), clauses=3, title_en="")
    text.clauses.filter(position=1).update(
        body_bs="Čćžšđ ČĆŽŠĐ *kurziv*, vidi [[#clause-2]].[^1]\n\n| Mjera | Cilj |\n|---|---|\n| sati | 18 |\n\n"
        "[^1]: Fusnota.",
        body_sv="Åäö ÅÄÖ **fet**.\n\n1. ett\n2. två\n   - tre\n\n> citat\n\n`kod`",
    )
    text.clauses.filter(position=2).update(level=2, number="1.1")
    publish_anew(text)
    return text


def kinds(node, found: list[str] | None = None) -> list[str]:
    """The structure types of a tagged document, in reading order."""
    found = [] if found is None else found
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, list):
        for child in node:
            kinds(child, found)
    elif isinstance(node, dict):
        if "/S" in node:
            found.append(node["/S"])
        if "/K" in node:
            kinds(node["/K"], found)
    return found


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_it_is_tagged_and_says_what_it_is(edition, language):
    document = press(edition, language)

    root = document.trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"].value
    assert root["/Lang"] == language
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value
    assert b"pdfuaid:part" in root["/Metadata"].get_object().get_data()
    assert document.metadata.title


def test_its_structure_holds_headings_tables_lists_notes_and_links(edition):
    found = kinds(press(edition, "bs").trailer["/Root"]["/StructTreeRoot"])
    listed = kinds(press(edition, "sv").trailer["/Root"]["/StructTreeRoot"])

    for kind in ("/H1", "/H2", "/Table", "/TH", "/TD", "/Note", "/Link", "/TOC", "/Figure"):
        assert kind in found, kind
    for kind in ("/L", "/LI", "/BlockQuote", "/Code"):
        assert kind in listed, kind


def test_every_font_is_inside_and_its_letters_can_be_read(edition):
    for page in press(edition, "bs").pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object()["/DescendantFonts"][0].get_object()
            assert "/ToUnicode" in font.get_object()
            assert {"/FontFile2", "/FontFile3"} & inner["/FontDescriptor"].get_object().keys()


def test_letters_of_all_three_languages_come_out_as_they_went_in(edition):
    bosnian = "".join(page.extract_text() for page in press(edition, "bs").pages)
    swedish = "".join(page.extract_text() for page in press(edition, "sv").pages)

    assert "Čćžšđ ČĆŽŠĐ" in bosnian
    assert "Åäö ÅÄÖ" in swedish


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_read_aloud_the_shipped_guidelines_say_what_the_page_says(db, language):
    """Word for word and in the same order; footnotes stand elsewhere on paper, but all of them."""
    starter.load()
    for text in Edition.objects.select_related("guideline"):
        with translation.override(language):
            _document, root = read(printing.pdf_of(printing.book_of(text, held=(), on=TODAY)))
            passages = read_public(text, language).passages
        told = list(root.inside[0].inside)
        told = told[next(place for place, one in enumerate(told) if one.kind == "TOC") + 1 :]

        page = "".join(f"{passage.number} {passage.heading} {without_notes(passage.html)}" for passage in passages)
        assert joined("".join(one.words(without=NOTES) for one in told)) == joined(page)
        notes = [note for passage in passages for note in notes_of(passage.html)]
        said = [joined(note.words()).lstrip("0123456789") for one in told for note in one.all("Note", "FENote")]
        assert sorted(said) == sorted(notes)


def test_supplements_stand_at_their_clauses(edition):
    addition = make_edition(edition.guideline, supplement_to=edition, number=1, title_bs="Dodatak")
    addition.clauses.filter(position=1).update(amends="clause-2", heading_bs="Umetnuto")
    publish_anew(addition)

    text = " ".join("".join(page.extract_text() for page in press(edition, "bs", held=(addition,)).pages[2:]).split())

    assert text.index("Clause 2 (bs)") < text.index("Umetnuto") < text.index("Clause 3 (bs)")


@pytest.mark.parametrize(
    "typed",
    ["#read(\"/etc/passwd\") $x$ *b* <label> @ref", "<img src=file:///etc/passwd>", "![x](file:///etc/passwd)",
     "[x](file:///etc/passwd)", "a" * 5000, "😀 \u202e \x01", "\\", "{{7*7}} {% debug %}"],
)  # fmt: skip
def test_x11_x06_whatever_is_typed_is_set_as_text(db, typed):
    text = make_edition(make_guideline(typed[:190], code="QG-9"), clauses=1)
    text.clauses.update(body_en=typed, heading_en=typed[:190])
    publish_anew(text)

    document = press(text)

    assert "root:" not in "".join(page.extract_text() for page in document.pages)
    assert b"file:" not in b"".join(bytes(str(page.get("/Annots", "")), "utf-8") for page in document.pages)


def test_the_same_content_is_made_once(edition):
    text = Edition.texts.select_related("guideline").get(pk=edition.pk)
    book = printing.book_of(text, held=(), on=TODAY)
    assert printing.kept(book) is None

    assert printing.keep(book)
    assert not printing.keep(book)

    with printing.kept(book) as stored:
        assert stored.read().startswith(b"%PDF-1.7")


def test_one_text_in_trouble_stops_no_other(edition, monkeypatch):
    other = make_edition(make_guideline("Procesi", code="QG-8"))
    publish_anew(other)
    real = printing.pdf_of

    def pdf_of(book):
        if "QG-9" in str(book):
            raise ValueError("a broken text")
        return real(book)

    monkeypatch.setattr(printing, "pdf_of", pdf_of)
    with pytest.raises(ValueError, match="a broken text"):
        print_texts()

    with printing.kept(printing.book_of(Edition.texts.get(pk=other.pk), held=(), on=timezone.localdate())) as made:
        assert made.read(5) == b"%PDF-"


def test_a_superseded_text_names_its_successor_on_paper(edition):
    Edition.texts.filter(pk=edition.pk).update(state="superseded", in_force_from="2017-01-01", in_force_to="2020-01-01")
    publish_anew(make_edition(edition.guideline, number=2, year=2020, replaces=edition, in_force_from=date(2020, 1, 1)))

    assert "edition 2 (2020)" in " ".join("".join(page.extract_text() for page in press(edition).pages[:2]).split())
