"""Papers about a meeting as PDF: readable aloud, the same as the page, and without names for visitors."""

from __future__ import annotations

from datetime import date, time

import pytest

from meetings.models import AgendaItem, Attendance, Meeting, Paper
from tests.factories import in_languages, make_meeting, make_user
from tests.guidelines.structure import Element, read

AGENDA = "meetings/next/agenda.pdf"
WORDS = {"en": ("Agenda", "No."), "bs": ("Dnevni red", "Br."), "sv": ("Dagordning", "Nr")}
HOSTILE = ['#read("/etc/passwd") $x$ *b* <label> @ref', "😀 \u202e \x01", "a" * 200, "{{7*7}} {% debug %}", "\\ // /*"]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "meetings"


@pytest.fixture
def person(institution):
    return make_user("zora@test.example", display_name="Zora Presenter", institution=institution)


@pytest.fixture
def meeting(db, institution, person) -> Meeting:
    """Two days, the first with hours; a public item and one for members, with a paper."""
    made = make_meeting(
        on=date(2030, 3, 30), days=2, code="next", number="2030/1", state=Meeting.State.AGENDA_SENT,
        **in_languages("title", "Spring meeting"), **in_languages("place", "Mostar"),
    )  # fmt: skip
    first = made.days.order_by("held_on").first()
    type(first).objects.filter(pk=first.pk).update(starts=time(9), ends=time(9, 30))
    facts = {"state": "on_agenda", "language": "en", "presenting_body": institution, "presenter": person}
    item = AgendaItem.objects.create(
        meeting=made, number=1, day=first, minutes=45, kind="decision", **facts, **in_languages("title", "Risks")
    )
    AgendaItem.objects.create(meeting=made, number=2, is_public=False, title_bs="Samo za nas", **facts)
    about = {"file": "papers/x", "kind": "application/pdf", "size": 69, "digest": "1" * 64, "scan": "none"}
    Paper.objects.create(item=item, file_name="Tajna.pdf", uploaded_by=person, **about)
    return made


def told(answer) -> Element:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    document, root = read(answer.content)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document.trailer["/Root"]["/Metadata"].get_object().get_data()
    return root


def rows(root: Element) -> list[list[str]]:
    return [[cell.words() for cell in row.all("TH", "TD")] for row in root.all("TR")]


def test_members_get_the_agenda_as_their_page_shows_it(client, member, meeting):
    client.force_login(member)

    answer = client.get(f"/en/{AGENDA}")

    root = told(answer)
    assert answer["Content-Disposition"] == 'inline; filename="next-agenda-en.pdf"'
    assert answer["X-Robots-Tag"] == "noindex"
    assert [heading.words() for heading in root.all("H1", "H2")] == ["Spring meeting", "30 March 2030", "Agenda"]
    assert rows(root) == [
        ["No.", "Item", "Kind", "Presented by", "Minutes"],
        ["1", "RisksTajna.pdf (PDF, 69 bytes)", "for decision", "Office of RecordsZora Presenter", "45"],
        ["No.", "Item", "Kind", "Presented by", "Minutes"],
        ["2", "Samo za nasfor members only", "for discussion", "Office of RecordsZora Presenter", "–"],
    ]
    said = root.words()
    assert "Number: 2030/1" in said
    assert "30 March 2030, 09:00–09:30 (Central European Standard Time)" in said
    assert "Together 45 min. That is 15 min more than the day has." in said
    assert 'href="/en/meetings/next/agenda.pdf"' in client.get("/en/meetings/next/agenda/").content.decode()


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_visitors_get_public_items_in_their_language_and_no_name(client, meeting, language):
    answer = client.get(f"/{language}/{AGENDA}")

    root = told(answer)
    assert answer.content.count(b"/Lang(%s)" % language.encode()) or b"/Lang (%s)" % language.encode() in answer.content
    said = root.words()
    page = client.get(f"/{language}/meetings/next/agenda/").content.decode()
    for words in (cell for row in rows(root) for cell in row):
        assert words in page
    for secret in ("Zora", "Presenter", "zora@", "Tajna", "Samo za nas"):
        assert secret not in said
        assert secret.encode() not in answer.content
    assert ("Risks" if language == "en" else f"Risks ({language})") in said


def test_an_agenda_that_is_not_sent_has_no_items_for_visitors(client, member, meeting):
    Meeting.objects.update(state=Meeting.State.ANNOUNCED)

    assert rows(told(client.get(f"/en/{AGENDA}"))) == []
    assert "The agenda is still empty" in told(client.get(f"/en/{AGENDA}")).words()
    assert AGENDA not in client.get("/en/meetings/next/agenda/").content.decode()
    client.force_login(member)
    assert len(rows(told(client.get(f"/en/{AGENDA}")))) == 4


def test_words_in_another_language_say_so(client, member, meeting):
    client.force_login(member)

    root = told(client.get(f"/en/{AGENDA}"))

    marked = {one.words(): one.row["/Lang"] for one in root.all() if "/Lang" in one.row}
    assert marked["Samo za nasfor members only"] == "bs"


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_is_typed_is_set_as_text(client, meeting, typed):
    Meeting.objects.update(title_en=typed, place_en=typed)
    AgendaItem.objects.update(title_en=typed)

    said = told(client.get(f"/en/{AGENDA}")).words()

    assert "root:" not in said
    assert typed[:5].strip("😀 \u202e\x01") in said


def test_the_agenda_is_made_once_and_a_changed_one_anew(client, meeting, own_folder):
    client.get(f"/en/{AGENDA}")
    client.get(f"/en/{AGENDA}")
    assert len(list(own_folder.iterdir())) == 1

    AgendaItem.objects.update(title_en="Chances")
    assert "Chances" in told(client.get(f"/en/{AGENDA}")).words()


def test_the_list_to_sign_has_everybody_with_a_column_for_the_pen(client, member, meeting, person, own_folder):
    day = meeting.days.order_by("held_on").first()
    Attendance.objects.create(day=day, person=person, institution=person.affiliations.get().institution)
    Attendance.objects.create(day=day, guest_name="Guest", guest_body="Elsewhere")
    client.force_login(member)

    answer = client.get("/en/meetings/next/attendance/2030-03-30/list.pdf")

    root = told(answer)
    assert rows(root)[0] == ["Name", "Institution", "Present", "Signature"]
    assert ["Zora Presenter", "Office of Records", "yes", ""] in rows(root)
    assert ["Guest", "Elsewhere", "yes", ""] in rows(root)
    assert ["Member", "Office of Records", "", ""] in rows(root)
    assert answer["X-Robots-Tag"] == "noindex"
    assert not own_folder.exists()
    assert client.get("/en/meetings/next/attendance/2030-03-29/list.pdf").status_code == 404
    assert client.get("/en/meetings/next/attendance/x/list.pdf").status_code == 404
