"""Minutes: one text per agenda item, kept with its history; approved once, then frozen; later only errata."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pgtrigger
from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from institutions import permissions
from institutions.models import Institution, User
from meetings.models.agenda import AgendaItem
from meetings.models.meetings import Meeting
from meetings.models.states import FINAL, MinutesState, NotNow

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ChangedMeanwhile(Exception):
    """Somebody saved another text; ``entry`` is as it is now, nothing of the new text was saved."""

    def __init__(self, entry: MinutesEntry) -> None:
        self.entry = entry


class NotReady(Exception):
    """Something is missing; ``obstacles`` are codes: ``no text``, ``corrections``, ``too early``, ``names``,
    ``day``, ``not yet``, ``called off``."""

    def __init__(self, *obstacles: str) -> None:
        super().__init__(", ".join(obstacles))
        self.obstacles = obstacles


class MinutesQuerySet(MultilingualQuerySet["Minutes"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The secretariat sees drafts, members what was circulated, everybody the public text of published ones."""
        if permissions.may(user, permissions.WRITE_MINUTES):
            return self
        if permissions.may(user, permissions.SEE_MEETING_PAPERS):
            return self.exclude(state=MinutesState.DRAFTING)
        return self.filter(state=MinutesState.PUBLISHED, meeting__in=Meeting.objects.visible_to(user))

    def unapproved(self) -> Self:
        return self.exclude(state__in=FINAL)

    def silent_on(self, today: date) -> Self:
        """Keep those whose period for corrections is over without an open correction."""
        due = self.filter(state=MinutesState.CIRCULATED, corrections_until__lt=today)
        return due.exclude(corrections__state=Correction.State.OPEN)


class Minutes(models.Model):
    """The minutes of one meeting. ``full`` and ``public`` are the frozen texts, made when they are approved.

    Both are lists of ``{"item", "number", "title": {language: words}, "text"}`` in the order of the agenda; ``item``
    is the key of the agenda item.
    """

    State = MinutesState
    NotReady = NotReady
    NotNow = NotNow

    meeting = models.OneToOneField(Meeting, on_delete=models.PROTECT, related_name="minutes", verbose_name=_("meeting"))
    state = models.CharField(_("state"), max_length=10, choices=MinutesState.choices, default=MinutesState.DRAFTING)
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES)
    summary = models.TextField(
        _("summary"), blank=True, max_length=3000, help_text=_("For the public, in every language. Name institutions.")
    )
    corrections_until = models.DateField(_("corrections until"), null=True, blank=True)
    circulated_at = models.DateTimeField(_("circulated"), null=True, blank=True)
    approved_at = models.DateTimeField(_("approved"), null=True, blank=True)
    approved_by = models.ForeignKey(
        "Decision", on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decision")
    )
    published_at = models.DateTimeField(_("published"), null=True, blank=True)
    full = models.JSONField(_("approved text"), null=True, blank=True, editable=False)
    public = models.JSONField(_("public text"), null=True, blank=True, editable=False)
    digest = models.CharField("SHA-256", max_length=64, blank=True, editable=False)

    objects = MultilingualManager.from_queryset(MinutesQuerySet)()

    entries: Any
    corrections: Any
    errata: Any

    class Meta:
        verbose_name = pgettext_lazy("record of a meeting", "minutes")
        verbose_name_plural = pgettext_lazy("record of a meeting", "minutes")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["drafting", "circulated"], full=None, digest="", approved_at=None)
                | (
                    Q(state__in=["approved", "published"], full__isnull=False, approved_at__isnull=False)
                    & ~Q(digest="")
                ),
                name="minutes_approved_has_text",
            ),
            models.CheckConstraint(
                condition=~Q(state="circulated") | Q(corrections_until__isnull=False, circulated_at__isnull=False),
                name="minutes_circulated_has_end",
            ),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(public__isnull=False, published_at__isnull=False),
                name="minutes_published_has_public_text",
            ),
        ]
        triggers = [
            pgtrigger.Protect(
                name="approved_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state__in=["approved", "published"])
                & (
                    pgtrigger.Q(new__full__df=pgtrigger.F("old__full"))
                    | pgtrigger.Q(new__digest__df=pgtrigger.F("old__digest"))
                    | pgtrigger.Q(new__state__in=["drafting", "circulated"])
                ),
            ),
            pgtrigger.Protect(
                name="published_stays",
                operation=pgtrigger.Update,
                condition=pgtrigger.Q(old__state="published") & pgtrigger.Q(new__public__df=pgtrigger.F("old__public")),
            ),
            pgtrigger.Protect(
                name="approved_never_deleted",
                operation=pgtrigger.Delete,
                condition=pgtrigger.Q(old__state__in=["approved", "published"]),
            ),
        ]

    def __str__(self) -> str:
        return str(_("Minutes: %(meeting)s") % {"meeting": self.meeting})

    def get_absolute_url(self) -> str:
        return reverse("meetings:minutes", args=[self.meeting.code])

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    def takes_corrections(self, today: date) -> bool:
        """Tell whether members can propose them: it is circulated, and the last day for it has not passed."""
        until = self.corrections_until
        return self.state == MinutesState.CIRCULATED and until is not None and today <= until

    @property
    def has_true_text(self) -> bool:
        """Tell whether the approved text is still the one that was approved."""
        return self.full is not None and self.digest == digest_of(self.full)


