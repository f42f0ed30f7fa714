"""Results of a survey as page and as paper: always of a release, never of answers."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from institutions import permissions
from institutions.templatetags.people_dates import long_date
from surveys.actions.printing import report_pdf
from surveys.models import Campaign, Improvement, Release
from surveys.results.beside import others_for
from surveys.results.reading import read
from surveys.results.trends import trend
from surveys.views.desk import desk, find_campaign


@login_not_required
@require_safe
def results(request: HttpRequest, address: str) -> HttpResponse:
    """The newest release the reader may see, or the one of ``?release=``; the institution also reads why none is."""
    campaign = find_campaign(request, address)
    release, newest = find_release(request, campaign)
    context = desk(request, campaign, "results")
    if release is None:
        return render(request, "surveys/no_results.html", {**context, "missing": missing(campaign)})
    context |= {
        "release": release,
        "newest": newest,
        "parts": read(release, **known_to(request, release)),
        "may_improve": permissions.may(request.user, permissions.IMPROVE, campaign.place),
    }
    return render(request, "surveys/results.html", context)


def find_release(request: HttpRequest, campaign: Campaign) -> tuple[Release | None, Release | None]:
    """The release asked for, and the newest; none of either where the institution has not released yet.

    404 for everybody else, and for a number that does not exist.
    """
    visible = list(campaign.releases.visible_to(request.user).order_by("-number"))
    if not visible:
        if permissions.may(request.user, permissions.READ_RESULTS, campaign.place):
            return None, None
        raise Http404
    asked = request.GET.get("release")
    found = next((one for one in visible if asked is None or str(one.number) == asked), None)
    if found is None:
        raise Http404
    found.campaign = campaign
    return found, visible[0]


def known_to(request: HttpRequest, release: Release) -> dict[str, Any]:
    """What the reader may see of other institutions, of the surveys before, and of what is done about it."""
    is_own = permissions.may(request.user, permissions.READ_RESULTS, release.place)
    planned = Improvement.objects.visible_to(request.user).filter(release__campaign=release.campaign_id)
    return {
        "beside": others_for(release) if is_own else {},
        "trend": trend(release, request.user),
        "improvements": list(planned.by_date()) if is_own else [],
    }


def missing(campaign: Campaign) -> list[str]:
    """What has to happen before there are results, in its order."""
    steps = {
        Campaign.State.PLANNED: _("The survey opens."),
        Campaign.State.OPEN: _("The survey ends on %(date)s.") % {"date": long_date(campaign.closes_on)},
        Campaign.State.CLOSED: _("The answers are mixed for the last time and sealed; that takes a day."),
        Campaign.State.SEALED: _("Texts are reviewed, and the coordinator releases the results."),
    }
    return list(steps.values())[list(steps).index(Campaign.State(campaign.state)) :]


@login_not_required
@require_safe
def report(request: HttpRequest, address: str) -> HttpResponse:
    """The same as accessible PDF."""
    campaign = find_campaign(request, address)
    release, _newest = find_release(request, campaign)
    if release is None:
        raise Http404
    known = known_to(request, release)
    is_public = release.is_public and not any(known.values())
    made = report_pdf(release, read(release, **known), is_public=is_public)
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Content-Disposition"] = f'inline; filename="{campaign.address}-{release.number}-{get_language()}.pdf"'
    answer["X-Robots-Tag"] = "noindex"
    return answer
