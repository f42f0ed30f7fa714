"""From findings to deeds: what an institution does about results, and whether it helped."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from institutions import permissions
from institutions.forms import page_number, rest_of
from surveys.actions import improving
from surveys.forms.improvements import ACTS, ImprovementForm, ImprovementsFilter, measures
from surveys.models import Campaign, Improvement, Release
from surveys.results.effects import effect
from surveys.results.reading.names import Names
from surveys.results.reading.numbers import shown, written
from surveys.results.trends import value_of
from surveys.views.desk import desk, find_campaign

PER_PAGE = 50
LONGEST_FINDING = 1000  # characters; what the form takes


@require_safe
def improvements(request: HttpRequest) -> HttpResponse:
    """Everything the reader's institutions do about their results; open ones unless she asks for others."""
    if not permissions.institutions_where(request.user, permissions.READ_RESULTS):
        raise PermissionDenied
    form = ImprovementsFilter(request.GET)
    found = form.chosen(Improvement.objects.visible_to(request.user), request.user).for_list().by_date()
    context = {
        "form": form,
        "page_obj": Paginator(found, PER_PAGE).get_page(page_number(request.GET)),
        "querystring": rest_of(request.GET),
        "today": timezone.localdate(),
        "crumbs": _crumbs(),
    }
    return render(request, "surveys/improvements.html", context)


