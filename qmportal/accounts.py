"""How people come in: invitations, and the mails of allauth as letters."""

from __future__ import annotations

import uuid
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation

from institutions.models import Affiliation, Institution, Invitation, User
from letters.actions import write_secret


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; every mail is a letter whose one-time link is forgotten after sending."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by invitation only."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail in the person's language, whatever language the request has."""
        person = User.objects.filter(email__iexact=email).first() or context.get("user")
        language = person.language if person is not None else translation.get_language()
        with translation.override(language):
            context = {"email": email, "site_url": settings.SITE_URL, **context}
            subject = render_to_string(f"{template_prefix}_subject.txt", context)
            body = render_to_string(f"{template_prefix}_message.txt", context)
        write_secret(
            to=person,
            address=email,
            language=language,
            key=f"account/{uuid.uuid4()}",
            subject=subject,
            body=body,
        )


@transaction.atomic
def invite(
    *, email: str, display_name: str, language: str, institution: Institution, role: str, by: User
) -> Invitation:
    """Offer a seat by mail. An open invitation of the same address to the institution is renewed, its old link dies."""
    now = timezone.now()
    invitation = (
        Invitation.objects.select_for_update()
        .filter(email__iexact=email, institution=institution, accepted_at=None, withdrawn_at=None)
        .first()
    ) or Invitation(email=email.strip().lower(), institution=institution)
    invitation.display_name, invitation.language, invitation.role = display_name, language, role
    invitation.invited_by, invitation.invited_at = by, now
    token = invitation.renew_token(now=now)
    invitation.save()
    with translation.override(language):
        address = settings.SITE_URL + reverse("accept-invitation", args=[token])
        text = render_to_string("account/email/invitation.txt", {"invitation": invitation, "address": address})
    subject, _, body = text.strip().partition("\n")
    write_secret(
        to=None,
        address=invitation.email,
        language=language,
        key=f"invitation/{Invitation.hash_of(token)[:16]}",
        subject=subject,
        body=body.strip() + "\n",
    )
    return invitation


@transaction.atomic
def accept(token: str, *, password: str, display_name: str) -> User:
    """Turn an invitation into a person with a place; raise Invitation.AlreadyUsed when it no longer holds.

    Somebody who already has an account keeps it, with its password, and gains the place.
    """
    now = timezone.now()
    invitation = Invitation.objects.select_for_update().by_token(token).open(now).first()
    if invitation is None:
        raise Invitation.AlreadyUsed
    person = User.objects.filter(email__iexact=invitation.email).first()
    if person is None:
        person = User.objects.create_user(
            invitation.email, password, display_name=display_name, language=invitation.language
        )
    today = timezone.localdate()
    if not Affiliation.objects.on(today).filter(user=person, institution=invitation.institution).exists():
        Affiliation.objects.create(
            user=person, institution=invitation.institution, role=invitation.role, valid_from=today
        )
    invitation.accepted_at, invitation.accepted_by = now, person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return person
