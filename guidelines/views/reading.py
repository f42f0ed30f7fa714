"""The list of guidelines, and an edition to read: for everybody, in the reader's language or with a word of notice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse, translate_url
from django.utils import timezone
from django.utils.translation import get_language, get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidelines.forms import SearchForm
from guidelines.models import Adoption, Edition, Guideline
from guidelines.results import read
from institutions import permissions


@login_not_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET or None)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    guidelines = Guideline.objects.visible_to(request.user).with_editions(request.user).by_code()
    if words:
        guidelines = guidelines.saying(words)
    today = timezone.localdate()
    entries = sorted((_entry(guideline, today) for guideline in guidelines), key=lambda entry: not entry["in_force"])
    groups = [
        {
            "code": kind,
            "title": title,
            "entries": [entry for entry in entries if entry["guideline"].kind == kind],
        }
        for kind, title in (
            (Guideline.Kind.GUIDELINE, _("Guidelines")),
            (Guideline.Kind.SHEET, _("Information sheets")),
        )
    ]
    context = {"form": form, "words": words, "found": len(entries), "groups": groups}
    return render(request, "guidelines/index.html", context)


@login_not_required
@require_safe
def guideline(request: HttpRequest, code: str) -> HttpResponse:
    """Show the edition in force, else the newest the reader may see."""
    found = _guideline_or_404(request, code)
    edition = found.edition_to_read(timezone.localdate())
    if edition is None:
        raise Http404
    return _render_edition(request, found, edition)


@login_not_required
@require_safe
def edition(request: HttpRequest, code: str, number: int) -> HttpResponse:
    found = _guideline_or_404(request, code)
    asked = next((edition for edition in found.seen_editions if edition.number == number), None)
    if asked is None:
        raise Http404
    return _render_edition(request, found, asked)


@login_not_required
@require_safe
def supplement(request: HttpRequest, code: str, number: int, supplement: int) -> HttpResponse:
    found = _guideline_or_404(request, code)
    texts = Edition.texts.visible_to(request.user).with_coverage().select_related("guideline", "supplement_to")
    asked = get_object_or_404(texts, guideline=found, supplement_to__number=number, number=supplement)
    return _render_edition(request, found, asked)


def _guideline_or_404(request: HttpRequest, code: str) -> Guideline:
    return get_object_or_404(Guideline.objects.visible_to(request.user).with_editions(request.user), code=code)


def _render_edition(request: HttpRequest, guideline: Guideline, edition: Edition) -> HttpResponse:
    today = timezone.localdate()
    language = get_language() or edition.source_language
    reading = read(edition.clauses.all(), language, source=edition.source_language)
    is_member = permissions.may(request.user, permissions.SEE_MEMBERS_PAGES)
    context = {
        "guideline": guideline,
        "edition": edition,
        "in_force": edition.is_in_force_on(today),
        "standing": _standing(edition, today),
        "reading": reading,
        "source_url": translate_url(request.path, edition.source_language),
        "contents": [
            {
                "anchor": passage.anchor,
                "number": passage.number,
                "heading": passage.heading,
                "lang": "" if passage.language == language else passage.language,
            }
            for passage in reading.passages
        ],
        "languages": _languages(edition, path=request.path),
        "successor": _successor(guideline, edition, today),
        "editions": [
            {"edition": other, "standing": _standing(other, today), "current": other == edition}
            for other in guideline.seen_editions
        ],
        "adoptions": _adoptions(edition) if is_member else None,
        "crumbs": [{"label": _("Guidelines"), "url": reverse("guidelines:index")}, {"label": guideline.code}],
    }
    return render(request, "guidelines/edition.html", context)


def _entry(guideline: Guideline, today: date) -> dict[str, Any]:
    """A line of the list; a guideline without an edition, which only the group sees, has no link."""
    edition = guideline.edition_to_read(today)
    if edition is None:
        return {"guideline": guideline, "in_force": False}
    languages = [language for language in _languages(edition) if language["is_there"]]
    return {
        "guideline": guideline,
        "edition": edition,
        "in_force": edition.is_in_force_on(today),
        "standing": _standing(edition, today),
        "languages": languages,
    }


def _standing(edition: Edition, today: date) -> str:
    """The state in a word that is true on the day: publishing is one thing, being in force another."""
    if edition.is_in_force_on(today):
        return _("in force")
    if edition.state != Edition.State.PUBLISHED:
        return str(edition.get_state_display())
    begins = edition.in_force_from
    return _("not yet in force") if begins is not None and begins > today else _("no longer in force")


def _languages(edition: Edition, *, path: str = "") -> list[dict[str, Any]]:
    """Every language under its own name, with the state of its text in a word and, given a path, the page in it."""
    states = {
        "source": _("source text"),
        "current": _("translation up to date"),
        "stale": _("translation older than its source"),
        "partial": _("translated in part"),
        "missing": _("not translated yet"),
    }
    return [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "state": states[state],
            "is_there": state != "missing",
            "current": bool(path) and code == get_language() and state != "missing",
            "url": translate_url(path, code) if path and state != "missing" else "",
        }
        for code, state in edition.coverage().items()
    ]


def _successor(guideline: Guideline, edition: Edition, today: date) -> Edition | None:
    """The public edition that took the place of one no longer in force."""
    if edition.state not in Edition.PUBLIC or edition.is_in_force_on(today):
        return None
    public = [other for other in guideline.seen_editions if other.state in Edition.PUBLIC]
    replaced_by = [other for other in public if other.replaces_id == edition.pk]
    newer = [other for other in public if other.number > edition.number and other.is_in_force_on(today)]
    return next(iter(replaced_by + newer), None)


def _adoptions(edition: Edition) -> list[dict[str, Any]]:
    """How many institutions say what about the edition, in the order of the states."""
    counts = dict(edition.adoptions.values_list("status").annotate(count=Count("pk")))
    return [{"status": label, "count": counts[value]} for value, label in Adoption.Status.choices if value in counts]
