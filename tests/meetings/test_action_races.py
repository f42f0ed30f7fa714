"""Action items in the hands of several people at once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from meetings.actions import acting
from meetings.models import ActionItem
from meetings.models.states import NotNow
from tests.factories import make_action, make_meeting

LATER = timezone.localdate() + timedelta(days=40)
pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*deeds) -> list[str]:
    """What became of each."""

    def do(deed) -> str:
        try:
            return str(deed())
        except NotNow as refused:
            return refused.state
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return sorted(threads.map(do, deeds))


@pytest.fixture
def action(institution, member) -> ActionItem:
    return make_action("Send the list", meeting=make_meeting(number="2018/2"), institution=institution, owner=member)


def test_of_two_postponements_one_is_overtaken(action, member, secretariat):
    days = [LATER, LATER + timedelta(days=1)]
    said = {"reason": "Later.", "seen": 1}

    outcomes = at_once(
        lambda: action.postpone(days[0], by=member, **said), lambda: action.postpone(days[1], by=secretariat, **said)
    )

    assert outcomes == ["True", "moved"]
    assert action.postponements.count() == 1


def test_it_is_closed_or_dropped_never_both(action, member, secretariat):
    outcomes = at_once(
        lambda: action.close(by=member),
        lambda: action.close(by=member),
        lambda: action.drop(by=secretariat, note="Needless."),
    )

    assert outcomes in (["False", "True", "done"], ["True", "dropped", "dropped"])


def test_many_are_added_with_numbers_of_their_own_and_none_twice(action, secretariat, institution):
    facts = {"by": secretariat, "language": "en", "institution": institution, "due_on": LATER}

    at_once(
        *(lambda: acting.add(action.meeting, seen=1, text="The same", **facts) for _time in range(3)),
        *(lambda text=text: acting.add(action.meeting, seen=1, text=text, **facts) for text in "ABC"),
    )

    assert list(ActionItem.objects.order_by("serial").values_list("serial", flat=True)) == [1, 2, 3, 4, 5]
    assert ActionItem.objects.filter(text="The same").count() == 1
