"""Writing an activity: who may write what of it, two writers at once, and values nobody should send."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone

from institutions.models import Subgroup
from tests.factories import in_languages, make_activity, make_area, make_institution, make_plan
from workplans.models import Activity, ActivityBody, Dependency

DAY = date(2018, 6, 30)
WORDS = ("title", "description", "output")


@pytest.fixture
def draft(institution, subgroup) -> Activity:
    """A proposal in a draft plan, led by the institution."""
    area = make_area(make_plan(code="2020-2022", state="draft", starts_on=date(2020, 1, 1), ends_on=date(2022, 12, 31)))
    return make_activity("Draft it", area=area, lead_body=institution, subgroup=subgroup, state="proposed")


def url(activity: Activity) -> str:
    return f"/en/work-plans/activities/{activity.pk}/edit/"


def typed(response) -> dict[str, object]:
    """What a browser would send back from the page unchanged."""
    form = response.context["form"]
    data = {field.html_name: field.value() for field in form}
    return {name: "" if value is None else value for name, value in data.items()}


def bodies(activity: Activity, part: str) -> list[str]:
    rows = activity.bodies.on(timezone.localdate()).filter(part=part)
    return sorted(rows.values_list("institution__code", flat=True))


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 403), ("lead", 200), ("coordinator", 403), ("secretariat", 200), ("admin", 403), ("outsider", 403)],
)
def test_who_may_write(who, status, client, request, activity, draft):
    client.force_login(request.getfixturevalue(who))

    for one in (activity, draft):
        assert client.get(url(one)).status_code == status
        assert client.post(url(one), {}).status_code == {200: 409}.get(status, status)  # it has seen nothing


def test_visitors_sign_in_first(client, activity):
    assert client.get(url(activity)).status_code == 302


def test_the_lead_of_the_subgroup_edits_words_and_nothing_else(client, lead, activity):
    client.force_login(lead)
    data = typed(client.get(url(activity)))
    assert set(data) == {
        "seen",
        *(f"{word}_{c}" for word in ("title", "description", "output") for c in ("en", "bs", "sv")),
    }

    response = client.post(url(activity), {**data, "title_sv": "Nya ord", "priority": "1", "wish": "2030-01-01"})

    assert response.url == f"/en/work-plans/activities/{activity.pk}/"
    activity.refresh_from_db()
    assert (activity.title_sv, activity.title_en, activity.priority) == ("Nya ord", "Write the guideline", 2)


def test_a_lead_of_another_subgroup_only_reads(client, lead, activity):
    Activity.objects.filter(pk=activity.pk).update(subgroup=Subgroup.objects.create(code="other", name_en="Other"))
    client.force_login(lead)

    assert client.get(url(activity)).status_code == 403


def test_everything_of_a_proposal_is_written(client, secretariat, draft, member):
    helper, asked = make_institution("Helper", code="helper"), make_institution("Asked", code="asked")
    before = make_activity("Before", area=draft.area, state="proposed")
    client.force_login(secretariat)
    said = {
        **typed(client.get(url(draft))),
        "title_bs": "Naslov",
        "description_en": "What it is.",
        "owner": member.pk,
        "lead_body": helper.pk,
        "contributing": [draft.lead_body.pk],
        "consulted": [asked.pk],
        "wish": "2021-q2",
        "priority": "1",
        "waits_for": f"{before.code};",
    }

    assert client.post(url(draft), said).status_code == 302

    saved = Activity.objects.get(pk=draft.pk)
    assert (saved.title_bs, saved.description_en, saved.owner, saved.priority) == ("Naslov", "What it is.", member, 1)
    assert (saved.due_on, saved.due_precision, saved.deadline_version) == (date(2021, 6, 30), "quarter", 0)
    assert [bodies(saved, part) for part in ActivityBody.Part.values] == [["helper"], ["records"], ["asked"]]
    assert saved.bodies.count() == 3
    assert [row.predecessor for row in saved.dependencies.all()] == [before]


def test_of_an_adopted_activity_deadline_lead_body_and_owner_are_decided_elsewhere(client, secretariat, activity):
    helper = make_institution("Helper", code="helper")
    client.force_login(secretariat)
    page = client.get(url(activity))
    assert {"wish", "lead_body", "owner", "area", "position"}.isdisjoint(page.context["form"].fields)
    assert "with reason and decision" in page.content.decode()

    client.post(url(activity), {**typed(page), "contributing": [helper.pk], "lead_body": helper.pk, "wish": ""})
    assert (bodies(activity, "a_lead"), bodies(activity, "b_contributing")) == (["records"], ["helper"])

    ActivityBody.objects.filter(institution=helper).update(valid_from=date(2018, 1, 1))
    client.post(url(activity), {**typed(client.get(url(activity))), "contributing": []})
    past = ActivityBody.objects.get(institution=helper)
    assert (past.valid_from, past.valid_to) == (date(2018, 1, 1), timezone.localdate())


@pytest.mark.parametrize(
    ("text", "due_on", "precision"),
    [
        ("2021-06-15", date(2021, 6, 15), "day"),
        ("2021-2", date(2021, 2, 28), "month"),
        ("2021-K4", date(2021, 12, 31), "quarter"),
        ("", None, "none"),
    ],
)
def test_a_wish_is_stored_as_the_last_day_meant(text, due_on, precision, client, secretariat, draft):
    client.force_login(secretariat)

    client.post(url(draft), {**typed(client.get(url(draft))), "wish": text})

    draft.refresh_from_db()
    assert (draft.due_on, draft.due_precision) == (due_on, precision)


def test_D_02_two_languages_edited_at_once_are_both_kept(client, secretariat, activity):
    client.force_login(secretariat)
    first, second = typed(client.get(url(activity))), typed(client.get(url(activity)))

    client.post(url(activity), {**first, "title_sv": "På svenska"})
    assert client.post(url(activity), {**second, "title_bs": "Na bosanskom"}).status_code == 302

    activity.refresh_from_db()
    assert (activity.title_sv, activity.title_bs) == ("På svenska", "Na bosanskom")


def test_D_01_the_same_words_at_once_are_shown_to_the_second(client, secretariat, activity):
    client.force_login(secretariat)
    mine = typed(client.get(url(activity)))
    Activity.objects.filter(pk=activity.pk).update(title_en="Theirs", title_sv="Deras")

    response = client.post(url(activity), {**mine, "title_en": "Mine"})

    page = response.content.decode()
    assert response.status_code == 409
    assert [(one.label, one.text) for one in response.context["form"].overtaken] == [("Title (English)", "Theirs")]
    assert 'value="Mine"' in page
    activity.refresh_from_db()
    assert activity.title_en == "Theirs"
    assert client.post(url(activity), typed(response)).status_code == 302
    activity.refresh_from_db()
    assert (activity.title_en, activity.title_sv) == ("Mine", "Deras")


def test_who_typed_while_the_plan_was_adopted_is_told(client, secretariat, draft):
    client.force_login(secretariat)
    mine = typed(client.get(url(draft)))
    draft.area.plan.adopt(by=secretariat, on=DAY, decision="1")

    response = client.post(url(draft), {**mine, "wish": "2021-01"})

    assert response.status_code == 409
    assert "decided elsewhere by now" in response.content.decode()
    assert client.post(url(draft), typed(response)).status_code == 302


def test_circles_are_told_at_the_field(client, secretariat, draft):
    second, third = (make_activity(area=draft.area, state="proposed") for _ in range(2))
    Dependency.objects.create(activity=second, predecessor=draft)
    Dependency.objects.create(activity=third, predecessor=second)
    client.force_login(secretariat)
    data = typed(client.get(url(draft)))

    for code, message in [
        (third.code, "Activity 1.3 waits for this one already, itself or through others."),
        (draft.code, "Activity 1.1 waits for this one already, itself or through others."),
        ("9.9", "This plan has no activity 9.9."),
        ("x, ١.١", "This plan has no activity x, ١.١."),
    ]:
        response = client.post(url(draft), {**data, "waits_for": code})
        assert response.context["form"].errors == {"waits_for": [message]}
    assert not draft.dependencies.exists()


def test_an_institution_has_one_part(client, secretariat, draft):
    client.force_login(secretariat)
    lead_body = draft.lead_body

    response = client.post(url(draft), {**typed(client.get(url(draft))), "consulted": [lead_body.pk]})

    assert response.context["form"].errors == {"consulted": ["Office of Records already has another part."]}


@pytest.mark.parametrize(
    ("field", "value", "message"),
    [
        ("title_en", "a\0b", "Null characters are not allowed."),
        ("title_en", "c" + "\u0301" * 10_000, "Ensure this value has at most 200 characters"),
        ("description_sv", "x" * 1_000_000, "Ensure this value has at most 4000 characters"),
        ("wish", "0000-01-01", "Choose a year from 2000 to 2100."),
        ("wish", "10000-01-01", "Write it as 2018-06-30, 2018-06 or 2018-Q2."),
        ("wish", "2018-02-30", "There is no such day."),
        ("wish", "2018-13", "There is no such day."),
        ("wish", "2018-06-30T12:00+25:00", "Ensure this value has at most 20 characters"),
        ("position", "1e9", "Enter a whole number."),
        ("position", "9223372036854775808", "Ensure this value is less than or equal to 999."),
        ("priority", "7", "Select a valid choice."),
        ("lead_body", "99999999999999999999", "Select a valid choice."),
        ("contributing", "x", "“x” is not a valid value."),
        ("area", "-1", "Select a valid choice."),
        ("waits_for", ",".join(f"9.{n}" for n in range(51)), "An activity waits for at most 50 others."),
    ],
)
def test_D_24_to_26_hostile_values_get_a_message_at_the_field(field, value, message, client, secretariat, draft):
    client.force_login(secretariat)

    response = client.post(url(draft), {**typed(client.get(url(draft))), field: value})

    assert response.status_code == 200
    assert response.context["form"].errors[field][0].startswith(message)


def test_D_25_hostile_numbers_in_addresses_are_unknown(client, secretariat, draft):
    client.force_login(secretariat)

    for pk in ("0", str(2**31), str(2**63), "9" * 31):
        assert client.get(f"/en/work-plans/activities/{pk}/edit/").status_code == 404
        assert client.post(f"/en/work-plans/areas/{pk}/place/", {"to": "up"}).status_code == 404


def test_D_28_institutions_stand_in_the_alphabet_of_the_reader(client, secretariat, draft):
    for name in ("Österbotten", "Zagorje", "Ämbetet"):
        make_institution(name, **in_languages("name", name) | {"name_sv": name})
    client.force_login(secretariat)

    choices = client.get(url(draft).replace("/en/", "/sv/")).context["form"].fields["lead_body"].choices

    assert [label for _pk, label in choices][-3:] == ["Zagorje", "Ämbetet", "Österbotten"]


def test_a_seen_that_nobody_wrote_is_no_error(client, secretariat, activity):
    client.force_login(secretariat)
    mine = typed(client.get(url(activity)))

    for seen in ("[" * 3000, "[1]", "x", ""):
        assert client.post(url(activity), {**mine, "seen": seen}).status_code == 302
        assert client.post(url(activity), {**mine, "seen": seen, "title_en": "Mine"}).status_code == 409


def test_a_closed_plan_is_not_edited(client, secretariat, draft):
    draft.area.plan.adopt(by=secretariat, on=DAY)
    draft.area.plan.close()
    client.force_login(secretariat)

    assert client.get(url(draft)).status_code == 403
    assert client.post(url(draft), {}).status_code == 403


@pytest.mark.parametrize(("who", "has_link"), [("lead", True), ("secretariat", True), ("member", False)])
def test_the_way_there_is_on_the_page_of_the_activity(who, has_link, client, request, activity):
    client.force_login(request.getfixturevalue(who))

    page = client.get(f"/en/work-plans/activities/{activity.pk}/").content.decode()

    assert (url(activity) in page) is has_link
