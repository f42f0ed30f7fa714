"""The history of a clause in a language: every version, what differs between any two, and the way back to one."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from guidelines.actions import writing
from guidelines.models import ChangedMeanwhile, Clause, NotNow
from guidelines.results.history import Version, compare_versions, versions_of
from guidelines.views.writing import clause_desk, find_clause


@require_http_methods(["GET", "HEAD", "POST"])
def history(request: HttpRequest, pk: int, language: str) -> HttpResponse:
    """List the versions and compare two (``?from=3&to=7``); a post makes an earlier one the present text."""
    if language not in dict(settings.LANGUAGES):
        raise Http404
    clause = find_clause(request, pk)
    versions = versions_of(clause, language)
    may_restore = writing.may_type(request.user, clause.edition, language)
    status = HTTPStatus.OK
    if request.method == "POST":
        if not may_restore:
            raise PermissionDenied
        if _restore(request, clause, language, versions):
            return redirect("guidelines:history", pk=pk, language=language)
        status = HTTPStatus.CONFLICT
        clause.refresh_from_db()
        versions = versions_of(clause, language)
    old, new = _two(request, versions)
    context = {
        **clause_desk(request, clause),
        "written_in": language,
        "versions": versions,
        "comparison": compare_versions(old, new) if old and new else None,
        "may_restore": may_restore,
        "base": clause.print_in(language),
        "present": clause.text_in(language),
        "languages": [{"code": code, "name": name, "current": code == language} for code, name in settings.LANGUAGES],
    }
    return render(request, "guidelines/history.html", context, status=status)


def _two(request: HttpRequest, versions: list[Version]) -> tuple[Version | None, Version | None]:
    """The versions asked for; else the newest text and the one before it."""
    numbers = {str(version.number): version for version in versions}
    old, new = numbers.get(request.GET.get("from", "")), numbers.get(request.GET.get("to", ""))
    new = new or (versions[0] if versions else None)
    if old is None and new is not None:
        before = [one for one in versions if one.number < new.number]
        others = [one for one in before if (one.heading, one.body) != (new.heading, new.body)]
        old = next(iter(others or before), None)
    if old is not None and new is not None and old.number > new.number:
        old, new = new, old
    return old, new


def _restore(request: HttpRequest, clause: Clause, language: str, versions: list[Version]) -> bool:
    """Make the version of the post the present text; tell whether it is."""
    wanted = request.POST.get("version", "")
    version = next((one for one in versions if str(one.number) == wanted), None)
    if version is None:
        raise Http404
    person: Any = request.user
    note = _("Version %(number)s restored") % {"number": version.number}
    try:
        base = request.POST.get("base", "")
        saved = writing.restore_version(clause, by=person, version=version, language=language, base=base, note=note)
    except ChangedMeanwhile:
        messages.error(request, _("Somebody has saved another text meanwhile; nothing was restored. Compare again."))
        return False
    except NotNow:
        messages.error(request, _("The text is no longer a draft; nothing was restored."))
        return False
    if saved is None:
        messages.info(request, _("The present text is that of version %(number)s already.") % {"number": wanted})
    else:
        messages.success(request, _("Version %(number)s is the present text again.") % {"number": wanted})
    return True
