"""Invitations and one's own profile."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from allauth.account.utils import perform_login
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from institutions import permissions
from institutions.models import Affiliation, GroupRole, Institution, Invitation, SubgroupSeat, User
from qmportal import accounts
from qmportal.forms.accounts import InvitationForm, NewPersonForm, ProfileForm


@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest, code: str) -> HttpResponse:
    """Offer somebody a place in the institution; show which offers are open."""
    institution = get_object_or_404(Institution.objects.in_group(timezone.localdate()), code=code)
    if not permissions.may(request.user, permissions.INVITE, permissions.place_of(institution.pk)):
        raise PermissionDenied
    language = {"language": translation.get_language()}
    form = InvitationForm(request.POST or None, institution=institution, initial=language)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = accounts.invite(institution=institution, by=_person(request), **form.cleaned_data)
        except IntegrityError:
            form.add_error("email", _("Somebody else has just invited this address. Load the page again to see it."))
        else:
            messages.success(request, _("The invitation goes to %(address)s.") % {"address": invitation.email})
            return redirect("invite", code=institution.code)
    waiting = institution.invitations.waiting().select_related("invited_by").order_by("invited_at", "pk")
    now = timezone.now()
    context = {"institution": institution, "form": form, "invitations": waiting, "now": now}
    return render(request, "qmportal/invite.html", context)


@require_POST
def withdraw_invitation(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an offer back; unknown to those who may not invite to that institution."""
    invitation = get_object_or_404(
        accounts.invitations_managed_by(_person(request)).select_related("institution"), pk=pk
    )
    try:
        invitation.withdraw(now=timezone.now())
    except Invitation.AlreadyUsed:
        messages.error(request, _("This invitation was accepted or withdrawn in the meantime."))
    else:
        messages.success(request, _("The invitation of %(address)s is withdrawn.") % {"address": invitation.email})
    return redirect("invite", code=invitation.institution.code)


@login_not_required
@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "HEAD", "POST"])
def accept_invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let whoever holds the letter take the place. One that is used, expired or unknown answers alike."""
    invitations = Invitation.objects.by_token(token).open(timezone.now()).select_related("institution", "invited_by")
    invitation = invitations.first()
    if invitation is None:
        return _gone(request)
    if request.user.is_authenticated:
        return _accept_signed_in(request, invitation, token, by=_person(request))
    if User.objects.filter(email__iexact=invitation.email).exists():
        return render(request, "qmportal/accept_invitation.html", {"invitation": invitation, "sign_in": True})
    form = NewPersonForm(request.POST or None, invitation=invitation)
    if request.method == "POST" and form.is_valid():
        try:
            person = accounts.accept(token, **form.cleaned_data)
        except (Invitation.AlreadyUsed, accounts.NotYours):
            return _gone(request)
        with translation.override(person.language):
            messages.success(request, _("Welcome. This is your first page from now on."))
            return perform_login(request, person, redirect_url=reverse("my-work"))
    return render(request, "qmportal/accept_invitation.html", {"invitation": invitation, "form": form})


def _accept_signed_in(request: HttpRequest, invitation: Invitation, token: str, *, by: User) -> HttpResponse:
    """One button for the person it was sent to; somebody else is told so."""
    if request.method == "POST":
        try:
            accounts.accept(token, by=by)
        except Invitation.AlreadyUsed:
            return _gone(request)
        except accounts.NotYours:
            raise PermissionDenied from None
        messages.success(request, _("You have accepted the invitation."))
        return redirect("my-work")
    context = {"invitation": invitation, "is_hers": invitation.is_for(by)}
    return render(request, "qmportal/accept_invitation.html", context)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "qmportal/accept_invitation_closed.html", status=HTTPStatus.GONE)


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: HttpRequest) -> HttpResponse:
    """What a person says about herself, where she stands, and the way to her address, password and second factor."""
    person = User.objects.get(pk=request.user.pk)  # not request.user: a refused form must not rename her in the frame
    form = ProfileForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid():
        form.save()
        with translation.override(person.language):
            messages.success(request, _("Your profile is saved."))
            return redirect("profile")
    return render(request, "qmportal/profile.html", {"form": form, **_roles(request.user)})


def _person(request: HttpRequest) -> User:
    """Whoever is signed in, for pages nobody else can open."""
    assert isinstance(request.user, User)  # noqa: S101 - for the type checker
    return request.user


def _roles(person: Any) -> dict[str, Any]:
    """What holds today, in words of the database."""
    today = timezone.localdate()
    return {
        "group_roles": GroupRole.objects.on(today).filter(user=person).order_by("role", "pk"),
        "affiliations": Affiliation.objects.on(today)
        .filter(user=person)
        .select_related("institution")
        .order_by("institution__code", "pk"),
        "seats": SubgroupSeat.objects.on(today)
        .filter(user=person)
        .select_related("subgroup", "institution")
        .order_by("subgroup__code", "pk"),
    }
