"""What minutes and decisions refuse, and what they bear: meetings called off, held later, approved meanwhile."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meetings.actions import acting, correcting
from meetings.actions.approving import approve, begin, circulate, publish
from meetings.actions.deciding import Refused, decide
from meetings.actions.minuting import add_erratum
from meetings.models import AgendaItem, Attendance, Decision, DecisionEffect, Meeting, Minutes
from tests.factories import in_languages, make_meeting
from tests.pages import squeezed

HERE = "/en/meetings/tenth/minutes/"
SAID = {"item": None, "words": {"en": "So it is."}, "language": "en", "seen": 0}
pytestmark = pytest.mark.django_db


@pytest.fixture
def today():
    return timezone.localdate()


@pytest.fixture
def meeting(secretariat, today):
    return make_meeting(code="tenth", number="2018/2", on=today, state="announced")


@pytest.fixture
def item(meeting):
    facts = {"number": 1, "state": "on_agenda", "kind": "decision", "language": "en"}
    return AgendaItem.objects.create(meeting=meeting, **facts, **in_languages("title", "Plan"))


@pytest.fixture
def minutes(meeting, item, secretariat):
    found = begin(meeting, by=secretariat)
    found.entries.get(item=item).write("We talked.", base=0, by=secretariat)
    return found


def approved(minutes, today):
    circulate(minutes, until=today + timedelta(days=1), today=today)
    Minutes.objects.filter(pk=minutes.pk).update(corrections_until=today - timedelta(days=1))
    approve(minutes, None)
    return minutes


def typed(entry, body, **more):
    return {f"e{entry.pk}-body": body, f"e{entry.pk}-base": entry.version, "seen_decision": 0, "seen_action": 0, **more}


def test_begun_minutes_stay_open_when_the_meeting_is_called_off(client, secretariat, meeting, minutes):
    meeting.cancel(by=secretariat, reason={"en": "Snow"})
    client.force_login(secretariat)

    assert "We talked." in squeezed(client.get(f"{HERE}write/"))
    assert "We talked." in squeezed(client.get(HERE))


def test_what_is_typed_is_kept_when_the_minutes_are_approved_meanwhile(client, secretariat, minutes, item, today):
    entry = minutes.entries.get(item=item)
    approved(minutes, today)
    client.force_login(secretariat)

    answer = client.post(f"{HERE}write/", typed(entry, "We talked for long."))

    assert answer.status_code == 409
    assert "We talked for long." in squeezed(answer)
    assert "approved by now" in squeezed(answer)


@pytest.mark.parametrize("state", ["pencilled", "cancelled"])
def test_no_decision_of_a_meeting_that_does_not_take_place(client, secretariat, meeting, today, state):
    Meeting.objects.filter(pk=meeting.pk).update(state=state)
    client.force_login(secretariat)

    with pytest.raises(Refused):
        decide(meeting, by=secretariat, decided_on=today, **SAID)
    answer = client.post("/en/meetings/tenth/decisions/new/", {"d-text": "So it is.", "seen": "0"})

    assert answer.status_code == 409
    assert "no longer possible" in squeezed(answer)
    assert "So it is." in squeezed(answer)
    assert not Decision.objects.exists()


def test_no_decision_is_added_to_approved_minutes(client, secretariat, meeting, minutes, item, today):
    entry = minutes.entries.get(item=item)
    approved(minutes, today)
    client.force_login(secretariat)

    with pytest.raises(Refused):
        decide(meeting, by=secretariat, decided_on=today, **SAID)
    answer = client.post(f"{HERE}write/", typed(entry, "We talked.", **{f"d{item.pk}-text": "So it is."}))

    assert answer.status_code == 409
    assert "So it is." in squeezed(answer)
    assert not Decision.objects.exists()


def test_people_without_institution_are_counted_as_the_secretariat(client, secretariat, meeting, minutes):
    Attendance.objects.create(day=meeting.days.get(), person=secretariat)
    client.force_login(secretariat)

    assert "<li>Secretariat</li>" in client.get(HERE).content.decode()


def test_an_item_removed_later_keeps_its_title_in_the_public_text(client, secretariat, minutes, item):
    AgendaItem.objects.filter(pk=item.pk).update(state="removed", number=None)
    client.force_login(secretariat)

    page = squeezed(client.get(f"{HERE}public/"))

    assert "Plan" in page
    assert "Opening" not in page


def test_a_decision_that_approves_minutes_knows_it(client, secretariat, minutes, today):
    circulate(minutes, until=today + timedelta(days=1), today=today)
    later = make_meeting(number="2018/3", on=today + timedelta(days=30))
    facts = {name: said for name, said in SAID.items() if name != "seen"}
    decision = Decision.record(later, by=secretariat, decided_on=today + timedelta(days=30), **facts)
    client.force_login(secretariat)

    client.post(f"{HERE}steps/approve/", {"decision": decision.pk})

    assert Minutes.objects.get(pk=minutes.pk).approved_by == decision
    assert DecisionEffect.objects.get().thing == minutes


def test_no_decision_of_an_earlier_meeting_approves_minutes(client, secretariat, minutes, today):
    circulate(minutes, until=today + timedelta(days=1), today=today)
    earlier = make_meeting(number="2018/1", on=today - timedelta(days=30))
    facts = {name: said for name, said in SAID.items() if name != "seen"}
    decision = Decision.record(earlier, by=secretariat, decided_on=today - timedelta(days=30), **facts)
    client.force_login(secretariat)

    assert client.post(f"{HERE}steps/approve/", {"decision": decision.pk}).status_code == 200
    assert Minutes.objects.get(pk=minutes.pk).state == "circulated"


@pytest.mark.parametrize(("days", "is_possible"), [(0, True), (1, False)])
def test_minutes_are_circulated_once_the_meeting_is_over(
    client, secretariat, meeting, minutes, today, days, is_possible
):
    meeting.days.update(held_on=today + timedelta(days=days))
    client.force_login(secretariat)

    answer = client.post(f"{HERE}steps/circulate/", {"until": today + timedelta(days=7)})

    assert answer.status_code == (302 if is_possible else 409)
    assert (Minutes.objects.get(pk=minutes.pk).state == "circulated") is is_possible


def test_minutes_of_a_meeting_called_off_are_not_circulated(client, secretariat, meeting, minutes, today):
    meeting.cancel(by=secretariat, reason={"en": "Snow"})
    client.force_login(secretariat)

    answer = client.post(f"{HERE}steps/circulate/", {"until": today + timedelta(days=7)})

    assert answer.status_code == 409
    assert "called off" in squeezed(answer)


def test_corrections_are_proposed_until_the_last_day_and_no_longer(client, member, minutes, item, today):
    circulate(minutes, until=today + timedelta(days=1), today=today)
    entry = minutes.entries.get(item=item)
    here = f"{HERE}entries/{entry.pk}/correct/"
    client.force_login(member)

    for until, status in ((today, 302), (today - timedelta(days=1), 409)):
        Minutes.objects.filter(pk=minutes.pk).update(corrections_until=until)
        answer = client.post(here, {"text": f"Until {until}."})
        assert answer.status_code == status

    assert minutes.corrections.count() == 1
    assert f"Until {until}." in squeezed(answer)


def test_visitors_get_no_link_from_an_erratum_to_an_internal_decision(client, secretariat, meeting, minutes, today):
    facts = {name: said for name, said in SAID.items() if name != "seen"}
    decision = Decision.record(meeting, by=secretariat, decided_on=today, is_public=False, **facts)
    approved(minutes, today)
    publish(minutes, by=secretariat)
    add_erratum(minutes, {"en": "Five, not six."}, item=minutes.meeting.items.get(), decision=decision, by=secretariat)

    page = client.get(HERE).content.decode()
    client.force_login(secretariat)

    assert "Five, not six." in page
    assert decision.get_absolute_url() not in page
    assert decision.get_absolute_url() in client.get(HERE).content.decode()


def test_words_typed_while_the_minutes_are_approved_stay_on_the_page(
    client, secretariat, meeting, minutes, today, monkeypatch
):
    facts = {name: said for name, said in SAID.items() if name != "seen"}
    decision = Decision.record(meeting, by=secretariat, decided_on=today, **facts)
    here = f"{decision.get_absolute_url()}words/"
    client.force_login(secretariat)
    seen = client.get(here).context["form"].initial["seen"]
    word = correcting.word

    def late(*said, **more):
        approved(minutes, today)
        word(*said, **more)

    monkeypatch.setattr(correcting, "word", late)
    answer = client.post(here, {"text_en": "So it was.", "text_sv": "Så blir det.", "seen": seen})

    assert answer.status_code == 409
    assert "Så blir det." in squeezed(answer)


def test_an_action_item_typed_while_the_meeting_is_called_off_stays_on_the_page(
    client, secretariat, meeting, institution, today, monkeypatch
):
    add = acting.add

    def late(*said, **more):
        Meeting.objects.filter(pk=meeting.pk).update(state="cancelled")
        return add(*said, **more)

    monkeypatch.setattr(acting, "add", late)
    client.force_login(secretariat)
    typed_in = {"text": "Ask around", "institution": institution.pk, "due_on": today, "seen": 0}

    answer = client.post("/en/meetings/tenth/actions/add/", typed_in)

    assert answer.status_code == 409
    assert "Ask around" in squeezed(answer)
