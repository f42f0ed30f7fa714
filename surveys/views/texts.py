"""Words of answers, after a survey is sealed: a reviewer reads them and decides what others may read."""

from __future__ import annotations

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from institutions import permissions
from institutions.forms import page_number, rest_of
from surveys.actions import texts as deeds
from surveys.forms.texts import BulkForm, FilterForm, ThemeForm, WordsForm
from surveys.models import Campaign, TextAnswer, TextTheme
from surveys.results.words import by_question, readable, signs_of_people, stems_of_people
from surveys.views.desk import desk, find_campaign

PER_PAGE = 25
KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SIGNS = {
    "email": gettext_lazy("an e-mail address"),
    "number": gettext_lazy("a telephone or other number"),
    "name": gettext_lazy("what may be somebody's name"),
}


def _signs(text: str, stems: frozenset[str]) -> list[Any]:
    return [SIGNS[sign] for sign in signs_of_people(text, stems)]


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest, address: str) -> HttpResponse:
    """The texts on one question; a post decides on all that are ticked."""
    campaign = find_campaign(request, address, permissions.REVIEW_TEXTS)
    questions = by_question(campaign)
    wanted = request.GET.get("question")
    here = next((row for row in questions if row[0].code == wanted), questions[0] if questions else None)
    filters = FilterForm(request.GET, campaign=campaign)
    rows = readable(campaign).select_related("theme").order_by("pk")
    if here is not None:
        rows = rows.filter(item=here[0])
    page = Paginator(_filtered(rows, filters), PER_PAGE).get_page(page_number(request.GET))
    listed = list(page.object_list)
    bulk = BulkForm(request.POST if request.method == "POST" else None, campaign=campaign)
    if request.method == "POST":
        _decide(request, campaign, bulk)
        return redirect(request.get_full_path())
    stems = stems_of_people() if listed else frozenset()
    context = desk(request, campaign, "texts") | {
        "questions": questions,
        "here": here,
        "filters": filters,
        "page": page,
        "texts": [(text, _signs(text.shown or text.text, stems)) for text in listed],
        "bulk": bulk,
        "querystring": rest_of(request.GET),
    }
    return render(request, "surveys/texts.html", context)


def _filtered(rows: Any, filters: FilterForm) -> Any:
    filters.is_valid()
    if state := filters.cleaned_data.get("state"):
        rows = rows.filter(state=state)
    if theme := filters.cleaned_data.get("theme"):
        rows = rows.filter(theme=theme)
    return rows


def _decide(request: HttpRequest, campaign: Campaign, bulk: BulkForm) -> None:
    chosen = [UUID(pk) for pk in request.POST.getlist("chosen") if KEY.fullmatch(pk)]
    if not chosen or not bulk.is_valid():
        messages.error(request, _("Tick texts first."))
        return
    act = request.POST.get("act")
    if act == "show":
        deeds.show_many(campaign, chosen)
    elif act == "drop":
        deeds.drop_many(campaign, chosen)
    elif act == "group":
        deeds.group(campaign, chosen, bulk.cleaned_data["theme"])
    else:
        raise Http404
    messages.success(request, _("Saved."))


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def text(request: HttpRequest, address: str, pk: UUID) -> HttpResponse:
    """One text: show it, show other words, or nothing; then the next one nobody has read."""
    campaign = find_campaign(request, address, permissions.REVIEW_TEXTS)
    found = get_object_or_404(readable(campaign).select_related("item", "theme", "campaign"), pk=pk)
    form = WordsForm(request.POST if request.method == "POST" else None, text=found)
    if request.method == "POST" and request.POST.get("act") == "drop":
        deeds.drop(found)
        return redirect(_next(campaign, found))
    if form.is_valid():
        deeds.show(found, form.cleaned_data["shown"], form.cleaned_data["theme"])
        return redirect(_next(campaign, found))
    context = desk(request, campaign, "texts") | {
        "text": found,
        "form": form,
        "signs": _signs(found.shown or found.text, stems_of_people()),
    }
    return render(request, "surveys/text.html", context)


def _next(campaign: Campaign, text: TextAnswer) -> str:
    """The address of another text on the question that waits, or of the list."""
    waiting = readable(campaign).filter(item=text.item_id, state=TextAnswer.State.WAITING).order_by("pk").first()
    if waiting is not None:
        return reverse("surveys:text", args=[campaign.address, waiting.pk])
    return reverse("surveys:texts", args=[campaign.address])


@require_http_methods(["GET", "HEAD", "POST"])
def themes(request: HttpRequest, address: str) -> HttpResponse:
    """What people wrote about, in the reviewer's words; a post adds a theme."""
    campaign = find_campaign(request, address, permissions.REVIEW_TEXTS)
    form = ThemeForm(request.POST if request.method == "POST" else None, instance=TextTheme(campaign=campaign))
    if form.is_valid() and _named(form):
        return redirect("surveys:themes", address=address)
    context = desk(request, campaign, "texts") | {"themes": campaign.themes.order_by("name"), "form": form}
    return render(request, "surveys/themes.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_theme(request: HttpRequest, address: str, pk: int) -> HttpResponse:
    """Give a theme another name, or forget it; its texts stay, without a theme."""
    campaign = find_campaign(request, address, permissions.REVIEW_TEXTS)
    theme = get_object_or_404(campaign.themes, pk=pk)
    if request.method == "POST" and request.POST.get("act") == "remove":
        theme.delete()
        return redirect("surveys:themes", address=address)
    form = ThemeForm(request.POST if request.method == "POST" else None, instance=theme)
    if form.is_valid() and _named(form):
        return redirect("surveys:themes", address=address)
    return render(request, "surveys/edit_theme.html", desk(request, campaign, "texts") | {"form": form})


def _named(form: ThemeForm) -> bool:
    try:
        deeds.name_theme(form.instance, form.cleaned_data["name"])
    except deeds.NameTaken:
        form.add_error("name", _("There is a theme of this name."))
    return form.is_valid()
