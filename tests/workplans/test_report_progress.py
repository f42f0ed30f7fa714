"""Reporting progress: who may, what is kept, and what happens when two do it at once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from institutions.models import Affiliation
from tests.factories import LONG_AGO, make_activity, make_institution
from workplans.models import Activity, ProgressReport, WorkPlan

SAID = {"status": "at_risk", "percent": "40", "achieved": "Draft sent round.", "seen_version": "0"}


@pytest.fixture
def url(activity) -> str:
    return f"/en/work-plans/activities/{activity.pk}/report/"


@pytest.mark.parametrize("person", ["member", "lead", "coordinator", "secretariat"])
def test_those_who_answer_for_it_report(client, activity, url, person, request):
    client.force_login(request.getfixturevalue(person))

    assert client.get(url).status_code == 200
    response = client.post(url, {**SAID, "next_steps": "Collect answers.", "blockers": "Holidays."})

    assert response.headers["Location"] == f"/en/work-plans/activities/{activity.pk}/"
    report = activity.reports.get()
    assert (report.status, report.percent, report.achieved) == ("at_risk", 40, "Draft sent round.")
    assert (report.next_steps, report.blockers, report.author.email) == (
        "Collect answers.",
        "Holidays.",
        f"{person}@test.example",
    )
    activity.refresh_from_db()
    assert (activity.state, activity.percent, activity.version) == ("at_risk", 40, 1)
    assert activity.last_report_on == timezone.localdate()


@pytest.mark.parametrize("person", ["outsider", "admin"])
def test_readers_may_not_write(client, activity, url, person, request):
    client.force_login(request.getfixturevalue(person))

    assert client.get(url).status_code == 403
    assert client.post(url, SAID).status_code == 403
    assert not activity.reports.exists()


def test_visitors_are_asked_to_sign_in(client, activity, url):
    response = client.post(url, SAID)

    assert response.headers["Location"].startswith("/en/accounts/login/")
    assert not activity.reports.exists()


def test_an_activity_that_is_not_visible_does_not_exist(client, activity, url, outsider):
    Affiliation.objects.filter(user=outsider).delete()  # no longer in the group
    WorkPlan.objects.update(state=WorkPlan.State.DRAFT)
    client.force_login(outsider)

    assert client.get(url).status_code == 404
    assert client.post(url, SAID).status_code == 404
    assert client.get("/en/work-plans/activities/9223372036854775808/report/").status_code == 404


def test_words_in_another_language_are_not_put_into_ones_mouth(client, activity, url, member, lead):
    client.force_login(lead)
    client.post(url, SAID)
    member.language = "sv"
    member.save(update_fields=["language"])
    client.force_login(member)

    initial = client.get(url).context["form"].initial

    assert (initial["status"], initial["percent"]) == ("at_risk", 40)
    assert "achieved" not in initial


def test_the_form_comes_filled_with_what_was_said_last(client, activity, url, member):
    client.force_login(member)
    client.post(url, {**SAID, "next_steps": "Collect answers."})

    form = client.get(url).context["form"]

    assert form["status"].value() == "at_risk"
    assert form["percent"].value() == 40
    assert form["achieved"].value() == "Draft sent round."
    assert form["next_steps"].value() == "Collect answers."
    assert form["seen_version"].value() == 1


def test_done_is_a_hundred_percent(client, activity, url, member):
    client.force_login(member)

    client.post(url, {**SAID, "status": "done", "percent": "60", "output": "On the shared drive."})

    report = activity.reports.get()
    assert (report.percent, report.output) == (100, "On the shared drive.")
    activity.refresh_from_db()
    assert (activity.state, activity.percent) == ("done", 100)


def test_done_without_a_result_is_asked_back(client, activity, url, member):
    client.force_login(member)

    response = client.post(url, {**SAID, "status": "done", "waiting_on": "The printers"})

    assert response.status_code == 200
    assert response.context["form"].errors == {"output": ["Say where the result is, or why there is none."]}
    assert b"Draft sent round." in response.content
    assert b"The printers" in response.content
    assert not activity.reports.exists()


def test_who_waits_is_kept_and_an_output_only_with_the_end(client, activity, url, member):
    client.force_login(member)

    client.post(url, {**SAID, "waiting_on": "The printers", "output": "Not yet."})

    report = activity.reports.get()
    assert (report.waiting_on, report.output) == ("The printers", "")


def test_a_finished_activity_takes_no_report_and_keeps_the_text(client, activity, url, member):
    client.force_login(member)
    Activity.objects.update(state=Activity.State.CANCELLED)

    response = client.post(url, SAID)

    assert response.status_code == 409
    assert b"nothing was saved" in response.content
    assert b"Draft sent round." in response.content
    assert not activity.reports.exists()
    assert b"takes no reports" in client.get(url).content


def test_d01_who_was_overtaken_sees_both_and_may_save_on_purpose(client, activity, url, member, lead):
    activity.report(
        by=lead,
        acting_for_id=None,
        status="under_way",
        percent=30,
        achieved="The lead was faster.",
        seen_version=0,
        today=timezone.localdate(),
    )
    client.force_login(member)

    response = client.post(url, SAID)

    assert response.status_code == 409
    assert b"Lead reported meanwhile" in response.content
    assert b"The lead was faster." in response.content
    assert b"Draft sent round." in response.content
    assert activity.reports.count() == 1
    version = response.context["form"]["seen_version"].value()
    assert client.post(url, {**SAID, "seen_version": version}).status_code == 302
    assert list(activity.reports.order_by("version").values_list("author__display_name", "percent")) == [
        ("Lead", 30),
        ("Member", 40),
    ]


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("percent", "101", "Ensure this value is less than or equal to 100."),
        ("percent", "-1", "Ensure this value is greater than or equal to 0."),
        ("percent", "9223372036854775808", "Ensure this value is less than or equal to 100."),
        ("percent", "1" * 31, "Ensure this value is less than or equal to 100."),
        ("percent", "9" * 5000, "Enter a whole number."),
        ("percent", "1e9", "Enter a whole number."),
        ("percent", "", "This field is required."),
        ("seen_version", "2147483648", "Open the page again before you save."),
        ("seen_version", "-1", "Open the page again before you save."),
        ("seen_version", "x", "Open the page again before you save."),
        ("status", "confirmed", "Select a valid choice. confirmed is not one of the available choices."),
        ("achieved", "a\0b", "Null characters are not allowed."),
        ("achieved", "x" * 501, "Ensure this value has at most 500 characters (it has 501)."),
    ],
)
def test_d25_hostile_values_get_a_message(client, activity, url, member, field, value, message):
    client.force_login(member)

    response = client.post(url, {**SAID, field: value})

    assert response.status_code == 200
    assert response.context["form"].errors[field] == [message]
    assert message in response.content.decode()
    assert not activity.reports.exists()


def test_z05_only_the_asked_fields_count(client, activity, url, member, secretariat):
    client.force_login(member)
    other = make_institution("Not hers")
    more = {
        "author": secretariat.pk,
        "acting_for": other.pk,
        "version": 7,
        "reported_at": "2000-01-01",
        "state": "done",
    }

    client.post(url, {**SAID, **more, "activity": make_activity("Other").pk, "language": "sv"})

    report = activity.reports.get()
    assert (report.author, report.acting_for.code, report.version) == (member, "records", 1)
    assert (report.language, report.reported_at.date()) == ("en", timezone.now().date())
    assert ProgressReport.objects.count() == 1


def test_l22_next_stays_on_the_portal(client, activity, url, member):
    client.force_login(member)
    hostile = ["//evil.example", "\\\\evil.example", "https:evil.example", "http://a@evil.example/", "\t//evil.example"]

    for version, address in enumerate([*hostile, "https://xn--e1awd7f.example/", "javascript:alert(1)"]):
        response = client.post(url, {**SAID, "seen_version": version, "percent": version, "next": address})
        assert response.headers["Location"] == f"/en/work-plans/activities/{activity.pk}/", address

    response = client.post(url, {**SAID, "seen_version": 7, "percent": 50, "next": "/en/my-work/"})
    assert response.headers["Location"] == "/en/my-work/"


def test_asking_does_not_write(client, activity, url, member):
    client.force_login(member)

    client.get(url, SAID)
    client.head(url, SAID)

    assert client.put(url, SAID).status_code == 405
    assert client.delete(url).status_code == 405
    assert not activity.reports.exists()


def test_a_new_report_puts_the_activity_off_the_owed_list(client, activity, url, member):
    today = timezone.localdate()
    client.force_login(member)

    client.post(url, SAID)

    assert not Activity.objects.owed(today).exists()
    assert Activity.objects.owed(today + timedelta(days=14)).get() == activity


def test_a_person_of_two_institutions_chooses(client, activity, url, member, institution):
    second = make_institution("Second Office")
    Affiliation.objects.create(user=member, institution=second, valid_from=LONG_AGO)
    client.force_login(member)

    form = client.get(url).context["form"]
    assert form["acting_for"].value() == institution.pk
    client.post(url, {**SAID, "acting_for": second.pk})

    assert activity.reports.get().acting_for == second


def test_nobody_speaks_for_a_strange_institution(client, activity, url, member):
    Affiliation.objects.create(user=member, institution=make_institution("Second Office"), valid_from=LONG_AGO)
    client.force_login(member)

    response = client.post(url, {**SAID, "acting_for": make_institution("Not hers").pk})

    assert "acting_for" in response.context["form"].errors
    assert not activity.reports.exists()
