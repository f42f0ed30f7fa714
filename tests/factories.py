"""Rows without ceremony: make_* functions with keyword overrides."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from django.conf import settings
from django.utils import timezone

from guidelines.actions import approve_all
from guidelines.models import Clause, Edition, Guideline, Rendition
from institutions.models import Affiliation, GroupMembership, GroupRole, Institution, Subgroup, SubgroupSeat, User
from meetings.models import ActionItem, Meeting, MeetingDay, Minutes
from meetings.models.minutes import digest_of
from surveys.models import Campaign, Questionnaire
from workplans.models import Activity, ActivityBody, Area, WorkPlan

LONG_AGO = date(2013, 1, 1)
LONG_KNOWN = datetime(2013, 1, 1, tzinfo=UTC)  # as ``set_at`` of a deadline: nobody needs to be told of it any more
PASSWORD = "a long and quiet password"
_numbers = count(1)


def in_languages(field: str, text: str) -> dict[str, str]:
    """The same field in all languages: ``title`` becomes title_en, title_bs, title_sv."""
    return {f"{field}_{code}": f"{text} ({code})" if code != "en" else text for code, _name in settings.LANGUAGES}


def make_institution(name: str = "", *, in_group: bool = True, **fields: Any) -> Institution:
    number = next(_numbers)
    fields.setdefault("code", f"inst-{number}")
    institution = Institution.objects.create(**{**in_languages("name", name or f"Institution {number}"), **fields})
    if in_group:
        GroupMembership.objects.create(institution=institution, valid_from=LONG_AGO)
    return institution


def make_user(
    email: str = "",
    *,
    institution: Institution | None = None,
    role: str = Affiliation.Role.MEMBER,
    group_role: str | None = None,
    **fields: Any,
) -> User:
    number = next(_numbers)
    fields.setdefault("display_name", f"Person {number}")
    user = User.objects.create_user(email or f"person{number}@test.example", PASSWORD, **fields)
    user.emailaddress_set.create(email=user.email, primary=True, verified=True)
    if institution:
        Affiliation.objects.create(user=user, institution=institution, role=role, valid_from=LONG_AGO)
    if group_role:
        GroupRole.objects.create(user=user, role=group_role, valid_from=LONG_AGO)
    return user


def make_subgroup(name: str = "", **fields: Any) -> Subgroup:
    number = next(_numbers)
    fields.setdefault("code", f"sg-{number}")
    return Subgroup.objects.create(**{**in_languages("name", name or f"Subgroup {number}"), **fields})


def seat(
    user: User, subgroup: Subgroup, institution: Institution, role: str = SubgroupSeat.Role.MEMBER, **fields: Any
) -> SubgroupSeat:
    fields.setdefault("valid_from", LONG_AGO)
    return SubgroupSeat.objects.create(user=user, subgroup=subgroup, institution=institution, role=role, **fields)


def make_plan(**fields: Any) -> WorkPlan:
    number = next(_numbers)
    fields.setdefault("code", f"plan-{number}")
    fields.setdefault("starts_on", date(2017, 1, 1))
    fields.setdefault("ends_on", date(2019, 12, 31))
    fields.setdefault("state", WorkPlan.State.ADOPTED)
    return WorkPlan.objects.create(**{**in_languages("title", f"Plan {number}"), **fields})


def make_area(plan: WorkPlan | None = None, **fields: Any) -> Area:
    plan = plan or WorkPlan.objects.current().first() or make_plan()
    fields.setdefault("number", plan.areas.count() + 1)
    return Area.objects.create(plan=plan, **{**in_languages("title", f"Area {fields['number']}"), **fields})


def make_activity(
    title: str = "",
    *,
    area: Area | None = None,
    lead_body: Institution | None = None,
    contributing: tuple[Institution, ...] = (),
    due_on: date | None = None,
    **fields: Any,
) -> Activity:
    area = area or Area.objects.first() or make_area()
    fields.setdefault("position", area.activities.count() + 1)
    fields.setdefault("state", Activity.State.UNDER_WAY)
    if fields["state"] == Activity.State.ON_HOLD:
        fields.setdefault("review_on", date(2019, 10, 1))
    activity = Activity.objects.create(area=area, **{**in_languages("title", title or "Activity"), **fields})
    if lead_body:
        ActivityBody.objects.create(activity=activity, institution=lead_body, valid_from=LONG_AGO)
    for helper in contributing:
        ActivityBody.objects.create(
            activity=activity, institution=helper, part=ActivityBody.Part.CONTRIBUTING, valid_from=LONG_AGO
        )
    if due_on:
        activity.set_deadline(due_on=due_on, by=None)
    return activity


def make_guideline(title: str = "", **fields: Any) -> Guideline:
    number = next(_numbers)
    fields.setdefault("code", f"G-{number}")
    return Guideline.objects.create(**{**in_languages("title", title or f"Guideline {number}"), **fields})


def make_edition(guideline: Guideline | None = None, *, clauses: int = 2, **fields: Any) -> Edition:
    guideline = guideline or make_guideline()
    fields.setdefault("number", Edition.objects.filter(guideline=guideline).count() + 1)
    fields.setdefault("year", 2016)
    fields.setdefault("state", Edition.State.PUBLISHED)
    fields.setdefault("source_language", "bs")
    fields.setdefault("published_on", date(2016, 11, 17))
    fields.setdefault("in_force_from", date(2016, 11, 17))
    edition = Edition.objects.create(guideline=guideline, **fields)
    for position in range(1, clauses + 1):
        make_clause(edition, position=position)
    return edition


def publish_anew(edition: Edition) -> None:
    """Let readers get exactly what stands in the clauses now, and nothing where nothing stands."""
    Rendition.objects.filter(clause__edition=edition).delete()
    approve_all(edition)


def make_clause(edition: Edition, *, position: int = 1, **fields: Any) -> Clause:
    texts = {**in_languages("heading", f"Clause {position}"), **in_languages("body", f"Text of clause {position}.")}
    fields.setdefault("number", str(position))
    fields.setdefault("anchor", f"clause-{position}")
    clause = Clause.objects.create(edition=edition, position=position, **{**texts, **fields})
    clause.refresh_from_db()
    clause.translated([code for code, _name in settings.LANGUAGES], source=edition.source_language)
    clause.save(update_fields=["translated_from"])
    if edition.is_public:
        approve_all(edition)
    return clause


def make_meeting(*, on: date | None = None, days: int = 1, **fields: Any) -> Meeting:
    number = next(_numbers)
    fields.setdefault("code", f"m-{number}")
    fields.setdefault("state", Meeting.State.HELD)
    meeting = Meeting.objects.create(**{**in_languages("title", f"Meeting {number}"), **fields})
    first = on or date(2017, 11, 5)
    for offset in range(days):
        MeetingDay.objects.create(meeting=meeting, held_on=first + timedelta(days=offset))
    return meeting


def make_minutes(meeting: Meeting, *, state: str = Minutes.State.PUBLISHED, full: str = "", **fields: Any) -> Minutes:
    """Minutes whose text for everybody is ``public``, and for members ``full``; both of one part."""
    now, public = timezone.now(), fields.pop("public", "So it is.")
    fields |= {"state": state, "language": fields.get("language", "en")}
    if state != Minutes.State.DRAFTING:
        fields |= {"corrections_until": now.date(), "circulated_at": now}
    if state in (Minutes.State.APPROVED, Minutes.State.PUBLISHED):
        text, less = ([{"item": None, "number": None, "title": {}, "text": said}] for said in (full or public, public))
        fields |= {"full": text, "public": less, "approved_at": now, "digest": digest_of(text)}
    if state == Minutes.State.PUBLISHED:
        fields.setdefault("published_at", now)
    return Minutes.objects.create(meeting=meeting, **fields)


def make_action(text: str, *, meeting: Meeting, **fields: Any) -> ActionItem:
    """Due in ten days unless said otherwise."""
    fields.setdefault("due_on", timezone.localdate() + timedelta(days=10))
    by = fields.pop("by", None) or User.objects.order_by("pk").first() or make_user()
    return ActionItem.add(meeting, by=by, text=text, language="en", **fields)


def make_questionnaire(**fields: Any) -> Questionnaire:
    number = next(_numbers)
    fields.setdefault("code", f"q-{number}")
    fields.setdefault("audience", "users")
    fields.setdefault("state", Questionnaire.State.PUBLISHED)
    return Questionnaire.objects.create(**{**in_languages("title", f"Questionnaire {number}"), **fields})


def make_campaign(institution: Institution | None = None, **fields: Any) -> Campaign:
    fields.setdefault("opens_on", date(2018, 9, 17))
    fields.setdefault("closes_on", date(2018, 10, 1))
    fields.setdefault("state", Campaign.State.CLOSED)
    questionnaire = fields.pop("questionnaire", None) or make_questionnaire()
    return Campaign.objects.create(
        institution=institution or make_institution(),
        questionnaire=questionnaire,
        **{**in_languages("title", "Survey"), **fields},
    )
