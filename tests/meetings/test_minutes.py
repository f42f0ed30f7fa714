"""Minutes to read: drafts for the secretariat, circulated ones for members, the public text for everybody."""

import html
import io
import re
from datetime import timedelta

import pytest
from django.utils import timezone
from pypdf import PdfReader

from letters.models import Letter
from meetings.actions.approving import approve, begin, circulate, publish
from meetings.actions.minuting import add_erratum
from meetings.models import AgendaItem, Attendance, Correction, Decision, Invitee, Minutes
from meetings.tasks import settle
from tests.factories import in_languages, make_meeting
from tests.pages import squeezed

HERE = "/en/meetings/tenth/minutes/"
INTERNAL = "\n\n::: internal\nAbout money.\n:::\n"
pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting(secretariat):
    return make_meeting(code="tenth", number="2018/2", on=timezone.localdate() - timedelta(days=30))


@pytest.fixture
def item(meeting):
    facts = {"number": 1, "state": "on_agenda", "kind": "decision", "language": "en"}
    return AgendaItem.objects.create(meeting=meeting, **facts, **in_languages("title", "Plan"))


@pytest.fixture
def minutes(meeting, item, secretariat, member):
    found = begin(meeting, by=secretariat)
    type(member).objects.filter(pk=member.pk).update(display_name="Vera Novak")
    body = "Vera Novak reported." + INTERNAL
    found.entries.get(item=item).write(body, base=0, by=secretariat)
    Attendance.objects.create(
        day=meeting.days.first(), person=member, institution=member.affiliations.get().institution
    )
    return found


def circulated(minutes, days=7):
    today = timezone.localdate()
    circulate(minutes, until=today + timedelta(days=days), today=today)
    return minutes


def approved(minutes):
    circulated(minutes)
    Minutes.objects.filter(pk=minutes.pk).update(corrections_until=timezone.localdate() - timedelta(days=1))
    approve(minutes, None)
    return minutes


def test_a_draft_is_for_the_secretariat_alone(client, secretariat, member, minutes):
    client.force_login(member)
    page = squeezed(client.get(HERE))
    assert "There are no minutes yet" in page
    assert "reported" not in page

    client.force_login(secretariat)
    assert "reported" in squeezed(client.get(HERE))
    client.logout()
    assert client.get(HERE).status_code == 404


def test_members_read_what_is_circulated_with_internal_passages_marked(client, member, minutes):
    circulated(minutes)
    client.force_login(member)

    page = squeezed(client.get(HERE))

    assert "About money." in page
    assert ":::" not in page
    assert "for members only" in page
    assert "corrections can be proposed" in page


def test_everybody_reads_the_public_text_of_published_ones(client, secretariat, member, institution, item, minutes):
    Decision.record(
        minutes.meeting,
        item=item,
        words={"en": "So it is."},
        language="en",
        decided_on=timezone.localdate(),
        by=secretariat,
    )
    publish(approved(minutes), by=secretariat)

    page = squeezed(client.get(HERE))

    assert "Novak" not in page
    assert "Vera" not in page
    assert "About money." not in page
    assert f"<li>{institution}</li>" in page
    assert "2018/2-D1" in page
    assert client.get("/bs/meetings/tenth/minutes/").status_code == 200


def test_circulating_writes_to_those_invited_or_there(client, secretariat, member, lead, minutes):
    Invitee.objects.create(meeting=minutes.meeting, person=lead)
    client.force_login(secretariat)
    until = timezone.localdate() + timedelta(days=10)

    for _twice in range(2):
        answer = client.post(f"{HERE}steps/circulate/", {"until": until.isoformat()})
        assert answer.status_code == 302

    letters = Letter.objects.filter(occasion="minutes_circulated")
    assert {letter.recipient for letter in letters} == {member, lead}
    minutes.refresh_from_db()
    assert (minutes.state, minutes.corrections_until) == ("circulated", until)


def test_a_day_in_the_past_is_refused_at_its_field(client, secretariat, minutes):
    client.force_login(secretariat)

    page = squeezed(client.post(f"{HERE}steps/circulate/", {"until": "2017-01-01"}))

    assert "Choose a day after today." in page


def test_nothing_is_approved_while_a_correction_waits(client, secretariat, member, minutes):
    circulated(minutes)
    entry = minutes.entries.first()
    Correction.objects.create(minutes=minutes, entry=entry, text="Not so.", language="en", proposed_by=member)
    client.force_login(secretariat)

    answer = client.post(f"{HERE}steps/approve/")

    assert answer.status_code == 409
    assert "A correction waits for an answer." in squeezed(answer)


def test_silence_approves_in_the_night_and_members_cannot_correct_any_more(client, member, minutes):
    circulated(minutes)
    Minutes.objects.filter(pk=minutes.pk).update(corrections_until=timezone.localdate() - timedelta(days=1))

    settle()
    settle()

    minutes.refresh_from_db()
    assert (minutes.state, minutes.approved_by) == ("approved", None)
    client.force_login(member)
    assert "Propose a correction" not in squeezed(client.get(HERE))


def test_a_meeting_that_is_over_counts_as_held(meeting):
    type(meeting).objects.filter(pk=meeting.pk).update(state="agenda_sent")

    settle()

    meeting.refresh_from_db()
    assert meeting.state == "held"


