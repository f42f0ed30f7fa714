"""The report as a document: tagged, in its language, made once, and deaf to whatever people write."""

from __future__ import annotations

import json
import os
import re
import time
import unicodedata
from datetime import date

import pytest
import typst
from django.utils import translation

from institutions.actions.printing import DRAWABLE, keep
from tests.factories import in_languages, make_activity, make_area, make_plan
from workplans.actions import printing
from workplans.results.report import Cell, Report, Section, Table

HALF = {"from": "2018-01-01", "to": "2018-06-30"}
HOSTILE = [
    '#read("/etc/passwd")',
    "{{7*7}} {% debug %} ${7*7} %(x)s {0.__class__}",
    "$x$ *b* _i_ <script>alert(1)</script> = Heading @label #[x] \\ // /* ",
    '#image("http://127.0.0.1/x.png") #include "file:///etc/passwd" @import url(http://127.0.0.1)',
    '#import "@preview/cetz:0.3.0": * ',
    "😀 漢字 \u202eRLO\u2066 \x01\x02\x7f \ufffe \ue000 e" + "\u0301" * 500,
    "a" * 3000,
]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "reports"


def report_of(text: str) -> Report:
    """A report in which every piece of text is the same."""
    cell = Cell(text, note=text, note_lang="bs")
    table = Table(text, [text] * 3, [[cell] * 3])
    return Report(cell, text, [(text, 3)], [Section(cell, [table]), Section(cell, [])], table)


def content(text: str) -> str:
    return json.dumps(printing.document_of(report_of(text), date(2018, 6, 30)), ensure_ascii=False)


@pytest.mark.parametrize("text", HOSTILE)
def test_X_06_X_11_words_are_set_and_never_obeyed(text):
    compiler = typst.Compiler(
        printing._template().encode(), ignore_system_fonts=True, sys_inputs={"doc": content(text)}
    )
    headings = json.loads(compiler.query("heading.where(level: 3)"))

    assert printing.pdf_of(report_of(text), until=date(2018, 6, 30)).startswith(b"%PDF-1.7")
    assert {heading["body"]["text"] for heading in headings} == {printing.settable(text)}


def test_every_letter_that_is_let_through_can_be_drawn():
    letters = [chr(code) for code in range(0x2600) if DRAWABLE.match(chr(code))]
    shown = " ".join(letter for letter in letters if unicodedata.category(letter) not in {"Cn", "Co", "Cs"})

    assert printing.settable("č ć đ š ž Č Ć Đ Š Ž å ä ö Å Ä Ö") == "č ć đ š ž Č Ć Đ Š Ž å ä ö Å Ä Ö"
    assert printing.pdf_of(report_of(shown), until=date(2018, 6, 30))


def test_what_cannot_be_drawn_becomes_a_square():
    assert printing.settable("a😀b\u202ec\x01d") == "a□bcd"


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_it_is_tagged_and_says_its_language_and_title(client, db, language):
    plan = make_plan(code="2017-2019", **in_languages("title", "Plan of three years"))
    make_activity("Late", area=make_area(plan), due_on=date(2018, 3, 31))

    answer = client.get(f"/{language}/work-plans/2017-2019/report.pdf", HALF)

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == f'inline; filename="2017-2019-2018-01-01-2018-06-30-{language}.pdf"'
    assert re.search(rb"/Lang ?\(%s\)" % language.encode(), answer.content)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in answer.content
    assert b"/StructTreeRoot" in answer.content


def test_the_same_report_is_made_once_and_a_changed_one_anew(client, db, own_folder):
    plan = make_plan(code="2017-2019")
    area = make_area(plan)
    address = "/en/work-plans/2017-2019/report.pdf"

    first, second = client.get(address, HALF).content, client.get(address, HALF).content
    (kept,) = own_folder.iterdir()
    area.title_en = "Another area"
    type(area).objects.filter(pk=area.pk).update(title_en="Another area")
    plan.refresh_from_db()
    with translation.override("sv"):
        client.get("/sv/work-plans/2017-2019/report.pdf", HALF)

    assert first == second == kept.read_bytes()
    assert len(list(own_folder.iterdir())) == 2


def test_documents_of_a_month_ago_are_thrown_away(own_folder):
    own_folder.mkdir()
    for name, days in (("old.pdf", 31), ("new.pdf", 29)):
        (own_folder / name).write_bytes(b"")
        made = time.time() - days * 24 * 3600
        os.utime(own_folder / name, (made, made))

    keep(own_folder / "newest.pdf", b"%PDF")

    assert {path.name for path in own_folder.iterdir()} == {"new.pdf", "newest.pdf"}


def test_D_13_a_full_disk_costs_only_the_memory(client, db, settings, tmp_path):
    make_area(make_plan(code="2017-2019"))
    (tmp_path / "file").write_text("no folder")
    settings.MEDIA_ROOT = tmp_path / "file"

    assert client.get("/en/work-plans/2017-2019/report.pdf", HALF).status_code == 200
