"""Invitations and one's own profile."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse


def accept_invitation(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


def invite(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


def profile(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404


def withdraw_invitation(request: HttpRequest, **where: Any) -> HttpResponse:
    raise Http404
