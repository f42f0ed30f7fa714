"""Activities: the single promises of a plan, who answers for them, and the deeds done on them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from modeltranslation.manager import MultilingualManager, MultilingualQuerySet

from institutions import permissions
from institutions.models import Institution, Subgroup, User
from institutions.models.pages import Precision
from workplans.models.bodies import ActivityBody
from workplans.models.plans import Area, WorkPlan

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from workplans.models.deadlines import Deadline
    from workplans.models.progress import ProgressReport

DUE_SOON_DAYS = 30  # days; near enough for a report to be asked for more often


class State(models.TextChoices):
    """Where an activity stands, as people said it. Overdue is not among them: it follows from the day."""

    PROPOSED = "proposed", _("proposed")
    PLANNED = "planned", _("planned")
    UNDER_WAY = "under_way", _("under way")
    AT_RISK = "at_risk", _("at risk")
    ON_HOLD = "on_hold", _("on hold")
    DONE = "done", _("done")
    CONFIRMED = "confirmed", _("done, confirmed")
    CANCELLED = "cancelled", _("cancelled")


OPEN_STATES = (State.PLANNED, State.UNDER_WAY, State.AT_RISK)
DONE_STATES = (State.DONE, State.CONFIRMED)


class ActivityQuerySet(MultilingualQuerySet["Activity"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Everybody sees what adopted plans hold; drafts and proposals, only the group."""
        if permissions.may(user, permissions.SEE_DRAFT_PLANS):
            return self
        return self.exclude(area__plan__state=WorkPlan.State.DRAFT).exclude(state=State.PROPOSED)

    def reportable_by(self, user: User) -> Self:
        """Keep what ``may(user, REPORT_PROGRESS, activity)`` allows, whatever its state."""
        if permissions.may(user, permissions.REPORT_PROGRESS):
            return self
        bodies = ActivityBody.objects.on(timezone.localdate()).answering()
        where: Any = Q(subgroup__in=permissions.subgroups_where(user, permissions.REPORT_PROGRESS)) | Exists(
            bodies.filter(
                activity=OuterRef("pk"),
                institution__in=permissions.institutions_where(user, permissions.REPORT_PROGRESS),
            )
        )
        if permissions.owners_may(permissions.REPORT_PROGRESS) and permissions.is_in_group(user):
            where |= Q(owner=user)
        return self.filter(where)

    def in_plan_in_force(self) -> Self:
        return self.filter(area__plan__state=WorkPlan.State.ADOPTED)

    def open(self) -> Self:
        """Keep what still has to be done and is not on hold."""
        return self.filter(state__in=OPEN_STATES)

    def overdue(self, today: date) -> Self:
        """Keep the open ones whose deadline has passed."""
        return self.open().filter(due_on__lt=today)

    def involving(self, institution: Institution, on: date) -> Self:
        """Keep what the institution leads or contributes to on the day."""
        return self.filter(Exists(ActivityBody.objects.on(on).filter(activity=OuterRef("pk"), institution=institution)))

    def of_subgroups_of(self, user: User) -> Self:
        """Keep what the person owns, or what the subgroups she sits in work on."""
        return self.filter(Q(owner=user) | Q(subgroup__in=user.standing.subgroups))

    def owed(self, today: date) -> Self:
        """Keep the open ones that wait for a report: an old one, or none lately although the deadline is near."""
        old = today - timedelta(days=settings.REPORT_IS_OLD_AFTER)
        stale_near_deadline = today - timedelta(days=settings.REPORT_IS_OLD_NEAR_DEADLINE)
        near = Q(due_on__lte=today + timedelta(days=DUE_SOON_DAYS))
        return self.open().filter(
            Q(last_report_on=None) | Q(last_report_on__lte=old) | (near & Q(last_report_on__lte=stale_near_deadline))
        )

    def as_of(self, today: date) -> Self:
        """Add ``is_overdue``, a fact of the day that is never stored."""
        overdue = When(state__in=OPEN_STATES, due_on__lt=today, then=Value(True))
        return self.annotate(is_overdue=Case(overdue, default=Value(False), output_field=BooleanField()))

    def with_bodies(self, on: date) -> Self:
        """Fetch, in one more query, the institutions that answer or help on the day, as ``current_bodies``."""
        bodies = ActivityBody.objects.on(on).select_related("institution").order_by("part", "institution__code", "pk")
        return self.prefetch_related(Prefetch("bodies", queryset=bodies, to_attr="current_bodies"))

    def with_latest_report(self) -> Self:
        """Fetch the newest report and who wrote it, in one more query."""
        from workplans.models.progress import ProgressReport  # noqa: PLC0415 - reports know activities

        newest = ProgressReport.objects.filter(version=F("activity__version")).select_related("author", "acting_for")
        return self.prefetch_related(Prefetch("reports", queryset=newest, to_attr="newest_reports"))

    def for_report(self) -> Self:
        """Only what is needed to judge and write a report, so that the post costs little; bodies are rarely asked."""
        columns = ("area__number", "position", "subgroup", "owner", "state", "percent", "version", "last_report_on")
        return self.select_related("area").only(*columns)

    def for_list(self, today: date) -> Self:
        """Everything a line of a list shows, in a constant number of queries."""
        return self.as_of(today).with_bodies(today).select_related("area__plan", "subgroup", "owner")

    def with_deadlines(self) -> Self:
        """Fetch, in one more query, every deadline there was, first to last, as ``all_deadlines``."""
        from workplans.models.deadlines import Deadline  # noqa: PLC0415 - deadlines know activities

        deadlines = Deadline.objects.order_by("activity", "version")
        return self.prefetch_related(Prefetch("deadlines", queryset=deadlines, to_attr="all_deadlines"))

    def standing(self, word: str, today: date) -> Self:
        """Keep what ``counts`` counts under that word; ``at_risk``, a part of ``under_way``, may be asked for too."""
        if word == "overdue":
            return self.overdue(today)
        groups: dict[str, tuple[str, ...]] = {"done": DONE_STATES, "under_way": (State.UNDER_WAY, State.AT_RISK)}
        states = groups.get(word, (word,))
        return self.filter(state__in=states).exclude(state__in=OPEN_STATES, due_on__lt=today)

    def by_deadline(self) -> Self:
        """Soonest first, those without a date last."""
        return self.order_by(F("due_on").asc(nulls_last=True), "area__number", "position", "pk")

    def in_plan_order(self) -> Self:
        return self.order_by("area__number", "position", "pk")

    def counts(self, today: date) -> dict[str, int]:
        """How many there are in each group of states, in one query; the groups exclude each other."""
        overdue = Q(state__in=OPEN_STATES, due_on__lt=today)
        return self.order_by().aggregate(
            total=Count("pk", filter=~Q(state=State.PROPOSED)),
            done=Count("pk", filter=Q(state__in=DONE_STATES)),
            under_way=Count("pk", filter=Q(state__in=(State.UNDER_WAY, State.AT_RISK)) & ~overdue),
            overdue=Count("pk", filter=overdue),
            planned=Count("pk", filter=Q(state=State.PLANNED) & ~overdue),
            on_hold=Count("pk", filter=Q(state=State.ON_HOLD)),
            cancelled=Count("pk", filter=Q(state=State.CANCELLED)),
        )


