"""The story of an activity in time order: deadlines, proposals, steps of its life, lead bodies, reports, adoption.

The database sorts what happened; the rows of one page are then read in one query for each kind.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import CharField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from workplans.models import (
    Activity,
    ActivityBody,
    Deadline,
    DeadlineProposal,
    PlanBaseline,
    ProgressReport,
    StateChange,
)
from workplans.results.words import deadline_words, slip_words

ENTRIES_PER_PAGE = 40  # a long page, but most activities have fewer in their whole life
LEAD = ActivityBody.Part.LEAD


@dataclass(frozen=True)
class Entry:
    """One thing that happened. ``before`` is what it follows: the deadline or lead body it replaced, if any."""

    kind: str
    at: datetime
    row: Any
    before: Any = None

    @property
    def template(self) -> str:
        """The fragment that tells it."""
        return f"workplans/_story_{self.kind}.html"

    @property
    def slip(self) -> str:
        """In words, how far a deadline lies from the one before, or the end from the baseline; may be empty."""
        if self.kind == "step":
            return slip_words(self.row.slip_days or 0)
        return slip_words((self.row.due_on - self.before.due_on).days) if self.before else ""


class Story:
    """What happened to one activity, as far as the reader may know: proposals are for members only.

    ``deadlines`` are all it had, first to last, as ``with_deadlines`` fetches them.
    """

    def __init__(self, activity: Activity, deadlines: Sequence[Deadline], *, is_member: bool) -> None:
        self.activity, self.deadlines, self.is_member = activity, deadlines, is_member
        self.by_version = {deadline.version: deadline for deadline in deadlines}

    def page(self, number: str | None) -> Page[Any]:
        """One page of entries, first to last; the newest where no page is asked for."""
        paginator = Paginator(list(self._keys()), ENTRIES_PER_PAGE, orphans=ENTRIES_PER_PAGE // 4)
        page = paginator.get_page(number or paginator.num_pages)
        page.object_list = self._read(page.object_list)
        return page

    def _keys(self) -> QuerySet[Any, Any]:
        """Kind, key and moment of everything, in time order; the digit of the kind decides where moments are equal."""
        of_it = {"activity": self.activity.pk}
        steps = StateChange.objects.filter(**of_it)
        leads = ActivityBody.objects.filter(**of_it, part=LEAD)
        followed = leads.filter(valid_from=OuterRef("valid_to"))
        arms = {
            "2_lead": _dated(leads, "valid_from"),
            "3_end": _dated(leads.exclude(valid_to=None).exclude(Exists(followed)), "valid_to"),
            "4_deadline": _dated(Deadline.objects.filter(**of_it), "set_at"),
            "5_step": _dated(steps, "changed_at"),
            "7_report": _dated(ProgressReport.objects.filter(**of_it), "reported_at"),
        }
        if self.activity.baseline_number is not None:
            versions = PlanBaseline.objects.filter(
                plan=self.activity.area.plan_id, number=self.activity.baseline_number
            )
            arms["1_adoption"] = _dated(versions, "adopted_on").annotate(note=F("decision"))
            adopted = Q(from_state=Activity.State.PROPOSED, to_state=Activity.State.PLANNED)
            arms["5_step"] = _dated(steps.exclude(adopted), "changed_at")
        if self.is_member:
            arms["6_proposal"] = _dated(DeadlineProposal.objects.filter(**of_it), "proposed_at")
        first, *rest = [
            rows.order_by().annotate(kind=Value(kind, CharField())).values_list("kind", "pk", "at", "note")
            for kind, rows in arms.items()
        ]
        return first.union(*rest, all=True).order_by("at", "kind", "pk")

    @cached_property
    def proposals(self) -> list[DeadlineProposal]:
        """Every proposal there was, for members."""
        made = DeadlineProposal.objects.filter(activity=self.activity.pk).select_related("proposed_by", "acting_for")
        return list(made) if self.is_member else []

    def _read(self, keys: Iterable[tuple[str, int, datetime, str]]) -> list[Entry]:
        """The rows behind the keys, in their order."""
        keys = list(keys)
        wanted: dict[str, list[int]] = defaultdict(list)
        rows: dict[str, dict[int, Any]] = {}
        for kind, pk, at, note in keys:
            wanted[kind].append(pk)
            if kind == "1_adoption":
                number = self.activity.baseline_number or 0
                rows[kind] = {pk: PlanBaseline(number=number, adopted_on=at.date(), decision=note)}
        sources: dict[str, Any] = {
            "5_step": StateChange.objects.all(),
            "7_report": self._reports(),
        }
        rows |= {kind: source.in_bulk(wanted[kind]) for kind, source in sources.items()}
        rows["6_proposal"] = {proposal.pk: proposal for proposal in self.proposals}
        rows["4_deadline"] = {deadline.pk: deadline for deadline in self.deadlines}
        rows["2_lead"] = rows["3_end"] = self._leads() if wanted["2_lead"] or wanted["3_end"] else {}
        return [
            self._entry(kind, at, rows[kind][pk], rows["2_lead"]) for kind, pk, at, _note in keys if pk in rows[kind]
        ]

    def _reports(self) -> QuerySet[ProgressReport]:
        corrected = ProgressReport.objects.filter(corrects=OuterRef("pk"))
        reports = ProgressReport.objects.annotate(is_corrected=Exists(corrected))
        if self.is_member:
            return reports.select_related("author", "acting_for", "corrects")
        return reports.only("status", "percent", "reported_at")

    def _leads(self) -> dict[int, ActivityBody]:
        """Every institution that ever led."""
        leads = ActivityBody.objects.filter(activity=self.activity.pk, part=LEAD)
        return {lead.pk: lead for lead in leads.select_related("institution")}

    def _entry(self, kind: str, at: datetime, row: Any, leads: dict[int, ActivityBody]) -> Entry:
        before: Any = None
        if kind == "4_deadline":
            before = self.by_version.get(row.version - 1)
        elif kind == "6_proposal":
            before = self.by_version.get(row.seen_version)
        elif kind == "2_lead":
            before = next((lead for lead in leads.values() if lead.valid_to == row.valid_from), None)
        return Entry(kind.partition("_")[2], at, row, before)


def _dated(rows: Any, column: str) -> Any:
    """Add the moment as ``at``; a day counts from its beginning. ``note`` is room for what else one row tells."""
    return rows.annotate(at=Cast(column, DateTimeField()), note=Value("", CharField()))


def head_sentence(activity: Activity, deadlines: Sequence[Deadline]) -> str:
    """The one sentence under the title: when it is due, and how that moved."""
    if words := deadline_words(deadlines):
        return _("Due %(deadline)s") % {"deadline": words}
    return ""
