"""What an import would do to a plan: every row read and compared, nothing written, every mistake named."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from institutions.models import GroupMembership, Institution, Subgroup
from workplans.actions.cells import Trouble, period_end, read_cell
from workplans.actions.reading import Row
from workplans.models import Activity, ActivityBody, Area, WorkPlan
from workplans.results.open_data import BY_KEY, KEYS, LANGUAGES, PRIORITIES, READ_KEYS

Part = ActivityBody.Part
PARTS = {"lead_body": Part.LEAD, "contributing": Part.CONTRIBUTING, "consulted": Part.CONSULTED}
AREA_KEYS = tuple(key for key in READ_KEYS if key.startswith("area_"))
WORD_KEYS = tuple(f"{name}_{code}" for name in ("title", "description", "output") for code in LANGUAGES)
NUMBERS = {word: number for number, word in PRIORITIES.items()}
Facts = dict[str, Any]  # by key of the column: text, a number, a date, or a list of codes


@dataclass(frozen=True)
class Line:
    """A row that adds or changes something; ``changes`` holds (key, before, after), before is empty for new ones."""

    row: int
    area: int
    position: int
    facts: Facts
    activity: Activity | None = None
    changes: tuple[tuple[str, Any, Any], ...] = ()

    @property
    def code(self) -> str:
        """As people say it: 2.3."""
        return f"{self.area}.{self.position}"

    @property
    def title(self) -> str:
        """The first title there is."""
        return next((self.facts[f"title_{code}"] for code in LANGUAGES if self.facts.get(f"title_{code}")), "")

    @property
    def shown_changes(self) -> list[dict[str, str]]:
        """The changes as text: lists of codes with spaces between."""
        return [{"key": key, "before": _shown(before), "after": _shown(after)} for key, before, after in self.changes]


@dataclass
class Judgement:
    """What would be done, and what stands in the way; where there are ``troubles``, nothing is done."""

    troubles: list[Trouble] = field(default_factory=list)
    new_areas: dict[int, Facts] = field(default_factory=dict)
    added: list[Line] = field(default_factory=list)
    changed: list[Line] = field(default_factory=list)
    unchanged: int = 0
    ignored: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Tell whether the plan already is as the file says."""
        return not (self.new_areas or self.added or self.changed)

    @property
    def digest(self) -> str:
        """Tells whether what would be done is still what somebody looked at."""
        done: list[Any] = [sorted(self.new_areas.items())]
        done += [[line.code, line.facts, line.changes] for line in (*self.added, *self.changed)]
        return hashlib.sha256(json.dumps(done, default=str, sort_keys=True).encode()).hexdigest()


def judge(plan: WorkPlan, rows: Sequence[Row], *, today: date) -> Judgement:
    """Compare the rows of ``read_table`` with the plan as it is; a constant number of queries."""
    judgement = Judgement()
    heads = _heads(rows[0], judgement)
    if judgement.troubles:
        return judgement
    known = _Known(plan, today)
    seen: dict[str, int] = {}
    lines = []
    for number, cells in rows[1:]:
        line = _line(number, cells, heads, known, seen, judgement)
        if line is not None:
            lines.append(line)
    for line in lines:
        _judge_predecessors(line, known, seen, judgement)
        _judge_line(line, known, judgement)
    _judge_circles(lines, known, judgement)
    judgement.troubles.sort(key=lambda trouble: (trouble.row, KEYS.index(trouble.column) if trouble.column else 0))
    return judgement


def _heads(row: Row, judgement: Judgement) -> list[str]:
    """The column's key at each place; an empty text where the column is not read."""
    heads: list[str] = []
    for cell in row[1]:
        name = str(cell or "").strip().lower()
        if name and name not in KEYS:
            shown = {"name": name[:60]}
            problem = _("There is no column “%(name)s”.") % shown
            judgement.troubles.append(Trouble(row[0], "", problem, _("Take the names of the template.")))
        elif name in heads:
            problem = _("The column “%(name)s” is there twice.") % {"name": name}
            judgement.troubles.append(Trouble(row[0], name, problem, _("Delete one of them.")))
        elif name and name not in READ_KEYS:
            judgement.ignored.append(name)
        heads.append(name if name in READ_KEYS else "")
    missing = [name for name in ("area", "position") if name not in heads]
    if "due_precision" in heads and "due_on" not in heads:
        missing.append("due_on")
    for name in missing:
        problem = _("The column “%(name)s” is missing.") % {"name": name}
        judgement.troubles.append(Trouble(row[0], name, problem, _("Add it; the template has it.")))
    return heads


