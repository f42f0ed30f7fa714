"""The demonstration data: complete, in three languages, fictional, and added only once."""

from __future__ import annotations

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from guidelines.models import Adoption
from institutions.models import Affiliation, GroupMembership, Institution, Subgroup, SubgroupSeat, User
from letters.models import Letter
from meetings.models import ActionItem, AgendaItem, Attendance, Decision, Invitee, Meeting, Minutes, MinutesEntry
from qmportal.management.demo.data import FOLDER
from qmportal.management.demo.lives import Life
from qmportal.management.demo.plan import play
from surveys.models import Campaign
from workplans.models import (
    Activity,
    Deadline,
    DeadlineProposal,
    Dependency,
    PlanBaseline,
    ProgressReport,
    StateChange,
    WorkPlan,
)
from workplans.results.versions import difference

ROLES = ["secretariat", "coordinator", "lead", "member", "outsider", "admin"]
EVERYTHING = [
    *(Institution, GroupMembership, User, Affiliation, Subgroup, SubgroupSeat, Activity, Deadline, ProgressReport),
    *(PlanBaseline, StateChange, DeadlineProposal, Dependency, Campaign, Adoption, Letter),
    *(Meeting, AgendaItem, Invitee, Attendance, Minutes, MinutesEntry, Decision, ActionItem),
]


@pytest.fixture
def demo(loaded_demo, db, settings) -> Path:
    """The demonstration, whose mail went to a folder; what a test changes in it is taken back."""
    settings.DEMO, settings.DATA_DIR, settings.MAIL_DIR = True, loaded_demo.folder, str(loaded_demo.folder / "mail")
    return loaded_demo.folder


def everything() -> dict[str, list]:
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in EVERYTHING}


def test_loading_again_changes_nothing(demo):
    first = everything()

    call_command("load_demo")

    assert everything() == first


def test_loading_on_another_day_changes_nothing_either(demo):
    first = everything()

    with time_machine.travel(timezone.now() + timedelta(days=1)):
        call_command("load_demo")

    assert everything() == first


def test_what_people_edited_stays(demo):
    Institution.objects.filter(code="demo-tax").update(name_sv="Ändrat namn")
    User.objects.filter(email="member@demo.example").update(language="sv")
    Activity.objects.filter(area__number=4, position=1).update(title_bs="Drugi naslov")

    call_command("load_demo")

    assert Institution.objects.get(code="demo-tax").name_sv == "Ändrat namn"
    assert User.objects.get(email="member@demo.example").language == "sv"
    assert Activity.objects.get(area__number=4, position=1).title_bs == "Drugi naslov"


def test_ten_members_one_observer_one_former_member(demo):
    today = timezone.localdate()

    assert GroupMembership.objects.on(today).filter(kind="member").count() == 10
    assert GroupMembership.objects.on(today).filter(kind="observer").count() == 1
    assert GroupMembership.objects.filter(valid_to__lte=today).count() == 1
    assert set(Institution.objects.values_list("calendar", flat=True)) == set(Institution.Calendar.values)


@pytest.mark.parametrize("role", ROLES)
def test_every_role_signs_in_with_the_password_told(role, demo, client):
    accounts = json.loads((demo / "demo-accounts.json").read_text())
    assert [account["role"] for account in accounts] == ROLES
    account = next(account for account in accounts if account["role"] == role)

    response = client.post("/en/accounts/login/", {"login": account["email"], "password": account["password"]})

    assert response.status_code == 302
    assert client.session["_auth_user_id"] == str(User.objects.get(email=f"{role}@demo.example").pk)


