"""Gives a person a role in the group: how the first one of an installation comes in."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from institutions.models import GroupRole
from qmportal.accounts import appoint


class Command(BaseCommand):
    help = "Opens an account with a role in the group, and writes and prints a link to set its password."

    def add_arguments(self, parser: CommandParser) -> None:
        roles, languages = [str(role) for role in GroupRole.Role], [code for code, _name in settings.LANGUAGES]
        parser.add_argument("email", help="address, which is also the login")
        parser.add_argument("--name", required=True, help="name as the others read it")
        parser.add_argument("--role", required=True, choices=roles)
        parser.add_argument("--language", default=settings.LANGUAGE_CODE, choices=languages)

    def handle(self, *args: Any, **options: Any) -> None:
        """Twice is harmless: the role is there, and a new link is written."""
        try:
            validate_email(options["email"])
        except ValidationError:
            raise CommandError(f"{options['email']} is not an e-mail address.") from None
        place, address = appoint(
            options["email"], display_name=options["name"], role=options["role"], language=options["language"]
        )
        self.stdout.write(f"{place.user.email} has the role {place.role} since {place.valid_from}.")
        self.stdout.write("A letter is on its way. If no mail server is set up yet, open this address yourself:")
        self.stdout.write(address)
