"""Where a survey stands, in numbers that a single answer does not move (REQ-8)."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from institutions.results.statistics.planning import response
from institutions.results.statistics.rounding import half_up
from surveys.models import Campaign


class SoFar(NamedTuple):
    """At least so many answers, and which percent of the people reached that is, where it is known who was asked."""

    answers: int
    percent: int | None


def so_far(campaign: Campaign) -> SoFar | None:
    """What may be told of the answers as of the last daily count; None of a small group, and before whole folds."""
    people = campaign.invited if campaign.invited is not None else campaign.population
    if campaign.state == Campaign.State.PLANNED or not campaign.shown_count:
        return None
    if people is not None and people < campaign.k_cell:
        return None
    reached = None if campaign.invited is None else campaign.invited - campaign.undeliverable
    if reached is None or reached < campaign.shown_count:
        return SoFar(campaign.shown_count, None)
    share = response(campaign.shown_count, invited=campaign.invited, undeliverable=campaign.undeliverable)
    whole = half_up(share.response_percent)
    return SoFar(campaign.shown_count, None if whole is None else int(whole))


def stage_of(campaign: Campaign, *, today: date, is_released: bool) -> str:
    """What comes next: plan, wait, run, close, mix, release, or learn from what is released."""
    if campaign.state == Campaign.State.PLANNED:
        return "plan"
    if campaign.state == Campaign.State.OPEN:
        if today < campaign.opens_on:
            return "wait"
        return "run" if today <= campaign.closes_on else "close"
    if campaign.state == Campaign.State.CLOSED:
        return "mix"
    return "learn" if is_released else "release"