def test_the_cast_stands_where_its_name_says(demo):
    standing = {role: User.objects.get(email=f"{role}@demo.example").standing for role in ROLES}
    fmc = Subgroup.objects.get(code="demo-fmc").pk

    assert standing["secretariat"].group_roles == {"secretariat"}
    assert standing["admin"].group_roles == {"admin"}
    assert standing["coordinator"].coordinates == {Institution.objects.get(code="demo-reform").pk}
    assert standing["lead"].leads == {fmc}
    assert fmc in standing["member"].subgroups
    assert not standing["outsider"].subgroups
    assert set(User.objects.filter(email__in=[f"{role}@demo.example" for role in ROLES]).values_list("language")) == {
        ("en",),
        ("bs",),
        ("sv",),
    }


def test_only_the_cast_can_sign_in(demo):
    assert sum(person.has_usable_password() for person in User.objects.all()) == len(ROLES)


def test_every_state_occurs_and_today_is_lively(demo):
    today = timezone.localdate()
    activities = Activity.objects.filter(area__plan__code="WP-2017-2019")

    assert set(activities.values_list("state", flat=True)) == set(Activity.State.values)
    assert set(activities.values_list("area__number", flat=True)) == {1, 2, 3, 4, 5}
    assert activities.overdue(today).count() == 4
    assert activities.open().filter(due_on__range=(today, today + timedelta(days=7))).count() == 2
    assert activities.owed(today).exists()
    assert set(Deadline.objects.exclude(reason="").values_list("reason_class", flat=True)) >= {"scope", "dependency"}
    assert set(Campaign.objects.values_list("state", flat=True)) == set(Campaign.State.values)
    assert set(Adoption.objects.values_list("status", flat=True)) == set(Adoption.Status.values)
    assert Meeting.objects.get(code="demo-next").days.count() == 2


def test_two_versions_of_the_plan_are_frozen_as_they_stood(demo, capsys):
    first, second = PlanBaseline.objects.order_by("number")
    plan = WorkPlan.objects.get(code="WP-2017-2019")

    assert (first.adopted_on, second.adopted_on) == (plan.starts_on, date(2018, 5, 22))
    assert [timezone.localdate(one.recorded_at) for one in (first, second)] == [first.adopted_on, second.adopted_on]
    assert {one["state"] for one in first.content["activities"]} == {"planned"}
    assert {one["state"] for one in second.content["activities"]} >= {"planned", "under_way", "confirmed"}
    changes = difference(first.content, second.content)
    assert ([one.code for one in changes.added], [one.after.code for one in changes.moved]) == (["5.6"], ["1.3", "2.2"])
    call_command("verify_baselines")
    assert capsys.readouterr().out.count("WP-2017-2019 version") == 2


def test_the_life_of_every_activity_lies_in_the_past_and_fits_its_state(demo):
    now = timezone.now()
    assert not StateChange.objects.filter(changed_at__gt=now).exists()
    assert not Deadline.objects.filter(set_at__gt=now).exists()
    assert set(StateChange.objects.values_list("to_state", flat=True)) == {
        *("planned", "under_way", "confirmed", "on_hold", "cancelled")
    }
    for activity in Activity.objects.exclude(state="proposed").prefetch_related("state_changes", "reports"):
        started, *steps = sorted(activity.state_changes.all(), key=lambda step: step.changed_at)
        assert (started.to_state, timezone.localdate(started.changed_at)) == ("planned", activity.added_on)
        said = [(step.changed_at, step.to_state) for step in steps]
        said += [(report.reported_at, report.status) for report in activity.reports.all()]
        assert activity.state == max(said, default=(now, "planned"))[1], activity
    assert Activity.objects.get(area__number=1, position=1).state_changes.get(to_state="confirmed").slip_days == 6


def test_a_file_that_reports_on_what_is_finished_is_refused(demo):
    activity = Activity.objects.filter(state="cancelled").first()
    bodies = {body.code: body for body in Institution.objects.all()}
    entry = {"activity": activity, "output": {"en": "Text"}, "played": set()}
    entry["report"] = [{"on": date(2019, 1, 8), "by": "outsider", "percent": 5, "achieved": "Begun."}]
    people = {person.email: person for person in User.objects.all()}

    with pytest.raises(ValueError, match="takes no report on 2019-01-08"):
        play(list(Life(entry, people, bodies, today=timezone.localdate()).events()))


