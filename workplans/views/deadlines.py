"""Deadlines move: leads propose, the secretariat answers or moves them herself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from institutions import permissions
from workplans.actions import answering
from workplans.forms import ApproveForm, DecidedMoveForm, Mandate, MoveForm, RefuseForm
from workplans.models import Activity, Deadline, DeadlineProposal
from workplans.results import slip_words
from workplans.views.progress import gone_is_not_found, way_back

PROPOSALS_PER_PAGE = 50
LONGEST_KEY = 18  # digits; what a primary key can have


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_not_found
def propose_move(request: Any, pk: int) -> HttpResponse:
    """A lead asks for another deadline; 403 to those who may only read the activity, 409 where she was overtaken."""
    activity = _activity(request, pk)
    if not permissions.may(request.user, permissions.PROPOSE_MOVE, activity.as_led):
        raise PermissionDenied

    def propose(said: dict[str, Any]) -> str:
        answering.propose(activity, by=request.user, **said)
        return _("Your proposal for activity %(code)s waits for the secretariat's answer.") % {"code": activity.code}

    return _move_page(request, activity, MoveForm, propose, "workplans/propose_move.html")


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_not_found
def move_deadline(request: Any, pk: int) -> HttpResponse:
    """The secretariat moves a deadline; 409 with both versions where somebody else moved it meanwhile."""
    activity = _activity(request, pk)
    if not permissions.may(request.user, permissions.MOVE_DEADLINE, activity):
        raise PermissionDenied

    def move(said: dict[str, Any]) -> str:
        activity.move_deadline(by=request.user, **said)
        return _("Deadline of activity %(code)s moved.") % {"code": activity.code}

    return _move_page(request, activity, DecidedMoveForm, move, "workplans/move_deadline.html")


def _activity(request: HttpRequest, pk: int) -> Activity:
    activities = Activity.objects.visible_to(request.user).for_list(timezone.localdate()).with_deadlines()
    found: Activity = get_object_or_404(activities, pk=pk)
    return found


def _move_page(
    request: Any,
    activity: Activity,
    form_class: type[MoveForm],
    deed: Callable[[dict[str, Any]], str],
    template: str,
) -> HttpResponse:
    """The form in its page; after the deed, back to where the person came from with what the deed says."""
    today = timezone.localdate()
    data = request.POST if request.method == "POST" else None
    form = form_class(data, activity=activity, mandate=Mandate(request.user, today), today=today)
    shown: dict[str, Any] = {"form": form, "next": way_back(request), "large_days": settings.LARGE_MOVE_DAYS}
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            done = deed(form.cleaned_data)
        except Deadline.NeedsDecision:
            form.add_error("decision", needs_decision())
        except Activity.NotNow as not_now:
            form.add_error(None, _not_now(not_now))
            status = 409
        except DeadlineProposal.AlreadyProposed as already:
            shown["other"], status = already.other, 409
        except Activity.MovedMeanwhile:
            shown["moved_to"], status = activity.deadlines.order_by("-version").first(), 409
            form.has_seen(shown["moved_to"].version)
        else:
            messages.success(request, done)
            return HttpResponseRedirect(shown["next"] or activity.get_absolute_url())
    return render(request, template, {**shown, "activity": _activity(request, activity.pk)}, status=status)


def needs_decision() -> str:
    """Why a far move was not made."""
    return _("A move of more than %(days)d days needs a decision of the group: give its number.") % {
        "days": settings.LARGE_MOVE_DAYS
    }


def _not_now(not_now: Any) -> str:
    return _("Nothing was saved: the activity is %(state)s by now.") % {"state": Activity.State(not_now.state).label}


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_not_found
def approve_proposal(request: Any, pk: int) -> HttpResponse:
    """Approve with one click; far moves come back with the question for the decision. Twice is harmless."""
    proposal = _proposal_to_answer(request, pk)
    form = ApproveForm(request.POST if request.method == "POST" else None)

    def approve() -> str:
        answering.approve(proposal, by=request.user, **form.cleaned_data)
        return _("Approved: activity %(code)s has its new deadline.") % {"code": proposal.activity.code}

    return _answer_page(request, proposal, form, approve, "workplans/approve_proposal.html")


@require_http_methods(["GET", "HEAD", "POST"])
@gone_is_not_found
def refuse_proposal(request: Any, pk: int) -> HttpResponse:
    """Keep the deadline and say why; 409 with the text kept where the proposal was answered meanwhile."""
    proposal = _proposal_to_answer(request, pk)
    form = RefuseForm(request.POST if request.method == "POST" else None)

    def refuse() -> str:
        answering.refuse(proposal, by=request.user, **form.cleaned_data)
        return _("Refused: activity %(code)s keeps its deadline.") % {"code": proposal.activity.code}

    return _answer_page(request, proposal, form, refuse, "workplans/refuse_proposal.html")


def _proposals(request: HttpRequest) -> Any:
    listed = DeadlineProposal.objects.visible_to(request.user)
    return listed.select_related("activity__area__plan", "proposed_by", "acting_for")


def _proposal_to_answer(request: HttpRequest, pk: int) -> DeadlineProposal:
    proposal: DeadlineProposal = get_object_or_404(_proposals(request), pk=pk)
    if not permissions.may(request.user, permissions.MOVE_DEADLINE):
        raise PermissionDenied
    return proposal


def _answer_page(
    request: Any, proposal: DeadlineProposal, form: Any, deed: Callable[[], str], template: str
) -> HttpResponse:
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            done = deed()
        except Deadline.NeedsDecision:
            form.add_error("decision", needs_decision())
        except Activity.NotNow as not_now:
            form.add_error(None, _not_now(not_now))
            status = 409
        except DeadlineProposal.IsClosed:
            form.add_error(None, why_closed(proposal))
            status = 409
        else:
            messages.success(request, done)
            return HttpResponseRedirect(way_back(request) or proposal.activity.get_absolute_url())
    present = get_object_or_404(_proposals(request), pk=proposal.pk)
    shown = {"proposal": present, "slip": slip_words(present.days_moved or 0), "form": form, "next": way_back(request)}
    return render(request, template, shown, status=status)


def why_closed(proposal: DeadlineProposal) -> str:
    """What became of a proposal meanwhile, in words."""
    present = DeadlineProposal.objects.only("state").get(pk=proposal.pk)
    if present.state == DeadlineProposal.State.OPEN:
        return _("Nothing was saved: the deadline has moved since the proposal was made.")
    return _("Nothing was saved: the proposal is closed by now (%(state)s).") % {"state": present.get_state_display()}


@require_POST
@gone_is_not_found
def withdraw_proposal(request: Any, pk: int) -> HttpResponse:
    """Whoever proposed it takes it back; 403 to everybody else, harmless when it is closed already."""
    proposal = get_object_or_404(_proposals(request), pk=pk)
    if proposal.proposed_by_id != request.user.pk:
        raise PermissionDenied
    try:
        proposal.withdraw(by=request.user)
    except DeadlineProposal.IsClosed:
        proposal.refresh_from_db()
    if proposal.state == DeadlineProposal.State.WITHDRAWN:
        messages.success(request, _("Proposal withdrawn."))
    else:
        messages.warning(request, why_closed(proposal))
    return HttpResponseRedirect(way_back(request) or proposal.activity.get_absolute_url())


@require_http_methods(["GET", "HEAD", "POST"])
def proposals(request: Any) -> HttpResponse:
    """What waits for an answer, for members to read; the secretariat ticks and approves, each by itself."""
    if not permissions.may(request.user, permissions.SEE_MEMBERS_PAGES):
        raise PermissionDenied
    may_answer = permissions.may(request.user, permissions.MOVE_DEADLINE)
    form = ApproveForm(request.POST if request.method == "POST" else None)
    failed: list[dict[str, Any]] = []
    if request.method == "POST":
        if not may_answer:
            raise PermissionDenied
        ticked = _proposals(request).oldest_first().filter(pk__in=_keys(request.POST.getlist("proposal")))
        chosen = list(ticked[:PROPOSALS_PER_PAGE])
        if not chosen:
            messages.warning(request, _("Tick at least one proposal."))
        elif form.is_valid():
            failed = _approve(request, chosen, form)
            if not failed:
                return redirect("workplans:proposals")
    context = {
        **_waiting(request),
        "form": form,
        "failed": failed,
        "ticked": [entry["proposal"].pk for entry in failed],
        "may_answer": may_answer,
        "may_decide": permissions.may(request.user, permissions.DECIDE_ACTIVITIES),
        "large_days": settings.LARGE_MOVE_DAYS,
    }
    conflict = any(not isinstance(entry["obstacle"], Deadline.NeedsDecision) for entry in failed)
    return render(request, "workplans/proposals.html", context, status=409 if conflict else 200)


def _waiting(request: HttpRequest) -> dict[str, Any]:
    """What waits for an answer: proposals, and claims that activities are done; the oldest first."""
    claims = Activity.objects.visible_to(request.user).filter(state=Activity.State.DONE)
    claims = claims.for_list(timezone.localdate()).with_latest_report().order_by("last_report_on", "pk")
    page = Paginator(_proposals(request).open().oldest_first(), PROPOSALS_PER_PAGE).get_page(request.GET.get("page"))
    return {
        "page_obj": page,
        "waiting": [{"proposal": proposal, "slip": slip_words(proposal.days_moved or 0)} for proposal in page],
        "claims": claims[:PROPOSALS_PER_PAGE],
    }


def _keys(texts: list[str]) -> list[int]:
    """The numbers among what came with the form; others name nothing."""
    return [int(text) for text in texts if text.isascii() and text.isdigit() and len(text) <= LONGEST_KEY]


def _approve(request: Any, chosen: list[DeadlineProposal], form: ApproveForm) -> list[dict[str, Any]]:
    """Approve what was ticked, say how many moved, and return the others with what stood in the way."""
    outcomes = answering.approve_many(chosen, by=request.user, **form.cleaned_data)
    failed = [
        {"proposal": proposal, "obstacle": outcomes[proposal.pk], "why": _why(proposal, outcomes[proposal.pk])}
        for proposal in chosen
        if outcomes[proposal.pk]
    ]
    if any(isinstance(entry["obstacle"], Deadline.NeedsDecision) for entry in failed):
        form.add_error("decision", needs_decision())
    if moved := len(chosen) - len(failed):
        said = ngettext("%(count)d proposal approved.", "%(count)d proposals approved.", moved)
        messages.success(request, said % {"count": moved})
    return failed


def _why(proposal: DeadlineProposal, obstacle: Any) -> str:
    if isinstance(obstacle, Deadline.NeedsDecision):
        return needs_decision()
    if isinstance(obstacle, Activity.NotNow):
        return _not_now(obstacle)
    return why_closed(proposal)
