"""The page of a decision: for members at once, for everybody when the minutes are published."""

from datetime import date

import pytest

from meetings.models import Decision
from tests.factories import make_meeting
from tests.pages import squeezed

HERE = "/en/meetings/tenth/decisions/1/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def decision(secretariat):
    words = {"en": "The plan is approved.", "bs": "Plan je odobren.", "sv": "Planen är godkänd."}
    facts = {"item": None, "language": "en", "decided_on": date(2018, 6, 5), "by": secretariat}
    return Decision.record(make_meeting(code="tenth", number="2018/2"), words=words, **facts)


def test_a_member_reads_it_with_its_number(client, member, decision):
    client.force_login(member)

    page = squeezed(client.get(HERE))

    assert "2018/2-D1" in page
    assert "The plan is approved." in page


def test_visitors_do_not_before_the_minutes_are_published(client, decision):
    assert client.get(HERE).status_code == 404


def test_what_is_not_there_is_not_found(client, member, decision):
    client.force_login(member)

    assert client.get("/en/meetings/tenth/decisions/2/").status_code == 404
