"""What a member owes, and where she stands: the first page after signing in."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from guidelines.actions import duties as duties_of_languages
from institutions import permissions
from institutions.models import GroupRole, Subgroup, SubgroupSeat, User
from institutions.models.alphabet import alphabetical
from meetings.actions.answering import invitation_of
from meetings.forms.actions import PostponeForm
from meetings.models import ActionItem, Correction, Meeting, Minutes
from surveys.models import Improvement
from workplans.forms import Mandate, ProgressForm
from workplans.models import Activity, DeadlineProposal

LINES = 7  # owed activities with their form; more at once is a wall, and each form costs a millisecond
ANSWERS_STAY = timedelta(days=30)  # how long an answered proposal is shown to whoever made it
ROWS = 50  # activities in the table beneath


@require_safe
def my_work(request: HttpRequest) -> HttpResponse:
    """Show what is owed as forms, then everything else that is hers."""
    user: Any = request.user
    if not permissions.may(user, permissions.SEE_MEMBERS_PAGES):
        raise PermissionDenied
    today = timezone.localdate()
    mandate = Mandate(user, today)
    hers = Activity.objects.in_plan_in_force().of_subgroups_of(user).reportable_by(user)
    owed = hers.owed(today)
    duties = [
        {
            "activity": activity,
            "form": ProgressForm(activity=activity, mandate=mandate, line=True),
            "may_propose": permissions.may(user, permissions.PROPOSE_MOVE, activity.as_led),
        }
        for activity in owed.for_list(today).with_latest_report().by_deadline()[:LINES]
    ]
    meeting = Meeting.objects.visible_to(user).with_days().upcoming(today).first()
    everything = Paginator(hers.open().for_list(today).by_deadline(), ROWS)
    return render(
        request,
        "qmportal/my_work.html",
        {
            "duties": duties,
            "owed": owed.count(),
            "next_up": None if duties else hers.open().filter(due_on__gte=today).for_list(today).by_deadline().first(),
            "page": everything.get_page(request.GET.get("page")),
            "actions": actions_of(user, today),
            "translations": duties_of_languages.owed_by(user),
            "improvements": improvements_of(user),
            "proposals": proposals_of(user),
            "waiting": waiting_for_answer(user),
            "subgroups": subgroups_of(user, today),
            "meeting": meeting,
            "invitation": invitation_of(meeting, user),
            "mandate": mandate,
            "group_roles": [GroupRole.Role(role).label for role in sorted(user.standing.group_roles)],
            "has_dashboard": has_dashboard(user),
        },
    )


def improvements_of(user: User) -> QuerySet[Improvement]:
    """What she looks after of what follows from surveys, the most urgent first."""
    return Improvement.objects.visible_to(user).open().filter(owner=user).for_list().by_date()[:LINES]


def has_dashboard(user: User) -> bool:
    """Tell whether there is an institution whose dashboard she sees."""
    own = permissions.institutions_where(user, permissions.SEE_DASHBOARD)
    return bool(own) or permissions.may(user, permissions.SEE_ALL_DASHBOARDS)


def actions_of(user: User, today: date) -> dict[str, Any]:
    """The most urgent action items she owes, each with the form that puts it off, and how many there are."""
    hers = ActionItem.objects.visible_to(user).owed_by(user)
    urgent = hers.for_list(today).by_date()[:LINES]
    lines = [
        (action, PostponeForm(action=action, user=user, today=today, auto_id=f"action-{action.pk}-%s"))
        for action in urgent
    ]
    return {"lines": lines, "count": hers.count()}


def proposals_of(user: User) -> Any:
    """Her proposals to move deadlines: those that wait, and the answers of late, newest first."""
    hers = DeadlineProposal.objects.filter(proposed_by=user).exclude(state=DeadlineProposal.State.WITHDRAWN)
    shown = hers.filter(Q(answered_at=None) | Q(answered_at__gte=timezone.now() - ANSWERS_STAY))
    return shown.select_related("activity__area").order_by("-proposed_at", "-pk")


def waiting_for_answer(user: User) -> dict[str, Any] | None:
    """How many proposals, claims and unattended action items wait for the secretariat, and minutes with corrections.

    Nothing for everybody else.
    """
    if not permissions.may(user, permissions.MOVE_DEADLINE):
        return None
    claims = Activity.objects.filter(state=Activity.State.DONE)
    to_correct = Minutes.objects.filter(corrections__state=Correction.State.OPEN).order_by("corrections_until", "pk")
    return {
        "proposals": DeadlineProposal.objects.open().count(),
        "claims": claims.count(),
        "actions": ActionItem.objects.unattended(timezone.localdate()).count(),
        "minutes": to_correct.annotate(waiting=Count("corrections")).select_related("meeting").defer("full", "public"),
    }


def subgroups_of(user: User, today: date) -> list[dict[str, Any]]:
    """Her subgroups by name: who leads, the next deadline and the last report, in three queries."""
    leading = SubgroupSeat.objects.counting(today).filter(role=SubgroupSeat.Role.LEAD)
    subgroups = (
        Subgroup.objects.filter(pk__in=user.standing.subgroups)
        .prefetch_related(
            Prefetch("seats", queryset=leading.select_related("user", "institution"), to_attr="leading"),
        )
        .order_by(alphabetical("name"), "pk")
    )
    theirs = Activity.objects.in_plan_in_force().filter(subgroup__in=user.standing.subgroups).select_related("area")
    first_of_each = {"due": ("subgroup_id", "due_on", "pk"), "report": ("subgroup_id", "-last_report_on", "pk")}
    upcoming = theirs.open().filter(due_on__gte=today).order_by(*first_of_each["due"]).distinct("subgroup_id")
    reported = theirs.exclude(last_report_on=None).order_by(*first_of_each["report"]).distinct("subgroup_id")
    next_due = {activity.subgroup_id: activity for activity in upcoming}
    last_report = {activity.subgroup_id: activity for activity in reported}
    return [
        {"subgroup": subgroup, "next_due": next_due.get(subgroup.pk), "last_report": last_report.get(subgroup.pk)}
        for subgroup in subgroups
    ]
