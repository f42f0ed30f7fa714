"""From findings to deeds: planned by the coordinator, and held against the next survey."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from surveys.actions import improving
from surveys.models import Campaign, Improvement, Release
from surveys.tasks import leaving
from tests.factories import make_activity, make_user
from tests.pages import squeezed
from tests.surveys.factories import make_survey
from tests.surveys.payloads import make_release

pytestmark = pytest.mark.django_db


@pytest.fixture
def release(institution) -> Release:
    return make_release(make_survey(institution, state="sealed"), scores={"ACC": 48.0})


@pytest.fixture
def planned(release, coordinator) -> Improvement:
    facts = {"measure": "ACC", "finding": "ACC: 48", "title": "Open on Thursday evenings", "owner": coordinator}
    return improving.add(release, **facts, due_on=date(2030, 1, 31), activity=None)


def pages(release: Release) -> str:
    return f"/en/surveys/at/{release.campaign.address}/improvements/"


def typed(**fields) -> dict:
    return {"measure": "ACC", "finding": "Hard to reach", "title": "More hours", "owner": "", **fields}


def test_findings_lead_to_a_form_that_says_them_in_words(client, coordinator, release):
    client.force_login(coordinator)
    page = squeezed(client.get(pages(release)))
    assert f'href="{pages(release)}new/?measure=ACC"' in page

    form = client.get(f"{pages(release)}new/?measure=ACC").context["form"]
    assert form.initial["finding"] == "ACC: 48 (42 to 54)"
    assert form.initial["measure"] == "ACC"


@pytest.mark.parametrize("measure", ["NOPE", "PRF1", "weighted", "OPN1", "", "x" * 5000, "%00"])
def test_unknown_measures_begin_with_nothing(client, coordinator, release, measure):
    client.force_login(coordinator)
    answer = client.get(f"{pages(release)}new/", {"measure": measure})

    assert answer.status_code == 200
    assert answer.context["form"].initial["finding"] == ""


def test_a_coordinator_plans_an_improvement(client, coordinator, member, release, activity):
    client.force_login(coordinator)
    said = typed(owner=member.pk, activity=activity.pk, due_on="2030-05-01")
    answer = client.post(f"{pages(release)}new/", said, follow=True)

    made = Improvement.objects.get()
    assert (made.institution, made.release, made.owner, made.activity) == (
        release.campaign.institution,
        release,
        member,
        activity,
    )
    page = squeezed(answer)
    assert "The improvement is planned." in page
    assert "Hard to reach" in page
    assert activity.get_absolute_url() in page
    assert "The next survey will show it" in page


def test_the_same_sent_twice_is_planned_once(client, coordinator, release):
    client.force_login(coordinator)
    for _time in range(2):
        assert client.post(f"{pages(release)}new/", typed()).status_code == 302
    assert Improvement.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [
        {"measure": "NOPE"},
        {"measure": "PRF1"},
        {"title": ""},
        {"title": "x" * 201},
        {"finding": ""},
        {"owner": "999999"},
        {"owner": "x"},
        {"activity": "0"},
        {"due_on": "tomorrow"},
        {"due_on": "1850-01-01"},
    ],
)
def test_what_cannot_be_is_said_at_its_field(client, coordinator, release, wrong):
    client.force_login(coordinator)
    answer = client.post(f"{pages(release)}new/", typed(**wrong))

    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == set(wrong)
    assert Improvement.objects.count() == 0
    assert "Hard to reach" in squeezed(answer) or "finding" in wrong


def test_nobody_of_another_institution_can_look_after_it(client, coordinator, outsider, release):
    client.force_login(coordinator)

    assert "owner" in client.post(f"{pages(release)}new/", typed(owner=outsider.pk)).context["form"].errors


def test_activities_nobody_sees_cannot_be_chosen(client, coordinator, release, institution):
    old = make_activity("Confirmed", lead_body=institution, state="confirmed")
    client.force_login(coordinator)

    assert "activity" in client.post(f"{pages(release)}new/", typed(activity=old.pk)).context["form"].errors


def test_members_read_and_only_coordinators_write(client, member, outsider, secretariat, planned):
    page, edit = planned.get_absolute_url(), f"{planned.get_absolute_url()}edit/"
    for who, reads, writes in ((member, 200, 403), (outsider, 404, 404), (secretariat, 404, 404)):
        client.force_login(who)
        assert client.get(page).status_code == reads
        assert client.get(edit).status_code == writes
        assert client.post(f"{page}acts/done/", {"note": "x"}).status_code == writes
    client.force_login(member)
    assert "What can be done" not in squeezed(client.get(page))
    assert "Plan an improvement" not in squeezed(client.get(pages(planned.release)))
    assert client.get(f"{pages(planned.release)}new/").status_code == 403


def test_it_ends_with_a_word_and_can_be_taken_up_again(client, coordinator, planned):
    client.force_login(coordinator)
    acts = f"{planned.get_absolute_url()}acts/"

    assert "What came of it" in squeezed(client.post(f"{acts}done/", {"note": " "}))
    client.post(f"{acts}done/", {"note": "Open since May."})
    planned.refresh_from_db()
    assert (planned.state, planned.closing_note) == ("done", "Open since May.")
    answer = client.post(f"{acts}done/", {"note": "Again."}, follow=True)
    assert "Nothing was changed." in squeezed(answer)
    answer = client.post(f"{acts}dropped/", {"note": "No money."})
    assert answer.status_code == 409
    assert "Nothing was saved: the improvement is done by now." in squeezed(answer)
    assert "No money." in squeezed(answer)
    client.post(f"{acts}reopen/")
    planned.refresh_from_db()
    assert planned.state == "open"
    assert client.post(f"{acts}explode/").status_code == 404


def test_two_people_editing_keep_each_others_words(client, coordinator, planned):
    client.force_login(coordinator)
    url = f"{planned.get_absolute_url()}edit/"
    form = client.get(url).context["form"]
    said = typed(finding="ACC: 48", title=planned.title, owner=planned.owner_id, due_on="2030-01-31")
    said["seen"] = form.initial["seen"]
    Improvement.objects.filter(pk=planned.pk).update(finding="Too few hours")

    assert client.post(url, {**said, "due_on": "2030-02-28"}).status_code == 302
    planned.refresh_from_db()
    assert (planned.finding, planned.due_on) == ("Too few hours", date(2030, 2, 28))
    answer = client.post(url, {**said, "finding": "Mine"})
    assert answer.status_code == 409
    assert "Too few hours" in squeezed(answer)


def test_what_has_ended_is_not_edited(client, coordinator, planned):
    client.force_login(coordinator)
    improving.end(planned, "done", "x")
    answer = client.post(f"{planned.get_absolute_url()}edit/", typed())

    assert answer.status_code == 409
    assert "More hours" in squeezed(answer)


def test_the_own_list_shows_open_ones_and_whose_they_are(client, member, outsider, planned):
    client.force_login(member)
    url = "/en/surveys/improvements/"
    assert planned.title in squeezed(client.get(url))
    for state, shown in (("mine", False), ("done", False), ("all", True), ("nonsense", False)):
        assert (planned.title in squeezed(client.get(url, {"state": state}))) == shown, state
    client.force_login(outsider)
    assert planned.title not in squeezed(client.get(url))
    client.force_login(make_user(group_role="secretariat"))
    assert client.get(url).status_code == 403


def test_my_work_shows_what_she_looks_after(client, coordinator, member, planned):
    for who, sees in ((coordinator, True), (member, False)):
        client.force_login(who)
        assert (planned.title in squeezed(client.get("/en/my-work/"))) == sees
    improving.end(planned, "done", "x")
    client.force_login(coordinator)
    assert planned.title not in squeezed(client.get("/en/my-work/"))


def test_overdue_is_said(client, member, planned):
    Improvement.objects.filter(pk=planned.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    client.force_login(member)

    assert "overdue" in squeezed(client.get(pages(planned.release)))


def test_no_improvement_without_a_release(client, coordinator, institution):
    campaign = make_survey(institution, state="sealed")
    client.force_login(coordinator)

    assert client.get(f"/en/surveys/at/{campaign.address}/improvements/new/").status_code == 404
    page = squeezed(client.get(f"/en/surveys/at/{campaign.address}/improvements/"))
    assert "No results have been released yet" in page


def test_who_leaves_no_longer_looks_after_them(planned, coordinator, institution):
    today = timezone.localdate()
    assert list(improving.held_by(coordinator, institution)) == [planned]
    assert improving.settle(today) == 0

    coordinator.affiliations.update(valid_to=today - timedelta(days=1))
    assert improving.settle(today) == 1
    assert "improvements" in leaving.HOLDINGS
    planned.refresh_from_db()
    assert planned.owner is None


def test_lists_cost_the_same_for_many(client, member, planned):
    client.force_login(member)
    for url in ("/en/surveys/improvements/", pages(planned.release)):
        client.get(url)
        counts = []
        for number in range(2):
            with CaptureQueriesContext(connection) as queries:
                client.get(url)
            counts.append(len(queries))
            for extra in range(3):
                facts = {"measure": "ACC", "finding": "x", "title": f"{url} {number} {extra}", "owner": member}
                improving.add(planned.release, **facts)
        assert counts[0] == counts[1]
    assert Campaign.objects.count() == 1
