"""How many answers a survey needs, whom to ask for them, and what it could then tell."""

from __future__ import annotations

import math
from dataclasses import dataclass

from institutions.results.statistics.distributions import Z_90, Z_95, Z_99
from institutions.results.statistics.intervals import share_margin
from institutions.results.statistics.planning import gross_sample, minimum_detectable_change, sample_size

SMALL = 100  # people; fewer are all asked
Z_OF = {90: Z_90, 95: Z_95, 99: Z_99}  # by confidence


@dataclass(frozen=True)
class Plan:
    """Answers needed of an endless population and of this one, people to invite for them, and what they tell.

    ``invited`` is None where more answers are needed than people will give. ``margin`` and ``change`` are in percentage
    points; ``change`` is the smallest true difference between two such surveys that shows in 80 % of all pairs.
    """

    endless: int
    needed: int
    invited: int | None
    margin: float
    change: float
    ask_everybody: bool


def plan_sample(
    *, population: int | None, margin: float, confidence: int, response: float, share: float, is_staff: bool
) -> Plan | None:
    """All in percent but ``population``, which is None where nobody knows it; None for a population of nobody."""
    z, rate, e = Z_OF[confidence], share / 100, margin / 100
    endless, corrected = sample_size(e, share=rate, z=z), sample_size(e, population=population, share=rate, z=z)
    if endless is None or corrected is None:
        return None
    invited = gross_sample(corrected.n, response / 100)
    too_many = population is not None and invited > population
    told = share_margin(rate, corrected.n, population=population, z=z)
    sd = 100 * math.sqrt(rate * (1 - rate))
    n, level = corrected.n, confidence / 100
    change = minimum_detectable_change(n, n, sd=sd, level=level, population1=population, population2=population)
    return Plan(
        endless=endless.n,
        needed=corrected.n,
        invited=None if too_many else invited,
        margin=told.corrected_margin if told else 0.0,
        change=change or 0.0,
        ask_everybody=is_staff
        or too_many
        or (population is not None and (population <= SMALL or 2 * corrected.n > population)),
    )
