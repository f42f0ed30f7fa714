"""All parts of a reading in the order in which they answer questions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from surveys.models import Improvement, Release
from surveys.results.beside import Beside
from surveys.results.reading import deeds, groups, history, measures, method, others, pictures, summary
from surveys.results.reading.names import Names
from surveys.results.reading.parts import Part
from surveys.results.released import Payload
from surveys.results.trends import Trend


def read(
    release: Release,
    *,
    beside: Mapping[str, Beside] | None = None,
    trend: Trend | None = None,
    improvements: Iterable[Improvement] = (),
) -> list[Part]:
    """What a release says, in the active language; four queries, however much it holds.

    ``beside``, ``trend`` and ``improvements`` are what the reader may see of others, of earlier surveys, and of what
    is done.
    """
    payload: Payload = release.payload
    names = Names(release.campaign.questionnaire)
    return [
        summary.in_short(payload, names),
        summary.response(payload, release.campaign),
        measures.themes(payload, names),
        *others.beside_others(beside or {}, names),
        *measures.items(payload, names),
        *pictures.importance(payload, names),
        *history.history(trend, names),
        *groups.breakdowns(payload, names),
        *groups.texts(payload, names),
        *groups.bias(payload, names),
        *others.expected(beside or {}, names),
        *deeds.deeds(improvements, names),
        method.card(release, names),
    ]
