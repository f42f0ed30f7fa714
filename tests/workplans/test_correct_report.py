"""A report is corrected by a new one that names it; nothing is overwritten."""

from __future__ import annotations

import pytest
from django.utils import timezone

from workplans.models import Activity

SAID = {"status": "under_way", "percent": "40", "achieved": "Half of it is written.", "seen_version": "1"}


@pytest.fixture
def reported(activity, member, institution) -> Activity:
    say(activity, member, institution, percent=80)
    return activity


def say(activity: Activity, by, institution, **said) -> None:
    said = {"status": "under_way", "percent": 50, "achieved": "All of it is written.", "blockers": "None.", **said}
    today = timezone.localdate()
    activity.report(by=by, acting_for_id=institution.pk, seen_version=activity.version, today=today, **said)


def url_of(activity: Activity, version: int = 1) -> str:
    return f"/en/work-plans/activities/{activity.pk}/reports/{version}/correct/"


def test_the_form_comes_filled_and_a_new_row_is_kept(client, reported, member):
    client.force_login(member)
    page = f"/en/work-plans/activities/{reported.pk}/"
    assert f'href="{url_of(reported)}"' in client.get(page).content.decode()
    form = client.get(url_of(reported)).context["form"]
    assert (form["percent"].value(), form["achieved"].value()) == (80, "All of it is written.")

    response = client.post(url_of(reported), SAID, follow=True)

    html = response.content.decode()
    assert "Report on activity 1.1 corrected." in html
    assert "corrected later" in html
    assert "Corrects the report of" in html
    old, new = reported.reports.order_by("version")
    assert (old.percent, new.percent, new.corrects) == (80, 40, old)
    reported.refresh_from_db()
    assert (reported.percent, reported.version) == (40, 2)


@pytest.mark.parametrize("person", ["lead", "coordinator", "secretariat", "admin", "outsider"])
def test_nobody_corrects_what_another_said(client, reported, person, request):
    client.force_login(request.getfixturevalue(person))

    assert client.get(url_of(reported)).status_code == 403
    assert client.post(url_of(reported), SAID).status_code == 403
    assert reported.reports.count() == 1


def test_visitors_and_numbers_that_do_not_exist(client, reported, member):
    assert client.get(url_of(reported)).status_code == 302
    client.force_login(member)

    assert client.get(url_of(reported, 7)).status_code == 404
    assert client.get(url_of(reported, 10**30)).status_code == 404


def test_only_the_newest_of_ones_own_is_corrected(client, reported, member, institution):
    say(reported, member, institution)
    client.force_login(member)

    assert client.get(url_of(reported)).headers["Location"] == url_of(reported, 2)


def test_d05_twice_is_one_correction(client, reported, member):
    client.force_login(member)

    assert [client.post(url_of(reported), SAID).status_code for _ in range(2)] == [302, 302]
    assert reported.reports.count() == 2


def test_d01_who_was_overtaken_sees_both(client, reported, member, lead, institution):
    say(reported, lead, institution, achieved="The lead was faster.")
    client.force_login(member)

    response = client.post(url_of(reported), SAID)

    assert response.status_code == 409
    html = response.content.decode()
    assert "The lead was faster." in html
    assert "Half of it is written." in html
    version = response.context["form"]["seen_version"].value()
    client.post(url_of(reported), {**SAID, "seen_version": version})
    assert reported.reports.get(version=3).corrects.version == 1


def test_a_claim_is_taken_back_until_it_is_confirmed(client, activity, member, institution, secretariat):
    say(activity, member, institution, status="done", percent=100, output="On the shelf.")
    client.force_login(member)
    client.post(url_of(activity), SAID)
    activity.refresh_from_db()
    assert (activity.state, activity.percent) == ("under_way", 40)

    say(activity, member, institution, status="done", percent=100, output="On the shelf.")
    Activity.objects.get(pk=activity.pk).confirm(by=secretariat)
    response = client.post(url_of(activity, 3), {**SAID, "seen_version": "3"})

    assert response.status_code == 409
    assert b"Half of it is written." in response.content
    assert b"cannot be corrected any more" in client.get(url_of(activity, 3)).content
    assert activity.reports.count() == 3
