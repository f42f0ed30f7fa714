"""Every public page for search engines, each in all languages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.models import AnonymousUser
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from guidelines.models import Edition, Guideline
from institutions.models import Institution, News, Page, Subgroup
from meetings.models import Decision, Meeting, Minutes
from surveys.models import Campaign, Questionnaire, Release
from workplans.models import WorkPlan

LANGUAGES = [code for code, _name in settings.LANGUAGES]
LISTS = (
    *("home", "guidelines:index", "workplans:index", "institutions:index", "institutions:history"),
    *("institutions:news", "meetings:index", "meetings:decisions", "surveys:index"),
    "surveys:open-data",
)
MOST = 50_000 // len(LANGUAGES)  # pages; the protocol takes no more addresses in one file

Row = tuple[str, Any]  # the path behind the language, and the day of its last change where that is known


@login_not_required
@require_safe
def sitemap(request: HttpRequest) -> HttpResponse:
    """Name what a visitor may read; texts that no longer hold, and ask not to be indexed, are left out."""
    with translation.override(settings.LANGUAGE_CODE):
        rows = [(path.removeprefix(f"/{settings.LANGUAGE_CODE}"), changed) for path, changed in _pages()][:MOST]
    pages = [
        {"changed": changed, "addresses": {code: f"{settings.SITE_URL}/{code}{path}" for code in LANGUAGES}}
        for path, changed in rows
    ]
    return HttpResponse(
        render_to_string("qmportal/sitemap.xml", {"pages": pages}),
        content_type="application/xml",
        headers={"Content-Language": ", ".join(LANGUAGES)},  # the same for everybody, whatever language she asks for
    )


def _pages() -> Iterator[Row]:
    today, now, visitor = timezone.localdate(), timezone.now(), AnonymousUser()
    yield from ((reverse(name), None) for name in LISTS)
    yield from _texts(today, visitor)
    kinds: Iterable[Any] = (
        WorkPlan.objects.visible_to(visitor),
        Meeting.objects.visible_to(visitor),
        Minutes.objects.visible_to(visitor).select_related("meeting").defer("full", "public"),
        Decision.objects.visible_to(visitor).select_related("meeting"),
        News.objects.published(now),
        Questionnaire.objects.visible_to(visitor),
        Campaign.objects.visible_to(visitor),
        Release.objects.visible_to(visitor).newest_of_each().select_related("campaign").defer("payload", "card"),
        Institution.objects.all(),
        Subgroup.objects.filter(state=Subgroup.State.ACTIVE),
        Page.objects.all(),
    )
    for kind in kinds:
        yield from ((row.get_absolute_url(), None) for row in kind.order_by("pk"))


def _texts(today: date, visitor: AnonymousUser) -> Iterator[Row]:
    """Guidelines, and of their editions and supplements those that hold or will."""
    guidelines = Guideline.objects.visible_to(visitor).order_by("code", "pk")
    yield from ((guideline.get_absolute_url(), None) for guideline in guidelines)
    open_ended = Q(in_force_to=None) | Q(in_force_to__gt=today)
    texts = Edition.texts.visible_to(visitor).filter(open_ended).exclude(state=Edition.State.WITHDRAWN)
    for text in texts.select_related("guideline", "supplement_to").order_by("guideline__code", "pk"):
        yield text.get_absolute_url(), text.text_changed_at
