"""Writing an import down: all of it in one transaction, and only if it still does what somebody looked at."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.db import transaction

from institutions.models import Institution, Subgroup
from workplans.actions.editing import lock_plan, write_activity
from workplans.actions.judging import NUMBERS, PARTS, WORD_KEYS, Judgement, Line, judge
from workplans.actions.reading import Row
from workplans.models import Activity, ActivityBody, Area, Dependency, WorkPlan
from workplans.results.open_data import LANGUAGES


class OtherNow(Exception):
    """The plan has changed since the preview; ``judgement`` is what the import would do by now."""

    def __init__(self, judgement: Judgement) -> None:
        self.judgement = judgement


class PlanIsClosed(Exception):
    """A closed plan takes nothing any more."""


@transaction.atomic
def import_rows(plan_id: int, rows: Sequence[Row], *, seen: str, today: date) -> Judgement:
    """Do what the judgement with the digest ``seen`` said, and return it; new activities are proposals.

    Doing it twice is harmless: the second time there is nothing left to do. Raises OtherNow, or PlanIsClosed.
    """
    plan = lock_plan(plan_id)
    if plan.state == WorkPlan.State.CLOSED:
        raise PlanIsClosed
    judgement = judge(plan, rows, today=today)
    if judgement.is_empty and not judgement.troubles:
        return judgement
    if judgement.troubles or judgement.digest != seen:
        raise OtherNow(judgement)
    _Writer(plan, judgement, today).write()
    return judgement


class _Writer:
    def __init__(self, plan: WorkPlan, judgement: Judgement, today: date) -> None:
        self.plan, self.judgement, self.today = plan, judgement, today
        self.institutions = {body.code: body for body in Institution.objects.all()}
        self.subgroups = {group.code: group for group in Subgroup.objects.all()}

    def write(self) -> None:
        for number, words in sorted(self.judgement.new_areas.items()):
            Area.objects.create(plan=self.plan, number=number, **_area_words(words))
        self._add(self.judgement.added)
        activities = {
            activity.code: activity
            for activity in Activity.objects.filter(area__plan=self.plan).select_related("area__plan")
        }
        new = self.judgement.added
        links = [(activities[line.code], activities[code]) for line in new for code in line.facts["waits_for"]]
        Dependency.objects.bulk_create(
            Dependency(activity=activity, predecessor=predecessor) for activity, predecessor in links
        )
        for line in self.judgement.changed:
            self._change(line, activities)

    def _add(self, lines: Iterable[Line]) -> None:
        areas = {area.number: area for area in self.plan.areas.all()}
        activities = [
            Activity(
                area=areas[line.area],
                position=line.position,
                state=Activity.State.PROPOSED,
                **{key: line.facts[key] for key in WORD_KEYS},
                **self._columns(line),
            )
            for line in lines
        ]
        Activity.objects.bulk_create(activities)
        since = min(self.today, self.plan.starts_on)  # as on the pages of the plan: a proposal has no past
        ActivityBody.objects.bulk_create(
            ActivityBody(activity=activity, institution=body, part=part, valid_from=since)
            for activity, line in zip(activities, lines, strict=True)
            for part, bodies in self._bodies(line, PARTS).items()
            for body in bodies
        )

    def _change(self, line: Line, activities: dict[str, Activity]) -> None:
        """By the deed of the plan's pages, so that both keep the same rules."""
        assert line.activity is not None  # noqa: S101 - only what is there is changed
        keys = {key for key, _before, _after in line.changes}
        said: dict[str, Any] = {key: line.facts[key] for key in WORD_KEYS if key in keys}
        said |= {name: value for name, value in self._columns(line).items() if name in keys}
        if "waits_for" in keys:
            said["waits_for"] = [activities[code] for code in line.facts["waits_for"]]
        bodies = self._bodies(line, [key for key in PARTS if key in keys])
        write_activity(activities[line.code], today=self.today, bodies=bodies, **said)

    def _columns(self, line: Line) -> dict[str, Any]:
        return {
            "priority": NUMBERS[line.facts["priority"]],
            "subgroup": self.subgroups.get(line.facts["subgroup"]),
            "due_on": line.facts["due_on"],
            "due_precision": line.facts["due_precision"],
        }

    def _bodies(self, line: Line, keys: Iterable[str]) -> dict[str, list[Institution]]:
        found = {}
        for key in keys:
            codes = line.facts[key] if isinstance(line.facts[key], list) else filter(None, [line.facts[key]])
            found[str(PARTS[key])] = [self.institutions[code] for code in codes]
        return found


def _area_words(words: dict[str, str]) -> dict[str, str]:
    return {
        f"{field}_{code}": words.get(f"area_{field}_{code}", "") for field in ("title", "aim") for code in LANGUAGES
    }