def test_proposals_predecessors_and_decisions(demo):
    waiting = DeadlineProposal.objects.open().select_related("activity__area").order_by("pk")
    assert [proposal.activity.code for proposal in waiting] == ["2.3", "4.4"]
    assert DeadlineProposal.objects.get(state="refused").answer
    assert Dependency.objects.count() == 6
    large = [one for one in Deadline.objects.filter(is_baseline=False) if one.decision]
    assert large
    assert all(re.fullmatch(r"[0-9]{4}/[12]-D[0-9]+", one.decision) for one in large)


def test_reports_lie_in_the_past_in_order_and_in_three_languages(demo):
    assert set(ProgressReport.objects.values_list("language", flat=True)) == {"en", "bs", "sv"}
    assert not ProgressReport.objects.filter(reported_at__gt=timezone.now()).exists()
    for activity in Activity.objects.prefetch_related("reports"):
        reports = sorted(activity.reports.all(), key=lambda report: report.version)
        moments = [report.reported_at for report in reports]
        assert moments == sorted(moments), activity
        assert activity.version == len(reports)
        assert activity.last_report_on == (timezone.localdate(moments[-1]) if moments else None)
        assert activity.percent == (reports[-1].percent if reports else 0)


def test_some_reports_are_fresh_and_some_are_old(demo):
    today = timezone.localdate()
    ages = [(today - last).days for last in Activity.objects.open().values_list("last_report_on", flat=True) if last]

    assert min(ages) == 9
    assert max(ages) == 66
    assert Activity.objects.get(area__number=4, position=3).last_report_on == today - timedelta(days=17)


def test_deadlines_of_a_month_or_quarter_lie_on_its_last_day(demo):
    for deadline in Deadline.objects.exclude(precision="day"):
        assert (deadline.due_on + timedelta(days=1)).day == 1, deadline
        assert deadline.precision != "quarter" or deadline.due_on.month % 3 == 0, deadline


def test_every_activity_has_its_bodies_and_words_in_three_languages(demo):
    for activity in Activity.objects.with_bodies(timezone.localdate()):
        assert activity.lead_body is not None, activity
        for field in ("title", "description", "output"):
            texts = {getattr(activity, f"{field}_{language}") for language in ("en", "bs", "sv")}
            assert "" not in texts, (activity, field)
            assert len(texts) == 3, (activity, field)


def test_institutions_and_subgroups_speak_three_languages(demo):
    for thing, field in [
        *((i, "name") for i in Institution.objects.all()),
        *((s, "mandate") for s in Subgroup.objects.all()),
    ]:
        assert all(getattr(thing, f"{field}_{language}") for language in ("en", "bs", "sv")), thing


def test_letters_are_written_in_each_language_and_the_first_ones_sent(demo, loaded_demo):
    assert set(Letter.objects.values_list("language", flat=True)) == {"en", "bs", "sv"}
    assert Letter.objects.filter(state="sent").count() == len(loaded_demo.mails) == 4
    assert Letter.objects.filter(state="due").exists()


def test_nobody_and_nothing_real_is_named(demo):
    assert all(code.startswith("demo-") for code in Institution.objects.values_list("code", flat=True))
    assert all(code.startswith("demo-") for code in Subgroup.objects.values_list("code", flat=True))
    assert all(email.endswith("@demo.example") for email in User.objects.values_list("email", flat=True))
    for institution in Institution.objects.all():
        for language in ("en", "bs", "sv"):
            assert "Exempl" in getattr(institution, f"name_{language}")
            assert "Exempl" in getattr(institution, f"short_name_{language}")
    words = "\n".join(path.read_text() for path in FOLDER.rglob("*.toml"))
    assert not re.search(r"PARCO|Bosn(a|ia|e|i)\b|Hercegovin|Sarajevo(?!\")|Sverige|Finland|Finsk", words)