class _Known:
    """What there is: the plan's areas and activities, and all codes one may write."""

    def __init__(self, plan: WorkPlan, today: date) -> None:
        self.plan = plan
        self.areas: dict[int, Area] = {area.number: area for area in plan.areas.all()}
        in_group = GroupMembership.objects.on(today).values("institution")
        self.institutions = {body.code: body for body in Institution.objects.filter(pk__in=in_group)}
        self.subgroups = {group.code: group for group in Subgroup.objects.filter(state=Subgroup.State.ACTIVE)}
        found = Activity.objects.filter(area__plan=plan).select_related("area__plan", "subgroup").with_bodies(today)
        self.activities = {
            activity.code: activity for activity in found.prefetch_related("dependencies__predecessor__area")
        }

    def facts_of(self, activity: Activity) -> Facts:
        """What the table would say of it, for every key that is read."""
        facts: Facts = {key: tidy(getattr(activity, key) or "") for key in WORD_KEYS}
        for key, part in PARTS.items():
            codes = sorted(body.institution.code for body in activity.current_bodies if body.part == part)
            facts[key] = codes if BY_KEY[key].kind == "codes" else (codes[0] if codes else "")
        before = [link.predecessor for link in activity.dependencies.all()]
        own = [other.code for other in before if other.area.plan_id == self.plan.pk]
        return facts | {
            "priority": PRIORITIES[activity.priority],
            "subgroup": activity.subgroup.code if activity.subgroup else "",
            "due_on": activity.due_on,
            "due_precision": activity.due_precision,
            "waits_for": sorted(own),
        }


