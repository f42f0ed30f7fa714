"""Finding activities: the words with which every page, letter and figure asks for them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.db.models import BooleanField, Case, Count, Exists, F, OuterRef, Prefetch, Q, Value, When
from django.utils import timezone

from institutions import permissions
from institutions.models import Institution, User
from workplans.models.bodies import ActivityBody
from workplans.models.plans import WorkPlan
from workplans.models.rows import Rows
from workplans.models.states import DONE_STATES, OPEN_STATES, State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from workplans.models.activities import Activity  # noqa: F401 - named by the queryset

DUE_SOON_DAYS = 30  # days; near enough for a report to be asked for more often


class ActivityQuerySet(Rows):
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

    def not_promised(self) -> Self:
        """Keep proposals: what no version of its plan holds yet."""
        return self.filter(Q(state=State.PROPOSED) | Q(area__plan__state=WorkPlan.State.DRAFT))

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
