"""What somebody has to do after a meeting: always for an institution, closed or put off with one click, never lost."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self

import pghistory
import pgtrigger
from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, ExpressionWrapper, F, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions import permissions
from institutions.models import Affiliation, Institution, User
from institutions.permissions import Place
from meetings.models.agenda import AgendaItem
from meetings.models.decisions import Decision
from meetings.models.meetings import Meeting
from meetings.models.states import NotNow

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser


class ActionItemQuerySet(models.QuerySet["ActionItem"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Members see all, the public none."""
        return self if permissions.may(user, permissions.SEE_MEETING_PAPERS) else self.none()

    def open(self) -> Self:
        return self.filter(state=ActionItem.State.OPEN)

    def overdue(self, today: date) -> Self:
        return self.open().filter(due_on__lt=today)

    def owed_by(self, user: User) -> Self:
        """Keep open ones that are hers, and those of institutions she coordinates that nobody owns."""
        coordinated = permissions.institutions_where(user, permissions.EDIT_ACTION)
        return self.open().filter(Q(owner=user) | Q(owner=None, institution__in=coordinated))

    def unattended(self, today: date) -> Self:
        """Keep open ones without owner, of institutions that nobody coordinates: the secretariat looks after them."""
        coordinating = Affiliation.objects.counting(today).filter(role=Affiliation.Role.COORDINATOR)
        return self.open().filter(owner=None).exclude(Exists(coordinating.filter(institution=OuterRef("institution"))))

    def by_date(self) -> Self:
        return self.order_by("due_on", "pk")

    def for_list(self, today: date) -> Self:
        """Fetch what a line shows, and tell which ones are late: ``is_overdue``."""
        late = Q(state=ActionItem.State.OPEN, due_on__lt=today)
        return self.select_related("meeting", "institution", "owner").annotate(
            is_overdue=ExpressionWrapper(late, output_field=models.BooleanField())
        )


