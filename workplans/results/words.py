"""How a deadline moved, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.templatetags.people_dates import date_with_precision, number

if TYPE_CHECKING:
    from workplans.models import Deadline


def deadline_words(deadlines: Sequence[Deadline]) -> str:
    """Tell the newest deadline and how it moved: 30 September 2018 (was 30 June 2018; baseline …; moved twice; …).

    ``deadlines`` are all of one activity, first to last; an empty string without any.
    """
    if not deadlines:
        return ""
    first, last, moves = deadlines[0], deadlines[-1], len(deadlines) - 1
    due = _date(last)
    if not moves:
        return due
    days = (last.due_on - first.due_on).days
    story = [_("was %(date)s") % {"date": _date(deadlines[-2])}] if moves > 1 else []
    story += [_("baseline %(date)s") % {"date": _date(first)}, moved_words(moves), slip_words(days)]
    return f"{due} ({'; '.join(filter(None, story))})"


def moved_words(moves: int) -> str:
    """How often a deadline moved: "moved twice"."""
    if moves == 1:
        return _("moved once")
    if moves == 2:  # English has a word of its own
        return _("moved twice")
    return ngettext("moved %(count)d time", "moved %(count)d times", moves) % {"count": moves}


def slip_words(days: int) -> str:
    """How far the newest deadline lies from the baseline; nothing when it is back where it was."""
    if days > 0:
        return ngettext("%(days)s day later", "%(days)s days later", days) % {"days": number(days)}
    if days < 0:
        return ngettext("%(days)s day earlier", "%(days)s days earlier", -days) % {"days": number(-days)}
    return ""


def _date(deadline: Deadline) -> str:
    return date_with_precision(deadline.due_on, deadline.precision)
