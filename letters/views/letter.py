"""One letter: its text, what became of it, and what the secretariat does with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from institutions import permissions
from institutions.models import User
from letters import actions
from letters.forms import CloseLetterForm
from letters.models import Letter


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
        actions.send_again(letter, by=person_of(request))
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
        actions.close(letter, by=person_of(request), reason=form.cleaned_data["reason"])
    except Letter.IsClosed:
        messages.error(request, _("This letter was sent or closed in the meantime."))
    else:
        messages.success(request, _("The letter is closed."))
    return redirect(letter)


def person_of(request: HttpRequest) -> User:
    """Whoever is signed in: the middleware lets nobody else come here."""
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker
    return request.user


def _letter_to_handle(request: HttpRequest, pk: int) -> Letter:
    letters = Letter.objects.visible_to(request.user).select_related("recipient")
    letter = get_object_or_404(letters, pk=pk)
    if not permissions.may(request.user, permissions.RESEND_LETTERS):
        raise PermissionDenied
    return letter


def _letter_context(request: HttpRequest, letter: Letter, close_form: CloseLetterForm | None = None) -> dict[str, Any]:
    may_handle = permissions.may(request.user, permissions.RESEND_LETTERS)
    label = dict(actions.occasions()).get(letter.occasion, letter.occasion)
    return {
        "letter": letter,
        "occasion_label": label,
        **_words(letter, label),
        "answer": _(letter.answer) if letter.answer else "",  # reasons are kept in the words of the code
        "others": _others_of_message(request, letter),
        "sees_all": permissions.may(request.user, permissions.SEE_LETTERS),
        "may_resend": may_handle and letter.may_be_put_back,
        "may_close": may_handle and letter.is_open,
        "close_form": close_form or CloseLetterForm(),
    }


def _others_of_message(request: HttpRequest, letter: Letter) -> list[Letter]:
    """What left in the same message: the reader's other letters of that morning."""
    if not letter.sent_as:
        return []
    letters = Letter.objects.visible_to(request.user).filter(recipient=letter.recipient_id, sent_as=letter.sent_as)
    return list(letters.exclude(pk=letter.pk).order_by("written_at", "pk"))


def _words(letter: Letter, label: Any) -> dict[str, Any]:
    """Subject and text; of a letter nobody has rendered yet, as they would be if it left now, or why it would not."""
    if letter.subject or letter.state != Letter.State.DUE:
        return {"subject": letter.subject or label, "subject_language": letter.language if letter.subject else ""}
    try:
        subject, body = actions.preview(letter)
    except actions.NoLongerTrue as why:
        return {"subject": label, "would_be_dropped": _(str(why))}
    except Exception as trouble:  # whatever would make it fail when it leaves; the page says so now
        return {"subject": label, "would_fail": f"{type(trouble).__name__}: {trouble}"}
    return {"subject": subject, "subject_language": letter.language, "preview": body}
