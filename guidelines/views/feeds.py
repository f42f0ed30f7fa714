"""What is new about guidelines, for programs that read feeds."""

from __future__ import annotations

from datetime import datetime, time

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from guidelines.models import Edition, Guideline
from guidelines.models.editions import EditionQuerySet
from guidelines.results.naming import text_name
from institutions.actions.feeds import Entry, atom

LENGTH = 50  # entries; readers ask often, and keep what they have seen


@login_not_required
@require_safe
def feed(request: HttpRequest) -> HttpResponse:
    """Editions and supplements of all guidelines as they became public; the same for members as for everybody."""
    return atom(
        title=_("Guidelines"),
        path=request.path,
        page=reverse("guidelines:index"),
        entries=[_entry(text) for text in _texts()[:LENGTH]],
    )


@login_not_required
@require_safe
def guideline_feed(request: HttpRequest, code: str) -> HttpResponse:
    """The same of one guideline, whatever its edition."""
    guideline = get_object_or_404(Guideline.objects.visible_to(AnonymousUser()), code=code)
    return atom(
        title=f"{guideline.code} {guideline.title}",
        path=request.path,
        page=guideline.get_absolute_url(),
        entries=[_entry(text) for text in _texts().filter(guideline=guideline)[:LENGTH]],
    )


def _texts() -> EditionQuerySet:
    texts = Edition.texts.public().select_related("guideline", "supplement_to")
    return texts.order_by("-text_changed_at", "-published_on", "-pk")


def _entry(text: Edition) -> Entry:
    assert text.published_on is not None  # noqa: S101 - the database sees to it
    published = timezone.make_aware(datetime.combine(text.published_on, time(12)))
    name = f"{text.guideline.title}: {text_name(text)}"
    if not text.is_in_force_on(timezone.localdate()) and text.state != Edition.State.PUBLISHED:
        name = f"{name} ({text.get_state_display()})"
    return Entry(
        key=f"text-{text.pk}",
        path=text.get_absolute_url(),
        title=name,
        summary=text.withdrawal_reason or text.change_summary or text.guideline.summary,
        published=published,
        updated=max(published, text.text_changed_at or published),
    )
