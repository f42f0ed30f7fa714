"""Activities as people read them in a table or beside a picture: rows of facts turned into words, in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from institutions.models.pages import Precision
from institutions.templatetags.people_dates import date_with_precision
from workplans.models import Activity
from workplans.models.states import OPEN_STATES
from workplans.results.timeline import Drawing, Promise
from workplans.results.words import moved_words, slip_words

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Words:
    """A text and the language it is in, where that is not the page's."""

    text: str
    language: str = ""


@dataclass(frozen=True)
class Before:
    """An activity another one waits for; ``is_conflict`` where it ends only after that is due."""

    pk: int
    code: str
    url: str
    is_conflict: bool


@dataclass
class Line:
    """One activity in words. ``slip`` is in days, nothing without two dates; ``drawing`` its place in the picture."""

    pk: int
    area_id: int
    code: str
    url: str
    title: Words
    lead: Words | None
    state: str
    state_label: str
    percent: int
    due: str
    due_on: date | None
    baseline: str
    slip: int | None
    slip_words: str
    moves: int
    row: Row
    waits_for: list[Before] = field(default_factory=list)
    drawing: Drawing = field(default_factory=Drawing)

    @property
    def sentence(self) -> str:
        """What the picture shows of it, for whoever rests the pointer there."""
        said = [f"{self.code} {self.title.text}", self.state_label, self.due or _("no deadline")]
        if self.moves:
            said += [_("baseline %(date)s") % {"date": self.baseline}, moved_words(self.moves), self.slip_words]
        return "; ".join(filter(None, said))


def lines_of(rows: Iterable[Row], today: date) -> list[Line]:
    """Words for rows of ``for_timeline`` or ``for_table``, in the active language."""
    address = reverse("workplans:activity", args=[0])
    in_words = cache(date_with_precision)  # many activities share their deadlines, and writing a date takes time
    return [_line(row, today, address, in_words) for row in rows]


def words_of(facts: Row, name: str) -> Words:
    """The text in the reader's language, else in the first fallback that has one."""
    present = get_language() or settings.LANGUAGE_CODE
    for code in dict.fromkeys([present, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES]):
        if text := facts.get(f"{name}_{code}"):
            return Words(text, "" if code == present else code)
    return Words("")


def is_overdue(row: Row, today: date) -> bool:
    return row["state"] in OPEN_STATES and row["due_on"] is not None and row["due_on"] < today


def promise_of(row: Row, plan_starts_on: date, today: date) -> Promise:
    """What is drawn of a row of ``for_timeline``.

    An activity has no first day of its own: it begins with the plan, or with the amendment that added it.
    """
    added_later = (row["baseline_number"] or 1) > 1
    return Promise(
        state=row["state"],
        percent=row["percent"],
        begins_on=max(row["added_on"], plan_starts_on) if added_later else plan_starts_on,
        begun_on=timezone.localdate(row["begun_at"]) if row["begun_at"] else None,
        ended_on=row["last_report_on"],
        due_on=row["due_on"],
        precision=row["due_precision"],
        is_overdue=is_overdue(row, today),
        deadlines=deadlines_of(row),
    )


def deadlines_of(row: Row) -> Sequence[tuple[date, str]]:
    return [(date.fromisoformat(entry["on"]), entry["precision"]) for entry in row.get("deadlines") or ()]


def _line(row: Row, today: date, address: str, in_words: Callable[[date | None, str], str]) -> Line:
    state, label = _state(row, today)
    due_on, baseline_on = row["due_on"], row["baseline_due_on"]
    deadlines = deadlines_of(row)
    slip = (due_on - baseline_on).days if due_on and baseline_on else None
    lead = row["lead"]
    return Line(
        pk=row["pk"],
        area_id=row["area_id"],
        code=f"{row['area__number']}.{row['position']}",
        url=address.replace("/0/", f"/{row['pk']}/"),
        title=words_of(row, "title"),
        lead=_name(lead) if lead else None,
        state=state,
        state_label=label,
        percent=row["percent"],
        due=in_words(due_on, row["due_precision"]),
        due_on=due_on,
        baseline=in_words(*deadlines[0]) if deadlines else in_words(baseline_on, Precision.DAY),
        slip=slip,
        slip_words=slip_words(slip) if slip else "",
        moves=max(row["deadline_version"] - 1, 0),
        row=row,
        waits_for=[_before(entry, due_on, address) for entry in row.get("waits_for") or ()],
    )


def _name(lead: Row) -> Words:
    """The short name where there is one: rows are narrow."""
    short = words_of(lead, "short_name")
    return short if short.text else words_of(lead, "name")


def _state(row: Row, today: date) -> tuple[str, str]:
    if is_overdue(row, today):
        return "overdue", _("overdue")
    return row["state"], str(Activity.State(row["state"]).label)


def _before(entry: Row, due_on: date | None, address: str) -> Before:
    ends_on = date.fromisoformat(entry["due_on"]) if entry["due_on"] else None
    return Before(
        pk=entry["pk"],
        code=f"{entry['area']}.{entry['position']}",
        url=address.replace("/0/", f"/{entry['pk']}/"),
        is_conflict=bool(due_on and ends_on and ends_on > due_on),
    )
