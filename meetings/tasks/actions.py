"""What letters about action items say, and when they are no longer true; and what becomes of them when people leave."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from letters.actions import NoLongerTrue, occasion, readers_today
from letters.models import Letter
from meetings.actions import acting
from meetings.actions.due import holders
from meetings.models import ActionItem
from workplans.actions import leaving

ENDED = gettext_noop("The action item is not open any more.")
MOVED = gettext_noop("The day it is due has moved since.")
OTHERS = gettext_noop("Somebody else looks after it by now.")

leaving.HOLDINGS["actions"] = leaving.Holding(_("Action items"), acting.held_by, acting.settle)


@occasion(
    "action_due",
    template="meetings/email/action.txt",
    label=_("an action item of a meeting is due"),
    steps=settings.REMIND_DAYS_OF_ACTIONS,
    may_decline=True,
)
def read_due_actions(letters: Sequence[Letter]) -> dict[int, dict[str, Any] | NoLongerTrue]:
    """In a constant number of queries."""
    open_ones = ActionItem.objects.open().filter(pk__in={letter.payload["action"] for letter in letters})
    found = {action.pk: action for action in open_ones.select_related("meeting", "institution")}
    theirs: set[tuple[int, int | None]] = set()
    for arm in holders(open_ones, timezone.localdate()):
        theirs.update(arm.values_list("pk", "recipient_id"))

    def reading(letter: Letter) -> dict[str, Any] | NoLongerTrue:
        action = found.get(letter.payload["action"])
        if action is None:
            return NoLongerTrue(ENDED)
        if action.version != letter.payload["version"]:
            return NoLongerTrue(MOVED)
        if (action.pk, letter.recipient_id) not in theirs:
            return NoLongerTrue(OTHERS)
        return {"action": action, "is_late": action.due_on < readers_today(letter)}

    return {letter.pk: reading(letter) for letter in letters}
