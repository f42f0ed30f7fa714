"""What the page of one activity tells: how it stands, its story, and what a member may do about it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, Subquery

from institutions import permissions
from workplans.forms import STEPS, DecidedMoveForm, Mandate, MoveForm
from workplans.models import Activity, ActivityBody, Dependency, ProgressReport, WorkPlan
from workplans.models.states import OPEN_STATES, State
from workplans.results import Story, head_sentence, slip_words

OVER = (State.CONFIRMED, State.CANCELLED)  # neither owner nor lead body changes any more


def told(request: Any, activity: Activity) -> dict[str, Any]:
    """The context of the page, for an activity ``with_deadlines``; proposals and people's words are for members.

    ``request`` comes through ``looks_back``: nothing can be done to the past.
    """
    is_member = permissions.may(request.user, permissions.SEE_MEMBERS_PAGES)
    deadlines = activity.all_deadlines
    story = Story(activity, deadlines, is_member=is_member)
    context: dict[str, Any] = {
        "head": head_sentence(activity, deadlines),
        "is_flagged": activity.is_at_risk_by_rule(request.today),
        "consulted": [b.institution for b in activity.current_bodies if b.part == ActivityBody.Part.CONSULTED],
        "is_member": is_member,
        **around(request, activity),
        "page_obj": story.page(request.GET.get("page")),
    }
    if is_member and not request.past:
        context |= acts(request.user, activity, story, request.today)
    return context


def around(request: Any, activity: Activity) -> dict[str, Any]:
    """What the activity waits for and what waits for it, as far as the reader sees it."""
    before = Dependency.objects.filter(activity=activity, predecessor=OuterRef("pk"))
    after = Dependency.objects.filter(predecessor=activity, activity=OuterRef("pk"))
    seen = Activity.objects.visible_to(request.user).as_of(request.today).select_related("area").in_plan_order()
    others = list(seen.annotate(is_before=Exists(before)).filter(Q(is_before=True) | Exists(after)))
    return {
        "waits_for": [other for other in others if other.is_before],
        "awaited_by": [other for other in others if not other.is_before],
    }


def acts(user: Any, activity: Activity, story: Story, today: date) -> dict[str, Any]:
    """What a member may do here, with the form to move the deadline and the proposal that waits, if any."""
    may_move = permissions.may(user, permissions.MOVE_DEADLINE, activity)
    may_propose = permissions.may(user, permissions.PROPOSE_MOVE, activity.as_led)
    may_decide = permissions.may(user, permissions.DECIDE_ACTIVITIES, activity)
    proposal = next((made for made in story.proposals if made.state == made.State.OPEN), None)
    if proposal:
        proposal.activity = activity  # spares asking again what is here
    movable = activity.state in (*OPEN_STATES, State.ON_HOLD)
    form: Any = None
    if movable and (may_move or (may_propose and proposal is None)):
        form_class = DecidedMoveForm if may_move else MoveForm
        form = form_class(activity=activity, mandate=Mandate(user, today), today=today)
    claimed = may_decide and activity.state == State.DONE
    own, latest = reports_of(user, activity)
    return {
        "may_report": activity.takes_reports and permissions.may(user, permissions.REPORT_PROGRESS, activity),
        "may_remind": activity.takes_reports and permissions.may(user, permissions.SEND_REMINDERS),
        "may_move": may_move,
        "move_form": form,
        "proposal": proposal,
        "slip": slip_words(proposal.days_moved or 0) if proposal else "",
        "large_days": settings.LARGE_MOVE_DAYS,
        "is_claimed": claimed,
        "claim": latest if claimed else None,
        "may_set_owner": activity.state not in OVER and permissions.may(user, permissions.SET_OWNER, activity.as_led),
        "may_set_lead": activity.state not in OVER and permissions.may(user, permissions.SET_LEAD_BODY, activity),
        "steps": steps_from(activity.state) if may_decide else [],
        "may_edit_text": activity.area.plan.state != WorkPlan.State.CLOSED
        and permissions.may(user, permissions.EDIT_ACTIVITY_TEXT, activity),
        "correctable": own if own and own.may_be_corrected(activity) else None,
    }


def reports_of(user: Any, activity: Activity) -> tuple[ProgressReport | None, ProgressReport | None]:
    """What she herself reported last, and what anybody did, in one query."""
    own = activity.reports.filter(author=user).order_by("-version").values("version")[:1]
    newest = activity.reports.filter(Q(version=activity.version) | Q(version=Subquery(own))).select_related("author")
    reports = sorted(newest, key=lambda report: report.version, reverse=True)
    hers = next((report for report in reports if report.author_id == user.pk), None)
    return hers, next((report for report in reports if report.version == activity.version), None)


def steps_from(state: str) -> list[tuple[str, Any]]:
    """The steps that leave the state, with their words; claims have a place of their own on the page."""
    return [(name, step) for name, step in STEPS.items() if state in step.leaves and state != State.DONE]
