"""Which letters a person does without; those of a duty always come."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db import transaction

from institutions.models import User
from letters.actions.occasions import occasions_to_decline
from letters.models import OptOut


def declined_by(person: User) -> frozenset[str]:
    """Names of the occasions the person does without."""
    return frozenset(OptOut.objects.filter(user=person).values_list("occasion", flat=True))


@transaction.atomic
def decline(person: User, names: Iterable[str]) -> None:
    """Write no more letters of these occasions; those that cannot be declined are passed over. Twice is harmless."""
    known = occasions_to_decline()
    rows = [OptOut(user=person, occasion=name) for name in names if name in known]
    OptOut.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic
def want_again(person: User, names: Iterable[str]) -> None:
    """Write letters of these occasions again. Twice is harmless."""
    OptOut.objects.filter(user=person, occasion__in=list(names)).delete()


@transaction.atomic
def want_only(person: User, names: Collection[str]) -> None:
    """Of all that can be declined, write only these; what was declined before the present kinds existed stays."""
    known = occasions_to_decline()
    want_again(person, [name for name in known if name in names])
    decline(person, [name for name in known if name not in names])
