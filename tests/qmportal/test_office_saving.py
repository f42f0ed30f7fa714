"""What saving in the office records, and what it refuses."""

from __future__ import annotations

from datetime import date

from django.contrib import admin

from institutions.models import SubgroupSeat
from tests.factories import make_institution, make_meeting, make_questionnaire, make_user
from tests.qmportal.office import drawer, form_data
from workplans.models import Activity, Deadline, DeadlineProposal


def test_a_thing_needs_its_name_in_one_language_only(client, secretariat):
    client.force_login(secretariat)
    page = client.get(drawer("institutions.subgroup", "add"))
    data = {**form_data(page), "code": "new"}

    refused = client.post(drawer("institutions.subgroup", "add"), data)
    taken = client.post(drawer("institutions.subgroup", "add"), {**data, "name_sv": "Ny undergrupp"})

    assert "Write it in at least one language." in refused.content.decode()
    assert taken.status_code == 302


def test_people_are_not_added_and_their_passwords_not_shown(client, secretariat, member):
    client.force_login(secretariat)

    assert client.get(drawer("institutions.user", "add")).status_code == 403
    page = client.get(drawer("institutions.user", "change", member.pk)).content.decode()
    assert member.password not in page
    assert 'name="password"' not in page
    assert 'name="email"' not in page


def test_a_person_is_switched_off_instead_of_deleted(client, secretariat, member):
    client.force_login(secretariat)
    url = drawer("institutions.user", "change", member.pk)
    data = form_data(client.get(url))
    data.pop("is_active")

    assert client.post(url, data).status_code == 302

    member.refresh_from_db()
    assert not member.is_active


def test_a_seat_for_a_strangers_institution_is_refused(client, secretariat, subgroup, member):
    client.force_login(secretariat)
    stranger = make_user(institution=make_institution())
    url = drawer("institutions.subgroup", "change", subgroup.pk)
    data = form_data(client.get(url))
    number = data["seats-TOTAL_FORMS"]
    line = {"user": stranger.pk, "institution": member.seats.get().institution_id, "role": "member"}
    data |= {f"seats-{number}-{name}": value for name, value in line.items()}
    data |= {
        f"seats-{number}-valid_from": "2018-01-01",
        f"seats-{number}-valid_to": "",
        "seats-TOTAL_FORMS": number + 1,
    }

    response = client.post(url, data)

    assert "does not belong to this institution" in response.content.decode()
    assert SubgroupSeat.objects.count() == 1


def new_deadline(client, activity, *deadlines: dict[str, str]):
    url = drawer("workplans.activity", "change", activity.pk)
    data = form_data(client.get(url))
    for number, deadline in enumerate(deadlines, start=int(data["deadlines-TOTAL_FORMS"])):
        empty = dict.fromkeys(("reason_class", "reason", "decision", "id"), "")
        line = {"precision": "day", **empty, "activity": activity.pk, **deadline}
        data |= {f"deadlines-{number}-{name}": value for name, value in line.items()}
    data["deadlines-TOTAL_FORMS"] = int(data["deadlines-TOTAL_FORMS"]) + len(deadlines)
    return client.post(url, data)


def test_a_deadline_is_added_under_the_name_of_the_person(client, secretariat, activity):
    client.force_login(secretariat)

    words = {"due_on": "2019-05-31", "reason_class": "scope", "reason": "More examples."}
    refused = new_deadline(client, activity, words)
    new_deadline(client, activity, {**words, "decision": "2018/2-D4"})

    assert "So large a move needs a decision" in refused.content.decode()
    newest = Deadline.objects.get(version=2)
    assert (newest.activity, newest.set_by, newest.due_on) == (activity, secretariat, date(2019, 5, 31))
    activity.refresh_from_db()
    assert activity.due_on == date(2019, 5, 31)


def test_a_deadline_of_the_office_overtakes_what_was_proposed(client, secretariat, lead, activity):
    words = {"due_on": date(2031, 1, 31), "reason_class": "scope", "reason": "More."}
    proposal = DeadlineProposal.propose(activity, **words, precision="day", seen_version=1, by=lead, acting_for_id=None)
    client.force_login(secretariat)

    new_deadline(client, activity, {**words, "due_on": "2031-02-28", "decision": "2018/2-D4"})

    proposal.refresh_from_db()
    assert proposal.state == DeadlineProposal.State.LAPSED


def test_a_deadline_does_not_move_without_a_reason(client, secretariat, activity):
    client.force_login(secretariat)

    response = new_deadline(client, activity, {"due_on": "2019-05-31"})

    assert "Say why the deadline moves." in response.content.decode()
    assert Deadline.objects.count() == 1


def test_lines_that_contradict_each_other_are_refused_in_words(client, secretariat, outsider):
    client.force_login(secretariat)
    url = drawer("institutions.user", "change", outsider.pk)
    data = form_data(client.get(url))
    other = make_institution()
    for number in (1, 2):
        line = {"institution": other.pk, "role": "member", "valid_from": "2018-01-01", "valid_to": ""}
        data |= {f"affiliations-{number}-{name}": value for name, value in line.items()}
    data["affiliations-TOTAL_FORMS"] = 3

    response = client.post(url, data, follow=True)

    assert "contradict each other" in response.content.decode()
    assert outsider.affiliations.count() == 1


def test_saving_leaves_alone_what_a_member_reported_meanwhile(rf, activity, member):
    drawer_of_activities = admin.site.get_model_admin(Activity)
    opened = Activity.objects.get(pk=activity.pk)
    said = {"status": "at_risk", "percent": 60, "achieved": "Half.", "seen_version": 0}
    activity.report(by=member, acting_for_id=None, today=date(2018, 3, 1), **said)

    opened.priority = 1
    form = drawer_of_activities.get_form(rf.get("/"), opened, fields=["priority"])({"priority": "1"}, instance=activity)
    drawer_of_activities.save_model(rf.get("/"), opened, form, change=True)

    saved = Activity.objects.get(pk=activity.pk)
    assert (saved.priority, saved.percent, saved.version, saved.state) == (1, 60, 1, "at_risk")


def test_a_day_of_a_meeting_can_be_struck_out(client, secretariat):
    client.force_login(secretariat)
    meeting = make_meeting(days=2, kind="conference")
    url = drawer("meetings.meeting", "change", meeting.pk)

    client.post(url, {**form_data(client.get(url)), "days-1-DELETE": "on"})

    assert [day.held_on for day in meeting.days.all()] == [date(2017, 11, 5)]


def test_a_published_questionnaire_does_not_change(client, secretariat):
    client.force_login(secretariat)
    questionnaire = make_questionnaire(smallest_group=7)
    url = drawer("surveys.questionnaire", "change", questionnaire.pk)
    data = form_data(client.get(url))

    client.post(url, {**data, "state": "retired", "smallest_group": 5, "title_en": "Changed"})

    questionnaire.refresh_from_db()
    assert questionnaire.state == "published"
    assert (questionnaire.smallest_group, questionnaire.title_en == "Changed") == (7, False)
