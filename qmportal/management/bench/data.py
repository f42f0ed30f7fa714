"""Rows to measure with, in a database that is thrown away afterwards."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import count
from typing import Any

from django.utils import timezone

from guidelines.models import Clause, Edition, Guideline
from institutions.models import Affiliation, GroupMembership, GroupRole, Institution, Subgroup, SubgroupSeat, User
from meetings.models import Meeting, MeetingDay
from surveys.models import Campaign, Questionnaire
from workplans.models import Activity, ActivityBody, Area, Deadline, ProgressReport, WorkPlan

BEGUN = date(2013, 1, 1)
AREAS = 5
LED_BY_EACH = 3  # activities of every institution, besides those of the first
STATES = (Activity.State.PLANNED, Activity.State.UNDER_WAY, Activity.State.AT_RISK, Activity.State.DONE)
BUSY = 8  # activities that take the measured reports, one for each connection


def words(field: str, text: str) -> dict[str, str]:
    return {f"{field}_{code}": text for code in ("en", "bs", "sv")}


class Data:
    """A portal that can grow: ``grow(1000)`` makes a thousand of everything a page lists."""

    def __init__(self) -> None:
        self.today = timezone.localdate()
        self.rows = 0
        self.positions = count(1)
        self.plan = WorkPlan.objects.create(
            code="plan",
            starts_on=BEGUN,
            ends_on=self.today + timedelta(days=900),
            state=WorkPlan.State.ADOPTED,
            **words("title", "Plan"),
        )
        self.areas = [
            Area.objects.create(plan=self.plan, number=number, **words("title", f"Area {number}"))
            for number in range(1, AREAS + 1)
        ]
        self.subgroup = Subgroup.objects.create(code="subgroup", **words("name", "Subgroup"))
        self.questionnaire = Questionnaire.objects.create(
            code="q", audience="users", state=Questionnaire.State.PUBLISHED, **words("title", "Questionnaire")
        )
        self.institutions: list[Institution] = []
        self._institutions(1)
        self.member = self._person("member")
        SubgroupSeat.objects.create(
            user=self.member, subgroup=self.subgroup, institution=self.institutions[0], valid_from=BEGUN
        )
        Affiliation.objects.create(user=self.member, institution=self.institutions[0], valid_from=BEGUN)
        self.secretariat = self._person("secretariat")
        GroupRole.objects.create(user=self.secretariat, role=GroupRole.Role.SECRETARIAT, valid_from=BEGUN)
        self.busy = self.activities([self.institutions[0]] * BUSY, state=Activity.State.UNDER_WAY)

    def grow(self, rows: int) -> None:
        """Add rows until there are that many of each kind."""
        new = range(self.rows, rows)
        self._guidelines(new)
        self._meetings(new)
        led = self.activities([self.institutions[0]] * len(new))
        self._reports(led[0] if not self.rows else self.busy[0], new)
        self._institutions(rows)
        Campaign.objects.bulk_create(
            Campaign(
                institution=self.institutions[number],
                questionnaire=self.questionnaire,
                state=Campaign.State.CLOSED,
                opens_on=BEGUN,
                closes_on=self.today,
                **words("title", f"Survey {number}"),
            )
            for number in new
        )
        self.rows = rows

    def _person(self, name: str) -> User:
        return User.objects.create_user(f"{name}@bench.example", display_name=name)

    def _institutions(self, rows: int) -> None:
        numbers = range(len(self.institutions), rows)
        new = Institution.objects.bulk_create(
            Institution(code=f"institution-{number}", **words("name", f"Institution {number:04}")) for number in numbers
        )
        self.institutions += new
        GroupMembership.objects.bulk_create(GroupMembership(institution=one, valid_from=BEGUN) for one in new)
        people = User.objects.bulk_create(
            User(email=f"person-{one.code}-{number}@bench.example", display_name=f"Person {number}")
            for one in new
            for number in range(2)
        )
        Affiliation.objects.bulk_create(
            Affiliation(user=person, institution=new[number // 2], valid_from=BEGUN)
            for number, person in enumerate(people)
        )
        self.activities([one for one in new for _ in range(LED_BY_EACH)], subgroup=None)

    def activities(self, led_by: list[Institution], **fields: Any) -> list[Activity]:
        """One more activity for each institution in the list, with a deadline."""
        fields = {"subgroup": self.subgroup, **fields}
        new = []
        for _institution in led_by:
            number = next(self.positions)
            facts = {"state": STATES[number % 4], "last_report_on": self.today - timedelta(days=number % 90), **fields}
            area = self.areas[number % AREAS]
            new.append(Activity(area=area, position=number, **words("title", f"Activity {number}"), **facts))
        Activity.objects.bulk_create(new)
        ActivityBody.objects.bulk_create(
            ActivityBody(activity=activity, institution=institution, valid_from=BEGUN)
            for activity, institution in zip(new, led_by, strict=True)
        )
        Deadline.objects.bulk_create(
            Deadline(
                activity=activity,
                version=1,
                is_baseline=True,
                due_on=self.today + timedelta(days=activity.position % 120 - 30),
            )
            for activity in new
        )
        return new

    def _reports(self, activity: Activity, new: range) -> None:
        version: Any = Activity.objects.values_list("version", flat=True).get(pk=activity.pk)
        ProgressReport.objects.bulk_create(
            ProgressReport(
                activity=activity,
                version=version + number,
                status="under_way",
                percent=number % 100,
                achieved="One more step.",
                language="en",
                author=self.member,
                acting_for=self.institutions[0],
            )
            for number in range(1, len(new) + 1)
        )
        Activity.objects.filter(pk=activity.pk).update(version=version + len(new))

    def _guidelines(self, new: range) -> None:
        guidelines = Guideline.objects.bulk_create(
            Guideline(code=f"G-{number}", **words("title", f"Guideline {number}")) for number in new
        )
        editions = Edition.objects.bulk_create(
            Edition(
                guideline=guideline,
                number=1,
                year=2016,
                state=Edition.State.PUBLISHED,
                source_language="bs",
                published_on=BEGUN,
                in_force_from=BEGUN,
            )
            for guideline in guidelines
        )
        first = Edition.objects.get(guideline__code="G-0")
        places = [(edition, 10_000) for edition in editions] + [(first, number) for number in new]
        Clause.objects.bulk_create(
            Clause(
                edition=edition,
                position=position,
                number=str(position),
                anchor=f"clause-{position}",
                **words("heading", f"Clause {position}"),
                **words("body", "A paragraph of the guideline.\n\n- one\n- two\n"),
            )
            for edition, position in places
        )

    def _meetings(self, new: range) -> None:
        meetings = Meeting.objects.bulk_create(
            Meeting(code=f"meeting-{number}", state=Meeting.State.HELD, **words("title", f"Meeting {number}"))
            for number in new
        )
        MeetingDay.objects.bulk_create(
            MeetingDay(meeting=meeting, held_on=BEGUN + timedelta(days=number))
            for number, meeting in enumerate(meetings)
        )
