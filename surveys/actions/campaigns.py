"""The life of a survey in the hands of its coordinator: planned, opened for good, extended, put right."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from institutions.models import Institution
from surveys.actions.answering import issue_codes
from surveys.models import (
    Audience,
    Campaign,
    CampaignDimension,
    CodeKey,
    Edition,
    Item,
    ParticipationCode,
    Questionnaire,
)
from surveys.models.campaigns import THRESHOLDS

State = Campaign.State


class Obstacle(models.TextChoices):
    """Why a survey cannot be opened yet."""

    QUESTIONNAIRE = "questionnaire", _("The questionnaire is not published.")
    OVER = "over", _("The last day must lie ahead.")
    CODES = "codes", _("No codes have been printed.")
    THRESHOLDS = "thresholds", _("The thresholds are lower than this audience needs.")


class NotNow(Exception):
    """The survey stands elsewhere by now."""


class Unready(Exception):
    """The survey cannot be opened; ``obstacles`` say why."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__(", ".join(obstacles))
        self.obstacles = obstacles


class TooMany(Exception):
    """More codes than people; ``left`` may still be made."""

    def __init__(self, left: int) -> None:
        super().__init__(str(left))
        self.left = left


class Breakdown(NamedTuple):
    """A background question with its answers in groups, and how many people each group has, where all are known."""

    item: Item
    categories: list[list[str]]
    headcounts: list[int]


def locked(campaign: Campaign) -> Campaign:
    """The survey as it is now; others who change it wait. Within a transaction; raises NotNow once it is deleted."""
    rows = Campaign.objects.select_for_update(of=("self",), no_key=True).select_related("questionnaire")
    found = rows.filter(pk=campaign.pk).first()
    if found is None:
        raise NotNow
    return found


@transaction.atomic
def plan(institution: Institution, said: Mapping[str, Any]) -> Campaign:
    """A new survey of the institution."""
    return Campaign.objects.create(institution=institution, **said)


@transaction.atomic
def rewrite(campaign: Campaign, said: Mapping[str, Any]) -> None:
    """Change the plan; breakdowns by questions that are not asked any more go. Raises NotNow once it is open."""
    now = locked(campaign)
    if now.state != State.PLANNED:
        raise NotNow
    for name, value in said.items():
        setattr(now, name, value)
    now.save(update_fields=list(said))
    _forget_what_is_not_asked(now)


def _forget_what_is_not_asked(campaign: Campaign) -> None:
    campaign.dimensions.exclude(item__questionnaire=campaign.questionnaire_id).delete()


@transaction.atomic
def declare(campaign: Campaign, breakdowns: Sequence[Breakdown]) -> None:
    """Say by which questions results may be shown, once and for all. Raises NotNow once the survey is open."""
    if locked(campaign).state != State.PLANNED:
        raise NotNow
    CampaignDimension.objects.filter(campaign=campaign).delete()
    for position, one in enumerate(breakdowns, start=1):
        CampaignDimension.objects.create(campaign=campaign, position=position, **one._asdict())


@transaction.atomic
def drop(campaign: Campaign) -> None:
    """Delete a survey nobody could answer yet, with its codes. Raises NotNow once it is open."""
    if locked(campaign).state != State.PLANNED:
        raise NotNow
    campaign.delete()


def obstacles(campaign: Campaign, *, today: date, has_codes: bool) -> list[Obstacle]:
    """What stands in the way of opening."""
    least = THRESHOLDS[Audience(campaign.questionnaire.audience)]
    found = {
        Obstacle.QUESTIONNAIRE: campaign.questionnaire.state != Questionnaire.State.PUBLISHED,
        Obstacle.OVER: campaign.closes_on <= today,
        Obstacle.CODES: campaign.mode == Campaign.Mode.CODES and not has_codes,
        Obstacle.THRESHOLDS: any(getattr(campaign, name) < lowest for name, lowest in least.items()),
    }
    return [obstacle for obstacle, stands in found.items() if stands]


@transaction.atomic
def open_survey(campaign: Campaign, *, today: date) -> None:
    """Let answers in; from now on what was promised stays. Twice does no harm. Raises NotNow and Unready.

    A first day that has passed becomes today, and no fewer are asked than have codes (REQ-22).
    """
    now = locked(campaign)
    if now.state == State.OPEN:
        return
    if now.state != State.PLANNED:
        raise NotNow
    codes = ParticipationCode.objects.filter(campaign=now).count()
    if found := obstacles(now, today=today, has_codes=bool(codes)):
        raise Unready(found)
    now.state, now.opens_on = State.OPEN, max(now.opens_on, today)
    if now.mode == Campaign.Mode.CODES:
        now.invited = max(now.invited or 0, codes)
    _forget_what_is_not_asked(now)  # the office can change the questionnaire, too
    now.save(update_fields=["state", "opens_on", "invited"])


@transaction.atomic
def extend(campaign: Campaign, closes_on: date, *, today: date) -> None:
    """Let people answer longer, even in the hour in which it would close. Raises NotNow once it is closed.

    A day no later than the last one changes nothing.
    """
    now = locked(campaign)
    if now.state != State.OPEN:
        raise NotNow
    if closes_on > now.closes_on and closes_on >= today:
        now.closes_on = closes_on
        now.save(update_fields=["closes_on"])


@transaction.atomic
def correct(campaign: Campaign, *, invited: int | None, undeliverable: int) -> None:
    """Put right how many were asked and could not be reached, at any time."""
    now = locked(campaign)
    now.invited, now.undeliverable = invited, undeliverable
    now.save(update_fields=["invited", "undeliverable"])


@transaction.atomic
def give_out(campaign: Campaign, number: int) -> list[str]:
    """Make so many more codes; never more than there are people. Raises NotNow once the survey is open, and TooMany."""
    now = locked(campaign)
    if now.state != State.PLANNED or now.mode != Campaign.Mode.CODES:
        raise NotNow
    left = (now.population or 0) - ParticipationCode.objects.filter(campaign=now).count()
    if number > left:
        raise TooMany(max(left, 0))
    return issue_codes(now, number)


@transaction.atomic
def void_codes(campaign: Campaign) -> int:
    """Make all printed codes worthless, to begin again; return how many. Raises NotNow once the survey is open."""
    if locked(campaign).state != State.PLANNED:
        raise NotNow
    number, _by_table = ParticipationCode.objects.filter(campaign=campaign).delete()
    CodeKey.objects.filter(campaign=campaign).delete()
    return number


@transaction.atomic
def write_edition(edition: Edition | None, said: Mapping[str, Any]) -> Edition:
    """Make an edition, or change one."""
    written = edition or Edition()
    for name, value in said.items():
        setattr(written, name, value)
    written.save()
    return written
