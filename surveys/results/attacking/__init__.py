"""What somebody with a whole copy of the database would try on a survey, tried: on the tables and rows as they are now.

``shape`` looks at what tables can hold, ``rows`` at the answers of the survey, ``released`` at what was ever shown of
it. The number of queries does not depend on how many answered. The honest limit: who controls the server while people
answer sees answers come in; that no suite can try.
"""

from __future__ import annotations

from surveys.models import Campaign
from surveys.results.attacking import released, rows, shape
from surveys.results.attacking.finding import Finding, Outcome

__all__ = ["Finding", "Outcome", "attack"]


def attack(campaign: Campaign) -> list[Finding]:
    """Try everything, and tell of each attack what came of it."""
    return [*shape.attacks(), *rows.attacks(campaign), *released.attacks(campaign)]
