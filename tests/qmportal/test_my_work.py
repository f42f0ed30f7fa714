"""What a member owes, first thing after signing in."""

from datetime import time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from institutions.models import Affiliation
from meetings.models import Meeting, MeetingDay
from tests.factories import (
    LONG_AGO,
    make_activity,
    make_institution,
    make_meeting,
    make_minutes,
    make_subgroup,
    make_user,
    seat,
)
from tests.pages import squeezed
from workplans.models import Activity

URL = "/en/my-work/"


@pytest.mark.parametrize("person", ["member", "lead", "coordinator", "secretariat", "admin", "outsider"])
def test_everybody_in_the_group_has_the_page(client, person, activity, request):
    client.force_login(request.getfixturevalue(person))

    response = client.get(URL)

    assert response.status_code == 200
    assert [duty["activity"] for duty in response.context["duties"]] == (
        [activity] if person in {"member", "lead"} else []
    )
    assert "Visible to: only you" in response.content.decode()


def test_visitors_are_asked_to_sign_in(client):
    assert client.get(URL).headers["Location"] == "/en/accounts/login/?next=/en/my-work/"


def test_who_left_the_group_has_no_work_here(client, member):
    Affiliation.objects.filter(user=member).delete()
    client.force_login(member)

    assert client.get(URL).status_code == 403


def test_an_owed_line_carries_its_form(client, member, activity):
    client.force_login(member)

    html = client.get(URL).content.decode()

    assert f'action="/en/work-plans/activities/{activity.pk}/report/"' in html
    assert f'hx-post="/en/work-plans/activities/{activity.pk}/report/" hx-target="closest article"' in html
    assert '<input type="hidden" name="next" value="/en/my-work/">' in html
    assert "1 activity waits for a progress report." in html
    assert "On behalf of Office of Records." in html


def test_seven_lines_by_date_and_the_number_of_the_others(client, member, subgroup):
    today = timezone.localdate()
    for days in range(9, 0, -1):
        make_activity(f"Due in {days}", subgroup=subgroup, due_on=today + timedelta(days=days))
    client.force_login(member)

    response = client.get(URL)

    assert [duty["activity"].title for duty in response.context["duties"]] == [f"Due in {n}" for n in range(1, 8)]
    assert "9 activities wait for a progress report." in response.content.decode()
    assert '<a href="#everything">See all your activities</a>' in response.content.decode()


def test_nothing_owed_is_said_with_the_next_deadline(client, member, activity):
    Activity.objects.update(last_report_on=timezone.localdate())
    client.force_login(member)

    html = client.get(URL).content.decode()

    assert "You owe nothing today." in html
    assert "Your next deadline is" in html
    assert "No deadline lies ahead of you." not in html


def test_nothing_at_all_names_the_next_step(client, outsider):
    client.force_login(outsider)

    html = client.get(URL).content.decode()

    assert "No deadline lies ahead of you." in html
    assert "You sit in no subgroup." in html
    assert "No open activity is yours." in html
    assert "No meeting is announced." in html


def test_subgroups_meeting_and_institution_stand_beside(client, member, lead, activity):
    today = timezone.localdate()
    meeting = make_meeting(state=Meeting.State.ANNOUNCED, on=today + timedelta(days=3), days=2)
    MeetingDay.objects.update(starts=time(9), ends=time(16))
    make_meeting(state=Meeting.State.CANCELLED, on=today)
    client.force_login(member)

    response = client.get(URL)

    (entry,) = response.context["subgroups"]
    assert [place.user for place in entry["subgroup"].leading] == [lead]
    assert (entry["next_due"], entry["last_report"]) == (activity, None)
    assert response.context["meeting"] == meeting
    assert "Begins" in response.content.decode()
    assert [institution.code for institution in response.context["mandate"].institutions.values()] == ["records"]


def test_a_line_speaks_for_the_seat_where_the_lead_body_is_another(client, subgroup):
    first, second = make_institution("A first"), make_institution("B second")
    person = make_user(institution=first)
    Affiliation.objects.create(user=person, institution=second, valid_from=LONG_AGO)
    seat(person, subgroup, second)
    make_activity("Led by nobody of hers", lead_body=make_institution(), subgroup=subgroup)
    make_activity("Led by her first", lead_body=first, subgroup=subgroup)
    make_activity("In no subgroup", owner=person)
    client.force_login(person)

    duties = client.get(URL).context["duties"]

    assert {duty["activity"].title: duty["form"].speaks_for for duty in duties} == {
        "Led by nobody of hers": second,
        "Led by her first": first,
        "In no subgroup": first,
    }


def test_same_number_of_queries_for_one_activity_and_six(client, member, institution, subgroup):
    def queries() -> int:
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(URL).status_code == 200
        return len(captured)

    client.force_login(member)
    make_activity("First", subgroup=subgroup, lead_body=institution, owner=member)
    one = queries()
    for number in range(5):
        other = make_subgroup()
        seat(member, other, institution)
        make_activity(f"More {number}", subgroup=other, lead_body=make_institution(), owner=make_user())

    assert queries() == one


def test_hostile_page_numbers_show_a_page(client, member, activity):
    client.force_login(member)

    for number in ["0", "-1", "x", "1e9", "9" * 40, "٣"]:
        assert client.get(URL, {"page": number}).status_code == 200


def test_corrections_of_minutes_wait_for_the_secretariat(client, member, secretariat):
    for code, texts in (("tenth", ("One.", "Two.")), ("ninth", ("Three.",)), ("none", ())):
        minutes = make_minutes(make_meeting(code=code, title_en=code.title()), state="circulated")
        entry = minutes.entries.create(body="Text")
        answered = {"entry": entry, "text": "Old", "language": "en", "proposed_by": member, "state": "accepted"}
        minutes.corrections.create(**answered)
        for text in texts:
            minutes.corrections.create(**{**answered, "text": text, "state": "open"})
    client.force_login(secretariat)
    with CaptureQueriesContext(connection) as queries:
        page = squeezed(client.get(URL))
    assert sum("meetings_correction" in query["sql"] for query in queries) == 1
    assert '<a href="/en/meetings/tenth/minutes/">2 corrections of the minutes of “Tenth”</a>' in page
    assert '<a href="/en/meetings/ninth/minutes/">1 correction of the minutes of “Ninth”</a>' in page
    assert "“None”" not in page
    client.force_login(member)
    assert "of the minutes of" not in squeezed(client.get(URL))