@require_safe
def campaign_improvements(request: HttpRequest, address: str) -> HttpResponse:
    """Every finding of one survey, with what is done about it."""
    campaign = find_campaign(request, address, permissions.READ_RESULTS)
    release = _newest(campaign)
    planned = Improvement.objects.visible_to(request.user).filter(release__campaign=campaign)
    context = desk(request, campaign, "improvements") | {
        "release": release,
        "findings": [] if release is None else _findings(release, planned),
        "improvements": planned.for_list().by_date(),
        "may_improve": permissions.may(request.user, permissions.IMPROVE, campaign.place),
        "today": timezone.localdate(),
    }
    return render(request, "surveys/campaign_improvements.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def add_improvement(request: HttpRequest, address: str) -> HttpResponse:
    """Plan something about a finding; ``?measure=`` begins with it, in words."""
    campaign = find_campaign(request, address, permissions.IMPROVE)
    release = _newest(campaign)
    if release is None:
        raise Http404
    names = Names(campaign.questionnaire)
    form = _form(request, release, names, beginning=_beginning(release, names, request.GET.get("measure", "")))
    if request.method == "POST" and form.is_valid():
        made = improving.add(release, **form.cleaned_data)
        messages.success(request, _("The improvement is planned."))
        return HttpResponseRedirect(made.get_absolute_url())
    context = desk(request, campaign, "improvements") | {"form": form}
    return render(request, "surveys/add_improvement.html", context)


@require_safe
def improvement(request: HttpRequest, pk: int) -> HttpResponse:
    return show(request, _find(request, pk))


def show(
    request: HttpRequest, found: Improvement, *, act: str = "", form: Any = None, status: int = 200, obstacle: str = ""
) -> HttpResponse:
    """The page of one; ``act`` was not done, its ``form`` or ``obstacle`` say why."""
    user: Any = request.user
    names = Names(found.release.campaign.questionnaire)
    forms = {}
    if permissions.may(user, permissions.IMPROVE, found.place):
        names_of_acts = [name for name, words in ACTS.items() if found.state in words.states or name == act]
        forms = {name: ACTS[name].form(auto_id=f"{name}-%s") for name in names_of_acts}
        if form is not None:
            forms[act] = form
    seen = found.activity is not None and type(found.activity).objects.visible_to(user).filter(pk=found.activity.pk)
    context = {
        "improvement": found,
        "measure": names.measure(found.measure),
        "before": shown(value_of(found.release.payload["cells"][0], found.measure)),
        "activity": found.activity if seen and seen.exists() else None,
        "acts": [(name, ACTS[name], one, name == act) for name, one in forms.items()],
        "effect": _in_words(effect(found, user)),
        "obstacle": obstacle,
        "crumbs": [*_crumbs(), {"label": str(found)}],
    }
    return render(request, "surveys/improvement.html", context, status=status)


@require_http_methods(["GET", "HEAD", "POST"])
def edit_improvement(request: HttpRequest, pk: int) -> HttpResponse:
    """Write it anew; two people may at once."""
    found = _find(request, pk, permissions.IMPROVE)
    names = Names(found.release.campaign.questionnaire)
    standing = {name: getattr(found, name) for name in ("measure", "finding", "title", "due_on")}
    standing |= {"owner": found.owner_id, "activity": found.activity_id}
    form = _form(request, found.release, names, standing=standing)
    status, obstacle = 200, ""
    if request.method == "POST" and form.is_valid():
        try:
            changed = improving.rewrite(found, **form.cleaned_data)
        except improving.NotNow as refused:
            status, obstacle = 409, _obstacle(refused)
        else:
            messages.success(request, _("Saved.") if changed else _("Nothing was changed."))
            return HttpResponseRedirect(found.get_absolute_url())
    context = {
        "improvement": found,
        "form": form,
        "obstacle": obstacle,
        "crumbs": [*_crumbs(), {"label": str(found), "url": found.get_absolute_url()}, {"label": _("Edit")}],
    }
    return render(request, "surveys/edit_improvement.html", context, status=max(status, form.status))


@require_POST
def act_on_improvement(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """End it or take it up again; 409 where somebody else was faster."""
    found = _find(request, pk, permissions.IMPROVE)
    if act not in ACTS:
        raise Http404
    form = ACTS[act].form(request.POST, auto_id=f"{act}-%s")
    if not form.is_valid():
        return show(request, found, act=act, form=form)
    try:
        note = form.cleaned_data.get("note", "")
        done = improving.reopen(found) if act == "reopen" else improving.end(found, act, note)
    except improving.NotNow as refused:
        found.refresh_from_db(fields=["state", "closing_note"])
        return show(request, found, act=act, form=form, status=409, obstacle=_obstacle(refused))
    messages.success(request, ACTS[act].done if done else _("Nothing was changed."))
    return HttpResponseRedirect(found.get_absolute_url())


def _find(request: HttpRequest, pk: int, permission: str = "") -> Improvement:
    listed = Improvement.objects.visible_to(request.user).for_list()
    found = get_object_or_404(listed.select_related("release__campaign__institution"), pk=pk)
    if permission and not permissions.may(request.user, permission, found.place):
        raise PermissionDenied
    return found


def _newest(campaign: Campaign) -> Release | None:
    release = campaign.releases.order_by("-number").first()
    if release is not None:
        release.campaign = campaign
    return release


def _findings(release: Release, planned: Any) -> list[dict[str, Any]]:
    """Every measure with its number, and how much is done about it."""
    names = Names(release.campaign.questionnaire)
    cell = release.payload["cells"][0]
    counts = dict(planned.order_by().values_list("measure").annotate(n=Count("pk")))
    return [
        {"code": code, "name": name, "value": shown(value_of(cell, code)), "planned": counts.get(code, 0)}
        for code, name in measures(cell, names)
    ]


def _beginning(release: Release, names: Names, measure: str) -> dict[str, Any]:
    """The finding in words, where the address names a measure of the release."""
    cell = release.payload["cells"][0]
    if measure not in dict(measures(cell, names)):
        return {"measure": "overall", "finding": ""}
    words = f"{names.measure(measure)}: {shown(value_of(cell, measure))}"
    return {"measure": measure, "finding": words[:LONGEST_FINDING]}


def _form(request: HttpRequest, release: Release, names: Names, **known: Any) -> ImprovementForm:
    return ImprovementForm(
        request.POST if request.method == "POST" else None,
        institution=release.campaign.institution,
        cell=release.payload["cells"][0],
        names=names,
        user=request.user,
        today=timezone.localdate(),
        **known,
    )


def _in_words(found: Any) -> dict[str, Any] | None:
    """Before and after with the difference, and what may be said of it."""
    if found is None:
        return None
    change = found.change
    told = {"release": found.release, "after": shown(found.after), "is_broken": found.is_broken, "difference": ""}
    if change is not None:
        ends = {"low": written(change.interval.low, 1), "high": written(change.interval.high, 1)}
        told["difference"] = _("%(value)s (%(low)s to %(high)s)") % {"value": written(change.difference, 1), **ends}
        told |= {"is_clear": change.is_clear, "is_better": change.difference > 0}
    return told


def _obstacle(refused: improving.NotNow) -> str:
    state = Improvement.State(refused.state).label
    return _("Nothing was saved: the improvement is %(state)s by now.") % {"state": state}


def _crumbs() -> list[dict[str, Any]]:
    surveys = {"label": _("Surveys"), "url": reverse("surveys:index")}
    return [surveys, {"label": _("Improvements"), "url": reverse("surveys:improvements")}]