@pghistory.track()
class ActionItem(models.Model):
    """One task. ``number`` is never used again. The text stays in the language it was written in."""

    NotNow = NotNow

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("action item", "open")
        DONE = "done", pgettext_lazy("action item", "done")
        DROPPED = "dropped", pgettext_lazy("action item", "dropped")

    meeting = models.ForeignKey(Meeting, on_delete=models.PROTECT, related_name="actions", verbose_name=_("meeting"))
    item = models.ForeignKey(
        AgendaItem,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="actions",
        verbose_name=_("agenda item"),
    )
    decision = models.ForeignKey(
        Decision, on_delete=models.PROTECT, null=True, blank=True, related_name="actions", verbose_name=_("decision")
    )
    serial = models.PositiveSmallIntegerField(editable=False)
    number = models.CharField(_("number"), max_length=60, unique=True, editable=False)
    text = models.CharField(_("what is to be done"), max_length=500)
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES)
    institution = models.ForeignKey(
        Institution, on_delete=models.PROTECT, related_name="actions", verbose_name=_("institution")
    )
    owner = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="actions", verbose_name=_("person")
    )
    due_on = models.DateField(_("due"))
    version = models.PositiveIntegerField(default=1, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    closing_note = models.CharField(_("what came of it"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True, editable=False)
    closed_by = models.ForeignKey(
        User, on_delete=models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("closed by")
    )
    added_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("added by"))
    added_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    objects = ActionItemQuerySet.as_manager()

    postponements: Any
    is_overdue: bool  # by ``for_list``

    class Meta:
        verbose_name = _("action item")
        verbose_name_plural = _("action items")
        constraints = [
            models.UniqueConstraint(fields=["meeting", "serial"], name="actionitem_serial_once"),
            models.CheckConstraint(condition=~Q(text=""), name="actionitem_has_text"),
            models.CheckConstraint(
                condition=Q(state="open", closed_at=None) | (~Q(state="open") & Q(closed_at__isnull=False)),
                name="actionitem_closed_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(closing_note=""),
                name="actionitem_dropped_with_reason",
                violation_error_message=_("Say why nobody has to do it any more."),
            ),
        ]
        indexes = [models.Index(fields=["due_on"], condition=Q(state="open"), name="actionitem_open")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        return reverse("meetings:action", args=[self.pk])

    @property
    def place(self) -> Place:
        """Where to ask for EDIT_ACTION: its institution and its owner."""
        return Place(institution_ids=frozenset({self.institution_id}), owner_id=self.owner_id)

    @classmethod
    @transaction.atomic
    def add(cls, meeting: Meeting, *, by: User, **facts: Any) -> ActionItem:
        """Give it the meeting's next number."""
        locked = Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
        last = cls.objects.filter(meeting=locked).aggregate(last=Max("serial"))["last"] or 0
        return cls.objects.create(
            meeting=locked, serial=last + 1, number=f"{locked.label}-A{last + 1}", added_by=by, **facts
        )

    @transaction.atomic
    def close(self, *, by: User, note: str = "") -> bool:
        """Say that it is done; False where it was done before. Raises NotNow where it was dropped."""
        return self._end(self.State.DONE, by=by, note=note)

    @transaction.atomic
    def drop(self, *, by: User, note: str) -> bool:
        """Say that nobody has to do it any more, and why."""
        return self._end(self.State.DROPPED, by=by, note=note)

    @transaction.atomic
    def reopen(self, *, by: User, due_on: date, reason: str) -> None:
        """Take back that it was closed; raises NotNow where it is open."""
        locked = self._locked()
        if locked.state == self.State.OPEN:
            raise NotNow(locked.state)
        locked.state, locked.closed_at, locked.closed_by, locked.closing_note = self.State.OPEN, None, None, ""
        locked.save(update_fields=["state", "closed_at", "closed_by", "closing_note"])
        locked._move(due_on, reason=reason, by=by)
        self.refresh_from_db()

    @transaction.atomic
    def postpone(self, due_on: date, *, reason: str, by: User, seen: int) -> bool:
        """Put it off; ``seen`` is the version of the date she saw. False where it has that date already.

        Raises NotNow where it is closed, or ("moved") where somebody else put it off meanwhile.
        """
        locked = self._locked()
        if locked.state != self.State.OPEN:
            raise NotNow(locked.state)
        if locked.due_on == due_on:
            return False
        if locked.version != seen:
            raise NotNow("moved")
        locked._move(due_on, reason=reason, by=by)
        self.refresh_from_db()
        return True

    def _move(self, due_on: date, *, reason: str, by: User) -> None:
        Postponement.objects.create(
            action=self, version=self.version, due_before=self.due_on, due_on=due_on, reason=reason,
            language=by.language, made_by=by,
        )  # fmt: skip
        self.due_on, self.version = due_on, self.version + 1
        self.save(update_fields=["due_on", "version"])

    def _end(self, state: str, *, by: User, note: str) -> bool:
        locked = self._locked()
        if locked.state == state:
            return False
        if locked.state != self.State.OPEN:
            raise NotNow(locked.state)
        locked.state, locked.closing_note, locked.closed_at, locked.closed_by = state, note, timezone.now(), by
        locked.validate_constraints()
        locked.save(update_fields=["state", "closing_note", "closed_at", "closed_by"])
        self.refresh_from_db()
        return True

    def _locked(self) -> ActionItem:
        return ActionItem.objects.select_for_update(of=("self",), no_key=True).get(pk=self.pk)


class Postponement(models.Model):
    """One move of an action's date, with its reason; only added to."""

    action = models.ForeignKey(
        ActionItem, on_delete=models.CASCADE, related_name="postponements", verbose_name=_("action item")
    )
    version = models.PositiveIntegerField()
    due_before = models.DateField(_("due before"))
    due_on = models.DateField(_("due"))
    reason = models.CharField(_("reason"), max_length=300)
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("by"))
    made_at = models.DateTimeField(_("recorded"), default=timezone.now, editable=False)

    class Meta:
        verbose_name = _("move of an action's date")
        verbose_name_plural = _("moves of actions' dates")
        ordering = [F("version").asc()]
        constraints = [
            models.UniqueConstraint(fields=["action", "version"], name="postponement_version_once"),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="postponement_has_reason",
                violation_error_message=_("Say why it is put off."),
            ),
        ]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.action}: {self.due_on}"
