"""Activities: the single promises of a plan, who answers for them, and the deeds done on them."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager

from institutions import permissions
from institutions.models import Institution, Subgroup, User
from institutions.models.lens import kept
from institutions.models.pages import Precision
from workplans.models.bodies import ActivityBody
from workplans.models.finding import DUE_SOON_DAYS, ActivityQuerySet
from workplans.models.lifecycle import LifeCycle, NotNow
from workplans.models.plans import Area, WorkPlan
from workplans.models.states import DONE_STATES, OPEN_STATES, State

if TYPE_CHECKING:
    from workplans.models.deadlines import Deadline
    from workplans.models.progress import ProgressReport

__all__ = ["DONE_STATES", "DUE_SOON_DAYS", "OPEN_STATES", "Activity", "State"]


class Activity(LifeCycle):
    """A piece of work the group promised.

    Once adopted, ``due_on``, ``due_precision``, ``baseline_due_on`` and ``deadline_version`` follow from its deadlines;
    a database trigger keeps them. Before, ``due_on`` and ``due_precision`` are what is proposed. ``version`` counts the
    reports and tells who was first when two people report at once. ``baseline_number`` is the version of the plan that
    first held it, ``added_on`` the day from which it belongs to the plan.
    """

    State = State

    class AlreadyFinished(Exception):
        """The activity is done, on hold or cancelled; no report is taken."""

    class ReportedMeanwhile(Exception):
        """Somebody else reported after the page was opened; ``latest`` is what she said."""

        def __init__(self, latest: ProgressReport) -> None:
            self.latest = latest

    class MovedMeanwhile(Exception):
        """Somebody else moved the deadline after the page was opened."""

    class OwnerChanged(Exception):
        """Somebody else named an owner after the page was opened; ``owner`` is whom she named."""

        def __init__(self, owner: User | None) -> None:
            self.owner = owner

    class Priority(models.IntegerChoices):
        HIGH = 1, _("high")
        NORMAL = 2, _("normal")
        LOW = 3, _("low")

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="activities", verbose_name=_("area"))
    position = models.PositiveSmallIntegerField(_("position in the area"))
    title = models.CharField(_("title"), max_length=200)
    description = models.TextField(_("description"), blank=True)
    output = models.CharField(_("expected output"), max_length=300, blank=True)
    subgroup = models.ForeignKey(
        Subgroup, on_delete=models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("subgroup")
    )
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="activities", verbose_name=_("owner")
    )
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    priority = models.PositiveSmallIntegerField(_("priority"), choices=Priority.choices, default=Priority.NORMAL)
    percent = models.PositiveSmallIntegerField(_("percent done"), default=0, editable=False)
    last_report_on = models.DateField(_("last report"), null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    due_on = models.DateField(_("deadline"), null=True, editable=False)
    due_precision = models.CharField(max_length=10, choices=Precision.choices, default=Precision.NONE, editable=False)
    baseline_due_on = models.DateField(_("baseline deadline"), null=True, editable=False)
    deadline_version = models.PositiveIntegerField(default=0, editable=False)
    baseline_number = models.PositiveSmallIntegerField(_("added in version"), null=True, editable=False)
    added_on = models.DateField(_("added"), default=timezone.localdate, editable=False)
    review_on = models.DateField(_("review on"), null=True, editable=False)

    reports: Any
    deadlines: Any
    current_bodies: list[ActivityBody]
    all_deadlines: list[Deadline]
    newest_reports: list[ProgressReport]

    objects = MultilingualManager.from_queryset(ActivityQuerySet)()

    class Meta:
        verbose_name = _("activity")
        verbose_name_plural = _("activities")
        constraints = [
            models.UniqueConstraint(
                fields=["area", "position"],
                name="activity_position_once_per_area",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("The area already has an activity at this position."),
            ),
            models.CheckConstraint(
                condition=Q(percent__lte=100),
                name="activity_percent_to_100",
                violation_error_message=_("Percent done is between 0 and 100."),
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="activity_state_known"),
            models.CheckConstraint(
                condition=~Q(state=State.ON_HOLD) | Q(review_on__isnull=False),
                name="activity_on_hold_has_review",
                violation_error_message=_("Say when the activity is looked at again."),
            ),
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="activity_open_by_deadline")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return kept(reverse("workplans:activity", args=[self.pk]))

    @property
    def code(self) -> str:
        """Area and position, as people say it: 2.3."""
        return f"{self.area.number}.{self.position}"

    @property
    def takes_reports(self) -> bool:
        """Tell whether the state allows a report."""
        return self.state in OPEN_STATES

    @property
    def is_promised(self) -> bool:
        """Tell whether the group adopted it; until then it is a proposal, which may be rewritten or dropped."""
        return self.state != State.PROPOSED and self.area.plan.state != WorkPlan.State.DRAFT

    @cached_property
    def answering_bodies(self) -> list[ActivityBody]:
        """Lead and contributing bodies of today; free of charge after ``with_bodies``."""
        bodies = getattr(self, "current_bodies", None)
        if bodies is None:
            bodies = list(self.bodies.on(timezone.localdate()).select_related("institution").order_by("part", "pk"))
        return [body for body in bodies if body.part in ActivityBody.ANSWERING]

    @property
    def latest_report(self) -> ProgressReport | None:
        """What was said last, if anything was; free of charge after ``with_latest_report``."""
        newest = getattr(self, "newest_reports", None)
        if newest is None:
            return self.reports.order_by("-version").first()
        return newest[0] if newest else None

    @property
    def lead_body(self) -> Institution | None:
        """The institution that answers for the activity today, if any does."""
        leads = (body.institution for body in self.answering_bodies if body.part == ActivityBody.Part.LEAD)
        return next(leads, None)

    @property
    def contributing_bodies(self) -> list[Institution]:
        """Institutions that help today."""
        return [body.institution for body in self.answering_bodies if body.part != ActivityBody.Part.LEAD]

    @property
    def institution_ids(self) -> frozenset[int]:
        """With its subgroup and owner, where permissions on the activity are asked for."""
        return frozenset(body.institution_id for body in self.answering_bodies)

    @property
    def as_led(self) -> permissions.Place:
        """Where permissions are asked for that only the lead body has, not those that contribute."""
        leads = (body.institution_id for body in self.answering_bodies if body.part == ActivityBody.Part.LEAD)
        return permissions.Place(self.subgroup_id, frozenset(leads), self.owner_id)

    def days_left(self, today: date) -> int:
        """Days until the deadline, 0 on the day itself, negative when it has passed; only where there is one."""
        assert self.due_on is not None  # noqa: S101 - callers select by due_on
        return (self.due_on - today).days

    @property
    def days_from_baseline_to_end(self) -> int | None:
        """Days between the baseline deadline and the last report, which claimed the end; nothing without a baseline."""
        if self.baseline_due_on is None or self.last_report_on is None:
            return None
        return (self.last_report_on - self.baseline_due_on).days

    @property
    def days_slipped(self) -> int:
        """Days between the baseline deadline and the present one; negative when it was brought forward."""
        if self.due_on is None or self.baseline_due_on is None:
            return 0
        return (self.due_on - self.baseline_due_on).days

    def is_at_risk_by_rule(self, today: date) -> bool:
        """Tell whether the deadline is near and nobody has reported for long: a flag beside what people say."""
        if not self.takes_reports or self.state == State.AT_RISK or self.due_on is None:
            return False
        silent_since = self.last_report_on or self.added_on
        is_near = 0 <= self.days_left(today) <= DUE_SOON_DAYS
        return is_near and (today - silent_since).days >= settings.REPORT_IS_OLD_AFTER

    @transaction.atomic
    def name_owner(self, *, owner: User | None, seen_owner_id: int | None) -> None:
        """Say who looks after it, as far as the owner is still whom the page showed; twice is harmless.

        Raises NotNow when it is over, and OwnerChanged when somebody else named another.
        """
        locked = Activity.objects.select_for_update(of=("self",)).get(pk=self.pk)
        wanted_id = owner and owner.pk
        if locked.state in (State.CONFIRMED, State.CANCELLED):
            raise NotNow(locked.state)
        if locked.owner_id not in (seen_owner_id, wanted_id):
            raise Activity.OwnerChanged(locked.owner)
        locked.owner = self.owner = owner
        locked.save(update_fields=["owner"])

    def report(
        self,
        *,
        by: User,
        acting_for_id: int | None,
        status: str,
        percent: int,
        achieved: str,
        seen_version: int,
        today: date,
        **more: Any,
    ) -> ProgressReport:
        """Write down how far the activity is and return the report.

        ``seen_version`` is the version the writer looked at; ``more`` are next_steps, blockers, waiting_on, corrects_id
        (the report this one corrects) and output, required where the status is done: where the result is or why there
        is none. Saying the same twice is harmless: the first report is returned.
        Raises AlreadyFinished, or ReportedMeanwhile when somebody else was faster; nothing is written then.
        """
        from workplans.models.progress import ProgressReport  # noqa: PLC0415 - reports know activities

        said = {
            "author_id": by.pk,
            "acting_for_id": acting_for_id,
            "status": status,
            "percent": percent,
            "achieved": achieved,
            **more,
        }
        report = ProgressReport(activity=self, version=seen_version + 1, language=by.language, **said)
        if report.write_first(on=today):
            self.state, self.percent, self.last_report_on, self.version = status, percent, today, seen_version + 1
            return report
        return self._already_reported(said, after=seen_version)

    def _already_reported(self, said: dict[str, Any], *, after: int) -> ProgressReport:
        """The report that was first, if it says the same; else tell what stands in the way."""
        latest = self.reports.order_by("-version").first()
        if latest and latest.version == after + 1 and all(getattr(latest, k) == v for k, v in said.items()):
            return latest
        self.refresh_from_db(fields=["state", "percent", "last_report_on", "version"])
        if not self.takes_reports or latest is None:
            raise Activity.AlreadyFinished
        raise Activity.ReportedMeanwhile(latest)

    @transaction.atomic
    def move_deadline(
        self,
        *,
        due_on: date,
        by: User,
        reason_class: str,
        reason: str,
        seen_version: int,
        decision: str = "",
        proposal_id: int | None = None,
        **more: Any,
    ) -> Deadline:
        """Move the deadline the writer saw as ``seen_version``.

        ``more`` are precision, language of the reason and acting_for_id, where they differ from what is usual.

        The same move twice gives the first deadline. Raises NotNow for what is finished or cancelled, MovedMeanwhile
        when another move was faster, and Deadline.NeedsDecision for more than ``LARGE_MOVE_DAYS`` without a decision.
        """
        from workplans.models.deadlines import Deadline  # noqa: PLC0415 - deadlines know activities

        locked = Activity.objects.select_for_update(of=("self",)).get(pk=self.pk)
        if locked.state not in (*OPEN_STATES, State.ON_HOLD):
            raise NotNow(locked.state)
        said = {"reason_class": reason_class, "reason": reason, "decision": decision, "language": by.language, **more}
        if locked.deadline_version != seen_version:
            newest = self.deadlines.filter(version=locked.deadline_version)
            same = newest.filter(version=seen_version + 1, due_on=due_on, set_by=by, **said).first()
            if same:
                return same
            raise Activity.MovedMeanwhile
        is_large = locked.due_on is not None and abs((due_on - locked.due_on).days) > settings.LARGE_MOVE_DAYS
        if is_large and not decision:
            raise Deadline.NeedsDecision
        return self.set_deadline(due_on=due_on, by=by, proposal_id=proposal_id, **said)

    @transaction.atomic
    def set_deadline(
        self,
        *,
        due_on: date,
        by: User | None,
        precision: str = Precision.DAY,
        reason_class: str = "",
        reason: str = "",
        proposal_id: int | None = None,
        **more: Any,
    ) -> Deadline:
        """Fix the baseline deadline, or move the present one; earlier ones stay as they were.

        Open proposals lapse, except the one that is approved, ``proposal_id``. ``more`` are other columns of Deadline.
        Pages move deadlines by ``move_deadline``, which asks who was faster.
        """
        from workplans.models.deadlines import Deadline  # noqa: PLC0415 - deadlines know activities
        from workplans.models.proposals import DeadlineProposal  # noqa: PLC0415 - proposals know activities

        locked = Activity.objects.select_for_update().only("deadline_version").get(pk=self.pk)
        deadline = Deadline.objects.create(
            activity=self,
            version=locked.deadline_version + 1,
            due_on=due_on,
            precision=precision,
            is_baseline=locked.deadline_version == 0,
            reason_class=reason_class,
            reason=reason,
            set_by=by,
            **more,
        )
        overtaken = DeadlineProposal.objects.open().filter(activity=self).exclude(pk=proposal_id or 0)
        overtaken.update(state=DeadlineProposal.State.LAPSED, answered_at=timezone.now())
        self.refresh_from_db(fields=["due_on", "due_precision", "baseline_due_on", "deadline_version"])
        return deadline
