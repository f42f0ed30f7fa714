"""A text to read, for everybody: in the reader's language or with a word of notice, as it holds or once held."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidelines.models import Adoption, Edition, Guideline
from guidelines.results.naming import standing, text_name
from guidelines.views.desk import desk
from guidelines.views.showing import show
from guidelines.views.standing import in_language, languages
from guidelines.views.taking import linked_data, paper_of
from institutions import permissions
from institutions.forms import looks_back


@login_not_required
@require_safe
@looks_back
def guideline(request: Any, code: str) -> HttpResponse:
    """Show the edition in force on the day, else the newest the reader may see."""
    found = guideline_or_404(request, code)
    edition = found.edition_to_read(request.today)
    if edition is None:
        raise Http404
    return _render(request, found, edition)


@login_not_required
@require_safe
@looks_back
def edition(request: Any, code: str, number: int) -> HttpResponse:
    found = guideline_or_404(request, code)
    return _render(request, found, edition_or_404(found, number))


@login_not_required
@require_safe
@looks_back
def supplement(request: Any, code: str, number: int, supplement: int) -> HttpResponse:
    found = guideline_or_404(request, code)
    return _render(request, found, supplement_or_404(edition_or_404(found, number), supplement))


def guideline_or_404(request: Any, code: str) -> Guideline:
    """The guideline with what the reader may see of it, in one query: ``seen_editions``, each with its supplements."""
    texts = Edition.texts.visible_to(request.user).filter(guideline__code=code).select_related("guideline")
    rows = sorted(texts.order_by(), key=lambda text: (text.number, text.pk))
    editions = {text.pk: text for text in reversed(rows) if not text.is_supplement}
    if not editions:
        raise Http404
    found: Guideline = next(iter(editions.values())).guideline
    found.seen_editions = list(editions.values())
    for text in found.seen_editions:
        text.guideline, text.seen_supplements = found, []
    for text in rows:
        base = editions.get(text.supplement_to_id or 0)
        if base is not None:
            text.guideline, text.supplement_to = found, base
            base.seen_supplements.append(text)
    return found


def edition_or_404(found: Guideline, number: int) -> Edition:
    asked = next((text for text in found.seen_editions if text.number == number), None)
    if asked is None:
        raise Http404
    return asked


def supplement_or_404(base: Edition, number: int) -> Edition:
    asked = next((text for text in base.seen_supplements if text.number == number), None)
    if asked is None:
        raise Http404
    return asked


def _render(request: Any, guideline: Guideline, text: Edition) -> HttpResponse:
    day = request.today
    shown = show(text, day)
    reading = shown.reading
    is_member = permissions.may(request.user, permissions.SEE_DRAFT_GUIDELINES)
    base = text.supplement_to
    context = {
        **(desk(request, text, "read") if is_member else {"text": text}),
        "guideline": guideline,
        "edition": text,
        "base": base,
        "name": text_name(text),
        "in_force": text.is_in_force_on(day),
        "standing": standing(text, day),
        "reading": reading,
        "source_url": in_language(request.path, text.source_language),
        "shown": shown,
        "languages": languages(reading.coverage or text.coverage(), path=request.path),
        "successor": _successor(guideline, base or text, day),
        "planned": _planned(guideline, text, day),
        "editions": [
            {"edition": other, "standing": standing(other, day), "current": other == text}
            for other in guideline.seen_editions
        ],
        "supplements": [
            {"text": other, "standing": standing(other, day)} for other in ([] if base else text.seen_supplements)
        ],
        "paper": paper_of(text),
        "linked_data": linked_data(text, reading, standing(text, day)),
        "adoptions": _adoptions(text) if is_member and not base else None,
        "is_member": is_member,
        "day_form": request.day_form,
        "past": request.past,
        "crumbs": _crumbs(guideline, text),
    }
    return render(request, "guidelines/edition.html", context)


def _crumbs(guideline: Guideline, text: Edition) -> list[dict[str, str]]:
    crumbs = [{"label": _("Guidelines"), "url": reverse("guidelines:index")}]
    if text.supplement_to is None:
        return [*crumbs, {"label": guideline.code}]
    base = text.supplement_to
    crumbs.append({"label": text_name(base), "url": base.get_absolute_url()})
    return [*crumbs, {"label": _("Supplement %(number)s") % {"number": text.number}}]


def _successor(guideline: Guideline, edition: Edition, day: date) -> Edition | None:
    """The public edition that has taken the place of one no longer in force."""
    if not edition.is_public or edition.is_in_force_on(day) or (edition.in_force_from or day) > day:
        return None
    public = [other for other in guideline.seen_editions if other.is_public]
    replaced_by = [other for other in public if other.replaces_id == edition.pk]
    newer = [other for other in public if other.number > edition.number and other.is_in_force_on(day)]
    return next(iter(newer + replaced_by), None)


def _planned(guideline: Guideline, text: Edition, day: date) -> Edition | None:
    """The edition that will take the place of this one: published for a day to come, or, for members, being written."""
    if not text.is_in_force_on(day):
        return None
    coming = [other for other in guideline.seen_editions if other.state != Edition.State.WITHDRAWN]
    return next((one for one in coming if one.replaces_id == text.pk and not one.is_in_force_on(day)), None)


def _adoptions(edition: Edition) -> list[dict[str, Any]]:
    """How many institutions say what about the edition, in the order of the states."""
    counts = dict(edition.adoptions.values_list("status").annotate(count=Count("pk")))
    return [{"status": label, "count": counts[value]} for value, label in Adoption.Status.choices if value in counts]
