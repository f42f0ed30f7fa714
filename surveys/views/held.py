"""Answers that are held back, for the coordinator: how many about, how they look together, and what becomes of all."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from institutions import permissions
from surveys.actions.answering import NotOpen
from surveys.actions.holding import TooFew, drop_held, held_of, take_held
from surveys.views.desk import desk, find_campaign


@require_http_methods(["GET", "HEAD", "POST"])
def held(request: HttpRequest, address: str) -> HttpResponse:
    """What is held back; a post takes all in, or drops all."""
    campaign = find_campaign(request, address, permissions.REVIEW_TEXTS)
    if request.method == "POST":
        deed = {"take": take_held, "drop": drop_held}.get(request.POST.get("deed", ""))
        if deed is None:
            raise Http404
        try:
            deed(campaign)
        except (TooFew, NotOpen):
            messages.error(request, _("Nothing can be decided about these answers now."))
        else:
            messages.success(request, _("Saved."))
        return redirect("surveys:held", address=address)
    shares = [_("few"), _("up to a half"), _("up to three quarters"), _("nearly all")]
    found = held_of(campaign)
    context = {"held": found, "alike": shares[found.alike], "straight": shares[found.straight]}
    return render(request, "surveys/held.html", desk(request, campaign, "held") | context)
