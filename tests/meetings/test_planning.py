"""The secretariat plans: a new meeting, after an earlier one, its facts, its days; and the record of a past one."""

from datetime import date, time, timedelta

import pytest
from django.utils import timezone

from meetings.actions.planning import hours_to_come, next_number
from meetings.models import Meeting
from tests.factories import make_institution, make_meeting
from tests.pages import squeezed

NEW = "/en/meetings/new/"
FACTS = {"code": "eleventh", "number": "11", "kind": "meeting", "zone": "Europe/Sarajevo", "title_en": "Eleventh"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def host(client, secretariat):
    client.force_login(secretariat)
    return client


def sent(client, url, **said):
    """What a form of the page carries when nothing is changed, with ``said`` in its place."""
    form = client.get(url).context["form"]
    data = {field.html_name: field.value() for field in form}
    plain = {name: value for name, value in data.items() if value not in (None, False)}
    return {**{name: getattr(value, "isoformat", lambda v=value: v)() for name, value in plain.items()}, **said}


def test_a_new_meeting_is_pencilled_in_with_its_days(host):
    days = {"held_on_0": "2031-05-06", "starts_0": "09:00", "ends_0": "12:30", "held_on_1": "2031-05-05"}

    answer = host.post(NEW, {**FACTS, **days})

    meeting = Meeting.objects.get(code="eleventh")
    assert answer["Location"] == "/en/meetings/eleventh/planning/"
    assert (meeting.state, meeting.number, meeting.is_public) == ("pencilled", "11", False)
    assert meeting.hours() == [(date(2031, 5, 5), None, None), (date(2031, 5, 6), time(9), time(12, 30))]
    assert not meeting.steps.exists()


def test_only_the_month_may_be_known(host):
    host.post(NEW, {**FACTS, "month": "2031-05"})

    assert Meeting.objects.get().month == date(2031, 5, 1)
    assert "May 2031" in squeezed(host.get("/en/meetings/eleventh/planning/"))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"held_on_0": "2031-05-05", "held_on_1": "2031-05-05"}, "The meeting already has this day."),
        ({"held_on_0": "2031-05-05", "starts_0": "10:00", "ends_0": "09:00"}, "must end after it begins"),
        ({"held_on_0": "2031-05-05", "ends_0": "09:00"}, "must end after it begins"),
        ({"starts_0": "10:00"}, "Write the date too"),
        ({"held_on_0": "5 May"}, "Enter a valid date"),
        ({"month": "spring"}, "Write year and month"),
        ({"code": "new"}, "the address of another page"),
        ({"code": "taken"}, "There already is a meeting with this code."),
        ({"number": "10"}, "Another meeting has this number."),
        ({"number": "X"}, "Write a number such as"),
        ({"title_en": ""}, "Write it in at least one language."),
        ({"was_held": "on", "held_on_0": "2099-01-01"}, "they must have passed"),
        ({"was_held": "on"}, "they must have passed"),
        ({"quorum": "99999999999999"}, "less than or equal to 999"),
        ({"zone": "Mars"}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_stands_at_its_field_and_nothing_is_lost(host, said, words):
    make_meeting(code="taken", number="10")

    page = squeezed(host.post(NEW, {**FACTS, "place_en": "Lecture room", **said}))

    assert words in page
    assert 'value="Lecture room"' in page
    assert Meeting.objects.count() == 1


def test_a_past_meeting_is_recorded_as_held_and_nobody_is_told(host):
    host.post(NEW, {**FACTS, "was_held": "on", "held_on_0": "2017-11-05"})

    meeting = Meeting.objects.get()
    assert (meeting.state, [step.kind for step in meeting.steps.all()]) == ("held", ["held"])


def test_a_meeting_after_the_last_one_offers_its_facts_and_days_half_a_year_later(host):
    last = make_meeting(code="tenth", number="10", title_en="Tenth", place_en="Lecture room", days=2)
    last.days.filter(held_on=date(2017, 11, 5)).update(starts=time(10), ends=time(16))
    assert 'href="?from=tenth"' in squeezed(host.get(NEW))

    page = host.get(f"{NEW}?from=tenth")

    form, today = page.context["form"], timezone.localdate()
    assert (form["number"].value(), form["code"].value(), form["place_en"].value()) == ("11", "11", "Lecture room")
    first = form["held_on_0"].value()
    assert today < first <= today + timedelta(weeks=26)
    assert (first.weekday(), form["starts_0"].value(), form["held_on_1"].value() - first) == (
        6,
        time(10),
        timedelta(days=1),
    )
    data = sent(host, f"{NEW}?from=tenth", code="next")
    assert host.post(f"{NEW}?from=tenth", data)["Location"] == "/en/meetings/next/planning/"
    assert Meeting.objects.get(code="next").days.count() == 2
    assert host.get(f"{NEW}?from=nowhere").status_code == 404


@pytest.mark.parametrize(
    ("number", "year", "following"),
    [("10", 2031, "11"), ("2018/2", 2018, "2018/3"), ("2018/2", 2019, "2019/1"), ("", 2031, "")],
)
def test_numbers_go_on(number, year, following):
    assert next_number(number, year=year) == following


def test_days_of_a_meeting_to_come_are_offered_as_they_are():
    meeting = make_meeting(on=date(2031, 5, 5))

    assert hours_to_come(meeting, today=date(2031, 5, 4)) == [(date(2031, 5, 5), None, None)]


def test_facts_are_edited(host):
    make_meeting(code="tenth", state=Meeting.State.PENCILLED)
    url = "/en/meetings/tenth/edit/"

    answer = host.post(url, sent(host, url, place_sv="Sal 2", quorum="7", code="moved"))

    meeting = Meeting.objects.get()
    assert answer["Location"] == "/en/meetings/moved/planning/"
    assert (meeting.place_sv, meeting.quorum, meeting.sequence) == ("Sal 2", 7, 0)


def test_calendars_hear_of_another_place_once_it_is_announced(host):
    make_meeting(code="tenth", on=date(2031, 5, 5), state=Meeting.State.ANNOUNCED)
    url = "/en/meetings/tenth/edit/"

    host.post(url, sent(host, url, quorum="7", code="moved"))
    assert (Meeting.objects.get().sequence, Meeting.objects.get().code) == (0, "tenth")
    host.post(url, sent(host, url, place_sv="Sal 2"))
    assert Meeting.objects.get().sequence == 1


def test_two_who_edit_the_same_words_lose_nothing(host):
    make_meeting(code="tenth")
    url = "/en/meetings/tenth/edit/"
    mine = sent(host, url, place_en="Mine")
    host.post(url, sent(host, url, place_en="Hers"))

    answer = host.post(url, mine)

    assert answer.status_code == 409
    assert "Hers" in squeezed(answer)
    assert 'value="Mine"' in squeezed(answer)
    assert Meeting.objects.get().place_en == "Hers"


def test_a_number_that_decisions_bear_stays(host, secretariat):
    meeting = make_meeting(code="tenth", number="10")
    meeting.actions.create(serial=1, number="10-A1", text="x", language="en", institution=make_institution(),
                           due_on=date(2031, 1, 1), added_by=secretariat)  # fmt: skip

    assert "number" not in host.get("/en/meetings/tenth/edit/").context["form"].fields


def test_the_list_and_the_meeting_lead_there(client, secretariat, member):
    make_meeting(code="tenth")
    for person, leads in ((secretariat, True), (member, False)):
        client.force_login(person)
        assert (f'href="{NEW}"' in squeezed(client.get("/en/meetings/"))) is leads
        assert 'href="/en/meetings/tenth/planning/"' in squeezed(client.get("/en/meetings/tenth/"))
    client.logout()
    assert "/planning/" not in squeezed(client.get("/en/meetings/tenth/"))
