"""What came of one attack."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy


class Outcome(Enum):
    OK = "ok"
    NOT_YET = "not_yet"
    ATTENTION = "attention"

    @property
    def label(self) -> Any:
        return LABELS[self]


LABELS = {
    Outcome.OK: pgettext_lazy("attack", "withstood"),
    Outcome.NOT_YET: pgettext_lazy("attack", "not yet"),
    Outcome.ATTENTION: pgettext_lazy("attack", "needs attention"),
}


@dataclass(frozen=True)
class Finding:
    """``attempt`` is what an attacker would try; ``measured`` what was found: names, numbers and signs only."""

    code: str
    attempt: Any
    outcome: Outcome
    measured: str = ""

    @property
    def found(self) -> str:
        """What was found, in the active language."""
        if self.outcome is Outcome.ATTENTION:
            return _("Found: %(what)s.") % {"what": self.measured}
        if self.outcome is Outcome.NOT_YET:
            return _("This cannot be said before the survey is sealed and released.")
        return _("Nothing was found.") + (f" ({self.measured})" if self.measured else "")


def found(code: str, attempt: Any, leaks: list[str], measured: str = "") -> Finding:
    """Attention where there are leaks, else withstood."""
    if leaks:
        return Finding(code, attempt, Outcome.ATTENTION, ", ".join(leaks))
    return Finding(code, attempt, Outcome.OK, measured)
