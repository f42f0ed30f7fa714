"""Reading what the versions of a plan froze, and telling what changed from one to the next."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.conf import settings

from institutions.models.pages import Precision

LANGUAGES = [code for code, _name in settings.LANGUAGES]
WORDS = ("title", "description", "output")
Content = Mapping[str, Any]


class Frozen:
    """A plan, area or activity as a version froze it; what that version did not know is empty."""

    def __init__(self, facts: Mapping[str, Any]) -> None:
        self.facts = facts

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return self.facts.get(name, "")

    @property
    def due(self) -> date | None:
        """The deadline in force when the version was adopted."""
        return day_of(self.facts.get("due_on"))

    @property
    def baseline_due(self) -> date | None:
        """The deadline as first promised."""
        return day_of(self.facts.get("baseline_due_on"))

    @property
    def known_precision(self) -> str:
        """How exactly the deadline is meant."""
        return self.facts.get("precision") or Precision.DAY

    @property
    def bodies(self) -> list[str]:
        """Codes of the lead body and of those that contribute."""
        lead = self.facts.get("lead_body")
        return [*([lead] if lead else []), *self.facts.get("contributing", [])]


@dataclass(frozen=True)
class Change:
    """What one activity says and promises differently: ``before`` and ``after`` are as frozen."""

    before: Frozen
    after: Frozen
    words: list[tuple[str, str]] = field(default_factory=list)  # (field, language)

    @property
    def has_moved(self) -> bool:
        """Whether its deadline is another one."""
        return (self.before.due_on, self.before.precision) != (self.after.due_on, self.after.precision)

    @property
    def languages(self) -> list[str]:
        """In which languages its words changed."""
        return [code for code in LANGUAGES if any(code == language for _field, language in self.words)]

    @property
    def is_led_by_another(self) -> bool:
        """Whether another institution answers for it."""
        return bool(self.before.lead_body != self.after.lead_body)


@dataclass(frozen=True)
class Difference:
    """What a version holds that the one before it did not."""

    added: list[Frozen]
    moved: list[Change]
    reworded: list[Change]
    led_by_others: list[Change]
    plan_words: list[str]  # languages in which the plan or an area says something else

    def __bool__(self) -> bool:
        return any((self.added, self.moved, self.reworded, self.led_by_others, self.plan_words))


def difference(before: Content | None, after: Content) -> Difference:
    """What changed between the contents of two versions; everything is added where there is none before."""
    known = {one["id"]: one for one in before["activities"]} if before else {}
    changes = [
        Change(Frozen(known[one["id"]]), Frozen(one), _reworded(known[one["id"]], one, WORDS))
        for one in after["activities"]
        if one["id"] in known
    ]
    return Difference(
        added=[Frozen(one) for one in after["activities"] if one["id"] not in known],
        moved=[change for change in changes if change.has_moved],
        reworded=[change for change in changes if change.words],
        led_by_others=[change for change in changes if change.is_led_by_another],
        plan_words=_plan_words(before, after) if before else [],
    )


def areas_of(content: Content, activities: Iterable[Frozen]) -> list[tuple[Frozen, list[Frozen]]]:
    """The areas that hold some of these activities, in order, each with its own."""
    by_area: dict[str, list[Frozen]] = {}
    for activity in activities:
        by_area.setdefault(activity.code.partition(".")[0], []).append(activity)
    areas = {str(area["number"]): Frozen(area) for area in content["areas"]}
    return [(areas[number], held) for number, held in by_area.items() if number in areas]


def codes_in(activities: Iterable[Frozen]) -> set[str]:
    """Codes of all institutions these activities name."""
    return {code for activity in activities for code in activity.bodies}


def day_of(text: str | None) -> date | None:
    """A day as versions write it."""
    return date.fromisoformat(text) if text else None


def _reworded(before: Mapping[str, Any], after: Mapping[str, Any], words: Collection[str]) -> list[tuple[str, str]]:
    return [
        (word, code)
        for word in words
        for code in LANGUAGES
        if (before.get(f"{word}_{code}") or "") != (after.get(f"{word}_{code}") or "")
    ]


def _plan_words(before: Content, after: Content) -> list[str]:
    areas = {area["number"]: area for area in before["areas"]}
    found = _reworded(before["plan"], after["plan"], ("title", "summary"))
    for area in after["areas"]:
        found += _reworded(areas.get(area["number"], {}), area, ("title", "aim"))
    changed = {code for _word, code in found}
    return [code for code in LANGUAGES if code in changed]
