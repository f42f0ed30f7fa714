"""Proposals to move a deadline: a lead asks, the secretariat answers."""

from __future__ import annotations

from datetime import date
from typing import Any, Self

import pghistory
from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions.models import Institution, User
from institutions.models.pages import Precision
from workplans.models.activities import Activity
from workplans.models.deadlines import Deadline
from workplans.models.lifecycle import NotNow
from workplans.models.states import OPEN_STATES, State


class ProposalQuerySet(models.QuerySet["DeadlineProposal"]):
    def open(self) -> Self:
        """Keep what still waits for an answer."""
        return self.filter(state=DeadlineProposal.State.OPEN)

    def visible_to(self, user: Any) -> Self:
        """Whoever sees the activity as a member sees what is proposed for it; the public does not."""
        from institutions import permissions  # noqa: PLC0415 - permissions know models

        if not permissions.may(user, permissions.SEE_MEMBERS_PAGES):
            return self.none()
        return self.filter(activity__in=Activity.objects.visible_to(user))

    def oldest_first(self) -> Self:
        return self.order_by("proposed_at", "pk")


@pghistory.track()
class DeadlineProposal(models.Model):
    """One proposal. It builds on the deadline of ``seen_version``; when that has moved meanwhile, it lapses."""

    class IsClosed(Exception):
        """It was answered, withdrawn or overtaken by another deadline."""

    class AlreadyProposed(Exception):
        """Another proposal for the activity waits for an answer; ``other`` is that one."""

        def __init__(self, other: DeadlineProposal) -> None:
            self.other = other

    class State(models.TextChoices):
        OPEN = "open", pgettext_lazy("proposal", "waits for an answer")
        APPROVED = "approved", pgettext_lazy("proposal", "approved")
        REFUSED = "refused", pgettext_lazy("proposal", "refused")
        WITHDRAWN = "withdrawn", pgettext_lazy("proposal", "withdrawn")
        LAPSED = "lapsed", pgettext_lazy("proposal", "overtaken by another deadline")

    activity = models.ForeignKey(
        Activity, on_delete=models.CASCADE, related_name="proposals", verbose_name=_("activity")
    )
    seen_version = models.PositiveIntegerField(editable=False)
    due_on = models.DateField(_("new deadline"))
    precision = models.CharField(_("precision"), max_length=10, choices=Precision.choices, default=Precision.DAY)
    reason_class = models.CharField(_("kind of reason"), max_length=20, choices=Deadline.ReasonClass.choices)
    reason = models.TextField(_("reason"), max_length=1000)
    language = models.CharField(_("language of the text"), max_length=2, choices=settings.LANGUAGES)
    proposed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+", verbose_name=_("proposed by"))
    acting_for = models.ForeignKey(
        Institution, on_delete=models.PROTECT, null=True, related_name="+", verbose_name=_("on behalf of")
    )
    proposed_at = models.DateTimeField(_("proposed"), default=timezone.now, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    answer = models.TextField(_("answer"), blank=True, max_length=1000)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered"), null=True)
    deadline = models.OneToOneField(Deadline, on_delete=models.PROTECT, null=True, related_name="proposal")

    objects = ProposalQuerySet.as_manager()

    class Meta:
        verbose_name = _("proposal to move a deadline")
        verbose_name_plural = _("proposals to move deadlines")
        constraints = [
            models.UniqueConstraint(
                fields=["activity"],
                condition=Q(state="open"),
                name="deadlineproposal_one_open",
                violation_error_message=_("A proposal for this activity already waits for an answer."),
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="deadlineproposal_has_reason"),
            models.CheckConstraint(
                condition=Q(state="approved", deadline__isnull=False) | (~Q(state="approved") & Q(deadline=None)),
                name="deadlineproposal_approved_has_deadline",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.activity}: {self.due_on}"

    @classmethod
    @transaction.atomic
    def propose(
        cls,
        activity: Activity,
        *,
        due_on: date,
        precision: str,
        reason_class: str,
        reason: str,
        seen_version: int,
        by: User,
        acting_for_id: int | None,
    ) -> DeadlineProposal:
        """Ask for another deadline than that of ``seen_version``. Asking the same twice gives the first proposal.

        Raises NotNow for what is finished or not yet promised, Activity.MovedMeanwhile and AlreadyProposed.
        """
        locked = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
        said = {"due_on": due_on, "precision": precision, "reason_class": reason_class, "reason": reason}
        said |= {"proposed_by_id": by.pk, "acting_for_id": acting_for_id, "seen_version": seen_version}
        if other := cls.objects.open().filter(activity=activity).select_related("proposed_by").first():
            if all(getattr(other, name) == value for name, value in said.items()):
                return other
            raise cls.AlreadyProposed(other)
        if locked.state not in (*OPEN_STATES, State.ON_HOLD):
            raise NotNow(locked.state)
        if locked.deadline_version != seen_version:
            raise Activity.MovedMeanwhile
        return cls.objects.create(activity=activity, language=by.language, **said)

    @transaction.atomic
    def approve(self, *, by: User, decision: str = "") -> Deadline:
        """Move the deadline as proposed; raise IsClosed, Activity.NotNow, or Deadline.NeedsDecision."""
        self._close(Activity.objects.select_for_update().get(pk=self.activity_id))
        activity = Activity.objects.select_related("area").get(pk=self.activity_id)
        self.deadline = activity.move_deadline(
            due_on=self.due_on,
            precision=self.precision,
            reason_class=self.reason_class,
            reason=self.reason,
            language=self.language,
            by=by,
            acting_for_id=self.acting_for_id,
            decision=decision,
            seen_version=self.seen_version,
            proposal_id=self.pk,
        )
        self._answer(self.State.APPROVED, by=by)
        return self.deadline

    @transaction.atomic
    def refuse(self, *, by: User, answer: str) -> None:
        """Keep the present deadline and say why; raise IsClosed."""
        self._close(Activity.objects.select_for_update().get(pk=self.activity_id))
        self.answer = answer
        self._answer(self.State.REFUSED, by=by)

    @transaction.atomic
    def withdraw(self, *, by: User) -> None:
        """Take it back before it was answered; raise IsClosed."""
        self._close(Activity.objects.select_for_update().get(pk=self.activity_id))
        self._answer(self.State.WITHDRAWN, by=by)

    def _close(self, activity: Activity) -> None:
        """Lock it behind its activity, the order everybody keeps, and make sure that it still waits."""
        locked = DeadlineProposal.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if locked.state != self.State.OPEN or activity.deadline_version != locked.seen_version:
            raise self.IsClosed

    def _answer(self, state: str, *, by: User) -> None:
        self.state, self.answered_by, self.answered_at = state, by, timezone.now()
        self.save(update_fields=["state", "answer", "answered_by", "answered_at", "deadline"])

    @property
    def is_large(self) -> bool:
        """Tell whether only a decision of the group allows the move."""
        return abs(self.days_moved or 0) > settings.LARGE_MOVE_DAYS

    @property
    def days_moved(self) -> int | None:
        """How far it would move the present deadline; nothing where there is none."""
        present = self.activity.due_on
        return (self.due_on - present).days if present else None
