"""The letters of the portal: all of them for the secretariat, one's own for everybody else."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from institutions import permissions
from institutions.models import User
from letters import actions
from letters.forms import CloseLetterForm, LetterFilter
from letters.models import JobRun, Letter

LETTERS_PER_PAGE = 50


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Newest first; for the secretariat also how the post room works."""
    letters = Letter.objects.visible_to(request.user)
    form = LetterFilter(request.GET)
    found = form.narrow(letters).select_related("recipient").newest_first()
    page = Paginator(found, LETTERS_PER_PAGE).get_page(request.GET.get("page"))
    names = dict(actions.occasions())
    rest = request.GET.copy()
    rest.pop("page", None)
    context = {
        "page_obj": page,
        "form": form,
        "letters": [(letter, names.get(letter.occasion, letter.occasion)) for letter in page],
        "querystring": rest.urlencode(),
        "counts": letters.counts(),
        "sees_all": permissions.may(request.user, permissions.SEE_LETTERS),
    }
    return render(request, "letters/index.html", {**context, **_post_room()})


@require_safe
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """One letter as it was or will be sent; a confidential text is never shown."""
    letter = get_object_or_404(Letter.objects.visible_to(request.user).select_related("recipient"), pk=pk)
    return render(request, "letters/letter.html", _letter_context(request, letter))


@require_POST
def resend_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a waiting letter now, or a failed one again."""
    letter = _letter_to_handle(request, pk)
    try:
        actions.send_again(letter, by=_person(request))
    except Letter.IsClosed:
        messages.error(request, _("This letter was sent or closed in the meantime."))
    else:
        messages.success(request, _("The letter leaves within a minute."))
    return redirect(letter)


@require_POST
def close_letter(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a letter that waits or failed, and say why."""
    letter = _letter_to_handle(request, pk)
    form = CloseLetterForm(request.POST)
    if not form.is_valid():
        return render(request, "letters/letter.html", _letter_context(request, letter, close_form=form))
    try:
        actions.close(letter, by=_person(request), reason=form.cleaned_data["reason"])
    except Letter.IsClosed:
        messages.error(request, _("This letter was sent or closed in the meantime."))
    else:
        messages.success(request, _("The letter is closed."))
    return redirect(letter)


def _person(request: HttpRequest) -> User:
    """Whoever is signed in: the middleware lets nobody else come here."""
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker
    return request.user


def _letter_to_handle(request: HttpRequest, pk: int) -> Letter:
    letter = get_object_or_404(Letter.objects.visible_to(request.user), pk=pk)
    if not permissions.may(request.user, permissions.RESEND_LETTERS):
        raise PermissionDenied
    return letter


def _letter_context(request: HttpRequest, letter: Letter, close_form: CloseLetterForm | None = None) -> dict[str, Any]:
    may_handle = permissions.may(request.user, permissions.RESEND_LETTERS)
    return {
        "letter": letter,
        "occasion_label": dict(actions.occasions()).get(letter.occasion, letter.occasion),
        "answer": _(letter.answer) if letter.answer else "",  # reasons are kept in the words of the code
        "sees_all": permissions.may(request.user, permissions.SEE_LETTERS),
        "may_resend": may_handle and letter.may_be_put_back,
        "may_close": may_handle and letter.is_open,
        "close_form": close_form or CloseLetterForm(),
    }


def _post_room() -> dict[str, Any]:
    """The newest run of a planner, and whether the last good one is too long ago."""
    good = JobRun.objects.succeeded().newest()
    limit = timezone.now() - timedelta(minutes=settings.PLANNER_IS_LATE_AFTER)
    return {
        "newest_run": JobRun.objects.newest(),
        "is_late": good is None or good.started_at < limit,
        "late_after": settings.PLANNER_IS_LATE_AFTER,
    }
