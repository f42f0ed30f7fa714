"""The secretariat on a recorded decision: its words in three languages, and what it takes back of an older one."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from institutions import permissions
from meetings.actions import correcting as deeds
from meetings.forms.correcting import WordsForm
from meetings.models import Decision
from meetings.models.states import NotNow
from meetings.views.decisions import crumbs_of, find_decision
from meetings.views.planning import posted


@require_http_methods(["GET", "HEAD", "POST"])
@transaction.atomic
def edit_decision(request: HttpRequest, code: str, serial: int) -> HttpResponse:
    """The words; 409 with the other's where two wrote the same, or the minutes were approved meanwhile."""
    decision = _own(request, code, serial)
    form = WordsForm(posted(request), decision=decision)
    if request.method == "POST" and form.is_valid():
        try:
            deeds.word(decision, form.words, by=request.user)  # type: ignore[arg-type]
        except NotNow:  # approved in this moment: the form says that a part is gone
            decision = find_decision(request, code, serial)
            form = WordsForm(request.POST, decision=decision)
            form.is_valid()
        else:
            messages.success(request, _("Saved."))
            return redirect(decision)
    source = getattr(decision, f"text_{decision.source_language}") or ""
    context = {"decision": decision, "form": form, "source": source, "crumbs": crumbs_of(decision)}
    return render(request, "meetings/edit_decision.html", context, status=form.status)


@require_POST
def choose_effects(request: HttpRequest, code: str, serial: int) -> HttpResponse:
    """Which effects of the decision it supersedes are taken back; all others stay."""
    decision = _own(request, code, serial)
    chosen = {int(key) for key in request.POST.getlist("effect") if key.isascii() and key.isdigit() and len(key) < 10}
    try:
        changed = deeds.choose(decision, chosen)
    except NotNow:
        messages.error(request, _("The minutes are approved by now; what the decision takes back stays as it is."))
    else:
        messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
    return redirect(decision)


def _own(request: HttpRequest, code: str, serial: int) -> Decision:
    """The decision for those who record decisions; a post waits until nobody else writes it."""
    found = find_decision(request, code, serial)
    if not permissions.may(request.user, permissions.DECIDE):
        raise PermissionDenied
    if request.method == "POST":
        with transaction.atomic():
            locked: Any = Decision.objects.select_for_update(of=("self",), no_key=True)
            list(locked.filter(pk=found.pk))
        found = find_decision(request, code, serial)
    return found
