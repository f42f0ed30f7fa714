"""Word documents become Markdown; whatever is left behind is listed, nothing is dropped silently."""

from __future__ import annotations

from html import unescape

import pytest

from guidelines.results.files import Refused
from guidelines.results.importing import read_document
from institutions.results.dialect import html_of
from tests.guidelines.files.made import W, picture, relations, word

WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
A = "http://schemas.openxmlformats.org/drawingml/2006/main"
PIC = "http://schemas.openxmlformats.org/drawingml/2006/picture"
M = "http://schemas.openxmlformats.org/officeDocument/2006/math"
STYLES = (
    f'<w:styles xmlns:w="{W}">'
    + "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in [
            ("Heading1", "heading 1"),
            ("Heading2", "heading 2"),
            ("Heading3", "heading 3"),
            ("Title", "Title"),
            ("Fancy", "Fancy Box"),
            ("TOC1", "toc 1"),
        ]
    )
    + "</w:styles>"
)
NUMBERS = (
    f'<w:numbering xmlns:w="{W}"><w:abstractNum w:abstractNumId="1">'
    '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/></w:lvl></w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num></w:numbering>'
)


def run(text: str, marks: str = "") -> str:
    return f'<w:r><w:rPr>{marks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def p(*inner: str, style: str = "", level: int | None = None) -> str:
    marks = f'<w:pStyle w:val="{style}"/>' if style else ""
    if level is not None:
        marks += f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="1"/></w:numPr>'
    return (
        f"<w:p><w:pPr>{marks}</w:pPr>" + "".join(one if one.startswith("<") else run(one) for one in inner) + "</w:p>"
    )


def table(*rows: tuple[str, ...], first: str = "<w:trPr><w:tblHeader/></w:trPr>") -> str:
    lines = ""
    for number, cells in enumerate(rows):
        inner = "".join(one if one.startswith("<w:tc>") else f"<w:tc>{p(one)}</w:tc>" for one in cells)
        lines += f"<w:tr>{'' if number else first}{inner}</w:tr>"
    return f"<w:tbl>{lines}</w:tbl>"


def drawing(alt: str = "", key: str = "pic1") -> str:
    blip = f'<a:blip xmlns:a="{A}" r:embed="{key}"/>'
    filled = f'<pic:pic xmlns:pic="{PIC}"><pic:blipFill>{blip}</pic:blipFill></pic:pic>'
    graphic = f'<a:graphic xmlns:a="{A}"><a:graphicData>{filled}</a:graphicData></a:graphic>'
    inline = f'<wp:inline xmlns:wp="{WP}"><wp:docPr id="1" name="x" descr="{alt}"/>{graphic}</wp:inline>'
    return f"<w:r><w:drawing>{inline}</w:drawing></w:r>"


def read(*body: str, figures: bool = False, image: bytes | None = None, media: str = "image1.png", **parts):
    links = [
        ("link1", "hyperlink", "https://example.org/a(b)", "External"),
        ("pic1", "image", f"media/{media}", ""),
        *((f"part{name}", name, f"{name}.xml", "") for name in ("styles", "numbering", "footnotes", "comments")),
    ]
    types = '<Default Extension="png" ContentType="image/png"/><Default Extension="emf" ContentType="image/x-emf"/>'
    found = {
        "word/_rels/document.xml.rels": relations(*links),
        "word/styles.xml": STYLES,
        "word/numbering.xml": NUMBERS,
        f"word/media/{media}": picture() if image is None else image,
        **{f"word/{name}.xml": part for name, part in parts.items()},
    }
    content = word("".join(body), more_types=types, **found)
    return read_document(content, name="a.docx", language="en")


def body_of(*body: str, **parts) -> str:
    return read(p("One", style="Heading1"), *body, **parts).pieces[0].body


def losses_of(*body: str, **parts) -> list[tuple[str, str]]:
    draft = read(p("One", style="Heading1"), *body, **parts)
    return [(loss.sentence, loss.where) for loss in draft.losses]


def test_headings_become_clauses():
    draft = read(
        p("The guideline", style="Title"),
        p("Purpose", style="Heading1"),
        p("Why."),
        p("Scope", style="Heading2"),
        p("Deep", style="Heading3"),
        p("Where."),
        p("People", style="Heading1"),
        p("Who: č ć š ž đ å ä ö."),
    )

    assert [(piece.level, piece.heading, piece.body) for piece in draft.pieces] == [
        (1, "Purpose", "Why."),
        (2, "Scope", "#### Deep\n\nWhere."),
        (1, "People", "Who: č ć š ž đ å ä ö."),
    ]
    assert [loss.where for loss in draft.losses] == ["The guideline"]


def test_marks_links_and_signs():
    link = f'<w:hyperlink r:id="link1">{run("the [law]")}</w:hyperlink>'

    body = body_of(
        p(run("bold", "<w:b/>"), " and ", run("raised "), run("2", '<w:vertAlign w:val="superscript"/>'), " ", link)
    )

    assert body == "**bold** and raised ² [the \\[law\\]](https://example.org/a%28b%29)"


@pytest.mark.parametrize(
    "words",
    [
        "# no heading",
        "- no list",
        "1. no list",
        "2) no",
        "> no",
        "*a* _b_ `c`",
        "[x](y)",
        "[[#z]]",
        "&lt;b&gt;x",
        "---",
        "a_b",
        "+ x",
        "&amp;amp;",
        "\\",
    ],
)
def test_signs_of_markdown_are_words_in_word(words):
    body = body_of(p(words))

    assert unescape(html_of(body)).strip() == f"<p>{unescape(words)}</p>"


