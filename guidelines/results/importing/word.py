"""Word documents: converted by mammoth, and looked through for everything it leaves behind."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import mammoth
from django.utils.translation import gettext as _

from guidelines.results.files import Refused
from guidelines.results.files.archives import opened, part_of
from guidelines.results.files.xml import damaged
from guidelines.results.importing.losses import Loss, Picture, shortened
from guidelines.results.importing.markup import markdown_of
from institutions.results.dialect import plain_text

LARGEST_TEXT = 5_000_000  # bytes of XML: some three hundred pages
MOST_SIGNS = 200_000  # beginnings and ends of elements
MOST_PARTS = 30_000  # paragraphs, runs and cells: what the converter takes its time for, a few seconds at most
NEAR = 2_000  # letters to look ahead for the next paragraph
MOST_LOOKS = 1_000  # paragraphs that do not follow the one before
MAIN = "word/document.xml"
STYLES = """
p[style-name='Title'] => h1:fresh
p[style-name='Subtitle'] => p:fresh
p[style-name='List Paragraph'] => p:fresh
p[style-name='Normal (Web)'] => p:fresh
p[style-name='No Spacing'] => p:fresh
p[style-name='Body Text'] => p:fresh
p[style-name='caption'] => p:fresh
p[style-name='Quote'] => blockquote > p:fresh
p[style-name='TOC Heading'] => !
r[style-name='Emphasis'] => em
r[style-name='Intense Emphasis'] => em
r[style-name='FollowedHyperlink'] =>
""" + "\n".join(f"p[style-name='toc {level}'] => !" for level in range(1, 10))
BELOW_TITLE = "\n".join(
    f"p[style-name='{name} {level}'] => h{min(level + 1, 6)}:fresh\np.Heading{level} => h{min(level + 1, 6)}:fresh"
    for name in ("heading", "Heading")
    for level in range(1, 7)
)
TITLE = re.compile(rb'<w:pStyle w:val="Title"')
STYLE_MESSAGE = re.compile(r"Unrecognised (?:paragraph|run|table) style: '?(.{1,80}?)'? \(Style ID: ")
ELEMENT_MESSAGE = re.compile(r"An unrecognised element was ignored: (\S{1,60})")
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
COUNTED = {f"{W}{name}" for name in ("p", "r", "tr", "tc", "ins", "hyperlink")}
CONTENTS = re.compile(r"(toc|sadraj|innehll)", re.IGNORECASE)


def read_word(content: bytes) -> tuple[str, list[Picture], list[Loss]]:
    """Markdown, pictures, and what is lost. The document has passed the check of files. Raises Refused."""
    pictures: list[Picture] = []
    with opened(content) as archive:
        names = archive.namelist()
        texts = [name for name in names if name.startswith("word/") and name.endswith(".xml") and "theme" not in name]
        if sum(archive.getinfo(name).file_size for name in texts) > 2 * LARGEST_TEXT:
            raise _too_long()
        parts = {name: part_of(archive, name) for name in texts}
    if MAIN not in parts:
        raise damaged()
    if len(parts[MAIN]) > LARGEST_TEXT or sum(part.count(b"<") for part in parts.values()) > MOST_SIGNS:
        raise _too_long()
    try:
        roots = {name: ElementTree.fromstring(part) for name, part in parts.items()}  # noqa: S314 - checked before
        if sum(element.tag in COUNTED for root in roots.values() for element in root.iter()) > MOST_PARTS:
            raise _too_long()
        result = mammoth.convert_to_html(
            io.BytesIO(content),
            style_map=(BELOW_TITLE if TITLE.search(parts[MAIN]) else "") + STYLES,
            include_embedded_style_map=False,
            convert_image=mammoth.images.img_element(lambda image: _keep(image, pictures)),
        )
        markdown = markdown_of(result.value)
    except Refused:
        raise
    except Exception:  # a document can be wrong in more ways than the converter has exceptions for
        raise damaged() from None
    losses = [*_seen(roots), *_from_messages(result.messages), *_missing_words(roots, markdown)]
    return markdown, pictures, list(dict.fromkeys(losses))


def _too_long() -> Refused:
    return Refused(_("The document is too long to be imported at once."), _("Divide it into several documents."))


def _keep(image: Any, pictures: list[Picture]) -> dict[str, str]:
    """Take the picture out and let the text call it by a name."""
    name, alt = f"figure-{len(pictures) + 1}", " ".join((image.alt_text or "").split())
    with image.open() as source:
        pictures.append(Picture(name, source.read(), image.content_type or "", alt))
    return {"src": f"figure:{name}"}


def _from_messages(messages: list[Any]) -> Iterator[Loss]:
    for message in messages:
        style, element = STYLE_MESSAGE.search(message.message), ELEMENT_MESSAGE.search(message.message)
        if style:
            yield Loss(_("A style the portal does not know; what it marks is ordinary text."), style[1])
        elif element and not element[1].startswith(("office-word:oMath", "{http://schemas.openxmlformats.org/office")):
            yield Loss(_("Something that cannot be converted was left out."), element[1])
        elif not element and not message.message.startswith("Image of type"):  # judged by ourselves
            yield Loss(_("Something could not be read as it was meant."), shortened(message.message))


def _seen(roots: dict[str, ElementTree.Element]) -> Iterator[Loss]:
    """What is known to be left behind, or to be otherwise afterwards, with the words it stands at."""
    comments = roots.get("word/comments.xml")
    remarks = {} if comments is None else {one.get(f"{W}id"): _words(one) for one in comments.iter(f"{W}comment")}
    for name, root in sorted(roots.items()):
        if re.fullmatch(r"word/(header|footer)\d*\.xml", name) and _words(root):
            yield Loss(_("The header or footer of the pages was left out."), shortened(_words(root)))
    heading = ""
    for paragraph, style in _paragraphs(roots[MAIN]):
        words = _words(paragraph)
        heading = words if style.lower().startswith("heading") and words else heading
        where = shortened(words or heading)
        if CONTENTS.match(style):
            yield Loss(_("The table of contents was left out; the portal makes its own."))
            continue
        yield from _in_paragraph(paragraph, where, remarks)
    for table in roots[MAIN].iter(f"{W}tbl"):
        yield from _in_table(table)


def _paragraphs(root: ElementTree.Element) -> Iterator[tuple[ElementTree.Element, str]]:
    for paragraph in root.iter(f"{W}p"):
        style = paragraph.find(f"{W}pPr/{W}pStyle")
        yield paragraph, "" if style is None else style.get(f"{W}val", "")


def _in_paragraph(paragraph: ElementTree.Element, where: str, remarks: dict[str | None, str]) -> Iterator[Loss]:
    sentences = {
        "txbxContent": _("A text box; its words stand behind the paragraph it belonged to, or are listed below."),
        "ins": _("A tracked insertion was taken in as if it had been accepted."),
        "moveTo": _("A tracked move was taken in as if it had been accepted."),
        "oMath": _("An equation was left out; write it anew, or attach it as a picture."),
        "chart": _("A chart was left out; attach it as a picture."),
        "relIds": _("A diagram was left out; attach it as a picture."),
        "object": _("An embedded object was left out; attach it as a file of its own."),
        "u": _("Underlining was left out."),
        "highlight": _("Highlighting was left out."),
    }
    for element in paragraph.iter():
        kind = element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""
        if kind in sentences and element.get(f"{W}val") not in {"none", "0"}:
            yield Loss(sentences[kind], shortened(_formula(element)) or where)
        elif kind == "del" and element.find(f".//{W}delText") is not None:
            gone = "".join(text.text or "" for text in element.iter(f"{W}delText"))
            yield Loss(_("A tracked deletion was left out."), shortened(gone))
        elif kind == "commentReference":
            yield Loss(_("A comment was left out."), shortened(remarks.get(element.get(f"{W}id"), "")) or where)
        elif kind == "docPr" and _is_silent(element):
            yield Loss(_("A picture has no words for those who cannot see it."), where)


def _formula(element: ElementTree.Element) -> str:
    """The letters of an equation."""
    return "".join(one.text or "" for one in element.iter() if str(one.tag).endswith("/math}t"))


def _is_silent(element: ElementTree.Element) -> bool:
    return not (element.get("descr") or "").strip()


def _in_table(table: ElementTree.Element) -> Iterator[Loss]:
    where = shortened(" ".join(_words(paragraph) for paragraph in table.iter(f"{W}p")))
    spans = (
        int(one.get(f"{W}val") or 1) for one in table.iter(f"{W}gridSpan") if (one.get(f"{W}val") or "1").isdecimal()
    )
    if any(span > 1 for span in spans) or table.find(f".//{W}vMerge") is not None:
        yield Loss(_("A table with merged cells; the words stand in the first of them."), where)
    if table.find(f".//{W}tc//{W}tbl") is not None:
        yield Loss(_("A table within a table; its words stand in one cell."), where)
    if table.find(f".//{W}tblHeader") is None:
        yield Loss(_("The first line of a table was taken as its heading."), where)


def _missing_words(roots: dict[str, ElementTree.Element], markdown: str) -> Iterator[Loss]:
    """Compare paragraph by paragraph: whatever the text does not hold afterwards is listed, for whatever reason."""
    kept = _letters(plain_text(re.sub(r"\[\^\w+\]:?", " ", markdown)))
    at, looks = 0, 0
    for name in (MAIN, "word/footnotes.xml", "word/endnotes.xml"):
        root = roots.get(name)
        for paragraph, style in () if root is None else _paragraphs(root):
            letters = _letters(_words(paragraph))
            found = kept.find(letters, at, at + len(letters) + NEAR)  # nearly always it follows the one before
            if found >= 0:
                at = found + len(letters)
                continue
            looks += 1
            if looks > MOST_LOOKS:
                yield Loss(_("There may be more words that were left out; compare the end of the document."))
                return
            if letters not in kept and not CONTENTS.match(style) and not _is_spread(paragraph, kept):
                yield Loss(_("These words were left out, or stand in another order."), shortened(_words(paragraph)))


def _is_spread(paragraph: ElementTree.Element, kept: str) -> bool:
    """Tell whether its runs are all there, though something else stands between them."""
    return all(_letters(run) in kept for run in _runs(paragraph))


def _runs(paragraph: ElementTree.Element) -> list[str]:
    return ["".join(text.text or "" for text in run.iter(f"{W}t")) for run in paragraph.iter(f"{W}r")]


def _words(element: ElementTree.Element) -> str:
    return " ".join("".join(text.text or "" for text in element.iter(f"{W}t")).split())


def _letters(words: str) -> str:
    """Letters and figures alone: spaces, signs and raised figures may differ."""
    return "".join(sign for sign in words.casefold() if sign.isalpha() or sign in "0123456789")
