"""The life of one activity of the demonstration: reports, moved deadlines, proposals and steps, each at its moment."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.utils import timezone

from institutions.models import Institution, User
from institutions.models.pages import Precision
from qmportal.management.demo.data import Entry, day, moment
from qmportal.management.demo.people import address
from workplans.models import Activity, DeadlineProposal, ProgressReport, StateChange


@dataclass(frozen=True)
class Event:
    """Something that happened at a moment; it happens once."""

    at: datetime
    key: tuple[str, int]
    played: set[tuple[str, int]]
    deed: Callable[[], None]

    def happen(self) -> None:
        if self.key not in self.played:
            self.played.add(self.key)
            self.deed()


class Life:
    """What the file says of one activity, as deeds."""

    def __init__(self, entry: Entry, people: dict[str, User], bodies: dict[str, Institution], *, today: date) -> None:
        self.entry, self.people, self.bodies, self.today = entry, people, bodies, today
        self.activity: Activity = entry["activity"]

    def events(self) -> Iterator[Event]:
        """All that happened after the adoption."""
        kinds: list[tuple[str, str, Callable[[Entry, datetime], None]]] = [
            ("deadline", "set", self.move),
            ("report", "on", self.report),
            ("step", "on", self.step),
            ("proposal", "on", self.propose),
        ]
        for kind, when, deed in kinds:
            for number, said in enumerate(self.entry.get(kind, [])):
                if kind != "deadline" or number:  # the first deadline is the one it was adopted with
                    at = moment(self.day_of(said, when))
                    yield Event(at, (kind, number), self.entry["played"], partial(deed, said, at))

    def day_of(self, said: Entry, name: str) -> date:
        return day(said, name, today=self.today) or self.today

    def person(self, said: Entry) -> User:
        return self.people[address(said.get("by", "secretariat"))]

    def report(self, said: Entry, at: datetime) -> None:
        """One report, in the language of its author and for her first institution."""
        author, is_done = self.person(said), said.get("status") == ProgressReport.Status.DONE
        output = said.get("output", self.entry["output"][author.language] if is_done else "")
        self.activity.refresh_from_db(fields=["version"])
        report = ProgressReport(
            activity=self.activity,
            version=self.activity.version + 1,
            status=said.get("status", ProgressReport.Status.UNDER_WAY),
            percent=said["percent"],
            achieved=said["achieved"],
            next_steps=said.get("next_steps", ""),
            blockers=said.get("blockers", ""),
            output=output.strip(),
            author=author,
            acting_for=self.bodies[first_body(author)],
            language=author.language,
            reported_at=at,
        )
        if not report.write_first(on=timezone.localdate(at)):
            raise ValueError(f"{self.activity} takes no report on {at:%Y-%m-%d}.")

    def move(self, said: Entry, at: datetime) -> None:
        """A moved deadline; a large move cites the decision of a meeting."""
        by, precision = self.person(said), Precision(said.get("precision", Precision.DAY))
        due_on = precision.last_day(self.day_of(said, "due"))
        self.activity.refresh_from_db(fields=["due_on", "deadline_version"])
        present = self.activity.due_on
        is_large = present is not None and abs((due_on - present).days) > settings.LARGE_MOVE_DAYS
        number = f"{at.year}/{(at.month + 5) // 6}-D{self.activity.area.number + self.activity.deadline_version}"
        self.activity.set_deadline(
            due_on=due_on,
            precision=precision,
            by=by,
            reason_class=said["reason_class"],
            reason=said["reason"],
            language=by.language,
            decision=number if is_large else "",
            set_at=at,
        )

    def step(self, said: Entry, at: datetime) -> None:
        """A step that is no report: confirmed, on hold, cancelled or reopened."""
        by, review_on = self.person(said), day(said, "review", today=self.today)
        self.activity.refresh_from_db()
        StateChange.objects.create(
            activity=self.activity,
            from_state=self.activity.state,
            to_state=said["to"],
            reason=said.get("reason", ""),
            language=by.language if "reason" in said else "",
            decision=said.get("decision", ""),
            review_on=review_on,
            slip_days=self.activity.days_from_baseline_to_end if said["to"] == Activity.State.CONFIRMED else None,
            changed_by=by,
            changed_at=at,
        )
        self.activity.state, self.activity.review_on = said["to"], review_on
        self.activity.save(update_fields=["state", "review_on"])

    def propose(self, said: Entry, at: datetime) -> None:
        """Another deadline somebody asks for; refused, where the file holds an answer."""
        by = self.person(said)
        self.activity.refresh_from_db(fields=["deadline_version"])
        answer: dict[str, Any] = {}
        if "answer" in said:
            answer = {
                "state": DeadlineProposal.State.REFUSED,
                "answer": said["answer"],
                "answered_by": self.people[address("secretariat")],
                "answered_at": moment(self.day_of(said, "answered")),
            }
        DeadlineProposal.objects.create(
            activity=self.activity,
            seen_version=self.activity.deadline_version,
            due_on=self.day_of(said, "due"),
            reason_class=said["reason_class"],
            reason=said["reason"],
            language=by.language,
            proposed_by=by,
            acting_for=self.bodies[first_body(by)],
            proposed_at=at,
            **answer,
        )


def first_body(person: User) -> str:
    """The code of the institution for which the person reports."""
    code: str = person.affiliations.order_by("pk").values_list("institution__code", flat=True)[0]
    return code