def tidy(text: str) -> str:
    """Text as forms keep it: one kind of line end, no spaces around."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _line(
    number: int, cells: list[Any], heads: list[str], known: _Known, seen: dict[str, int], judgement: Judgement
) -> Line | None:
    """The row with its cells read and its place found; nothing where it has no place."""
    troubles = judgement.troubles
    facts: Facts = {}
    for key, cell in zip(heads, cells, strict=False):
        if key:
            facts[key] = read_cell(number, key, cell, troubles)
    for key in filter(None, heads[len(cells) :]):
        facts[key] = read_cell(number, key, "", troubles)
    if any(cell not in (None, "") for cell in cells[len(heads) :]):
        troubles.append(
            Trouble(number, "", _("The row has more cells than there are columns."), _("Delete what is too much."))
        )
    area, position = facts.pop("area", None), facts.pop("position", None)
    if area is None or position is None:
        return None
    line = Line(number, area, position, facts, known.activities.get(f"{area}.{position}"))
    if line.code in seen:
        problem = _("Activity %(code)s is in row %(row)s already.") % {"code": line.code, "row": seen[line.code]}
        troubles.append(Trouble(number, "position", problem, _("Give one of them another number.")))
        return None
    seen[line.code] = number
    return line


def _judge_line(line: Line, known: _Known, judgement: Judgement) -> None:
    """Put the line where it belongs: added, changed or unchanged."""
    troubles = judgement.troubles
    facts = {key: value for key, value in line.facts.items() if key not in AREA_KEYS}
    count = len(troubles)
    _judge_area(line, known, judgement)
    before = known.facts_of(line.activity) if line.activity else None
    whole = {**(before or _nothing()), **facts}
    if "due_on" in facts and "due_precision" not in facts:
        facts["due_precision"] = whole["due_precision"] = "day" if facts["due_on"] else "none"
    _judge_deadline(line.row, facts, whole, troubles)
    _judge_codes(line.row, facts, whole, known, troubles)
    misread = any(trouble.row == line.row and trouble.column.startswith("title_") for trouble in troubles)
    if not misread and not any(whole[f"title_{code}"] for code in LANGUAGES):
        _add(troubles, line.row, "title_en", _("The title is missing."), _("Write it in one language at least."))
    if before is None:
        if len(troubles) == count:
            judgement.added.append(Line(line.row, line.area, line.position, whole))
        return
    changes = tuple((key, before[key], whole[key]) for key in READ_KEYS if key in facts and before[key] != whole[key])
    if changes and _is_fixed(line.activity):
        for key, _old, _new in changes:
            problem = _("Activity %(code)s is adopted; an import does not change it.") % {"code": line.code}
            remedy = _("Change it on its own page, and delete the row here or leave it as it was exported.")
            _add(troubles, line.row, key, problem, remedy)
    elif changes:
        judgement.changed.append(Line(line.row, line.area, line.position, whole, line.activity, changes))
    else:
        judgement.unchanged += 1


def _nothing() -> Facts:
    empty: Facts = dict.fromkeys((*WORD_KEYS, "subgroup", "lead_body"), "")
    lists: Facts = {key: [] for key in ("contributing", "consulted", "waits_for")}
    return empty | lists | {"priority": "normal", "due_on": None, "due_precision": "none"}


def _is_fixed(activity: Activity | None) -> bool:
    """Adopted things, and those with a deadline on record, change by their own deeds only."""
    return activity is not None and (activity.is_promised or activity.deadline_version > 0)


def _judge_area(line: Line, known: _Known, judgement: Judgement) -> None:
    """An area the plan does not have yet is made from the words in its rows, in a draft."""
    if line.area in known.areas:
        return
    words = {key: line.facts[key] for key in AREA_KEYS if line.facts.get(key)}
    if known.plan.state != WorkPlan.State.DRAFT:
        problem = _("The plan has no area %(number)s.") % {"number": line.area}
        remedy = _("Take one of its areas; an adopted plan gets new areas on its own page.")
        _add(judgement.troubles, line.row, "area", problem, remedy)
        return
    present = judgement.new_areas.setdefault(line.area, {})
    for key, text in words.items():
        if present.setdefault(key, text) != text:
            problem = _("Area %(number)s has other words in an earlier row.") % {"number": line.area}
            _add(judgement.troubles, line.row, key, problem, _("Write the same in all rows of the area."))
    if not any(key.startswith("area_title") for key in present):
        problem = _("The plan has no area %(number)s yet.") % {"number": line.area}
        remedy = _("Give its title in a column area_title, or add the area to the plan first.")
        _add(judgement.troubles, line.row, "area", problem, remedy)


def _judge_deadline(row: int, facts: Facts, whole: Facts, troubles: list[Trouble]) -> None:
    due_on, precision = whole["due_on"], whole["due_precision"]
    if "due_on" not in facts or any(trouble.row == row and trouble.column == "due_on" for trouble in troubles):
        return
    if due_on is None and precision in {"", "none"}:
        whole["due_precision"] = "none"
    elif due_on is None:
        problem = _("There is a precision without a deadline.")
        _add(troubles, row, "due_on", problem, _("Write the date, or empty the precision."))
    elif precision == "none":
        problem = _("The precision “none” means that there is no deadline.")
        _add(troubles, row, "due_precision", problem, _("Empty the date, or write day, month or quarter."))
    else:
        whole["due_precision"] = precision or "day"
        end = period_end(due_on, whole["due_precision"])
        if end != due_on:
            problem = _("The deadline of a month, quarter or year is its last day.")
            _add(troubles, row, "due_on", problem, _("Write %(date)s.") % {"date": end.isoformat()})


def _judge_codes(row: int, facts: Facts, whole: Facts, known: _Known, troubles: list[Trouble]) -> None:
    """Institutions and subgroups must exist, and no institution has two parts."""
    subgroup = facts.get("subgroup")
    if subgroup and subgroup not in known.subgroups:
        problem = _("There is no active subgroup “%(code)s”.") % {"code": subgroup[:60]}
        _add(troubles, row, "subgroup", problem, _nearest(subgroup, known.subgroups))
    parts: dict[str, str] = {}
    for key in PARTS:
        codes = whole[key] if isinstance(whole[key], list) else list(filter(None, [whole[key]]))
        for code in codes:
            if key in facts and code not in known.institutions:
                problem = _("No institution of the group has the code “%(code)s”.") % {"code": code[:60]}
                _add(troubles, row, key, problem, _nearest(code, known.institutions))
            elif parts.setdefault(code, key) != key:
                problem = _("“%(code)s” has two parts in the activity.") % {"code": code[:60]}
                _add(troubles, row, key, problem, _("Keep the institution in one of the columns only."))


def _shown(value: Any) -> str:
    return " ".join(value) if isinstance(value, list) else str(value or "")


def _nearest(code: str, known: Mapping[str, Any]) -> str:
    """Say which codes there are, those first that begin alike."""
    ranked = sorted(known, key=lambda other: (other[:2].lower() != code[:2].lower(), other))
    if not ranked:
        return _("Record it first.")
    shown = ", ".join(ranked[:6])
    return ngettext("The only code is %(codes)s.", "Take one of its code names, such as %(codes)s.", len(ranked)) % {
        "codes": shown
    }


def _judge_predecessors(line: Line, known: _Known, seen: Mapping[str, int], judgement: Judgement) -> None:
    for code in line.facts.get("waits_for", ()):
        if code == line.code:
            problem = _("The activity would wait for itself.")
            _add(judgement.troubles, line.row, "waits_for", problem, _("Take its own code out."))
        elif code not in known.activities and code not in seen:
            problem = _("Neither the plan nor the file has an activity %(code)s.") % {"code": code}
            _add(judgement.troubles, line.row, "waits_for", problem, _("Write the code as area and position: 2.3."))


def _judge_circles(lines: list[Line], known: _Known, judgement: Judgement) -> None:
    """Name every row whose activity would wait for itself in a roundabout way."""
    graph = {code: known.facts_of(activity)["waits_for"] for code, activity in known.activities.items()}
    graph |= {line.code: line.facts["waits_for"] for line in lines if "waits_for" in line.facts}
    circular = set(_in_circles(graph))
    for line in lines:
        if line.code in circular and line.code not in graph[line.code]:
            problem = _("Activities would wait for each other in a circle: %(codes)s.") % {
                "codes": ", ".join(sorted(circular)[:10])
            }
            _add(judgement.troubles, line.row, "waits_for", problem, _("Take one of them out of the circle."))


def _in_circles(graph: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What is left when everything is taken away, again and again, that waits for nothing or that nothing waits for."""
    left = {code: {other for other in before if other in graph and other != code} for code, before in graph.items()}
    while True:
        waited_for = set().union(*left.values()) if left else set()
        ends = {code for code, before in left.items() if not before or code not in waited_for}
        if not ends:
            break
        left = {code: before - ends for code, before in left.items() if code not in ends}
    yield from left


def _add(troubles: list[Trouble], row: int, column: str, problem: str, remedy: str) -> None:
    troubles.append(Trouble(row, column, problem, remedy))
