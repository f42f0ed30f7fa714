"""The table of permissions, cell by cell, and the promise that lists and single things agree."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from institutions import permissions
from institutions.models import Affiliation, GroupMembership, GroupRole, Institution, Subgroup, SubgroupSeat, User
from institutions.models.standing import Standing
from tests.factories import make_activity, make_institution, make_subgroup, make_user
from workplans.models import Activity, ActivityBody

CAST = ("visitor", "member", "lead", "coordinator", "secretariat", "admin", "outsider")
GROUP = {"member", "lead", "coordinator", "secretariat", "admin", "outsider"}
OFFICE = {"secretariat", "admin"}
# who may do it where the activity of the cast lives: its subgroup and its lead body
EXPECTED = {
    "see members' pages": GROUP,
    "see plans before adoption": GROUP,
    "report progress": {"member", "lead", "coordinator", "secretariat"},
    "edit a work plan, adopt it and amend it": {"secretariat"},
    "edit the words of an activity": {"lead", "secretariat"},
    "propose another deadline": {"lead", "coordinator", "secretariat"},
    "move a deadline": {"secretariat"},
    "name the owner of an activity": {"lead", "coordinator", "secretariat"},
    "change the lead body of an activity": {"secretariat"},
    "confirm, hold, cancel and reopen activities": {"secretariat"},
    "see what needs a hand in the plan": {"secretariat"},
    "see how deadlines slip by lead body": GROUP,
    "have private addresses of calendars": GROUP,
    "let an institution leave the group": {"secretariat"},
    "let somebody leave an institution": {"coordinator", "secretariat", "admin"},
    "send a reminder at once": {"secretariat"},
    "edit the rules of reminders": {"secretariat"},
    "see an institution's dashboard": {"member", "lead", "coordinator", "secretariat", "admin"},
    "see the dashboards of all institutions": OFFICE,
    "see an institution's people": GROUP,
    "invite somebody to an institution": {"coordinator", "secretariat", "admin"},
    "see guidelines before publication": GROUP,
    "write a guideline's draft": {"lead", "secretariat"},
    "adopt, publish, correct and withdraw guidelines": {"secretariat"},
    "say who translates": {"secretariat"},
    "translate a text": {"secretariat"},
    "sign a translation, and accept that a finding is right": {"secretariat"},
    "see how the languages stand": GROUP,
    "see surveys before they open": {"member", "lead", "coordinator", "secretariat"},
    "write questionnaires and publish them": {"secretariat"},
    "sign that a questionnaire says the same in another language": GROUP,
    "plan rounds of surveys for the whole group, and compare them": {"secretariat"},
    "plan, open and look after an institution's surveys": {"coordinator", "secretariat"},
    "type in answers from paper": {"member", "lead", "coordinator"},
    "read what people wrote, before anybody, and decide what is shown": {"coordinator"},
    "release results of a survey, and make them public": {"coordinator"},
    "read results of an institution that are not public": {"member", "lead", "coordinator"},
    "try whether a survey keeps its promise": {"member", "lead", "coordinator", "secretariat"},
    "plan what follows from results": {"coordinator"},
    "see meetings before they are announced": GROUP,
    "see who comes, papers, circulated minutes and action items": GROUP,
    "plan meetings, their agendas and who is invited": {"secretariat"},
    "propose an agenda item": GROUP,
    "add and remove papers of an agenda item": {"coordinator", "secretariat"},
    "answer an invitation": {"secretariat"},
    "put right who was there for an institution": {"coordinator", "secretariat"},
    "write minutes, circulate, approve and publish them": {"secretariat"},
    "propose a correction of minutes": GROUP,
    "record decisions, with what they change": {"secretariat"},
    "close, postpone and hand over an action item": {"coordinator", "secretariat"},
    "read the letters of the portal": OFFICE,
    "send a letter again, or close it": OFFICE,
    "open the secretariat's office": OFFICE,
    "edit institutions, plans, guidelines, surveys and meetings": {"secretariat"},
    "appoint people": OFFICE,
    "read the audit trail": OFFICE,
}


@pytest.fixture
def visitor() -> AnonymousUser:
    return AnonymousUser()


def test_the_expectations_are_complete():
    assert set(EXPECTED) == set(permissions.GRANTS)


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("permission", EXPECTED)
def test_cell(permission, who, activity, request):
    person = request.getfixturevalue(who)

    assert permissions.may(person, permission, activity) is (who in EXPECTED[permission])


@pytest.mark.parametrize("who", CAST)
@pytest.mark.parametrize("permission", EXPECTED)
def test_elsewhere_only_what_holds_everywhere(permission, who, activity, request):
    person = request.getfixturevalue(who)
    elsewhere = permissions.Place(
        subgroup_id=make_subgroup().pk, institution_ids=frozenset({make_institution().pk}), owner_id=make_user().pk
    )

    everywhere = who in EXPECTED[permission] and (EXPECTED[permission] == GROUP or who in OFFICE)
    assert permissions.may(person, permission, elsewhere) is everywhere
    assert permissions.may(person, permission) is everywhere


@pytest.mark.parametrize("ask", [permissions.may, permissions.subgroups_where, permissions.institutions_where])
def test_an_unknown_permission_raises(ask, visitor):
    with pytest.raises(permissions.UnknownPermission):
        ask(visitor, "fly")


@pytest.mark.parametrize("permission", ["propose another deadline", "name the owner of an activity"])
def test_who_only_contributes_leads_nothing(permission, activity, coordinator, institution):
    activity.bodies.update(part=ActivityBody.Part.CONTRIBUTING)
    helped = Activity.objects.get(pk=activity.pk)

    assert permissions.may(coordinator, permissions.REPORT_PROGRESS, helped)
    assert not permissions.may(coordinator, permission, helped.as_led)


def test_an_owner_reports_while_she_is_in_the_group(activity, outsider):
    activity.owner = outsider
    activity.save(update_fields=["owner"])

    assert permissions.may(outsider, permissions.REPORT_PROGRESS, activity)
    assert Activity.objects.reportable_by(outsider).get() == activity

    Affiliation.objects.filter(user=outsider).delete()
    gone = User.objects.get(pk=outsider.pk)
    assert not permissions.may(gone, permissions.REPORT_PROGRESS, activity)
    assert not Activity.objects.reportable_by(gone).exists()


@pytest.mark.parametrize("offset", [0, 1])
def test_rights_end_on_the_day_the_institution_leaves(activity, institution, coordinator, offset):
    today = timezone.localdate()
    GroupMembership.objects.filter(institution=institution).update(valid_to=today + timedelta(days=offset))

    assert permissions.may(coordinator, permissions.REPORT_PROGRESS, activity) is bool(offset)


def test_a_closed_subgroup_and_a_closed_account_give_no_rights(activity, subgroup, member):
    Subgroup.objects.update(state=Subgroup.State.CLOSED)
    assert not permissions.may(member, permissions.REPORT_PROGRESS, activity)

    User.objects.filter(pk=member.pk).update(is_active=False)
    assert User.objects.get(pk=member.pk).standing == Standing()


def test_a_deputy_leads_too_and_the_chair_is_like_the_secretariat(activity, subgroup, institution):
    deputy, chair = make_user(institution=institution), make_user(group_role=GroupRole.Role.CHAIR)
    SubgroupSeat.objects.create(
        user=deputy,
        subgroup=subgroup,
        institution=institution,
        role=SubgroupSeat.Role.DEPUTY,
        valid_from=timezone.localdate(),
    )

    assert deputy.standing.leads == {subgroup.pk}
    assert permissions.may(chair, permissions.MOVE_DEADLINE)


def test_standing_costs_one_query(member, django_assert_num_queries):
    person = User.objects.get(pk=member.pk)

    with django_assert_num_queries(1):
        assert person.standing is person.standing


@pytest.fixture
def houses(db) -> tuple[list[Institution], list[Subgroup], list[User]]:
    """Activities of every mixture of lead body, contributing and consulted body, subgroup and owner."""
    bodies = [make_institution() for _ in range(3)]
    subgroups = [make_subgroup() for _ in range(2)]
    people = [make_user() for _ in range(2)]
    for lead in (None, *bodies[:2]):
        for subgroup in (None, *subgroups):
            for owner in (None, *people):
                activity = make_activity(lead_body=lead, subgroup=subgroup, owner=owner, contributing=(bodies[2],))
                if lead is None:
                    ActivityBody.objects.filter(activity=activity).update(part=ActivityBody.Part.CONSULTED)
    return bodies, subgroups, people


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_lists_and_single_things_agree(houses, data):
    bodies, subgroups, people = houses

    def some(things):
        return data.draw(st.frozensets(st.sampled_from([thing.pk for thing in things])))

    institutions, seats = some(bodies), some(subgroups)
    person = User.objects.get(pk=data.draw(st.sampled_from([person.pk for person in people])))
    person.standing = Standing(
        group_roles=data.draw(st.frozensets(st.sampled_from(GroupRole.Role.values), max_size=1)),
        institutions=institutions,
        coordinates=institutions & some(bodies),
        subgroups=seats,
        leads=seats & some(subgroups),
    )

    listed = set(Activity.objects.reportable_by(person))

    everything = Activity.objects.with_bodies(timezone.localdate())
    assert listed == {
        activity for activity in everything if permissions.may(person, permissions.REPORT_PROGRESS, activity)
    }
