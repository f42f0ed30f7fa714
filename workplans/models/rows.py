"""Activities as rows of facts, for pages that show many of them: a picture, a table, a sum."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.conf import settings
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    Count,
    F,
    IntegerField,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    TextField,
    Value,
    When,
)
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Coalesce, Greatest, JSONObject, Least, NullIf, TruncMonth
from django.utils.translation import get_language
from modeltranslation.manager import MultilingualQuerySet

from institutions.models.alphabet import alphabetical
from workplans.models.bodies import ActivityBody
from workplans.models.states import DONE_STATES, OPEN_STATES, State

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from institutions.models import User
    from workplans.models.activities import Activity  # noqa: F401 - named by the queryset

NOT_COUNTED = (State.PROPOSED, State.CANCELLED)  # what nobody has promised, or nobody owes any more
LANGUAGES = [code for code, _name in settings.LANGUAGES]
SORTS: dict[str, Callable[[], list[Any]]] = {
    "code": lambda: [F("area__number"), F("position")],
    "title": lambda: [alphabetical("title")],
    "lead": lambda: [alphabetical(NullIf(shown_lead(), Value("")))],
    "owner": lambda: [alphabetical(F("owner__display_name"))],
    "state": lambda: [F("state")],
    "baseline": lambda: [F("baseline_due_on")],
    "due": lambda: [F("due_on")],
    "slip": lambda: [F("due_on") - F("baseline_due_on")],
    "moves": lambda: [F("deadline_version")],
    "report": lambda: [F("last_report_on")],
    "proposal": lambda: [F("proposal__due_on")],
}
FACTS = (
    *("pk", "area_id", "area__number", "position", "subgroup_id", "state", "percent", "last_report_on"),
    *("due_on", "due_precision", "baseline_due_on", "deadline_version", "baseline_number", "added_on"),
    *(f"title_{code}" for code in LANGUAGES),
)


@dataclass(frozen=True)
class Progress:
    """How far several activities are together. All weigh the same; proposed and cancelled ones do not count.

    ``points`` is the sum of their percents: 100 for what is done, the last reported percent otherwise, on hold too.
    """

    counted: int = 0
    done: int = 0
    points: int = 0

    @property
    def percent(self) -> int | None:
        """The mean, rounded half up, but 100 only where all are done; nothing where nothing counts."""
        if not self.counted:
            return None
        mean = (2 * self.points + self.counted) // (2 * self.counted)
        return mean if self.done == self.counted else min(mean, 99)

    def __add__(self, other: Progress) -> Progress:
        return Progress(self.counted + other.counted, self.done + other.done, self.points + other.points)


def progress_parts(where: str = "") -> dict[str, Any]:
    """Columns ``counted``, ``done`` and ``points`` for ``annotate``; ``where`` leads to activities: "activities__"."""
    counts = ~Q(**{f"{where}state__in": NOT_COUNTED}) & Q(**{f"{where}pk__isnull": False})
    is_done = Q(**{f"{where}state__in": DONE_STATES})
    points = Case(When(is_done, then=100), default=F(f"{where}percent"), output_field=IntegerField())
    return {
        "counted": Count(f"{where}pk", filter=counts),
        "done": Count(f"{where}pk", filter=is_done),
        "points": Coalesce(Sum(points, filter=counts), 0),
    }


class Rows(MultilingualQuerySet["Activity"]):
    def sorted_by(self, key: str) -> Self:
        """Order rows of ``for_timeline`` or ``for_table`` by a key of SORTS, with a minus for downwards.

        What is unknown comes last either way; the order of the plan decides where the key does not.
        """
        down = key.startswith("-")
        by = SORTS[key.removeprefix("-")]()
        order = [each.desc(nulls_last=True) if down else each.asc(nulls_last=True) for each in by]
        return self.order_by(*order, "area__number", "position", "pk")

    def progress(self) -> Progress:
        """How far all of them are together, in one query; the rule is that of ``Progress``."""
        return Progress(**self.order_by().aggregate(**progress_parts()))

    def progress_by(self, key: str) -> QuerySet[Any]:
        """Rows of ``key`` ("subgroup", "area", …) with counted, done and points, in one query."""
        return self.order_by().values(key).annotate(**progress_parts()).order_by(key)

    def months(self, today: date) -> QuerySet[Any]:
        """How many deadlines fall into each month of each area: rows of area_id, month, total, done and overdue."""
        overdue = Q(state__in=OPEN_STATES, due_on__lt=today)
        return (
            self.order_by()
            .values("area_id", month=TruncMonth("due_on"))
            .annotate(
                total=Count("pk"),
                done=Count("pk", filter=Q(state__in=DONE_STATES)),
                overdue=Count("pk", filter=overdue),
            )
            .order_by("area_id", "month")
        )

    def touching(self, first: date, last: date, today: date) -> Self:
        """Keep what has its baseline, its present deadline or anything between them within the days.

        What is overdue reaches until today; what has no deadline touches nothing.
        """
        until_today = Case(When(Q(state__in=OPEN_STATES, due_on__lt=today), then=today), default=F("due_on"))
        reaching = self.exclude(due_on=None).alias(
            reaches_from=Least("due_on", "baseline_due_on"), reaches_to=Greatest("baseline_due_on", until_today)
        )
        return reaching.filter(reaches_from__lte=last, reaches_to__gte=first)

    def for_timeline(self, user: User | AnonymousUser, today: date) -> QuerySet[Any]:
        """Everything a line of the picture and of its table shows, as dicts, in one query.

        ``lead`` is the lead body of the day, ``deadlines`` all there were, ``waits_for`` the predecessors the reader
        may see, ``begun_at`` the moment of the first report.
        """
        from workplans.models.deadlines import Deadline  # noqa: PLC0415 - deadlines know activities
        from workplans.models.dependencies import Dependency  # noqa: PLC0415 - and so do the others
        from workplans.models.progress import ProgressReport  # noqa: PLC0415

        deadlines = Deadline.objects.filter(activity=OuterRef("pk")).order_by("version")
        seen = type(self)(self.model).visible_to(user)  # type: ignore[attr-defined]
        waits_for = Dependency.objects.filter(activity=OuterRef("pk"), predecessor__in=seen)
        before = JSONObject(
            pk="predecessor_id",
            area="predecessor__area__number",
            position="predecessor__position",
            due_on="predecessor__due_on",
        )
        first = ProgressReport.objects.filter(activity=OuterRef("pk"), version=1).values("reported_at")
        return self.values(*FACTS).annotate(
            lead=lead_on(today),
            deadlines=ArraySubquery(deadlines.values(fact=JSONObject(on="due_on", precision="precision"))),
            waits_for=ArraySubquery(
                waits_for.order_by("predecessor__area__number", "predecessor__position", "pk").values(fact=before)
            ),
            begun_at=Subquery(first[:1]),
        )

    def for_table(self, today: date) -> QuerySet[Any]:
        """Everything a line of the secretariat's table shows, as dicts, in one query."""
        from workplans.models.proposals import DeadlineProposal  # noqa: PLC0415 - proposals know activities

        waiting = DeadlineProposal.objects.open().filter(activity=OuterRef("pk"))
        said = JSONObject(pk="pk", due_on="due_on", precision="precision")
        return self.values(*FACTS, "owner_id", "owner__display_name").annotate(
            lead=lead_on(today), proposal=Subquery(waiting.values(fact=said)[:1])
        )


def shown_lead() -> Coalesce:
    """The name of the lead body as the reader sees it, where ``lead`` is annotated."""
    languages = dict.fromkeys([get_language() or settings.LANGUAGE_CODE, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES])
    names = [KeyTextTransform(f"{field}_{code}", "lead") for field in ("short_name", "name") for code in languages]
    return Coalesce(*(NullIf(name, Value("")) for name in names), Value(""), output_field=TextField())


def lead_on(today: date) -> Subquery:
    """The institution that answers for the activity on the day: code and names, or nothing."""
    leads = ActivityBody.objects.on(today).filter(part=ActivityBody.Part.LEAD, activity=OuterRef("pk"))
    names = {
        f"{field}_{code}": f"institution__{field}_{code}" for field in ("name", "short_name") for code in LANGUAGES
    }
    return Subquery(leads.values(fact=JSONObject(code="institution__code", **names))[:1])
