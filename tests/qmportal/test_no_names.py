"""No name and no address of a person of the group stands in anything the public can get, whatever they are called."""

from __future__ import annotations

import io
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given
from hypothesis import settings as tried
from hypothesis import strategies as st
from pypdf import PdfReader

from institutions.models import User
from meetings.actions.approving import approve, begin, circulate, publish
from meetings.models import ActionItem, AgendaItem, Attendance, Decision, Meeting, Minutes
from tests.factories import in_languages
from tests.qmportal.test_access_matrix import ROWS, things  # noqa: F401 - a fixture

LANGUAGES = ("en", "bs", "sv")
PUBLIC = list(dict.fromkeys(row["address"] for row in ROWS if (row["method"], row["visitor"]) == ("GET", "200")))
PERSONAL = re.compile(r"/(answers?|unsubscribe|resubscribe|invitations?|calendars?/|follow|leave)/|\{")  # secret links
NAMES = st.text("abcčćdđefghijklmnoprsštuvzž", min_size=6, max_size=10).map(lambda word: f"Q{word}x")
LINK = re.compile(r'(?:href|src|action)="(/[^"#]*)"|<loc>https?://[^/]+(/[^<]*)</loc>')

pytestmark = pytest.mark.django_db


def make_published_minutes(people: list[User], by: User) -> None:
    """A meeting at which everybody spoke, was there and got something to do; its minutes are published."""
    meeting = Meeting.objects.get(code="held")
    facts: dict[str, Any] = {"meeting": meeting, "state": "on_agenda", "language": "en", "presenter": people[0]}
    item = AgendaItem.objects.create(number=1, kind="decision", **facts, **in_languages("title", "Item"))
    day = meeting.days.first()
    place = people[0].affiliations.get().institution
    for person in people:
        Attendance.objects.create(day=day, person=person, institution=place)
    minutes = begin(meeting, by=by)
    said = [
        f"{person.display_name} and {person.display_name.split()[0]}a wrote to {person.email}." for person in people
    ]
    minutes.entries.get(item=item).write("\n\n".join(said), base=0, by=by)
    words = dict.fromkeys(LANGUAGES, "So it is.")
    decision = Decision.record(meeting, item=item, words=words, language="en", decided_on=day.held_on, by=by)
    ActionItem.add(
        meeting, by=by, item=item, decision=decision, text="Do it.", language="en", institution=place, owner=people[0],
        due_on=timezone.localdate(),
    )  # fmt: skip
    today = timezone.localdate()
    circulate(minutes, until=today + timedelta(days=1), today=today)
    Minutes.objects.filter(pk=minutes.pk).update(corrections_until=today - timedelta(days=1))
    approve(minutes, by)
    publish(minutes, by=by)


def text_of(answer: Any) -> str:
    """Everything a reader could make of it."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if answer.headers.get("Content-Type", "").startswith("application/pdf"):
        reader = PdfReader(io.BytesIO(content))
        return "\n".join(page.extract_text() for page in reader.pages) + json.dumps(dict(reader.metadata or {}))
    return content.decode("utf-8", "replace")


@tried(
    max_examples=3,
    phases=[Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture],
    deadline=None,
    database=None,
)
@given(
    names=st.lists(
        st.tuples(NAMES, NAMES), min_size=8, max_size=8, unique_by=(lambda pair: pair[0], lambda pair: pair[1])
    )
)
def test_nobody_is_named_in_public(names, client, things, secretariat, member):  # noqa: F811
    with transaction.atomic():
        people = list(User.objects.order_by("pk"))
        for person, (first, last) in zip(people, names, strict=False):
            person.display_name, person.email = f"{first} {last}", f"{first}.{last}@group.example".lower()
            person.save()
        make_published_minutes([member, *(one for one in people if one != member)], by=secretariat)
        secrets = {part.casefold() for pair in names[: len(people)] for part in pair}
        seen: set[str] = set()
        waiting = [
            address.format(**things).replace("/en/", f"/{code}/", 1)
            for address in PUBLIC
            if not PERSONAL.search(address)
            for code in LANGUAGES
        ]
        while waiting:
            address = waiting.pop()
            if address in seen or PERSONAL.search(address):
                continue
            seen.add(address)
            text = text_of(client.get(address))
            told = text.casefold()
            assert not [secret for secret in secrets if secret in told], address
            if "?" not in address:
                waiting += [
                    one or other for one, other in LINK.findall(text) if not (one or other).startswith("/static/")
                ]
        assert {f"/{code}/meetings/held/minutes/" for code in LANGUAGES} <= seen
        transaction.set_rollback(True)
