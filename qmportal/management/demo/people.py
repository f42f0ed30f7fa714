"""The fictional institutions, the people who work there, and the subgroups they sit in."""

from __future__ import annotations

from datetime import date

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from institutions.models import (
    Affiliation,
    GroupMembership,
    GroupRole,
    Institution,
    Subgroup,
    SubgroupSeat,
    User,
)
from qmportal.management.demo.data import Entry, in_languages, read

CAST = ("secretariat", "coordinator", "lead", "member", "outsider", "admin")
PASSWORD = "quality-demo"  # noqa: S105 - printed at every start; the people it belongs to are invented
SINCE = date(2016, 1, 1)  # roles begin here, where the file says nothing else


def load_institutions() -> None:
    """Add the institutions that are not there yet, with the periods in which they belong to the group."""
    known = set(Institution.objects.values_list("code", flat=True))
    for entry in read("institutions.toml")["institution"]:
        if entry["code"] in known:
            continue
        institution = Institution.objects.create(
            code=entry["code"],
            kind=entry["kind"],
            calendar=entry["calendar"],
            public_email=f"{entry['code'].removeprefix('demo-')}@demo.example",
            **in_languages(entry, "name", "short_name", "description"),
        )
        for period in entry["membership"]:
            GroupMembership.objects.create(institution=institution, **period)


def load_subgroups() -> None:
    """Add the subgroups that are not there yet."""
    known = set(Subgroup.objects.values_list("code", flat=True))
    for entry in read("subgroups.toml")["subgroup"]:
        if entry["code"] not in known:
            Subgroup.objects.create(code=entry["code"], **in_languages(entry, "name", "mandate"))


def load_people() -> None:
    """Add the people who are not there yet, with their places. Only the cast can sign in; the others just exist."""
    known = set(User.objects.values_list("email", flat=True))
    password = make_password(PASSWORD)  # once: a good hash is slow on purpose
    entries = [entry for entry in read("people.toml")["person"] if address(entry["id"]) not in known]
    people = [
        User(
            email=address(entry["id"]),
            display_name=entry["name"],
            language=entry["language"],
            time_zone=entry.get("time_zone", "Europe/Sarajevo"),
            password=password if entry["id"] in CAST else make_password(None),
        )
        for entry in entries
    ]
    User.objects.bulk_create(people)
    EmailAddress.objects.bulk_create(
        EmailAddress(user=person, email=person.email, primary=True, verified=True) for person in people
    )
    for person, entry in zip(people, entries, strict=True):
        give_places(person, entry)


def give_places(person: User, entry: Entry) -> None:
    """Affiliations, roles in the group and seats of a new person; each seat is taken for her first institution."""
    institutions = [Institution.objects.get(code=code) for code in entry.get("institutions", [])]
    for institution in institutions:
        role = entry.get("role", Affiliation.Role.MEMBER)
        Affiliation.objects.create(user=person, institution=institution, role=role, valid_from=SINCE)
    if "group_role" in entry:
        GroupRole.objects.create(user=person, role=entry["group_role"], valid_from=SINCE)
    for code, role in entry.get("seats", {}).items():
        SubgroupSeat.objects.create(
            subgroup=Subgroup.objects.get(code=code),
            user=person,
            institution=institutions[0],
            role=role,
            valid_from=SINCE,
        )


def address(name: str) -> str:
    """The invented e-mail address of a person."""
    return f"{name}@demo.example"


def accounts() -> list[dict[str, str]]:
    """How to sign in as each role of the cast."""
    return [{"role": role, "email": address(role), "password": PASSWORD} for role in CAST]
