"""`manage.py verify_baselines`: reads every version of every plan against its hash, its chain and today's rows."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from workplans.models import Activity, Deadline, PlanBaseline, WorkPlan


class Command(BaseCommand):
    """Reads one version at a time, so that many cost no more memory than the largest. Changes nothing."""

    help = "Verify the frozen versions of the work plans; exit 1 and name the rows where anything was changed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--plan", metavar="CODE", help="only the versions of this plan")

    def handle(self, *args: Any, **options: Any) -> None:
        plans = WorkPlan.objects.order_by("starts_on", "pk")
        if options["plan"]:
            plans = plans.filter(code=options["plan"])
            if not plans.exists():
                raise CommandError(f"There is no plan {options['plan']}.")
        differences = 0
        for plan in plans:
            for line in self.differences_of(plan):
                differences += 1
                self.stderr.write(f"{plan.code}: {line}")
        if differences:
            raise CommandError(f"{differences} differences: something was changed behind the portal's back.")

    def differences_of(self, plan: WorkPlan) -> Iterator[str]:
        """Whatever does not fit, one sentence each; writes a line for every version on the way."""
        number, previous = 0, ""
        for baseline in PlanBaseline.objects.filter(plan=plan).order_by("number").iterator(chunk_size=1):
            row = f"version {baseline.number} (row {baseline.pk})"
            self.stdout.write(f"{plan.code} version {baseline.number}, {baseline.adopted_on}: {baseline.hash}")
            if baseline.number != number + 1:
                yield f"{row} follows version {number}; what was between is gone"
            if not baseline.is_intact:
                yield f"{row} does not fit its hash; its content gives {baseline.computed_hash()}"
            if baseline.previous_hash != previous:
                yield f"{row} does not hold the hash of the version before it"
            yield from differences_of_activities(plan, baseline)
            number, previous = baseline.number, baseline.hash
        later: Any = Activity.objects.filter(area__plan=plan, baseline_number__gt=number).order_by("pk")
        for pk, named in later.values_list("pk", "baseline_number").iterator():
            yield f"activity {pk} belongs to version {named}, which is gone"


def differences_of_activities(plan: WorkPlan, baseline: PlanBaseline) -> Iterator[str]:
    """Where today's baseline deadlines are not what the version froze, and activities it does not know."""
    first_deadlines = Deadline.objects.filter(activity__area__plan=plan, is_baseline=True)
    first = dict(first_deadlines.values_list("activity", "due_on").iterator())
    stored: Any = Activity.objects.filter(area__plan=plan).values_list("pk", "baseline_due_on", "baseline_number")
    today = {pk: (due_on, number) for pk, due_on, number in stored.iterator()}
    row = f"version {baseline.number} (row {baseline.pk})"
    for frozen in baseline.content["activities"]:
        pk, promised = frozen["id"], frozen["baseline_due_on"]
        due_on, number = today.pop(pk, (None, None))
        if number is None:
            yield f"{row} holds activity {pk} ({frozen['code']}), which is gone or not adopted"
        elif number != frozen["added_in"]:
            yield f"activity {pk} says version {number} added it, {row} says version {frozen['added_in']}"
        elif _text(due_on) != _text(first.get(pk)):
            yield f"activity {pk} has the baseline {due_on}, its first deadline {first.get(pk)}"
        elif promised and promised != _text(due_on):
            yield f"activity {pk} has the baseline {due_on}, {row} says {promised}"
    for pk, (_due_on, number) in today.items():
        if number is not None and number <= baseline.number:
            yield f"activity {pk} belongs to version {number}, {row} does not hold it"


def _text(day: date | None) -> str:
    return day.isoformat() if day else ""
