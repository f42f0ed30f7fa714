"""The page of the import: send, look, confirm; everything or nothing, and nothing replaced."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from guidelines.actions import importing
from guidelines.actions.arranging import IsPublic
from guidelines.actions.storing import OverQuota
from guidelines.models import Attachment, Duty, Edition, LanguageState, NotNow
from guidelines.results.importing import read_document
from tests.factories import make_clause, make_edition, make_guideline
from tests.guidelines.files.made import picture
from tests.guidelines.importing.test_word import drawing, p, read

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}
TEXT = "# Svrha\n\nZašto.\n\n## Obuhvat\n\nGdje[^1].\n\n# Ljudi\n\nKo, vidi [[#svrha]].\n\n[^1]: Ovdje.\n"


@pytest.fixture
def guideline(subgroup):
    return make_guideline(subgroup=subgroup)


@pytest.fixture
def empty(guideline):
    return make_edition(guideline, clauses=0, **DRAFT)


@pytest.fixture
def written(guideline):
    """Three clauses, written in the source language only."""
    text = make_edition(guideline, clauses=0, **DRAFT)
    for position, level, number in [(1, 1, "1"), (2, 2, "1.1"), (3, 1, "2")]:
        words = {f"{field}_{code}": "" for field in ("heading", "body") for code in ("en", "sv")}
        make_clause(text, position=position, level=level, number=number, **words)
    return text


@pytest.fixture
def writer(client, lead):
    client.force_login(lead)
    return client


def address(text) -> str:
    return f"/en/guidelines/texts/{text.pk}/import/"


def send(client, text, content: str | bytes = TEXT, *, name: str = "a.md", language: str = "bs"):
    data = content.encode() if isinstance(content, str) else content
    return client.post(address(text), {"file": SimpleUploadedFile(name, data), "language": language})


def draft_of(content: str = TEXT, language: str = "bs"):
    return read_document(content.encode(), name="a.md", language=language)


def test_an_empty_text_gets_its_clauses(writer, empty, lead):
    looked = send(writer, empty)
    page = looked.content.decode()

    assert "It becomes 3 clauses" in page
    assert '1.1 <span lang="bs">Obuhvat</span>' in page
    assert not empty.clauses.exists()

    done = writer.post(address(empty), {"token": looked.context["token"]})

    assert done["Location"] == f"/en/guidelines/texts/{empty.pk}/write/"
    rows = empty.clauses.order_by("position")
    assert [(row.number, row.level, row.anchor, row.heading_bs) for row in rows] == [
        ("1", 1, "svrha", "Svrha"),
        ("1.1", 2, "obuhvat", "Obuhvat"),
        ("2", 1, "ljudi", "Ljudi"),
    ]
    assert rows[1].body_bs == "Gdje[^1].\n\n[^1]: Ovdje."
    assert rows[0].revisions.get().author == lead


def test_what_is_lost_is_listed_before_anything_happens(writer, empty):
    page = send(writer, empty, "# A\n\n<b>x</b>\n\n[^z]: y").content.decode()

    assert "A footnote or address that nothing calls was left out. <q><bdi>[^z]: y</bdi></q>" in page
    assert "HTML is shown as it is typed" in page


def test_d05_confirming_twice_is_harmless(writer, empty):
    token = send(writer, empty).context["token"]

    writer.post(address(empty), {"token": token})
    again = writer.post(address(empty), {"token": token}, follow=True)

    assert "confirmed already" in again.content.decode()
    assert empty.clauses.count() == 3


def test_the_document_is_forgotten_once_it_is_imported(writer, empty, lead):
    token = send(writer, empty).context["token"]
    key = f"import/text/{lead.pk}/{empty.pk}/{token}"
    assert cache.get(key) is not None

    writer.post(address(empty), {"token": token})

    assert cache.get(key) is None
    assert not Attachment.objects.exists()


def test_a_preview_is_confirmed_by_nobody_else(client, writer, empty, secretariat):
    token = send(writer, empty).context["token"]

    client.force_login(secretariat)
    client.post(address(empty), {"token": token})

    assert not empty.clauses.exists()


def test_a_text_written_meanwhile_is_not_touched(writer, empty):
    token = send(writer, empty).context["token"]
    make_clause(empty, heading_bs="")

    answer = writer.post(address(empty), {"token": token})

    assert (answer.status_code, empty.clauses.count()) in {(200, 1), (409, 1)}
    assert empty.clauses.get().heading_en == "Clause 1"


@pytest.mark.django_db(transaction=True)
def test_d05_ten_imports_at_once_are_one(empty, lead):
    def run(_number: int) -> None:
        try:
            importing.import_as_clauses(empty, draft_of(), by=lead)
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(run, range(10)))

    assert empty.clauses.count() == 3


def test_pictures_are_attached_and_called_by_their_names(empty, lead):
    draft = read(p("One", style="Heading1"), p(drawing("The steps")))

    for _time in range(2):
        assert importing.import_as_clauses(empty, draft, by=lead) == []

    row = empty.attachments.get()
    assert (row.name, row.title_bs, row.width) == ("the-steps", "The steps", 40)
    assert empty.clauses.get().body_bs == "![The steps](figure:the-steps)"


@pytest.mark.django_db(transaction=True)
def test_pictures_that_do_not_fit_import_nothing(writer, empty, lead, settings, tmp_path):
    settings.MEDIA_ROOT, settings.ATTACHMENTS_PER_TEXT = tmp_path, 1
    draft = read(p("One", style="Heading1"), p(drawing("A")), p(drawing("B")))
    draft.pictures[1].__dict__["content"] = picture(size=(9, 9))

    with pytest.raises(OverQuota):
        importing.import_as_clauses(empty, draft, by=lead)

    assert not empty.clauses.exists()
    assert not empty.attachments.exists()
    assert list((tmp_path / "attachments").iterdir()) == []


def test_nothing_is_replaced(writer, written):
    looked = send(writer, written, "# Syfte\n\na\n\n## Omfattning\n\nb\n\n# Folk\n\nc", language="bs")

    assert "Every clause has a text in Bosnian already" in looked.content.decode()


def test_a_translator_imports_her_language(client, written, member):
    Duty.objects.create(edition=written, language="sv", translator=member, assigned_by=member)
    client.force_login(member)
    looked = send(client, written, "# 1. Syfte\n\na\n\n## 1.1. Omfattning\n\nb\n\n# 2. Folk\n\nc", language="sv")
    clauses = list(written.clauses.order_by("position"))
    chosen = {f"to_{place}": field.initial for place, (_line, field) in enumerate(looked.context["lines"])}
    assert list(chosen.values()) == [str(clause.pk) for clause in clauses]

    client.post(address(written), {"token": looked.context["token"], **chosen, "to_2": ""})

    first, second, third = written.clauses.order_by("position")
    assert (first.heading_sv, second.body_sv, third.heading_sv) == ("Syfte", "b", "")
    assert first.state_in("sv", "bs") == LanguageState.CURRENT
    assert first.heading_bs == "Clause 1 (bs)"


def test_pictures_of_a_translation_are_those_of_the_text(written, member, lead, secretariat):
    Duty.objects.create(edition=written, language="sv", translator=member, assigned_by=secretariat)
    draft = read(p("Ett", style="Heading1"), p(drawing("Stegen")))
    clause = written.clauses.first()
    chosen = {0: clause.pk}

    lost = importing.import_beside(written, draft, by=member, language="sv", chosen=chosen)

    clause.refresh_from_db()
    assert (clause.body_sv, lost[0].where) == ("\\[Stegen]", "Stegen")
    clause.body_sv = clause.heading_sv = ""
    clause.save()
    importing._attach(written, draft.pictures, by=lead, language="bs", note=str)
    assert importing.import_beside(written, draft, by=member, language="sv", chosen=chosen) == []
    clause.refresh_from_db()
    assert clause.body_sv == "![Stegen](figure:stegen)"


def test_the_order_of_levels_finds_the_clauses(written):
    lines = importing.lines_of(written, draft_of("# A\n\n# B", "sv"), "sv")

    assert [line.clause.number if line.clause else None for line in lines] == ["1", "2"]


def test_anchors_find_the_clauses(written):
    lines = importing.lines_of(written, draft_of("# A {#clause-3}\n\n# B {#clause-1}", "sv"), "sv")

    assert [line.clause.number for line in lines] == ["2", "1"]


def test_two_parts_do_not_become_one_clause(client, written, secretariat):
    client.force_login(secretariat)
    looked = send(client, written, "# A\n\n# B", language="sv")
    pk = written.clauses.first().pk

    twice = client.post(address(written), {"token": looked.context["token"], "to_0": pk, "to_1": pk})
    none = client.post(address(written), {"token": twice.context["token"], "to_0": "x"})
    nothing = client.post(address(written), {"token": none.context["token"]})

    assert "cannot become the same clause" in twice.content.decode()
    assert "Select a valid choice" in none.content.decode()
    assert "for one part at least" in nothing.content.decode()


def test_a_clause_written_meanwhile_answers_409(client, written, secretariat):
    client.force_login(secretariat)
    looked = send(client, written, "# A\n\n# B", language="sv")
    clause = written.clauses.first()
    clause.heading_sv = "Theirs"
    clause.save()

    answer = client.post(address(written), {"token": looked.context["token"], "to_0": clause.pk})

    assert answer.status_code == 409
    assert "Somebody has written in the text since" in answer.content.decode()
    clause.refresh_from_db()
    assert clause.heading_sv == "Theirs"


def test_a_text_adopted_meanwhile_is_closed(writer, empty):
    token = send(writer, empty).context["token"]
    Edition.texts.filter(pk=empty.pk).update(state="for_adoption")

    assert writer.post(address(empty), {"token": token}).status_code == 403
    assert not empty.clauses.exists()


def test_a_public_text_takes_only_translations(secretariat, guideline):
    text = make_edition(guideline, clauses=1)

    assert importing.languages_for(secretariat, text) == ["en", "sv"]
    with pytest.raises(IsPublic):
        importing.import_as_clauses(text, draft_of(), by=secretariat)
    with pytest.raises(NotNow):
        importing.import_beside(text, draft_of(), by=secretariat, language="bs", chosen={0: text.clauses.get().pk})


def test_a_clause_that_is_gone_is_noticed(written, secretariat):
    with pytest.raises(importing.OtherNow):
        importing.import_beside(written, draft_of(), by=secretariat, language="sv", chosen={0: 10**9})


@pytest.mark.parametrize(
    ("content", "name", "words"),
    [
        (b"MZ", "<script>alert(1)</script>.md", "It becomes 1 clause"),
        (b"\xff\xfe\x00", "<script>alert(1)</script>.md", "not in UTF-8"),
        (b"# <script>alert(1)</script>\n\n<img src=x onerror=alert(1)>", "a.md", "&lt;script&gt;alert(1)"),
        (b"PK\x03\x04<script>alert(1)</script>", "a.docx", "The file is damaged."),
        (b"x", "a.exe", "imported from Word"),
    ],
)
def test_x17_messages_show_hostile_documents_as_text(writer, empty, content, name, words):
    answer = send(writer, empty, content, name=name)

    page = answer.content.decode()
    assert answer.status_code == 200
    assert words in page
    assert "<script>alert" not in page
    assert "<img src=x" not in page


@pytest.mark.parametrize("data", [{}, {"token": ""}, {"token": "\0" * 500}, {"language": "xx"}])
def test_d24_odd_requests_are_answered(writer, empty, data):
    assert writer.post(address(empty), data).status_code in {200, 302}
