"""Makes results final: computed, checked for disclosure, hashed, and filed as evidence; the words people wrote go."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from surveys.models import Audience, Campaign, Evidence, Release, ReleaseLedger, TextAnswer
from surveys.results.computing import Computed, compute
from surveys.results.disclosure.publishing import may_follow
from surveys.results.words import readable

Standard = Evidence.Standard
MONITORING = "9.1.2"  # the clause of ISO 9001 that asks what customers think
PERCEPTIONS = {Audience.USERS: "6.1", Audience.EMPLOYEES: "7.1"}  # sub-criteria of CAF: what people think of us


class Obstacle(models.TextChoices):
    """Why a survey cannot be released."""

    NOT_SEALED = "not_sealed", _("The survey is not sealed yet.")
    TOO_FEW = "too_few", _("Too few people answered: nothing will be shown of this survey.")
    TEXTS = "texts", _("Somebody must read what people wrote first.")
    TOO_FEW_NEW = "too_few_new", _("Too few answers came after the last release: they would be seen by themselves.")
    GIVES_AWAY = "gives_away", _("Together with what was released before, this would give single people away.")


class NotReady(Exception):
    """The survey cannot be released; ``obstacles`` say why."""

    def __init__(self, obstacles: list[Obstacle]) -> None:
        super().__init__(", ".join(obstacles))
        self.obstacles = obstacles


class OtherResults(Exception):
    """The results are others than those that were read before releasing them."""


@dataclass(frozen=True)
class Preview:
    """What a release would be: without obstacles exactly what ``release`` stores."""

    obstacles: list[Obstacle]
    computed: Computed | None


def preview(campaign: Campaign) -> Preview:
    """Compute what would be released, and store nothing."""
    if campaign.state != Campaign.State.SEALED:
        return Preview([Obstacle.NOT_SEALED], None)
    n = campaign.responses.count()
    if n < campaign.k_total:
        return Preview([Obstacle.TOO_FEW], None)
    earlier = list(campaign.releases.select_related("ledger").order_by("number"))
    found = [Obstacle.TEXTS] if readable(campaign).filter(state=TextAnswer.State.WAITING).exists() else []
    if any(not may_follow(before.n, n, campaign.fold_size) for before in earlier):
        return Preview([*found, Obstacle.TOO_FEW_NEW], None)
    computed = compute(campaign, [before.ledger.content for before in earlier])
    if computed.payload is None:
        found.append(Obstacle.GIVES_AWAY)
    return Preview(found, computed)


def draft(campaign: Campaign, found: Preview, today: date) -> Release | None:
    """The release of a preview, not stored; None where there is nothing to show."""
    if found.computed is None or found.computed.payload is None:
        return None
    payload, card = _settled(found.computed.payload), _settled(found.computed.card)
    return Release(
        campaign=campaign,
        n=found.computed.n,
        payload=payload,
        card=card,
        sha256=fingerprint(payload, card),
        released_on=today,
    )


@transaction.atomic
def release(campaign: Campaign, today: date, *, seen: str = "") -> Release:
    """Release the survey's results for good; the same again where nothing changed.

    ``seen`` is the fingerprint of what was read before. Raises NotReady and OtherResults.
    """
    Campaign.objects.select_for_update(no_key=True).get(pk=campaign.pk)
    campaign = Campaign.objects.for_list().get(pk=campaign.pk)
    found = preview(campaign)
    made = draft(campaign, found, today)
    if found.obstacles or found.computed is None or made is None:
        raise NotReady(found.obstacles)
    if seen and seen != made.sha256:
        raise OtherResults
    last = campaign.releases.order_by("-number").first()
    if last is not None and last.sha256 == made.sha256:
        return last
    made.number = last.number + 1 if last else 1
    made.save(force_insert=True)
    ReleaseLedger.objects.create(release=made, content=found.computed.ledger)
    _file(made)
    TextAnswer.objects.filter(campaign=campaign).exclude(text="").update(text="")
    return made


def publish(release: Release) -> None:
    """Let everybody read the release."""
    Release.objects.filter(pk=release.pk, is_public=False).update(is_public=True)


def unpublish(release: Release) -> None:
    """Keep the release within the institution again."""
    Release.objects.filter(pk=release.pk, is_public=True).update(is_public=False)


def verify(release: Release) -> bool:
    """Tell whether the release is what was released."""
    return release.sha256 == fingerprint(release.payload, release.card)


def fingerprint(payload: Any, card: Any) -> str:
    """SHA-256 of both as canonical JSON in UTF-8: keys sorted, no spaces."""
    text = json.dumps({"card": card, "payload": payload}, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def _settled(value: Any) -> Any:
    """The same as the database gives it back: lists for tuples, and one zero."""
    if isinstance(value, dict):
        return {name: _settled(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_settled(part) for part in value]
    return value + 0.0 if isinstance(value, float) else value


def _file(release: Release) -> None:
    """File a release under what its dimensions and questions speak to, and under what every survey is evidence of."""
    asked = release.campaign.questionnaire
    everybody = release.payload["cells"][0]
    found: dict[tuple[str, str], list[str]] = defaultdict(list)
    found[Standard.CAF, PERCEPTIONS[Audience(asked.audience)]] = []
    found[Standard.ISO, MONITORING] = []
    for rows, results in ((asked.dimensions.all(), everybody["dimensions"]), (asked.items.all(), everybody["items"])):
        for row in rows:
            if results.get(row.code) is None:
                continue
            for standard, references in ((Standard.CAF, row.caf), (Standard.ISO, row.iso)):
                for reference in references:
                    found[standard, reference].append(row.code)
    Evidence.objects.bulk_create(
        Evidence(release=release, standard=standard, reference=reference, codes=codes)
        for (standard, reference), codes in found.items()
    )
