"""What the group decided: numbered for ever, with effects that are links to what each decision changed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pghistory
from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from guidelines.models import Edition
from institutions import permissions
from institutions.models import GroupMembership, User
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting
from meetings.models.minutes import Minutes
from meetings.models.states import FINAL
from workplans.models import Activity, ActivityBody, Deadline

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class DecisionQuerySet(MultilingualQuerySet["Decision"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Members see all; everybody sees the public ones of meetings whose minutes are published."""
        if permissions.may(user, permissions.SEE_MEETING_PAPERS):
            return self
        published = Minutes.objects.visible_to(user).values("meeting")
        return self.filter(is_public=True, meeting__in=published)

    def in_force(self) -> Self:
        """Keep those no later decision has taken the place of."""
        return self.filter(superseded_by=None)

    def orphans(self) -> Self:
        """Keep those without any effect the portal knows; newest first."""
        return self.exclude(Exists(DecisionEffect.objects.filter(decision=OuterRef("pk")))).newest_first()

    def newest_first(self) -> Self:
        return self.order_by(F("decided_on").desc(), F("pk").desc())


class Decision(models.Model):
    """One decision. ``number`` is never used again, not even when the decision is superseded."""

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="decisions", verbose_name=_("meeting"))
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, related_name="decisions", verbose_name=_("agenda item")
    )
    serial = models.PositiveSmallIntegerField(editable=False)
    number = models.CharField(_("number"), max_length=60, unique=True, editable=False)
    text = models.TextField(_("text"), max_length=3000, help_text=_("Name institutions, not people."))
    source_language = models.CharField(_("source language"), max_length=2, choices=settings.LANGUAGES)
    is_public = models.BooleanField(_("public"), default=True)
    decided_on = models.DateField(_("decided on"))
    supersedes = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="superseded_by",
        verbose_name=_("supersedes"),
    )
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by"))
    recorded_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    objects = MultilingualManager.from_queryset(DecisionQuerySet)()

    effects: Any
    superseded_by: Any

    class Meta:
        verbose_name = _("decision")
        verbose_name_plural = _("decisions")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "serial"], name="decision_serial_once"),
            models.CheckConstraint(
                condition=Q(supersedes=None) | ~Q(supersedes=F("pk")), name="decision_not_its_own_successor"
            ),
        ]
        indexes = [models.Index(fields=["-decided_on"], name="decision_newest")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("meetings:decision", args=[self.meeting.code, self.serial])

    @classmethod
    @transaction.atomic
    def record(
        cls,
        meeting: Meeting,
        *,
        item: AgendaItem | None,
        words: Mapping[str, str],
        language: str,
        decided_on: date,
        by: User,
        is_public: bool = True,
        supersedes: Decision | None = None,
    ) -> Decision:
        """Give the decision the meeting's next number. ``words`` are its text by language, ``language`` the source."""
        locked = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
        last = cls.objects.filter(meeting=locked).aggregate(last=Max("serial"))["last"] or 0
        texts: dict[str, Any] = {f"text_{code}": words.get(code) or None for code, _name in settings.LANGUAGES}
        return cls.objects.create(
            meeting=locked,
            item=item,
            serial=last + 1,
            number=f"{locked.label}-D{last + 1}",
            source_language=language,
            decided_on=decided_on,
            recorded_by=by,
            is_public=is_public,
            supersedes=supersedes,
            **texts,
        )

    @property
    def is_provisional(self) -> bool:
        """Tell whether the minutes it stands in are not approved yet; one query unless they are loaded."""
        minutes = getattr(self.meeting, "minutes", None)
        return minutes is None or minutes.state not in FINAL


THINGS = ("deadline", "edition", "lead", "membership", "activity", "minutes")


def _only(thing: str) -> Q:
    """The row names this thing and no other."""
    empty: dict[str, Any] = {f"{other}__isnull": other != thing for other in THINGS}
    return Q(kind=thing, **empty)


@pghistory.track()
class DecisionEffect(models.Model):
    """What a decision changed: one thing, as its kind says. ``undone_by`` is the later decision that took it back."""

    class Kind(models.TextChoices):
        DEADLINE = "deadline", pgettext_lazy("effect of a decision", "deadline moved")
        EDITION = "edition", pgettext_lazy("effect of a decision", "text adopted")
        LEAD = "lead", pgettext_lazy("effect of a decision", "lead body replaced")
        MEMBERSHIP = "membership", pgettext_lazy("effect of a decision", "membership ended")
        ACTIVITY = "activity", pgettext_lazy("effect of a decision", "activity started, held, ended or reopened")
        MINUTES = "minutes", pgettext_lazy("effect of a decision", "minutes approved")

    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="effects", verbose_name=_("decision"))
    kind = models.CharField(_("effect"), max_length=12, choices=Kind.choices)
    deadline = models.ForeignKey(
        Deadline, on_delete=models.PROTECT, null=True, blank=True, related_name="effects", verbose_name=_("deadline")
    )
    edition = models.ForeignKey(
        Edition, on_delete=models.PROTECT, null=True, blank=True, related_name="effects", verbose_name=_("text")
    )
    lead = models.ForeignKey(
        ActivityBody,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="effects",
        verbose_name=_("lead body"),
    )
    membership = models.ForeignKey(
        GroupMembership, on_delete=models.PROTECT, null=True, blank=True, related_name="effects",
        verbose_name=_("membership"),
    )  # fmt: skip
    activity = models.ForeignKey(
        Activity, on_delete=models.PROTECT, null=True, blank=True, related_name="effects", verbose_name=_("activity")
    )
    minutes = models.ForeignKey(
        Minutes,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="effects",
        verbose_name=pgettext_lazy("record of a meeting", "minutes"),
    )
    applied_at = models.DateTimeField(_("took effect"), default=timezone.now, editable=False)
    applied_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    undone_by = models.ForeignKey(
        Decision,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="undoes",
        verbose_name=_("taken back by"),
    )

    class Meta:
        verbose_name = _("effect of a decision")
        verbose_name_plural = _("effects of decisions")
        ordering = ["applied_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(*(_only(thing) for thing in THINGS), _connector=Q.OR),
                name="decisioneffect_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.decision}: {self.get_kind_display()}"

    @property
    def thing(self) -> Any:
        """The row it changed or made."""
        return getattr(self, self.kind)

    @property
    def subject(self) -> Any:
        """What readers know of it by a page: the activity, the text, the institution or the meeting."""
        of_thing = {"deadline": "activity", "lead": "activity", "membership": "institution", "minutes": "meeting"}
        return getattr(self.thing, of_thing[self.kind]) if self.kind in of_thing else self.thing
