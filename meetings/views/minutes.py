"""Minutes to read, and their life: circulated, approved, published; summary, errata."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from institutions import permissions
from institutions.models import User
from meetings.actions import approving, deciding, minuting, printing
from meetings.actions.circulating import tell_circulated
from meetings.forms.minutes import ApproveForm, CirculateForm, ErratumForm, SummaryForm
from meetings.models import Minutes
from meetings.models.states import MinutesState, State
from meetings.results.freezing import full_text, reduced_text
from meetings.results.minutes import passages_of, sheet_of
from meetings.results.presence import presence_of
from meetings.views.desk import desk, find_meeting
from meetings.views.minuting import find_minutes
from meetings.views.planning import posted
from meetings.views.printing import as_pdf
from workplans.actions.due import group_day

CONFLICT = HTTPStatus.CONFLICT


@login_not_required
@require_safe
def minutes(request: HttpRequest, code: str) -> HttpResponse:
    """The full text for members, the public one for everybody; before there is one, members are told how far it is."""
    meeting = find_meeting(request, code)
    is_member = permissions.may(request.user, permissions.SEE_MEETING_PAPERS)
    found = (
        Minutes.objects.visible_to(request.user).filter(meeting=meeting).select_related("approved_by__meeting").first()
    )
    if found is None and not is_member:
        raise Http404
    may_write = permissions.may(request.user, permissions.WRITE_MINUTES)
    context = desk(request, meeting, "minutes") | {
        "minutes": found,
        "is_member": is_member,
        "may_write": may_write,
        "may_begin": may_write and meeting.state not in {State.PENCILLED, State.CANCELLED},
    }
    if found is not None:
        found.meeting = meeting
        is_open = found.state == MinutesState.CIRCULATED
        context |= {
            "sheet": sheet_of(found, request.user),
            "presence": presence_of(meeting),
            "may_correct": found.takes_corrections(group_day())
            and permissions.may(request.user, permissions.CORRECT_MINUTES),
            "may_answer": is_open and may_write,
        }
    return render(request, "meetings/minutes.html", context)


@login_not_required
@require_safe
def minutes_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same as a document; 404 where the reader has no minutes."""
    meeting = find_meeting(request, code)
    visible = Minutes.objects.visible_to(request.user).select_related("approved_by__meeting")
    found = get_object_or_404(visible, meeting=meeting)
    found.meeting = meeting
    is_member = permissions.may(request.user, permissions.SEE_MEETING_PAPERS)
    text = (found.full if is_member else found.public) if found.is_final else full_text(found)
    errata = found.errata.select_related("item", "decision")
    errata = errata if is_member else errata.exclude(item__is_public=False)
    made = printing.minutes_pdf(found, text or [], is_public=not is_member, errata=errata)
    return as_pdf(made, f"{meeting.code}-minutes")


@require_safe
def public_minutes(request: HttpRequest, code: str) -> HttpResponse:
    """What the public will read: to be looked at before it is published."""
    found = find_minutes(request, code)
    parts = [_shown(part) for part in reduced_text(found)]
    context = desk(request, found.meeting, "minutes") | {"minutes": found, "parts": parts}
    return render(request, "meetings/public_minutes.html", context)


def _shown(part: dict[str, Any]) -> dict[str, Any]:
    """A part of the public text as a page shows it, its title in the reader's language where there is one."""
    titles = part["title"]
    title = titles.get(get_language() or "") or next(iter(titles.values()), "")
    return {**part, "title": title, "passages": passages_of(part["text"])}


@dataclass(frozen=True)
class Step:
    """A step in the life of minutes, as people see it."""

    title: Promise
    effect: Promise
    act: Promise
    done: Promise
    leaves: tuple[str, ...]


