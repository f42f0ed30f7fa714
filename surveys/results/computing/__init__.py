"""From answers to the payload of a release: gathered once, planned for disclosure, then put into figures.

In the order of use: ``frame`` knows what was asked and promised, ``gathering`` counts, ``ledgers`` remembers earlier
releases, ``showing`` decides what may be seen, and the rest makes figures of it. Nothing is stored here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from institutions.results import statistics as stats
from surveys.models import Campaign
from surveys.results.computing import pictures
from surveys.results.computing.carding import card
from surveys.results.computing.cells import cell_results
from surveys.results.computing.figures import estimate
from surveys.results.computing.frame import Frame, frame_of
from surveys.results.computing.gathering import Gathered, gather
from surveys.results.computing.ledgers import EVERYBODY, Content, write
from surveys.results.computing.showing import Planner, Showing
from surveys.results.computing.words import text_results
from surveys.results.released import VERSION, Card, Estimate, Payload

__all__ = ["Computed", "compute", "gather"]


@dataclass(frozen=True)
class Computed:
    """What would be released. ``payload`` is None where nothing may be: too few answers, or too few new ones."""

    n: int
    payload: Payload | None
    card: Card
    ledger: Content


def compute(campaign: Campaign, earlier: Sequence[Content] = ()) -> Computed:
    """Compute a release of the survey; ``earlier`` are the ledgers of those before, in order."""
    frame = frame_of(campaign)
    gathered = gather(frame)
    planner = Planner(frame, gathered, earlier)
    showing = planner.show()
    n = sum(gathered.snapshot.values())
    counts = {EVERYBODY: gathered.snapshot, **{name: gathered.answered(name) for name in showing.measures}}
    payload = _payload(frame, gathered, planner, showing) if showing.plan.total else None
    return Computed(n, payload, card(frame, n), write(counts, showing.plans))


def _payload(frame: Frame, gathered: Gathered, planner: Planner, showing: Showing) -> Payload:
    campaign = frame.campaign
    cells = cell_results(frame, planner, showing)
    everybody = cells[0]
    return {
        "version": VERSION,
        "audience": "employees" if frame.is_staff else "users",
        "n": everybody["n"],
        "asked": None if campaign.invited is None else campaign.invited - campaign.undeliverable,
        "rate": _rate(campaign, everybody["n"]),
        "cells": cells,
        "withheld": [frame.by(places) for places in showing.plan.withheld],
        "derived": pictures.derived(frame, gathered, everybody),
        "stated": pictures.stated(frame, everybody),
        "reliability": pictures.reliability(frame, gathered, showing),
        "texts": text_results(campaign),
        "bias": pictures.bias(frame, showing),
        "comparability": dict(campaign.questionnaire.items.order_by("position").values_list("code", "comparability")),
    }


def _rate(campaign: Campaign, n: int) -> Estimate | None:
    """Percent of those reached who answered; nothing where more answered, since then whoever wished did."""
    if not campaign.invited or n > (reached := campaign.invited - campaign.undeliverable) or not reached:
        return None
    rate = stats.response(n, invited=campaign.invited, undeliverable=campaign.undeliverable).response_percent
    if rate is None:
        return None
    is_sample = campaign.approach == Campaign.Approach.SAMPLE
    return estimate(n, rate, stats.wilson(n, reached) if is_sample else None)