def digest_of(text: list[dict[str, Any]]) -> str:
    """SHA-256 of a frozen text, whatever order JSON keeps its keys in."""
    return hashlib.sha256(json.dumps(text, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class MinutesEntry(models.Model):
    """What the minutes say of one agenda item, or (without one) at the beginning. ``version`` counts its saves."""

    ChangedMeanwhile = ChangedMeanwhile

    minutes = models.ForeignKey(
        Minutes,
        on_delete=models.CASCADE,
        related_name="entries",
        verbose_name=pgettext_lazy("record of a meeting", "minutes"),
    )
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="entries", verbose_name=_("item")
    )
    body = models.TextField(_("text"), blank=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    versions: Any

    class Meta:
        verbose_name = _("entry of minutes")
        verbose_name_plural = _("entries of minutes")
        constraints = [
            models.UniqueConstraint(fields=["minutes", "item"], nulls_distinct=False, name="entry_once"),
        ]

    def __str__(self) -> str:
        return str(self.item or self.minutes)

    @transaction.atomic
    def write(self, body: str, *, base: int, by: User) -> EntryVersion | None:
        """Save the text and keep the one before it. ``base`` is the version the writer began with.

        Returns nothing where the text is there already. Raises ChangedMeanwhile where somebody was faster and NotNow
        where the minutes are approved.
        """
        minutes = Minutes.objects.select_for_update(no_key=True).get(pk=self.minutes_id)
        entry = MinutesEntry.objects.select_for_update(of=("self",)).select_related("item").get(pk=self.pk)
        if minutes.is_final:
            raise NotNow(minutes.state)
        if entry.body == body:
            return None
        if entry.version != base:
            raise ChangedMeanwhile(entry)
        entry.body, entry.version = body, entry.version + 1
        entry.save(update_fields=["body", "version"])
        self.body, self.version = entry.body, entry.version
        UnsavedEntry.objects.filter(entry=entry, person=by).delete()
        return EntryVersion.objects.create(entry=entry, number=entry.version, body=body, author=by)


class EntryVersion(models.Model):
    """One version of an entry; only added to."""

    entry = models.ForeignKey(MinutesEntry, on_delete=models.CASCADE, related_name="versions", verbose_name=_("entry"))
    number = models.PositiveIntegerField(_("number"))
    body = models.TextField(_("text"), blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("version of an entry")
        verbose_name_plural = _("versions of entries")
        constraints = [models.UniqueConstraint(fields=["entry", "number"], name="entryversion_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.entry}: {self.number}"


class UnsavedEntry(models.Model):
    """What somebody has typed and not saved; nobody else sees it."""

    entry = models.ForeignKey(MinutesEntry, on_delete=models.CASCADE, related_name="unsaved")
    person = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    body = models.TextField(blank=True)
    base = models.PositiveIntegerField(default=0)
    typed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("unsaved entry")
        verbose_name_plural = _("unsaved entries")
        constraints = [models.UniqueConstraint(fields=["entry", "person"], name="unsavedentry_once")]

    def __str__(self) -> str:
        return str(self.entry)


class Correction(models.Model):
    """What a member would have otherwise in circulated minutes, and what the secretariat answered."""

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("correction", "waits for an answer")
        ACCEPTED = "accepted", pgettext_lazy("correction", "accepted")
        DECLINED = "declined", pgettext_lazy("correction", "declined")
        WITHDRAWN = "withdrawn", pgettext_lazy("correction", "taken back")

    minutes = models.ForeignKey(
        Minutes,
        on_delete=models.CASCADE,
        related_name="corrections",
        verbose_name=pgettext_lazy("record of a meeting", "minutes"),
    )
    entry = models.ForeignKey(
        MinutesEntry, on_delete=models.CASCADE, related_name="corrections", verbose_name=_("entry")
    )
    text = models.TextField(_("what should be different"), max_length=2000)
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    proposed_for = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("on behalf of")
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.CharField(_("answer"), max_length=500, blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True, blank=True)

    class Meta:
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")
        ordering = ["proposed_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="correction_has_text"),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(answer=""),
                name="correction_declined_with_reason",
                violation_error_message=_("Say why the correction is declined."),
            ),
        ]

    def __str__(self) -> str:
        return self.text[:80]


class Erratum(models.Model):
    """A correction of an approved text, with its own number and decision; the text itself stays as it was."""

    minutes = models.ForeignKey(
        Minutes,
        on_delete=models.PROTECT,
        related_name="errata",
        verbose_name=pgettext_lazy("record of a meeting", "minutes"),
    )
    item = models.ForeignKey(
        AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="errata", verbose_name=_("item")
    )
    number = models.PositiveSmallIntegerField(_("number"))
    text = models.TextField(_("text"), max_length=2000, help_text=_("Name institutions, not people."))
    decision = models.ForeignKey("Decision", on_delete=models.PROTECT, related_name="+", verbose_name=_("decision"))
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    objects = MultilingualManager()

    class Meta:
        verbose_name = _("erratum")
        verbose_name_plural = _("errata")
        ordering = [F("number").asc()]
        constraints = [models.UniqueConstraint(fields=["minutes", "number"], name="erratum_number_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.minutes}: {self.number}"
