"""What a text is called, and where it stands on a day, in few words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.utils.translation import gettext as _

from guidelines.models import Edition


def standing(text: Edition, day: date) -> str:
    """The state in a word that is true on the day: publishing is one thing, being in force another."""
    if text.is_in_force_on(day):
        return _("in force")
    begins = text.in_force_from
    if text.is_public and begins is not None and begins > day:
        return _("not yet in force")
    if text.state != Edition.State.PUBLISHED:
        return str(text.get_state_display())
    return _("no longer in force")


def text_name(text: Edition) -> str:
    """A text in few words: code, edition and, where it is one, supplement."""
    if text.supplement_to is not None:
        return _("%(code)s, edition %(edition)s, supplement %(number)s") % {
            "code": text.guideline.code,
            "edition": text.supplement_to.number,
            "number": text.number,
        }
    return _("%(code)s, edition %(edition)s") % {"code": text.guideline.code, "edition": text.number}


def version_name(text: Edition) -> str:
    """Which version of its guideline the text is, with its year."""
    words = _("Supplement %(number)s, %(year)s") if text.is_supplement else _("Edition %(number)s, %(year)s")
    return words % {"number": text.number, "year": text.year}


def held_with(base: Edition, supplements: Iterable[Edition], *, on: date) -> list[Edition]:
    """The supplements that belong to an edition as it holds on the day, or, where it has ended by then, at its end."""
    return [one for one in supplements if _held(one, base, on)]


def _held(supplement: Edition, base: Edition, day: date) -> bool:
    if not supplement.is_public or supplement.in_force_from is None or supplement.in_force_from > day:
        return False
    if base.in_force_to is not None and base.in_force_to <= day:
        return supplement.in_force_to is None or supplement.in_force_to >= base.in_force_to
    return supplement.is_in_force_on(day)
