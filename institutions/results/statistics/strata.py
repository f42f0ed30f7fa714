"""Weights that make a sample look like its population: post-stratification, and what it costs (Kish 1965).

Unweighted is the rule here: at the sizes met, weights confuse readers more often than they help.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

CAP = 5.0  # no person counts for more than five; say so where it happened


@dataclass(frozen=True)
class Stratum:
    """A group of the population: people in it, answers from it, their mean (None without answers).

    Raises ValueError for more answers than people.
    """

    population: int
    n: int
    mean: float | None

    def __post_init__(self) -> None:
        if not 0 <= self.n <= self.population or (self.n > 0 and self.mean is None):
            raise ValueError("a group has at most as many answers as people, and answers have a mean")


@dataclass(frozen=True)
class Weighting:
    """Weights in the order of the groups (around 1.0), both means, and what the weights cost.

    Use ``effective_n`` in margins. ``is_capped``: a weight was cut to the cap, so the sample is not fully adjusted.
    """

    weights: tuple[float, ...]
    weighted_mean: float
    unweighted_mean: float
    effective_n: float
    design_effect: float
    is_capped: bool


def weighting(strata: Iterable[Stratum], *, cap: float | None = CAP) -> Weighting | None:
    """Weight (N_h/N)/(n_h/n) for each group, effective n (Σw)²/Σw², design effect n·Σw²/(Σw)².

    Groups of nobody are left out of everything. None when there is no group, or one with people and no answers: it
    cannot be weighted, merge it with another first.
    """
    groups = [stratum for stratum in strata if stratum.population]
    if not groups or any(not group.n for group in groups):
        return None
    people, answers = sum(group.population for group in groups), sum(group.n for group in groups)
    wanted = [group.population * answers / (people * group.n) for group in groups]
    weights = [weight if cap is None else min(weight, cap) for weight in wanted]
    total = sum(weight * group.n for weight, group in zip(weights, groups, strict=True))
    squares = sum(weight * weight * group.n for weight, group in zip(weights, groups, strict=True))
    means = [group.mean or 0.0 for group in groups]  # a group with answers has a mean: see Stratum
    return Weighting(
        weights=tuple(weights),
        weighted_mean=sum(w * g.n * mean for w, g, mean in zip(weights, groups, means, strict=True)) / total,
        unweighted_mean=sum(g.n * mean for g, mean in zip(groups, means, strict=True)) / answers,
        effective_n=total * total / squares,
        design_effect=answers * squares / (total * total),
        is_capped=weights != wanted,
    )
