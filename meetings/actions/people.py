"""Who is asked to a meeting: everybody of the group by default, or those who are ticked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from institutions.models import Affiliation, GroupRole, User
from institutions.models.alphabet import alphabetical
from meetings.models import Invitee, Meeting

CHAIR = (GroupRole.Role.SECRETARIAT, GroupRole.Role.CHAIR)
Asked = tuple[int, int | None]  # a person, and the institution she is asked for


@dataclass(frozen=True)
class Candidate:
    """Somebody who can be asked, once for each institution she works for."""

    person_id: int
    person: str
    institution_id: int | None
    institution: str  # empty for those who run the group

    @property
    def key(self) -> str:
        return f"{self.person_id}-{self.institution_id or 0}"


def candidates(today: date) -> list[Candidate]:
    """Everybody of the group today, by institution and name; those who run the group without one come last."""
    places = Affiliation.objects.counting(today).filter(user__is_active=True)
    rows = places.select_related("user", "institution").order_by(
        alphabetical("institution__name"), "institution", alphabetical(F("user__display_name")), "user"
    )
    found = [Candidate(row.user_id, str(row.user), row.institution_id, row.institution.name) for row in rows]
    there = {one.person_id for one in found}
    roles = GroupRole.objects.on(today).filter(role__in=CHAIR, user__is_active=True).exclude(user__in=there)
    hosts = User.objects.filter(pk__in=roles.values("user")).by_name()
    return [*found, *(Candidate(host.pk, str(host), None, "") for host in hosts)]


def once_each(found: Iterable[Candidate]) -> list[Candidate]:
    """The first place of each person: nobody is asked twice."""
    return list({one.person_id: one for one in reversed(list(found))}.values())[::-1]


def invite_everybody(meeting: Meeting, *, today: date) -> int:
    """Ask everybody of the group; tells how many were not asked before."""
    return invite(meeting, [(one.person_id, one.institution_id) for one in once_each(candidates(today))])


@transaction.atomic
def invite(meeting: Meeting, asked: Iterable[Asked]) -> int:
    """Ask these people; whoever was asked and taken back is asked anew. Tells how many; twice is harmless."""
    wanted = dict(reversed(list(asked)))
    Meeting.objects.select_for_update(of=("self",), no_key=True).get(pk=meeting.pk)
    known = {row.person_id: row for row in meeting.invitees.filter(person__in=wanted)}
    new = [
        Invitee(meeting=meeting, person_id=person, institution_id=institution)
        for person, institution in wanted.items()
        if person not in known
    ]
    Invitee.objects.bulk_create(new)
    again = [row for row in known.values() if row.withdrawn_at]
    for row in again:
        _ask_anew(row, wanted[row.person_id])
    return len(new) + len(again)


def _ask_anew(row: Invitee, institution: int | None) -> None:
    row.institution_id, row.withdrawn_at, row.invited_at = institution, None, timezone.now()
    row.answer, row.answered_at, row.substitute, row.substitute_name, row.note = "none", None, None, "", ""
    row.save()
    row.not_on.clear()


@transaction.atomic
def withdraw(invitee: Invitee) -> bool:
    """Take the invitation back; False where it was before."""
    taken = Invitee.objects.in_force().filter(pk=invitee.pk).update(withdrawn_at=timezone.now())
    return bool(taken)
