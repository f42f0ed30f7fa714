"""The list of guidelines: what is in force first, on any day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidelines.forms import SearchForm
from guidelines.models import Guideline
from guidelines.results.naming import standing
from guidelines.views.standing import languages
from institutions import permissions
from institutions.forms import looks_back


@login_not_required
@require_safe
@looks_back
def index(request: Any) -> HttpResponse:
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    guidelines = Guideline.objects.visible_to(request.user).with_editions(request.user).by_code()
    if words:
        guidelines = guidelines.saying(words)
    entries = [_entry(guideline, request.today) for guideline in guidelines]
    entries.sort(key=lambda entry: not entry["in_force"])
    kinds = ((Guideline.Kind.GUIDELINE, _("Guidelines")), (Guideline.Kind.SHEET, _("Information sheets")))
    context = {
        "form": form,
        "words": words,
        "found": len(entries),
        "groups": [
            {"code": kind, "title": title, "entries": [one for one in entries if one["guideline"].kind == kind]}
            for kind, title in kinds
        ],
        "day_form": request.day_form,
        "past": request.past,
        "may_start": permissions.may(request.user, permissions.PUBLISH_GUIDELINE),
    }
    return render(request, "guidelines/index.html", context)


def _entry(guideline: Guideline, day: date) -> dict[str, Any]:
    """A line of the list; a guideline without an edition, which only the group sees, has no link."""
    edition = guideline.edition_to_read(day)
    if edition is None:
        return {"guideline": guideline, "in_force": False}
    return {
        "guideline": guideline,
        "edition": edition,
        "in_force": edition.is_in_force_on(day),
        "standing": standing(edition, day),
        "languages": [language for language in languages(edition.coverage()) if language["is_there"]],
    }