class Activity(models.Model):
    """A piece of work the group promised.

    ``due_on``, ``due_precision``, ``baseline_due_on`` and ``deadline_version`` follow from its deadlines; a database
    trigger keeps them. ``version`` counts the reports and tells who was first when two people report at once.
    """

    State = State

    class AlreadyFinished(Exception):
        """The activity is done, on hold or cancelled; no report is taken."""

    class ReportedMeanwhile(Exception):
        """Somebody else reported after the page was opened; ``latest`` is what she said."""

        def __init__(self, latest: ProgressReport) -> None:
            self.latest = latest

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
        ]
        indexes = [models.Index(fields=["state", "due_on"], name="activity_open_by_deadline")]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("workplans:activity", args=[self.pk])

    @property
    def code(self) -> str:
        """Area and position, as people say it: 2.3."""
        return f"{self.area.number}.{self.position}"

    @property
    def takes_reports(self) -> bool:
        """Tell whether the state allows a report."""
        return self.state in OPEN_STATES

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

    def days_left(self, today: date) -> int:
        """Days until the deadline, 0 on the day itself, negative when it has passed; only where there is one."""
        assert self.due_on is not None  # noqa: S101 - callers select by due_on
        return (self.due_on - today).days

    @property
    def days_slipped(self) -> int:
        """Days between the baseline deadline and the present one; negative when it was brought forward."""
        if self.due_on is None or self.baseline_due_on is None:
            return 0
        return (self.due_on - self.baseline_due_on).days

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
        next_steps: str = "",
        blockers: str = "",
    ) -> ProgressReport:
        """Write down how far the activity is and return the report.

        ``seen_version`` is the version the writer looked at. Saying the same twice is harmless: the first report is
        returned. Raises AlreadyFinished, or ReportedMeanwhile when somebody else was faster; nothing is written then.
        """
        from workplans.models.progress import ProgressReport  # noqa: PLC0415 - reports know activities

        said = {
            "author_id": by.pk,
            "acting_for_id": acting_for_id,
            "status": status,
            "percent": percent,
            "achieved": achieved,
            "next_steps": next_steps,
            "blockers": blockers,
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
    def set_deadline(
        self, *, due_on: date, by: User | None, precision: str = Precision.DAY, reason_class: str = "", reason: str = ""
    ) -> Deadline:
        """Fix the baseline deadline, or move the present one; earlier ones stay as they were."""
        from workplans.models.deadlines import Deadline  # noqa: PLC0415 - deadlines know activities

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
        )
        self.refresh_from_db(fields=["due_on", "due_precision", "baseline_due_on", "deadline_version"])
        return deadline
