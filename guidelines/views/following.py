"""Following a guideline by e-mail, without an account: ask, confirm, leave. Only POST changes anything."""

from __future__ import annotations

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import get_language
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from guidelines.actions import following
from guidelines.forms.following import FollowForm
from guidelines.models import Guideline


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Ask for letters; the answer is the same whether the address follows already or not."""
    guideline = get_object_or_404(Guideline.objects.visible_to(request.user), code=code)
    form = FollowForm(request.POST if request.method == "POST" else None)
    asked = request.method == "POST" and form.is_valid()
    if asked:
        following.follow(guideline, address=form.cleaned_data["address"], language=get_language() or "en")
    return render(request, "guidelines/follow.html", {"guideline": guideline, "form": form, "asked": asked})


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the first letter; programs that look at links before people do only see the button."""
    try:
        subscription = following.subscription_of(token)
    except following.LinkIsDead:
        return render(request, "guidelines/follow_dead.html", status=HTTPStatus.GONE)
    if request.method == "POST":
        following.confirm(subscription)
        subscription.refresh_from_db()
    context = {"guideline": subscription.guideline, "is_confirmed": subscription.confirmed_at is not None}
    return render(request, "guidelines/follow_confirm.html", context)


@login_not_required
@csrf_exempt  # the mail program posts for the reader, and the token says for whom
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """POST forgets the address at once, whatever its body (RFC 8058)."""
    if request.method == "POST":
        following.leave(token)
        return render(request, "guidelines/follow_left.html")
    try:
        subscription = following.subscription_of(token)
    except following.LinkIsDead:
        return render(request, "guidelines/follow_left.html")
    return render(request, "guidelines/follow_leave.html", {"guideline": subscription.guideline})