def test_lists_within_lists():
    body = body_of(p("a", level=0), p("b", level=1), p("c", level=1), p("d", level=0))

    assert body == "- a\n  1. b\n  2. c\n- d"
    assert html_of(body).count("<ol>") == 1


def test_tables():
    body = body_of(table(("What", "How | many"), ("forms", "12")), p("After."))

    assert body == "| What | How \\| many |\n|---|---|\n| forms | 12 |\n\nAfter."


def test_merged_cells_and_a_missing_heading_are_listed():
    wide = f'<w:tc><w:tcPr><w:gridSpan w:val="2"/></w:tcPr>{p("wide")}</w:tc>'
    body = (table((wide, "x"), ("a", "b", "c"), first=""),)

    assert body_of(*body) == "| wide |  | x |\n|---|---|---|\n| a | b | c |"
    assert losses_of(*body) == [
        ("A table with merged cells; the words stand in the first of them.", "wide x a b c"),
        ("The first line of a table was taken as its heading.", "wide x a b c"),
    ]


def test_footnotes():
    note = f'<w:footnotes xmlns:w="{W}"><w:footnote w:id="2">{p("The note.")}</w:footnote></w:footnotes>'

    body = body_of(p("Text", '<w:r><w:footnoteReference w:id="2"/></w:r>', "."), footnotes=note)

    assert body == "Text[^f2].\n\n[^f2]: The note."
    assert losses_of(p("Text", '<w:r><w:footnoteReference w:id="2"/></w:r>', "."), footnotes=note) == []


def test_pictures_come_along_and_missing_words_are_listed():
    draft = read(p("One", style="Heading1"), p(drawing("The [steps]")), p(drawing("")))

    assert draft.pieces[0].body == "![The (steps)](figure:figure-1)\n\n![](figure:figure-2)"
    assert [(one.name, one.media_type, one.alt) for one in draft.pictures] == [
        ("figure-1", "image/png", "The [steps]"),
        ("figure-2", "image/png", ""),
    ]
    sentences = [loss.sentence for loss in draft.losses]
    assert "A picture has no words for those who cannot see it." in sentences


def test_u08_a_picture_that_is_refused_is_listed():
    draft = read(p("One", style="Heading1"), p(drawing("Steps")), image=b"\x01\0\0\0emf", media="image1.emf")

    assert draft.pieces[0].body == "\\[Steps]"
    assert draft.losses[0].sentence.startswith("A picture was left out. Files are taken as PDF")
    assert draft.losses[0].where == "Steps"


COMMENTS = f'<w:comments xmlns:w="{W}"><w:comment w:id="0">{p("Is this so?")}</w:comment></w:comments>'
BOX = (
    '<w:r><w:pict><v:shape xmlns:v="urn:schemas-microsoft-com:vml"><v:textbox><w:txbxContent>{}</w:txbxContent>'
    "</v:textbox></v:shape></w:pict></w:r>"
)


@pytest.mark.parametrize(
    ("body", "sentence", "where", "kept"),
    [
        (p("Text", '<w:r><w:commentReference w:id="0"/></w:r>'), "A comment was left out.", "Is this so?", "Text"),
        (p("Old", f"<w:ins>{run(' new')}</w:ins>"), "A tracked insertion was taken in", "Old new", "Old new"),
        (p("Now", "<w:del><w:r><w:delText> before</w:delText></w:r></w:del>"), "A tracked deletion", "before", "Now"),
        (p("Sum", f'<m:oMath xmlns:m="{M}"><m:r><m:t>x=1</m:t></m:r></m:oMath>'), "An equation was", "x=1", "Sum"),
        (p("Side", BOX.format(p("In the box"))), "A text box", "SideIn the box", "Side\n\nIn the box"),
        (p(run("Under", '<w:u w:val="single"/>')), "Underlining was left out.", "Under", "Under"),
        (p("Special", style="Fancy"), "A style the portal does not know", "Fancy Box", "Special"),
        (p("Chapter 1", style="TOC1") + p("Text"), "The table of contents was left out", "", "Text"),
    ],
)
def test_what_cannot_be_converted_is_listed_with_its_place(body, sentence, where, kept):
    found = losses_of(body, comments=COMMENTS)

    assert [(words[: len(sentence)], place) for words, place in found] == [(sentence, where)]
    assert body_of(body, comments=COMMENTS).replace("\n\n", " ") == kept.replace("\n\n", " ")


def test_headers_and_footers_are_listed():
    header = f'<w:hdr xmlns:w="{W}">{p("Ministry of Order")}</w:hdr>'

    assert losses_of(p("x"), header1=header) == [
        ("The header or footer of the pages was left out.", "Ministry of Order")
    ]


def test_words_that_vanish_for_any_reason_are_listed():
    hidden = f"<w:unknown>{p('Nobody converts this')}</w:unknown>"

    found = losses_of(p("Text"), hidden)

    assert ("These words were left out, or stand in another order.", "Nobody converts this") in found


def test_u03_a_document_with_macros_is_not_read():
    with pytest.raises(Refused, match="macros"):
        read(p("x"), vbaProject="x", **{"vbaProject.bin": "x"})


@pytest.mark.parametrize(
    "body", ["<w:p/>" * 40_000, "<w:tbl><w:tr><w:tc>" * 60 + "</w:tc></w:tr></w:tbl>" * 60, p("x") * 50_000]
)
def test_x13_documents_that_would_take_long_are_refused(body):
    with pytest.raises(Refused):
        read(body)
