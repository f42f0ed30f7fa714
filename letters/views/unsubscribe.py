"""One click that ends letters of a kind (RFC 8058), and the one that takes it back; without signing in."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from institutions.models import User
from letters import actions


@login_not_required
@csrf_exempt  # the mail program posts for the reader, and the token says for whom
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """POST ends the letters at once, whatever its body; GET and HEAD, which scanners send too, change nothing."""
    try:
        person, names = actions.read_unsubscribe_token(token)
    except actions.LinkIsDead as why:
        return _dead(request, why)
    if request.method == "POST":
        actions.decline(person, names)
    return _page(request, token, person, names)


@login_not_required
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def resubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Take it back with the same link; only POST changes anything."""
    try:
        person, names = actions.read_unsubscribe_token(token)
    except actions.LinkIsDead as why:
        return _dead(request, why)
    if request.method == "POST":
        actions.want_again(person, names)
    return _page(request, token, person, names)


def _page(request: HttpRequest, token: str, person: User, names: list[str]) -> HttpResponse:
    """What these letters are, whether they come at present, and the one button that changes it."""
    known = actions.occasions_to_decline()
    kinds = [known[name].label for name in names if name in known]
    if not kinds:
        return _dead(request, actions.LinkIsDead(_("These letters can no longer be declined.")))
    declined = actions.declined_by(person)
    are_declined = all(name in declined for name in names if name in known)
    context = {"token": token, "kinds": kinds, "are_declined": are_declined}
    return render(request, "letters/unsubscribe.html", context)


def _dead(request: HttpRequest, why: actions.LinkIsDead) -> HttpResponse:
    return render(request, "letters/unsubscribe_dead.html", {"why": _(str(why))}, status=HTTPStatus.GONE)
