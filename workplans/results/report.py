"""The periodic report of a plan: what was done, what slipped and why, what comes next. Page and PDF show one tree.

It is to be read inside ``as_of`` the last day of the period, so that the same report can be made again years later.
Each list is bounded; what is left out is counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Count, F, OuterRef, Subquery, Window
from django.db.models.functions import RowNumber
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from institutions.templatetags.people_dates import date_range, date_with_precision, long_date, number, percent
from institutions.templatetags.texts import language_of
from workplans.models import ActivityBody, Deadline, PlanBaseline, StateChange, WorkPlan
from workplans.models.states import DONE_STATES, OPEN_STATES, State
from workplans.results.words import slip_words

ROWS = 25  # of each list and area; more would not be read
AHEAD = 184  # days that count as "next": the longest half-year
TOLD_STEPS = (State.ON_HOLD, State.CANCELLED, State.UNDER_WAY)  # reports and confirmations are told as done


@dataclass(frozen=True)
class Cell:
    """A piece of text; ``lang`` where it is not that of the report; ``note`` stands beneath, ``url`` only on pages.

    ``is_decision`` where the text is the number of a decision, which pages show as a link.
    """

    text: str
    lang: str = ""
    url: str = ""
    note: str = ""
    note_lang: str = ""
    is_decision: bool = False


@dataclass(frozen=True)
class Table:
    """One list; ``more`` counts the rows that were left out."""

    title: str
    head: list[str]
    rows: list[list[Cell]]
    more: int = 0


@dataclass(frozen=True)
class Section:
    """An area of the plan, with the lists that have something in them."""

    title: Cell
    tables: list[Table]


@dataclass(frozen=True)
class Report:
    """``figures`` are words and numbers of the last day; ``decisions`` is None where none was cited."""

    plan: Cell
    period: str
    figures: list[tuple[str, int]]
    sections: list[Section]
    decisions: Table | None


@dataclass
class Period:
    """From the first to the last day, both included, on the group's clock; ``full`` adds what only members read."""

    first: date
    last: date
    full: bool
    cited: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))

    def within(self, name: str) -> dict[str, datetime]:
        """The condition that a moment lies in the period."""
        zone = timezone.get_default_timezone()
        begin, end = (datetime.combine(day, time.min, zone) for day in (self.first, self.last + timedelta(days=1)))
        return {f"{name}__gte": begin, f"{name}__lt": end}

    def cite(self, decision: str, what: str) -> str:
        """Remember a decision and give it back."""
        if decision:
            self.cited[decision].append(what)
        return decision


def read_report(plan: WorkPlan, activities: Any, period: Period) -> Report:
    """Put the report together from the activities its reader may see, in a constant number of queries."""
    for baseline in PlanBaseline.objects.filter(plan=plan, adopted_on__range=(period.first, period.last)).only(
        "number", "decision"
    ):
        period.cite(baseline.decision, _("version %(number)s of the plan") % {"number": baseline.number})
    tables = [maker(activities, period) for maker in (_done, _moved, _steps, _passed_on, _next)]
    areas = list(plan.areas.order_by("number", "pk"))
    counts = activities.counts(period.last)
    words = [
        ("total", _("activities")),
        ("done", _("done")),
        ("under_way", _("under way")),
        ("overdue", _("overdue")),
        ("planned", _("planned")),
        ("on_hold", _("on hold")),
        ("cancelled", _("cancelled")),
    ]
    return Report(
        plan=_words(plan, "title"),
        period=date_range(period.first, period.last),
        figures=[(word, counts[kind]) for kind, word in words if counts[kind] or kind == "total"],
        sections=[
            Section(_words(area, "title", f"{area.number}. "), [found[area.pk] for found in tables if area.pk in found])
            for area in areas
        ],
        decisions=_decisions(period),
    )


Tables = dict[int, Table]


def _done(activities: Any, period: Period) -> Tables:
    rows = activities.filter(state__in=DONE_STATES, last_report_on__range=(period.first, period.last))

    def line(activity: Any) -> list[Cell]:
        days = activity.days_from_baseline_to_end
        slip = "" if days is None else slip_words(days) or _("on the day")
        return [
            _activity(activity),
            Cell(long_date(activity.last_report_on), note=activity.get_state_display()),
            Cell(slip or _("no baseline")),
        ]

    head = [_("Activity"), _("Done"), _("Against the baseline")]
    return _tables(_("What was done"), head, rows.select_related("area"), "", line)


def _moved(activities: Any, period: Period) -> Tables:
    earlier = Deadline.objects.filter(activity=OuterRef("activity"), version=OuterRef("version") - 1)
    rows = Deadline.objects.filter(activity__in=activities, is_baseline=False, **period.within("set_at")).annotate(
        was_due_on=Subquery(earlier.values("due_on")[:1]), was_precision=Subquery(earlier.values("precision")[:1])
    )

    def line(move: Any) -> list[Cell]:
        decision = period.cite(move.decision, _("deadline of %(code)s") % {"code": move.activity.code})
        was = date_with_precision(move.was_due_on, move.was_precision)
        slip = slip_words((move.due_on - move.was_due_on).days)  # empty where only the precision changed
        note = _("was %(date)s; %(days)s") % {"date": was, "days": slip} if slip else _("was %(date)s") % {"date": was}
        return [
            _activity(move.activity),
            Cell(date_with_precision(move.due_on, move.precision), note=note),
            _reason(move.get_reason_class_display() or _("not recorded"), decision, move, period),
        ]

    head = [_("Activity"), _("New deadline"), _("Why")]
    return _tables(_("What slipped, and why"), head, rows.select_related("activity__area"), "activity__", line)