STEPS = {
    "circulate": Step(
        gettext_lazy("Circulate the minutes"),
        gettext_lazy("Members may propose corrections until this day. All who were invited or there get a letter."),
        gettext_lazy("Circulate"),
        gettext_lazy("The minutes are circulated."),
        (MinutesState.DRAFTING, MinutesState.CIRCULATED),
    ),
    "approve": Step(
        gettext_lazy("Approve the minutes"),
        gettext_lazy("The text is frozen. What is wrong in it later is put right by an erratum."),
        gettext_lazy("Approve"),
        gettext_lazy("The minutes are approved."),
        (MinutesState.CIRCULATED,),
    ),
    "publish": Step(
        gettext_lazy("Publish the minutes"),
        gettext_lazy("Everybody reads the text below. Look at it once more: no name of a person may stand there."),
        gettext_lazy("Publish"),
        gettext_lazy("The minutes are published."),
        (MinutesState.APPROVED,),
    ),
}  # fmt: skip
OBSTACLES = {
    "no text": gettext_lazy("Nothing is written yet."),
    "corrections": gettext_lazy("A correction waits for an answer."),
    "too early": gettext_lazy("The period for corrections is not over yet."),
    "names": gettext_lazy("The name of a person stands in the summary, a public decision or a title. Put it right."),
    "day": gettext_lazy("Choose a day after today."),
    "not yet": gettext_lazy("Its first day has not come yet."),
    "called off": gettext_lazy("The meeting is over or called off."),
}


@require_http_methods(["GET", "HEAD", "POST"])
def minutes_step(request: HttpRequest, code: str, step: str) -> HttpResponse:
    """Take one step; 409 with what is missing, or where somebody was faster."""
    if step not in STEPS:
        raise Http404
    found, words = find_minutes(request, code), STEPS[step]
    form = _form_of(step, found, request.POST if request.method == "POST" else None)
    context = desk(request, found.meeting, "minutes") | {"minutes": found, "words": words, "step": step, "form": form}
    status = 200
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            _take(step, found, form.cleaned_data if form else {}, by=request.user)  # type: ignore[arg-type]
        except Minutes.NotReady as missing:
            context["obstacles"], status = [OBSTACLES[one] for one in missing.obstacles], CONFLICT
        except Minutes.NotNow:
            status = CONFLICT
        else:
            messages.success(request, str(words.done))
            return redirect("meetings:minutes", code=code)
        found.refresh_from_db()
    context["is_possible"] = found.state in words.leaves
    if step == "publish" and context["is_possible"]:
        context["parts"] = [_shown(part) for part in reduced_text(found)]
    return render(request, "meetings/minutes_step.html", context, status=status)


def _form_of(step: str, found: Minutes, data: Any) -> Any:
    if step == "circulate":
        return CirculateForm(data, minutes=found, today=group_day())
    return ApproveForm(data, minutes=found) if step == "approve" else None


def _take(step: str, found: Minutes, said: dict[str, Any], *, by: User) -> None:
    if step == "circulate":
        with transaction.atomic():
            approving.circulate(found, until=said["until"], today=group_day())
            tell_circulated(found)
    elif step == "approve" and said["decision"]:
        deciding.approve_by(found, said["decision"], by=by)
    elif step == "approve":
        approving.approve(found, by)
    else:
        approving.publish(found, by=by)


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_summary(request: HttpRequest, code: str) -> HttpResponse:
    """A few sentences for everybody, in three languages; at any time, for it is no part of the approved text."""
    found = find_minutes(request, code)
    Minutes.objects.select_for_update(of=("self",), no_key=True).get(pk=found.pk)
    form = SummaryForm(posted(request), minutes=found)
    context = desk(request, found.meeting, "minutes") | {"minutes": found, "form": form, "title": _("Summary")}
    if request.method == "POST" and form.is_valid():
        for name, words in form.cleaned_data.items():
            setattr(found, name, words or None)
        found.save(update_fields=list(form.cleaned_data))
        messages.success(request, _("Saved."))
        return redirect("meetings:minutes", code=code)
    return render(request, "meetings/edit_minutes.html", context, status=form.status)


@require_http_methods(["GET", "HEAD", "POST"])
def add_erratum(request: HttpRequest, code: str) -> HttpResponse:
    """What was wrong in approved minutes; the text itself stays as it was."""
    found = find_minutes(request, code)
    form = ErratumForm(posted(request), minutes=found)
    context = desk(request, found.meeting, "minutes") | {"minutes": found, "form": form, "title": _("Add an erratum")}
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        words = {language: said[f"text_{language}"] for language in form.languages}
        about = {"item": said["item"], "decision": said["decision"]}
        try:
            minuting.add_erratum(found, words, by=request.user, **about)  # type: ignore[arg-type]
        except Minutes.NotNow:
            messages.error(request, _("The minutes are not approved yet; put the text itself right."))
        else:
            messages.success(request, _("The erratum is added."))
        return redirect("meetings:minutes", code=code)
    return render(request, "meetings/edit_minutes.html", context, status=form.status)
