"""Financial management and control, and what to improve first: risks, components, priorities of actions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MEDIUM_FROM, HIGH_FROM = 3, 6  # risk scores; institutions may set their own
DEGREES = (1, 3, 5)  # of impact and of feasibility


class RiskLevel(StrEnum):
    LOW = "LOW"
    MEDIUM = "MEDIUM"
    HIGH = "HIGH"


class SelfAnswer(StrEnum):
    """Answer to a question of the self-assessment."""

    YES = "YES"
    PARTLY = "PARTLY"
    NO = "NO"
    NOT_APPLICABLE = "NA"


POINTS = {SelfAnswer.YES: 2, SelfAnswer.PARTLY: 1, SelfAnswer.NO: 0}


@dataclass(frozen=True)
class Risk:
    """Score 1, 2, 3, 4, 6 or 9, and its class."""

    score: int
    level: RiskLevel


@dataclass(frozen=True)
class ComponentScore:
    """Questions that count, and the score of 0 to 100; None when none counts."""

    answered: int
    score: float | None


@dataclass(frozen=True)
class Priority:
    """An action with impact and feasibility (1, 3 or 5 each) and their product, 1 to 25."""

    name: str
    impact: int
    feasibility: int
    score: int


def risk(likelihood: int, impact: int, *, medium_from: int = MEDIUM_FROM, high_from: int = HIGH_FROM) -> Risk:
    """Likelihood times impact, each 1 to 3: low up to 2, medium 3 and 4, high 6 and 9, unless set otherwise."""
    if likelihood not in (1, 2, 3) or impact not in (1, 2, 3):
        raise ValueError("likelihood and impact are 1, 2 or 3")
    score = likelihood * impact
    if score >= high_from:
        return Risk(score, RiskLevel.HIGH)
    return Risk(score, RiskLevel.MEDIUM if score >= medium_from else RiskLevel.LOW)


def component_score(answers: Iterable[SelfAnswer | str | None]) -> ComponentScore:
    """100·points/(2·answered): yes 2, partly 1, no 0; not applicable and unanswered (None) are left out.

    A reading aid of this portal, no official method. Raises ValueError for an unknown word.
    """
    words = [SelfAnswer(answer) for answer in answers if answer is not None]
    points = [POINTS[word] for word in words if word in POINTS]
    return ComponentScore(len(points), 100 * sum(points) / (2 * len(points)) if points else None)


def priority(name: str, impact: int, feasibility: int) -> Priority:
    """Impact times feasibility, each 1, 3 or 5."""
    if impact not in DEGREES or feasibility not in DEGREES:
        raise ValueError("impact and feasibility are 1, 3 or 5")
    return Priority(name, impact, feasibility, impact * feasibility)


def by_priority(actions: Mapping[str, tuple[int, int]]) -> list[Priority]:
    """Actions, given as (impact, feasibility) by name, most urgent first; ties by impact, then by name."""
    judged = [priority(name, impact, feasibility) for name, (impact, feasibility) in actions.items()]
    return sorted(judged, key=lambda action: (-action.score, -action.impact, action.name))
