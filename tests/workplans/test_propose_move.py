"""A lead proposes another deadline, and takes it back: who may, what is kept, what happens when two do it at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection
from django.http import Http404
from django.test import Client
from django.utils import timezone

from institutions.models import Affiliation
from tests.factories import LONG_AGO, make_activity, make_institution
from workplans.models import Activity, ActivityBody, DeadlineProposal
from workplans.views.progress import gone_is_not_found

SAID = {
    "due_on": "2031-06-10",
    "precision": "month",
    "reason_class": "dependency",
    "reason": "We wait for the law.",
    "seen_version": "1",
}


@pytest.fixture
def url(activity) -> str:
    return f"/en/work-plans/activities/{activity.pk}/propose-move/"


@pytest.mark.parametrize("person", ["lead", "coordinator", "secretariat"])
def test_those_who_lead_it_propose(client, activity, url, person, request):
    client.force_login(request.getfixturevalue(person))

    assert client.get(url).status_code == 200
    response = client.post(url, SAID, follow=True)

    assert response.redirect_chain == [(f"/en/work-plans/activities/{activity.pk}/", 302)]
    assert b"Your proposal for activity 1.1 waits for the secretariat" in response.content
    proposal = activity.proposals.get()
    assert (proposal.due_on, proposal.precision, proposal.state) == (date(2031, 6, 30), "month", "open")
    assert (proposal.reason, proposal.language, proposal.seen_version) == ("We wait for the law.", "en", 1)
    activity.refresh_from_db()
    assert (activity.deadline_version, activity.deadlines.count()) == (1, 1)


@pytest.mark.parametrize("person", ["member", "admin", "outsider"])
def test_others_may_not(client, activity, url, person, request):
    client.force_login(request.getfixturevalue(person))

    assert client.get(url).status_code == 403
    assert client.post(url, SAID).status_code == 403
    assert not activity.proposals.exists()


def test_who_only_contributes_may_not(client, activity, url, coordinator):
    activity.bodies.update(part=ActivityBody.Part.CONTRIBUTING)
    client.force_login(coordinator)

    assert client.post(url, SAID).status_code == 403


def test_visitors_are_asked_to_sign_in(client, activity, url):
    assert client.post(url, SAID).headers["Location"].startswith("/en/accounts/login/")


def test_two_clicks_from_my_work(client, activity, url, lead):
    client.force_login(lead)
    assert f'href="{url}?next=/en/my-work/"' in client.get("/en/my-work/").content.decode()

    response = client.post(url, {**SAID, "next": "/en/my-work/"}, follow=True)

    assert response.redirect_chain == [("/en/my-work/", 302)]
    html = response.content.decode()
    assert "Deadlines you proposed" in html
    assert "waits for an answer" in html


def test_in_place_on_the_page_of_the_activity(client, activity, url, lead, member):
    page = f"/en/work-plans/activities/{activity.pk}/"
    client.force_login(lead)
    assert f'action="{url}"' in client.get(page).content.decode()

    client.post(url, SAID)

    html = client.get(page).content.decode()
    assert f'action="{url}"' not in html
    assert f'action="/en/work-plans/proposals/{activity.proposals.get().pk}/withdraw/"' in html
    client.force_login(member)
    html = client.get(page).content.decode()
    assert "It waits for the secretariat's answer." in html
    assert "/withdraw/" not in html


def test_d05_the_same_proposal_twice_is_one(client, activity, url, lead):
    client.force_login(lead)

    assert [client.post(url, SAID).status_code for _ in range(2)] == [302, 302]
    assert activity.proposals.count() == 1


@pytest.mark.django_db(transaction=True)
def test_d05_ten_at_once_leave_one(activity, url, lead):
    clients = [Client() for _ in range(10)]
    for client in clients:
        client.force_login(lead)

    def post(client: Client) -> int:
        try:
            return client.post(url, SAID).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        statuses = list(threads.map(post, clients))

    assert statuses == [302] * 10
    assert activity.proposals.count() == 1


def test_d01_a_proposal_that_waits_is_shown_and_the_text_kept(client, activity, url, lead, coordinator):
    client.force_login(coordinator)
    client.post(url, {**SAID, "reason": "The coordinator was faster."})
    client.force_login(lead)

    response = client.post(url, SAID)

    assert response.status_code == 409
    html = response.content.decode()
    assert "Coordinator has proposed June 2031" in html
    assert "The coordinator was faster." in html
    assert "We wait for the law." in html
    assert activity.proposals.count() == 1


def test_d01_a_deadline_that_moved_is_shown_and_the_text_kept(client, activity, url, lead, secretariat):
    client.force_login(lead)
    said = {"due_on": date(2031, 1, 31), "reason_class": "capacity", "reason": "Too few hands."}
    activity.move_deadline(by=secretariat, seen_version=1, decision="2030/1-D1", **said)

    response = client.post(url, SAID)

    assert response.status_code == 409
    html = response.content.decode()
    assert "Somebody else has moved the deadline to 31 January 2031 meanwhile" in html
    assert "Too few hands." in html
    assert "We wait for the law." in html
    version = response.context["form"]["seen_version"].value()
    assert client.post(url, {**SAID, "seen_version": version}).status_code == 302
    assert activity.proposals.get().seen_version == 2


def test_a_finished_activity_takes_none(client, activity, url, lead):
    client.force_login(lead)
    Activity.objects.update(state=Activity.State.CANCELLED)

    response = client.post(url, SAID)

    assert response.status_code == 409
    assert b"the activity is cancelled by now" in response.content
    assert not activity.proposals.exists()


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("due_on", "0000-01-01", "Enter a valid date."),
        ("due_on", "2018-02-30", "Enter a valid date."),
        ("due_on", "10000-01-01", "Enter a valid date."),
        ("due_on", "2018-06-30T00:00+25:00", "Enter a valid date."),
        ("due_on", "9999-12-31", "Ensure this value is less than or equal to 2099-12-31."),
        ("due_on", "0001-01-01", "Ensure this value is greater than or equal to 2000-01-01."),
        ("due_on", "", "This field is required."),
        ("precision", "none", "Select a valid choice. none is not one of the available choices."),
        ("reason_class", "", "This field is required."),
        ("reason_class", "ranking", "Select a valid choice. ranking is not one of the available choices."),
        ("reason", " ", "This field is required."),
        ("reason", "a\0b", "Null characters are not allowed."),
        ("reason", "x" * 1001, "Ensure this value has at most 1000 characters (it has 1001)."),
        ("seen_version", "9" * 40, "Open the page again before you save."),
        ("seen_version", "1e9", "Open the page again before you save."),
    ],
)
def test_d24_d25_d26_hostile_values_get_a_message_at_the_field(client, activity, url, lead, field, value, message):
    client.force_login(lead)

    response = client.post(url, {**SAID, field: value})

    assert response.status_code == 200
    assert response.context["form"].errors[field] == [message]
    assert not activity.proposals.exists()


def test_d26_a_past_day_is_only_for_corrections_that_are_meant(client, activity, url, lead):
    client.force_login(lead)
    past = {**SAID, "due_on": "2018-06-30", "precision": "day"}

    refused = client.post(url, past)
    asked = client.post(url, {**past, "reason_class": "correction"})

    assert "Only the correction of a mistake may name a past day." in refused.context["form"].errors["due_on"][0]
    assert b"past_is_meant" not in refused.content
    assert "becomes overdue at once" in asked.context["form"].errors["due_on"][0]
    assert b'name="past_is_meant"' in asked.content
    assert not activity.proposals.exists()
    client.post(url, {**past, "reason_class": "correction", "past_is_meant": "on"})
    assert activity.proposals.get().due_on == date(2018, 6, 30)


def test_the_present_deadline_is_no_proposal(client, activity, url, lead):
    client.force_login(lead)
    present = {"due_on": str(timezone.localdate() + timedelta(days=10)), "precision": "day"}

    response = client.post(url, {**SAID, **present})

    assert response.context["form"].errors == {"due_on": ["This is the present deadline."]}


def test_a_person_of_two_institutions_chooses(client, activity, url, lead, institution):
    second = make_institution("Second Office")
    Affiliation.objects.create(user=lead, institution=second, valid_from=LONG_AGO)
    client.force_login(lead)
    assert client.get(url).context["form"]["acting_for"].value() == institution.pk

    client.post(url, {**SAID, "acting_for": second.pk})

    assert activity.proposals.get().acting_for == second


def test_only_who_proposed_it_withdraws_it(client, activity, url, lead, secretariat):
    client.force_login(lead)
    client.post(url, SAID)
    proposal = activity.proposals.get()
    withdraw = f"/en/work-plans/proposals/{proposal.pk}/withdraw/"
    client.force_login(secretariat)
    assert client.post(withdraw).status_code == 403
    client.force_login(lead)
    assert client.get(withdraw).status_code == 405

    assert [client.post(withdraw).status_code for _ in range(2)] == [302, 302]

    proposal.refresh_from_db()
    assert (proposal.state, proposal.answered_by) == ("withdrawn", lead)
    assert client.post(url, SAID).status_code == 302
    assert DeadlineProposal.objects.open().count() == 1


def test_withdrawing_what_was_answered_changes_nothing(client, activity, url, lead, secretariat):
    client.force_login(lead)
    client.post(url, SAID)
    proposal = activity.proposals.get()
    proposal.refuse(by=secretariat, answer="No.")

    response = client.post(f"/en/work-plans/proposals/{proposal.pk}/withdraw/", follow=True)

    assert b"the proposal is closed by now (refused)" in response.content
    proposal.refresh_from_db()
    assert proposal.state == "refused"


@pytest.mark.django_db(transaction=True)
def test_d16_what_is_removed_meanwhile_leaves_no_orphan_and_no_error(institution, subgroup, lead):
    removed = make_activity("Dateless", lead_body=institution, subgroup=subgroup)
    url = f"/en/work-plans/activities/{removed.pk}/propose-move/"
    clients = [Client() for _ in range(10)]
    for client in clients:
        client.force_login(lead)

    def act(number: int) -> int:
        try:
            if number == 5:
                Activity.objects.filter(pk=removed.pk).delete()
                return 0
            return clients[number].post(url, {**SAID, "seen_version": "0"}).status_code
        except IntegrityError:  # whoever removes it meets a proposal made meanwhile
            return 0
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        statuses = list(threads.map(act, range(10)))

    assert set(statuses) <= {0, 302, 404}
    assert DeadlineProposal.objects.exclude(activity__in=Activity.objects.all()).count() == 0


def test_d16_a_deed_on_what_is_gone_is_not_found(rf, db):
    @gone_is_not_found
    def deed(request):
        return Activity.objects.get(pk=0)

    with pytest.raises(Http404):
        deed(rf.post("/"))
