"""Who may do what: one table of permissions, and the only three questions anybody asks of it.

Some roles hold everywhere; others in a place: one's subgroup, one's institution, one's own things.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum, auto
from typing import TYPE_CHECKING, Any, Protocol

from institutions.models import GroupRole, User
from institutions.models.standing import Standing

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class Role(StrEnum):
    """What a person is, derived from her standing; one person usually is several."""

    VISITOR = auto()  # anybody, signed in or not
    MEMBER = auto()  # works for an institution of the group, or runs the group
    SEAT = auto()  # sits in the subgroup
    LEAD = auto()  # leads the subgroup, or is its deputy
    STAFF = auto()  # works for the institution
    COORDINATOR = auto()  # coordinates the institution
    OWNER = auto()  # owns the thing itself
    SECRETARIAT = auto()  # runs the group; the chair too
    ADMIN = auto()  # keeps the technology going; neither publishes nor decides


SEE_MEMBERS_PAGES = "see members' pages"
SEE_DRAFT_PLANS = "see plans before adoption"
REPORT_PROGRESS = "report progress"
EDIT_PLAN = "edit a work plan, adopt it and amend it"
EDIT_ACTIVITY_TEXT = "edit the words of an activity"
PROPOSE_MOVE = "propose another deadline"
MOVE_DEADLINE = "move a deadline"
SET_OWNER = "name the owner of an activity"
SET_LEAD_BODY = "change the lead body of an activity"
DECIDE_ACTIVITIES = "confirm, hold, cancel and reopen activities"
SEE_WATCH = "see what needs a hand in the plan"
SEE_SLIP_BY_BODY = "see how deadlines slip by lead body"
KEEP_CALENDARS = "have private addresses of calendars"
END_MEMBERSHIPS = "let an institution leave the group"
LET_GO = "let somebody leave an institution"
SEND_REMINDERS = "send a reminder at once"
EDIT_REMINDER_RULES = "edit the rules of reminders"
SEE_DASHBOARD = "see an institution's dashboard"
SEE_ALL_DASHBOARDS = "see the dashboards of all institutions"
SEE_PEOPLE = "see an institution's people"
INVITE = "invite somebody to an institution"
SEE_DRAFT_GUIDELINES = "see guidelines before publication"
WRITE_GUIDELINE = "write a guideline's draft"
PUBLISH_GUIDELINE = "adopt, publish, correct and withdraw guidelines"
ASSIGN_TRANSLATIONS = "say who translates"
TRANSLATE = "translate a text"
REVIEW_TRANSLATION = "sign a translation, and accept that a finding is right"
SEE_LANGUAGES = "see how the languages stand"
SEE_PLANNED_SURVEYS = "see surveys before they open"
EDIT_QUESTIONNAIRES = "write questionnaires and publish them"
SIGN_QUESTIONNAIRES = "sign that a questionnaire says the same in another language"
PLAN_EDITIONS = "plan rounds of surveys for the whole group, and compare them"
RUN_SURVEYS = "plan, open and look after an institution's surveys"
ENTER_PAPER = "type in answers from paper"
REVIEW_TEXTS = "read what people wrote, before anybody, and decide what is shown"
RELEASE_RESULTS = "release results of a survey, and make them public"
READ_RESULTS = "read results of an institution that are not public"
CHECK_ANONYMITY = "try whether a survey keeps its promise"
IMPROVE = "plan what follows from results"
SEE_UNANNOUNCED_MEETINGS = "see meetings before they are announced"
SEE_MEETING_PAPERS = "see who comes, papers, circulated minutes and action items"
PLAN_MEETINGS = "plan meetings, their agendas and who is invited"
PROPOSE_ITEM = "propose an agenda item"
BRING_PAPERS = "add and remove papers of an agenda item"
ANSWER_INVITATION = "answer an invitation"
CORRECT_ATTENDANCE = "put right who was there for an institution"
WRITE_MINUTES = "write minutes, circulate, approve and publish them"
CORRECT_MINUTES = "propose a correction of minutes"
DECIDE = "record decisions, with what they change"
EDIT_ACTION = "close, postpone and hand over an action item"
SEE_LETTERS = "read the letters of the portal"
RESEND_LETTERS = "send a letter again, or close it"
OPEN_OFFICE = "open the secretariat's office"
EDIT_REFERENCE_DATA = "edit institutions, plans, guidelines, surveys and meetings"
EDIT_ROLES = "appoint people"
SEE_AUDIT_TRAIL = "read the audit trail"

GRANTS: dict[str, frozenset[Role]] = {
    SEE_MEMBERS_PAGES: frozenset({Role.MEMBER}),
    SEE_DRAFT_PLANS: frozenset({Role.MEMBER}),
    REPORT_PROGRESS: frozenset({Role.OWNER, Role.SEAT, Role.LEAD, Role.COORDINATOR, Role.SECRETARIAT}),
    EDIT_PLAN: frozenset({Role.SECRETARIAT}),
    EDIT_ACTIVITY_TEXT: frozenset({Role.LEAD, Role.SECRETARIAT}),
    PROPOSE_MOVE: frozenset({Role.LEAD, Role.COORDINATOR, Role.SECRETARIAT}),  # ask with ``activity.as_led``
    MOVE_DEADLINE: frozenset({Role.SECRETARIAT}),
    SET_OWNER: frozenset({Role.LEAD, Role.COORDINATOR, Role.SECRETARIAT}),  # ask with ``activity.as_led``
    SET_LEAD_BODY: frozenset({Role.SECRETARIAT}),
    DECIDE_ACTIVITIES: frozenset({Role.SECRETARIAT}),
    SEE_WATCH: frozenset({Role.SECRETARIAT}),
    SEE_SLIP_BY_BODY: frozenset({Role.MEMBER}),
    KEEP_CALENDARS: frozenset({Role.MEMBER}),
    END_MEMBERSHIPS: frozenset({Role.SECRETARIAT}),
    LET_GO: frozenset({Role.COORDINATOR, Role.SECRETARIAT, Role.ADMIN}),
    SEND_REMINDERS: frozenset({Role.SECRETARIAT}),
    EDIT_REMINDER_RULES: frozenset({Role.SECRETARIAT}),
    SEE_DASHBOARD: frozenset({Role.STAFF, Role.COORDINATOR, Role.SECRETARIAT, Role.ADMIN}),
    SEE_ALL_DASHBOARDS: frozenset({Role.SECRETARIAT, Role.ADMIN}),
    SEE_PEOPLE: frozenset({Role.MEMBER}),
    INVITE: frozenset({Role.COORDINATOR, Role.SECRETARIAT, Role.ADMIN}),
    SEE_DRAFT_GUIDELINES: frozenset({Role.MEMBER}),
    WRITE_GUIDELINE: frozenset({Role.LEAD, Role.SECRETARIAT}),
    PUBLISH_GUIDELINE: frozenset({Role.SECRETARIAT}),
    ASSIGN_TRANSLATIONS: frozenset({Role.SECRETARIAT}),
    TRANSLATE: frozenset({Role.OWNER, Role.SECRETARIAT}),  # ask with ``duty.as_translated``
    REVIEW_TRANSLATION: frozenset({Role.OWNER, Role.SECRETARIAT}),  # ask with ``duty.as_reviewed``
    SEE_LANGUAGES: frozenset({Role.MEMBER}),
    SEE_PLANNED_SURVEYS: frozenset({Role.STAFF, Role.COORDINATOR, Role.SECRETARIAT}),
    EDIT_QUESTIONNAIRES: frozenset({Role.SECRETARIAT}),
    SIGN_QUESTIONNAIRES: frozenset({Role.MEMBER}),
    PLAN_EDITIONS: frozenset({Role.SECRETARIAT}),
    RUN_SURVEYS: frozenset({Role.COORDINATOR, Role.SECRETARIAT}),
    ENTER_PAPER: frozenset({Role.STAFF, Role.COORDINATOR}),
    REVIEW_TEXTS: frozenset({Role.COORDINATOR}),
    RELEASE_RESULTS: frozenset({Role.COORDINATOR}),
    READ_RESULTS: frozenset({Role.STAFF, Role.COORDINATOR}),
    CHECK_ANONYMITY: frozenset({Role.STAFF, Role.COORDINATOR, Role.SECRETARIAT}),
    IMPROVE: frozenset({Role.COORDINATOR}),
    SEE_UNANNOUNCED_MEETINGS: frozenset({Role.MEMBER}),
    SEE_MEETING_PAPERS: frozenset({Role.MEMBER}),
    PLAN_MEETINGS: frozenset({Role.SECRETARIAT}),
    PROPOSE_ITEM: frozenset({Role.MEMBER}),
    BRING_PAPERS: frozenset({Role.OWNER, Role.COORDINATOR, Role.SECRETARIAT}),  # ask with ``item.place``
    ANSWER_INVITATION: frozenset({Role.OWNER, Role.SECRETARIAT}),  # ask with ``invitation.place``
    CORRECT_ATTENDANCE: frozenset({Role.COORDINATOR, Role.SECRETARIAT}),
    WRITE_MINUTES: frozenset({Role.SECRETARIAT}),
    CORRECT_MINUTES: frozenset({Role.MEMBER}),
    DECIDE: frozenset({Role.SECRETARIAT}),
    EDIT_ACTION: frozenset({Role.OWNER, Role.COORDINATOR, Role.SECRETARIAT}),  # ask with ``action.place``
    SEE_LETTERS: frozenset({Role.SECRETARIAT, Role.ADMIN}),
    RESEND_LETTERS: frozenset({Role.SECRETARIAT, Role.ADMIN}),
    OPEN_OFFICE: frozenset({Role.SECRETARIAT, Role.ADMIN}),
    EDIT_REFERENCE_DATA: frozenset({Role.SECRETARIAT}),
    EDIT_ROLES: frozenset({Role.SECRETARIAT, Role.ADMIN}),
    SEE_AUDIT_TRAIL: frozenset({Role.SECRETARIAT, Role.ADMIN}),
}


class UnknownPermission(LookupError):
    """The permission is not in the table."""


class Where(Protocol):
    """Whatever tells its subgroup, institutions and owner; the institutions are asked last, they may take a query."""

    @property
    def subgroup_id(self) -> int | None: ...
    @property
    def institution_ids(self) -> frozenset[int]: ...
    @property
    def owner_id(self) -> int | None: ...


@dataclass(frozen=True)
class Place:
    """Where a permission is asked for: a subgroup, institutions, a person who owns the thing; any may be absent."""

    subgroup_id: int | None = None
    institution_ids: frozenset[int] = field(default_factory=frozenset)
    owner_id: int | None = None


def place_of(*institution_ids: int) -> Place:
    """The place that consists of these institutions."""
    return Place(institution_ids=frozenset(institution_ids))


def may(user: User | AnonymousUser, permission: str, place: Where | None = None) -> bool:
    """Tell whether ``user`` may do it there today; without a place, whether she may do it everywhere.

    Raises UnknownPermission for a permission the table does not have.
    """
    roles = _granted(permission)
    standing = _standing(user)
    if roles & _roles_everywhere(standing):
        return True
    if place is None:
        return False
    return any(role in roles for role in _roles_in(standing, place, user.pk))


def subgroups_where(user: User | AnonymousUser, permission: str) -> frozenset[int]:
    """Primary keys of the subgroups in which ``user`` may do it because she sits in or leads them."""
    roles, standing = _granted(permission), _standing(user)
    seats = standing.subgroups if Role.SEAT in roles else frozenset()
    return seats | (standing.leads if Role.LEAD in roles else frozenset())


def institutions_where(user: User | AnonymousUser, permission: str) -> frozenset[int]:
    """Primary keys of the institutions for which ``user`` may do it because she works for or coordinates them."""
    roles, standing = _granted(permission), _standing(user)
    staff = standing.institutions if Role.STAFF in roles else frozenset()
    return staff | (standing.coordinates if Role.COORDINATOR in roles else frozenset())


def is_in_group(user: User | AnonymousUser) -> bool:
    """Tell whether ``user`` works for an institution of the group or has a role in it."""
    return Role.MEMBER in _roles_everywhere(_standing(user))


def owners_may(permission: str) -> bool:
    """Tell whether owning a thing is enough."""
    return Role.OWNER in _granted(permission)


def _granted(permission: str) -> frozenset[Role]:
    try:
        return GRANTS[permission]
    except KeyError:
        raise UnknownPermission(permission) from None


def _standing(user: Any) -> Standing:
    return user.standing if user.is_authenticated else Standing()


def _roles_everywhere(standing: Standing) -> frozenset[Role]:
    roles = {Role.VISITOR}
    if standing.institutions or standing.group_roles:
        roles.add(Role.MEMBER)
    if standing.group_roles & {GroupRole.Role.SECRETARIAT, GroupRole.Role.CHAIR}:
        roles.add(Role.SECRETARIAT)
    if GroupRole.Role.ADMIN in standing.group_roles:
        roles.add(Role.ADMIN)
    return frozenset(roles)


def _roles_in(standing: Standing, place: Where, user_id: int | None) -> Iterable[Role]:
    if place.owner_id is not None and place.owner_id == user_id and Role.MEMBER in _roles_everywhere(standing):
        yield Role.OWNER
    if place.subgroup_id in standing.subgroups:
        yield Role.SEAT
    if place.subgroup_id in standing.leads:
        yield Role.LEAD
    if place.institution_ids & standing.institutions:
        yield Role.STAFF
    if place.institution_ids & standing.coordinates:
        yield Role.COORDINATOR
