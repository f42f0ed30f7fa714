"""Several questions together: dimension score, weighted overall index, engagement index, gap to expectations."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from institutions.results.statistics.items import FIVE_POINTS, Answer, Scale, valid
from institutions.results.statistics.samples import Sample, sample_of

HALF = 0.5  # share of a dimension's questions a person must have answered
_NOISE = 1e-9  # what binary arithmetic may add to a share of a whole number


@dataclass(frozen=True)
class DimensionScore:
    """Figures of one dimension.

    ``persons`` has one mean per row, None for a person who answered too little; ``score`` is their mean on the scale
    of the answers, ``index`` the same as 0 to 100. ``positive_percent`` is something else, the theme score of the UK
    civil service survey: the share of the two highest codes among all answers given. Show one and name it.
    """

    persons: tuple[float | None, ...]
    n: int
    score: float | None
    index: float | None
    positive_percent: float | None
    sample: Sample  # of the persons' means


@dataclass(frozen=True)
class WeightedIndex:
    """Overall satisfaction with weights that add up to 1.0, beside the plain mean of the same dimensions.

    Means are on the scale of the answers, indices 0 to 100. ``is_fallback`` says that no importance was known and
    the plain mean stands for both: tell the reader.
    """

    weights: Mapping[str, float]
    weighted: float
    weighted_index: float
    unweighted: float
    unweighted_index: float
    is_fallback: bool


@dataclass(frozen=True)
class EngagementIndex:
    """Engagement from 0 (everybody strongly disagrees with everything) to 100 (strongly agrees).

    ``persons`` are the indices of those who answered every question, ``excluded`` counts the others; ``index`` is
    None when nobody is left. A value of 75 does not mean that 75 % are engaged, and questions of our own wording
    cannot be compared with figures from elsewhere.
    """

    persons: tuple[float, ...]
    excluded: int
    index: float | None
    sample: Sample  # of the persons' indices


@dataclass(frozen=True)
class ExpectationGaps:
    """Perception minus expectation by dimension (negative: falls short), their mean, and the mean weighted by points.

    ``weighted`` is None where no points were given.
    """

    gaps: Mapping[str, float]
    mean: float
    weighted: float | None


def dimension_score(
    rows: Iterable[Sequence[Answer]], *, scale: Scale = FIVE_POINTS, min_share: float = HALF
) -> DimensionScore:
    """Mean of persons' means: one row a person, one column a question of the dimension.

    A person counts who answered at least ``min_share`` (0.0 to 1.0) of the questions, so n differs between
    dimensions. The mean of the questions' means would differ where answers are missing; do not use it.
    """
    persons: list[float | None] = []
    answers: list[int] = []
    for row in rows:
        given = valid(row)
        answers += given
        enough = given and len(given) >= min_share * len(row) - _NOISE
        persons.append(statistics.fmean(given) if enough else None)
    sample = sample_of(persons)
    positive = sum(answer >= scale.highest - 1 for answer in answers)
    return DimensionScore(
        persons=tuple(persons),
        n=sample.n,
        score=sample.mean,
        index=scale.index(sample.mean),
        positive_percent=100 * positive / len(answers) if answers else None,
        sample=sample,
    )


def exact_parts(items: int, *, min_share: float = HALF) -> int:
    """The smallest number that makes every person's mean over ``items`` questions a whole number of parts.

    Every number of answers that counts divides it: 2 for two questions, 12 for four, 60 for five. From about ten
    questions on it grows past what a database adds up; take a round number of parts there.
    """
    fewest = max(1, math.ceil(min_share * items - _NOISE))
    return math.lcm(*range(fewest, items + 1))


def person_parts(row: Sequence[Answer], *, parts: int, min_share: float = HALF) -> int | None:
    """One person's mean over the questions, as a whole number of ``parts`` parts a point; None for too few answers.

    For the moments of a rollup: ``scale.indexed(sample_from_moments(moments), items=parts)`` is the group's index.
    Exact with ``exact_parts``, else rounded half up to 1/parts of a point. Answers are 0 or more.
    """
    given = valid(row)
    if not given or len(given) < min_share * len(row) - _NOISE:
        return None
    return (2 * sum(given) * parts + len(given)) // (2 * len(given))


def weighted_index(
    satisfaction: Mapping[str, float | None],
    importance: Mapping[str, float | None],
    *,
    scale: Scale = FIVE_POINTS,
) -> WeightedIndex | None:
    """Σ(I·S)/ΣI over the dimensions that have both; both from the same group of people.

    Without any importance the plain mean of all dimensions stands in, marked so; without any score there is no
    result. Raises ValueError for an importance below 0.
    """
    scores = {name: score for name, score in satisfaction.items() if score is not None}
    weights = {name: weight for name in scores if (weight := importance.get(name)) is not None}
    if not scores:
        return None
    if any(weight < 0 for weight in weights.values()):
        raise ValueError("importance is never below 0")
    is_fallback = not sum(weights.values())
    if is_fallback:
        weights = dict.fromkeys(scores, 1.0)
    total = sum(weights.values())
    weighted = sum(weight * scores[name] for name, weight in weights.items()) / total
    unweighted = statistics.fmean(scores[name] for name in weights)
    return WeightedIndex(
        weights={name: weight / total for name, weight in weights.items()},
        weighted=weighted,
        weighted_index=100 * (weighted - scale.lowest) / scale.span,
        unweighted=unweighted,
        unweighted_index=100 * (unweighted - scale.lowest) / scale.span,
        is_fallback=is_fallback,
    )


def engagement_index(rows: Iterable[Sequence[Answer]], *, scale: Scale = FIVE_POINTS) -> EngagementIndex:
    """Mean of persons' indices over those who answered every question of the block; one row a person.

    Built as the Employee Engagement Index of the UK civil service: answers become 0, 25, 50, 75, 100. From moments of
    persons' sums the same comes out of ``scale.indexed(sample, items=5)``.
    """
    persons: list[float] = []
    excluded = 0
    for row in rows:
        given = valid(row)
        if given and len(given) == len(row):
            persons.append(100 * (sum(given) - len(given) * scale.lowest) / (len(given) * scale.span))
        else:
            excluded += 1
    sample = sample_of(persons)
    return EngagementIndex(tuple(persons), excluded, sample.mean, sample)


def expectation_gaps(
    expectation: Mapping[str, float | None],
    perception: Mapping[str, float | None],
    points: Mapping[str, float] | None = None,
) -> ExpectationGaps | None:
    """SERVQUAL (Parasuraman, Zeithaml and Berry 1988): gap of each dimension that has both figures.

    Points are what respondents spread over the dimensions, usually 100 together; they are divided by the sum over
    the dimensions that count. None when no dimension has both figures.
    """
    gaps = {
        name: seen - expected
        for name, expected in expectation.items()
        if expected is not None and (seen := perception.get(name)) is not None
    }
    if not gaps:
        return None
    weights = {name: (points or {}).get(name, 0) for name in gaps}
    total = sum(weights.values())
    weighted = sum(weights[name] * gap for name, gap in gaps.items()) / total if total else None
    return ExpectationGaps(gaps, statistics.fmean(gaps.values()), weighted)
