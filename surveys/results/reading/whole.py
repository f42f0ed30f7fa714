"""All parts of a reading in the order in which they answer questions."""

from __future__ import annotations

from surveys.models import Release
from surveys.results.reading import groups, measures, method, pictures, summary
from surveys.results.reading.names import Names
from surveys.results.reading.parts import Part
from surveys.results.released import Payload


def read(release: Release) -> list[Part]:
    """What a release says, in the active language; four queries, however much it holds."""
    payload: Payload = release.payload
    names = Names(release.campaign.questionnaire)
    return [
        summary.in_short(payload, names),
        summary.response(payload, release.campaign),
        measures.themes(payload, names),
        *measures.items(payload, names),
        *pictures.importance(payload, names),
        *groups.breakdowns(payload, names),
        *groups.texts(payload, names),
        *groups.bias(payload, names),
        method.card(release, names),
    ]
