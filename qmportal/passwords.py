"""Passwords an attacker would try first because he knows whose portal this is."""

from __future__ import annotations

import re
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.models import Institution

WORDS_OF_THE_HOUSE = {
    *("quality", "management", "qmportal", "portal", "working", "group", "guideline", "institution", "password"),
    *("kvalitet", "kvaliteta", "kvalitetom", "upravljanje", "radna", "grupa", "smjernica", "institucija", "lozinka"),
    *("kvalitet", "kvalitets", "ledning", "arbetsgrupp", "riktlinje", "myndighet", "lösenord"),
    *("secretariat", "sekretarijat", "sekretariat", "iso9001"),
}
LETTERS_LEFT = 5  # what must remain of a password without those words
LONGEST = 256  # characters; enough for any sentence, and hashing stays quick


class WordsOfTheHouseValidator:
    """Refuse passwords that are little more than a word of the house or an institution's name: "quality2026"."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raise ValidationError when fewer than LETTERS_LEFT letters remain without those words."""
        rest = re.sub(r"[\W\d_]", "", password.casefold())
        for word in sorted(WORDS_OF_THE_HOUSE | names_of_institutions(), key=len, reverse=True):
            rest = rest.replace(word, "")
        if len(rest) < LETTERS_LEFT:
            raise ValidationError(self.get_help_text(), code="password_of_the_house")

    def get_help_text(self) -> str:
        return _("Your password must be more than a word of the group’s work or the name of an institution.")


class LongestValidator:
    """Refuse passwords nobody types."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST:
            raise ValidationError(self.get_help_text(), code="password_too_long")

    def get_help_text(self) -> str:
        return ngettext(
            "Your password can have at most %(count)d character.",
            "Your password can have at most %(count)d characters.",
            LONGEST,
        ) % {"count": LONGEST}


def names_of_institutions() -> set[str]:
    """Names, short names and codes in all languages, as bare letters; and their longer words."""
    columns = ("code", "name_en", "name_bs", "name_sv", "short_name_en", "short_name_bs", "short_name_sv")
    names = {name.casefold() for row in Institution.objects.values(*columns) for name in dict(row).values() if name}
    words = {word for name in names for word in re.findall(r"[^\W\d_]{5,}", name)}
    return words | {bare for name in names if len(bare := re.sub(r"[\W\d_]", "", name)) > 2}