def test_publishing_shows_the_public_text_first(client, secretariat, member, minutes):
    approved(minutes)
    client.force_login(secretariat)

    page = squeezed(client.get(f"{HERE}steps/publish/"))
    assert "Novak" not in page
    assert "reported" in page

    client.post(f"{HERE}steps/publish/")
    minutes.refresh_from_db()
    assert minutes.state == "published"


def test_steps_that_are_not_possible_answer_with_the_state(client, secretariat, minutes):
    client.force_login(secretariat)

    answer = client.post(f"{HERE}steps/publish/")

    assert answer.status_code == 409
    assert "being written" in squeezed(answer)


def test_an_erratum_stands_above_the_passage_and_changes_nothing_else(client, secretariat, item, minutes):
    publish(approved(minutes), by=secretariat)
    facts = {"item": None, "words": {"en": "Put right."}, "language": "en", "decided_on": timezone.localdate()}
    later = Decision.record(make_meeting(number="2018/3"), by=secretariat, **facts)
    client.force_login(secretariat)
    said = {"item": item.pk, "decision": later.pk, "text_en": "It was the second plan.", "seen": ""}

    for _twice in range(2):
        assert client.post(f"{HERE}errata/add/", said).status_code == 302

    client.logout()
    page = squeezed(client.get(HERE))
    assert page.count("It was the second plan.") == 1
    assert "Erratum 1" in page
    minutes.refresh_from_db()
    assert minutes.has_true_text


def test_what_is_not_approved_has_no_errata(minutes, secretariat):
    facts = {"item": None, "words": {"en": "So."}, "language": "en", "decided_on": timezone.localdate()}
    decision = Decision.record(minutes.meeting, by=secretariat, **facts)
    with pytest.raises(Minutes.NotNow):
        add_erratum(minutes, {"en": "So."}, item=None, decision=decision, by=secretariat)


def test_the_summary_is_written_in_three_languages(client, secretariat, minutes):
    client.force_login(secretariat)

    seen = re.search(r'name="seen" value="([^"]*)"', client.get(f"{HERE}summary/").content.decode())[1]

    said = {"summary_en": "Short.", "summary_bs": "Kratko.", "summary_sv": "Kort.", "seen": html.unescape(seen)}
    client.post(f"{HERE}summary/", said)

    minutes.refresh_from_db()
    assert (minutes.summary_en, minutes.summary_bs, minutes.summary_sv) == ("Short.", "Kratko.", "Kort.")


def test_the_page_asks_the_same_queries_for_many_items(
    client, member, secretariat, meeting, minutes, django_assert_max_num_queries
):
    circulated(minutes)
    client.force_login(member)
    with django_assert_max_num_queries(40) as few:
        client.get(HERE)
    for number in range(2, 40):
        facts = {"number": number, "state": "on_agenda", "kind": "decision", "language": "en"}
        item = AgendaItem.objects.create(meeting=meeting, **facts, **in_languages("title", "Plan"))
        Decision.record(
            meeting, item=item, words={"en": "So."}, language="en", decided_on=timezone.localdate(), by=secretariat
        )

    begin(meeting, by=secretariat)
    with django_assert_max_num_queries(len(few)):
        client.get(HERE)


def test_no_name_is_published_in_summary_or_decision(client, secretariat, member, item, minutes):
    client.force_login(secretariat)
    seen = re.search(r'name="seen" value="([^"]*)"', client.get(f"{HERE}summary/").content.decode())[1]
    said = {"summary_en": "Vera Novak reported.", "seen": html.unescape(seen)}
    page = squeezed(client.post(f"{HERE}summary/", said))
    assert "name the institution instead of Vera Novak" in page
    Decision.record(
        minutes.meeting,
        item=item,
        words={"en": "Thanks to Vera Novak."},
        language="en",
        decided_on=timezone.localdate(),
        by=secretariat,
    )
    approved(minutes)

    answer = client.post(f"{HERE}steps/publish/")

    assert answer.status_code == 409
    assert "The name of a person stands in the summary" in squeezed(answer)


def test_the_pdf_holds_what_the_reader_may_read(client, secretariat, member, minutes):
    circulated(minutes)
    assert client.get("/en/meetings/tenth/minutes.pdf").status_code == 404
    client.force_login(member)
    assert "About money." in pdf_text(client.get("/en/meetings/tenth/minutes.pdf"))
    client.logout()
    approved_now = timezone.localdate() - timedelta(days=1)
    Minutes.objects.filter(pk=minutes.pk).update(corrections_until=approved_now)
    approve(minutes, None)
    publish(minutes, by=secretariat)

    text = pdf_text(client.get("/sv/meetings/tenth/minutes.pdf"))

    assert "reported" in text
    assert "Novak" not in text
    assert "About money." not in text


def pdf_text(answer):
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(answer.content)).pages)


def test_the_public_text_names_institutions_in_its_own_language(secretariat, institution, minutes):
    Minutes.objects.filter(pk=minutes.pk).update(language="bs")
    type(institution).objects.filter(pk=institution.pk).update(name_bs="Ured za evidenciju")
    minutes.refresh_from_db()

    publish(approved(minutes), by=secretariat)

    minutes.refresh_from_db()
    assert "Ured za evidenciju reported" in str(minutes.public)
