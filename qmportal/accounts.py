"""How people come in: invitations, and the mails of allauth as letters."""

from __future__ import annotations

import secrets
from datetime import date
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse, translate_url
from django.utils import timezone, translation

from institutions import permissions
from institutions.models import Affiliation, GroupRole, Institution, Invitation, User
from letters.actions import subject_and_body, write_secret
from letters.models import Letter


class NotYours(Exception):
    """The invitation was sent to another address, or the person invited has an account and must sign in first."""


class AccountAdapter(DefaultAccountAdapter):
    """No open sign-up; every mail is a letter whose text is forgotten after sending."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by invitation only."""
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write the mail in the person's language, whatever language the request has."""
        person = context.get("user") or User.objects.filter(email__iexact=email).first()
        language = person.language if person is not None else translation.get_language()
        links = {name: our_link(link, language) for name, link in context.items() if name.endswith("_url")}
        _write(f"{template_prefix}.txt", to=person, address=email, language=language, context={**context, **links})

    def confirm_email(self, request: HttpRequest, email_address: EmailAddress) -> bool:
        """Somebody read a letter there: from now on the others may follow."""
        confirmed = super().confirm_email(request, email_address)
        if confirmed:
            returned = User.objects.filter(pk=email_address.user_id, address_state=User.AddressState.BOUNCING)
            returned.update(address_state=User.AddressState.OK)
        return confirmed

    def send_notification_mail(
        self, template_prefix: str, user: Any, context: dict[str, Any] | None = None, email: str | None = None
    ) -> None:
        """A notice to an address that was hers until now still speaks her language."""
        super().send_notification_mail(template_prefix, user, {**(context or {}), "user": user}, email)


def our_link(link: str, language: str) -> str:
    """The same page under our own address, whatever Host the request named, in the reader's language."""
    return settings.SITE_URL + translate_url(urlsplit(link).path, language)


def invitations_managed_by(user: User) -> QuerySet[Invitation]:
    """Keep the invitations to institutions to which ``user`` may invite."""
    if permissions.may(user, permissions.INVITE):
        return Invitation.objects.all()
    return Invitation.objects.filter(institution__in=permissions.institutions_where(user, permissions.INVITE))


@transaction.atomic
def invite(
    *, email: str, display_name: str, language: str, institution: Institution, role: str, by: User
) -> Invitation:
    """Offer a place by mail. A waiting invitation of the address to the institution is renewed, its old link dies."""
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
    _write(
        "account/email/invitation.txt",
        to=None,
        address=invitation.email,
        language=language,
        context={
            "invitation": invitation,
            "name": display_name,
            "address": _page("accept-invitation", language, token),
        },
    )
    return invitation


@transaction.atomic
def accept(token: str, *, by: User | None = None, display_name: str = "", password: str = "") -> User:
    """Turn an invitation into a place for the person, who is new, or ``by`` who is signed in.

    Raises Invitation.AlreadyUsed when it no longer holds, and NotYours when it went to another address than hers, or
    when somebody who is not signed in would get into an account that exists.
    """
    now, today = timezone.now(), timezone.localdate()
    invitation = Invitation.objects.select_for_update().by_token(token).open(now).first()
    if invitation is None:
        raise Invitation.AlreadyUsed
    if by is not None:
        if not invitation.is_for(by):
            raise NotYours
        person = by
    elif User.objects.filter(email__iexact=invitation.email).exists():
        raise NotYours
    else:
        person = open_account(
            invitation.email, display_name=display_name, language=invitation.language, password=password
        )
    _give_place(person, invitation.institution, invitation.role, today)
    invitation.accepted_at, invitation.accepted_by = now, person
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    return person


def _give_place(person: User, institution: Institution, role: str, today: date) -> None:
    """Let her work for the institution from today, unless she does; up to the day on which a place already waits."""
    places = Affiliation.objects.filter(user=person, institution=institution)
    if places.on(today).exists():
        return
    waiting = places.filter(valid_from__gt=today).order_by("valid_from").values_list("valid_from", flat=True).first()
    Affiliation.objects.create(user=person, institution=institution, role=role, valid_from=today, valid_to=waiting)


@transaction.atomic
def appoint(email: str, *, display_name: str, role: str, language: str) -> tuple[GroupRole, str]:
    """Give a person a role in the group, open her account if she has none, and write her a link to set her password.

    Returns the role and the link; twice on one day is harmless, but for the second letter.
    """
    person = User.objects.filter(email__iexact=email).first()
    if person is None:
        person = open_account(email, display_name=display_name, language=language, password=None)
    today = timezone.localdate()
    place = GroupRole.objects.on(today).filter(user=person, role=role).first()
    place = place or GroupRole.objects.create(user=person, role=role, valid_from=today)
    key = f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"
    address = _page("account_reset_password_from_key", person.language, "UID", "KEY").replace("UID-KEY", key)
    _write(
        "account/email/appointment.txt",
        to=person,
        address=person.email,
        language=person.language,
        context={"role": place, "address": address},
    )
    return place, address


def open_account(email: str, *, display_name: str, language: str, password: str | None) -> User:
    """Create a person whose address needs no confirmation: whoever has the link has the mailbox."""
    person = User.objects.create_user(email, password, display_name=display_name, language=language)
    EmailAddress.objects.create(user=person, email=person.email, primary=True, verified=True)
    return person


def _write(template: str, *, to: User | None, address: str, language: str, context: dict[str, Any]) -> Letter:
    zone = to.time_zone if to is not None else settings.TIME_ZONE
    name = to.display_name if to is not None else ""
    with translation.override(language), timezone.override(zone):
        context = {"name": name, "email": address, "site_url": settings.SITE_URL, **context}
        subject, body = subject_and_body(render_to_string(template, context))
    return write_secret(
        to=to,
        address=address,
        language=language,
        key=f"account/{secrets.token_hex(16)}",
        subject=subject,
        body=body,
    )


def _page(name: str, language: str, *args: str) -> str:
    with translation.override(language):
        return settings.SITE_URL + reverse(name, args=args)