def _steps(activities: Any, period: Period) -> Tables:
    rows = StateChange.objects.filter(activity__in=activities, to_state__in=TOLD_STEPS, **period.within("changed_at"))

    def line(step: Any) -> list[Cell]:
        word = step.get_to_state_display()
        if step.to_state == State.UNDER_WAY:
            word = _("resumed") if step.from_state == State.ON_HOLD else _("reopened")
        decision = period.cite(step.decision, f"{step.activity.code}: {word}")
        again = _("looked at again on %(date)s") % {"date": long_date(step.review_on)} if step.review_on else ""
        return [_activity(step.activity), Cell(word, note=again), _reason("", decision, step, period)]

    head = [_("Activity"), _("Step"), _("Why")]
    title = _("What was held, cancelled or taken up again")
    return _tables(title, head, rows.select_related("activity__area"), "activity__", line)


def _passed_on(activities: Any, period: Period) -> Tables:
    """Lead bodies that followed another within the period."""
    before = ActivityBody.objects.filter(
        activity=OuterRef("activity"), part=ActivityBody.Part.LEAD, valid_to=OuterRef("valid_from")
    )
    rows = ActivityBody.objects.filter(
        activity__in=activities,
        part=ActivityBody.Part.LEAD,
        valid_from__range=(period.first, period.last),
    ).annotate(former=Subquery(before.values("institution")[:1]))

    def line(body: Any) -> list[Cell]:
        decision = period.cite(body.decision, _("lead body of %(code)s") % {"code": body.activity.code})
        cell = _words(body.institution, "name")
        since = _("since %(date)s") % {"date": long_date(body.valid_from)}
        return [
            _activity(body.activity),
            Cell(cell.text, cell.lang, note=since),
            Cell(_("decision %(number)s") % {"number": decision} if decision else "–"),
        ]

    head = [_("Activity"), _("New lead body"), _("Decision")]
    rows = rows.exclude(former=None).select_related("activity__area", "institution")
    return _tables(_("Who leads now"), head, rows, "activity__", line)


def _next(activities: Any, period: Period) -> Tables:
    until = period.last + timedelta(days=AHEAD)
    rows = activities.filter(state__in=OPEN_STATES, due_on__lte=until).select_related("area")
    rows = rows.with_bodies(period.last)
    if period.full:
        rows = rows.with_latest_report()

    def line(activity: Any) -> list[Cell]:
        lead = _words(activity.lead_body, "name") if activity.lead_body else Cell(_("no lead body"))
        is_late = activity.due_on <= period.last
        state = _("overdue") if is_late else activity.get_state_display()
        report: Any = activity.latest_report if period.full else None
        steps = report.next_steps if report else ""
        return [
            _activity(activity, steps, report.language if steps else ""),
            Cell(
                date_with_precision(activity.due_on, activity.due_precision),
                note=f"{state}, {percent(activity.percent)}",
            ),
            lead,
        ]

    head = [_("Activity"), _("Deadline"), _("Lead body")]
    return _tables(_("What comes next"), head, rows, "", line, "due_on")


def _decisions(period: Period) -> Table | None:
    """The decisions the lists cite, by number."""
    rows = [
        [Cell(decision, is_decision=True), Cell("; ".join(dict.fromkeys(what)))]
        for decision, what in sorted(period.cited.items())
    ]
    if not rows:
        return None
    return Table(_("Decisions cited"), [_("Decision"), _("What it decided")], rows[:ROWS], max(len(rows) - ROWS, 0))


def _tables(
    title: str, head: list[str], rows: Any, path: str, line: Callable[[Any], list[Cell]], first: str = ""
) -> Tables:
    """The first rows of each area and how many there are; ``path`` leads from a row to its activity.

    Which rows they are is asked first, because what a line shows costs far more than its place.
    """
    area = f"{path}area_id"
    order = [F(name) for name in (*filter(None, [first]), f"{path}position", "pk")]
    places = rows.order_by().annotate(
        place=Window(RowNumber(), partition_by=F(area), order_by=order),
        altogether=Window(Count("*"), partition_by=F(area)),
    )
    chosen = list(places.filter(place__lte=ROWS).order_by(area, "place").values_list("pk", area, "altogether"))
    totals = {area_id: altogether for _pk, area_id, altogether in chosen}
    shown = rows.in_bulk([pk for pk, _area_id, _altogether in chosen])
    lines: dict[int, list[list[Cell]]] = defaultdict(list)
    for pk, area_id, _altogether in chosen:
        lines[area_id].append(line(shown[pk]))
    return {pk: Table(title, head, cells, totals[pk] - len(cells)) for pk, cells in lines.items()}


def _activity(activity: Any, note: str = "", note_lang: str = "") -> Cell:
    cell = _words(activity, "title", f"{activity.code} ")
    return Cell(cell.text, cell.lang, activity.get_absolute_url(), note, note_lang)


def _reason(kind: str, decision: str, row: Any, period: Period) -> Cell:
    """The kind of reason and the decision, for everybody; people's own words, for members."""
    parts = [kind, _("decision %(number)s") % {"number": decision} if decision else ""]
    text = "; ".join(filter(None, parts))
    words = row.reason if period.full else ""
    return Cell(text or "–", note=words, note_lang=row.language if words else "")


def _words(thing: Any, field_name: str, before: str = "") -> Cell:
    code = language_of(thing, field_name)
    text = getattr(thing, f"{field_name}_{code}") if code else ""
    return Cell(f"{before}{text}", "" if code == get_language() else code)


def count_words(figures: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    """Figures as people write numbers."""
    return [(word, number(count)) for word, count in figures]
