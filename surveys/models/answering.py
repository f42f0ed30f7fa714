"""Answers, which no time, no order and no number leads back to somebody.

Nothing here has a date, a sequence or a key of a person. An answer waits in a small table, is mixed with others and
folded into the lasting one, where it stands under another random key; the code it was given with is gone by then.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from surveys.models.campaigns import FLOOR, Campaign
from surveys.models.questionnaires import Item


class CodeKey(models.Model):
    """What makes fingerprints of a campaign's codes; destroyed when the campaign is sealed, and in no history."""

    campaign = models.OneToOneField(
        Campaign, on_delete=models.CASCADE, primary_key=True, related_name="code_key", verbose_name=_("survey")
    )
    secret = models.BinaryField(max_length=32)

    class Meta:
        verbose_name = _("key of participation codes")
        verbose_name_plural = _("keys of participation codes")

    def __str__(self) -> str:
        return str(self.campaign)


class ParticipationCode(models.Model):
    """A code that is still good: only its fingerprint under the campaign's key; used, the row is gone."""

    fingerprint = models.BinaryField(primary_key=True, max_length=32)
    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="codes", verbose_name=_("survey"))

    class Meta:
        verbose_name = _("participation code")
        verbose_name_plural = _("participation codes")

    def __str__(self) -> str:
        return str(self.campaign)


class Answers(models.Model):
    """What somebody answered: a byte for each question with a scale, in the order of the questionnaire.

    0 is no answer, 1 to m the place on the scale, 254 not applicable. ``d1`` to ``d3`` are the categories of the
    breakdowns the campaign declared, 0 where there is none or no answer.
    """

    d1 = models.PositiveSmallIntegerField(default=0)
    d2 = models.PositiveSmallIntegerField(default=0)
    d3 = models.PositiveSmallIntegerField(default=0)
    answers = models.BinaryField()

    class Meta:
        abstract = True


class AnswerOnItsWay(Answers):
    """An answer before it is folded, still with its words: ``texts`` by key of the question."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    texts = models.JSONField(default=dict, blank=True)

    class Meta:
        abstract = True


class HeldAnswer(AnswerOnItsWay):
    """An answer from a browser that could not prove its work; a coordinator takes all of them, or none."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="held", verbose_name=_("survey"))

    class Meta:
        verbose_name = _("answer that is held back")
        verbose_name_plural = _("answers that are held back")

    def __str__(self) -> str:
        return str(self.campaign)


class PaperLot(models.Model):
    """Answers on paper, typed in together; committed only as a group, and gone from here then.

    ``checked`` of them were typed in a second time; ``agreed`` and ``compared`` are answers that were the same in
    both, and answers in all.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="lots", verbose_name=_("survey"))
    number = models.PositiveSmallIntegerField(_("number"))
    is_committed = models.BooleanField(_("handed in"), default=False)
    size = models.PositiveIntegerField(_("answers on paper"), default=0)
    checked = models.PositiveIntegerField(_("typed in twice"), default=0)
    compared = models.PositiveIntegerField(default=0)
    agreed = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("lot of answers on paper")
        verbose_name_plural = _("lots of answers on paper")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "number"], name="paperlot_number_once"),
            models.CheckConstraint(
                condition=models.Q(is_committed=False) | models.Q(size__gte=FLOOR),
                name="paperlot_large_enough",
                violation_error_message=_("A lot is handed in only as a group."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.number}"

    @property
    def agreement(self) -> float | None:
        """Percent of the answers typed in twice that were the same; nothing where none was."""
        return 100 * self.agreed / self.compared if self.compared else None


class PaperSlip(AnswerOnItsWay):
    """One answer on paper until its lot is handed in.

    ``is_drawn`` asks for a second keying, ``again`` is what it read.
    """

    lot = models.ForeignKey(PaperLot, on_delete=models.CASCADE, related_name="slips", verbose_name=_("lot"))
    number = models.PositiveSmallIntegerField(_("number on the slip"))
    is_drawn = models.BooleanField(default=False)
    again = models.BinaryField(null=True)

    class Meta:
        verbose_name = _("answer on paper")
        verbose_name_plural = _("answers on paper")
        constraints = [models.UniqueConstraint(fields=["lot", "number"], name="paperslip_number_once")]

    def __str__(self) -> str:
        return str(self.number)


class WaitingAnswer(AnswerOnItsWay):
    """An answer that waits to be mixed with others."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="waiting", verbose_name=_("survey"))

    class Meta:
        verbose_name = _("answer that waits")
        verbose_name_plural = _("answers that wait")

    def __str__(self) -> str:
        return str(self.campaign)


