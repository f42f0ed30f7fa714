"""What the group tells the public, newest first, for people and for programs that read feeds."""

from __future__ import annotations

from datetime import MINYEAR
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.db.models.functions import ExtractYear
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions.actions.feeds import Entry, atom
from institutions.forms import page_number, rest_of
from institutions.models import News
from institutions.results.dialect import plain_text
from institutions.templatetags.texts import language_of

PER_PAGE = 10
IN_FEED = 30  # readers ask often, and keep what they have seen
LONGEST_OPENING = 280  # signs of the text in a list


@login_not_required
@require_safe
def news(request: HttpRequest) -> HttpResponse:
    """List what is published by now, of all years or of one."""
    items = News.objects.published(timezone.now())
    years = items.annotate(year=ExtractYear("published_at")).order_by("-year").values_list("year", flat=True).distinct()
    asked = _year(request.GET.get("year", ""))
    if asked is not None:
        items = items.filter(published_at__year=asked)
    page_obj = Paginator(items.newest_first(), PER_PAGE).get_page(page_number(request.GET))
    context = {
        "page_obj": page_obj,
        "entries": [
            {"item": item, "opening": _opening(item), "language": language_of(item, "body")} for item in page_obj
        ],
        "years": years,
        "asked": asked,
        "querystring": rest_of(request.GET),
    }
    return render(request, "institutions/news.html", context)


def _year(asked: str) -> int | None:
    """The year the address names; none for "all years". 404 for anything that is no year."""
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) == 4 and int(asked) > MINYEAR):
        raise Http404
    return int(asked)


@login_not_required
@require_safe
def news_item(request: HttpRequest, code: str) -> HttpResponse:
    """Show one item; say so where its text is in another language than the reader's."""
    item = get_object_or_404(News.objects.published(timezone.now()), code=code)
    language = language_of(item, "body") or language_of(item, "title")
    context: dict[str, Any] = {
        "item": item,
        "language": language,
        "is_foreign": bool(language) and language != get_language(),
        "crumbs": [{"label": _("News"), "url": reverse("institutions:news")}, {"label": item.title}],
    }
    return render(request, "institutions/news_item.html", context)


@login_not_required
@require_safe
def news_feed(request: HttpRequest) -> HttpResponse:
    """The newest items, the same for members as for everybody."""
    items = News.objects.published(timezone.now()).with_changes().newest_first()[:IN_FEED]
    return atom(
        title=_("News of the working group"),
        path=request.path,
        page=reverse("institutions:news"),
        entries=[_entry(item) for item in items],
    )


def _entry(item: News) -> Entry:
    assert item.published_at is not None  # noqa: S101 - only those are published
    return Entry(
        key=f"news-{item.pk}",
        path=item.get_absolute_url(),
        title=item.title,
        summary=_opening(item),
        published=item.published_at,
        updated=max(item.published_at, item.changed_at or item.published_at),
    )


def _opening(item: News) -> str:
    """How the text begins, without its Markdown."""
    return Truncator(" ".join(plain_text(item.body or "").split())).chars(LONGEST_OPENING)