class Response(Answers):
    """An answer at rest. The table is divided by campaign, so that a national survey fills many small ones."""

    pk = models.CompositePrimaryKey("campaign_id", "id")
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="responses", verbose_name=_("survey"))
    id = models.UUIDField(default=uuid.uuid4, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("survey", "answer")
        verbose_name_plural = pgettext_lazy("survey", "answers")

    def __str__(self) -> str:
        return str(self.campaign)


class TextTheme(models.Model):
    """What several people wrote about, in the reviewer's words."""

    campaign = models.ForeignKey(Campaign, on_delete=models.CASCADE, related_name="themes", verbose_name=_("survey"))
    name = models.CharField(_("theme"), max_length=100)

    class Meta:
        verbose_name = _("theme")
        verbose_name_plural = _("themes")
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "name"],
                name="texttheme_once",
                violation_error_message=_("There is a theme of this name."),
            )
        ]

    def __str__(self) -> str:
        return self.name


class TextAnswer(models.Model):
    """Words somebody wrote, apart from everything else she answered; read by a reviewer before anybody.

    ``shown`` is what the reviewer lets others read: the same words, or without what tells who wrote them. ``text``,
    the words themselves, is emptied by the release.
    """

    class State(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("words of an answer", "not read yet")
        KEPT = "kept", pgettext_lazy("words of an answer", "shown")
        DROPPED = "dropped", pgettext_lazy("words of an answer", "not shown")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="texts", verbose_name=_("survey"))
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+", verbose_name=_("question"))
    text = models.TextField(_("words"), blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    shown = models.TextField(_("words shown"), blank=True)
    theme = models.ForeignKey(
        TextTheme, on_delete=models.SET_NULL, null=True, blank=True, related_name="texts", verbose_name=_("theme")
    )

    class Meta:
        verbose_name = _("words of an answer")
        verbose_name_plural = _("words of answers")

    def __str__(self) -> str:
        return self.shown


class Rollup(models.Model):
    """Counts of all answers of a campaign (``dimension`` 0), or of one category; ``shard`` lets workers count at once.

    ``counts`` and ``joint`` are laid out by ``surveys.results.layout``; ``moments`` are n, sum and sum of squares of
    each index, in hundredths of a point.
    """

    campaign = models.ForeignKey(Campaign, on_delete=models.PROTECT, related_name="rollups", verbose_name=_("survey"))
    dimension = models.PositiveSmallIntegerField(default=0)
    category = models.PositiveSmallIntegerField(default=0)
    shard = models.PositiveSmallIntegerField(default=0)
    n = models.PositiveBigIntegerField(default=0)
    counts: Any = ArrayField(models.BigIntegerField(), default=list)
    joint: Any = ArrayField(models.BigIntegerField(), default=list)
    moments: Any = ArrayField(models.BigIntegerField(), default=list)

    class Meta:
        verbose_name = _("counts of a survey")
        verbose_name_plural = _("counts of surveys")
        constraints = [
            models.UniqueConstraint(fields=["campaign", "dimension", "category", "shard"], name="rollup_once"),
        ]

    def __str__(self) -> str:
        return f"{self.campaign}: {self.n}"
