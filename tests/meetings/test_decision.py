"""The page of a decision: for members at once, for everybody when the minutes are published."""

from datetime import date

import pytest
from django.utils import timezone

from meetings.models import Decision, DecisionEffect, Minutes
from meetings.models.minutes import digest_of
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

    for serial in ("2", "0", "99999", "9" * 30):
        assert client.get(f"/en/meetings/tenth/decisions/{serial}/").status_code == 404


def publish(meeting) -> Minutes:
    text = [{"number": "", "title": {"en": "All", "bs": "Sve", "sv": "Allt"}, "text": "It was said."}]
    moments = {"approved_at": timezone.now(), "published_at": timezone.now()}
    said = {"full": text, "public": text, "digest": digest_of(text), "summary_en": "In short, all agreed."}
    return Minutes.objects.create(meeting=meeting, language="bs", state="published", **moments, **said)


def test_visitors_read_public_decisions_of_published_minutes_and_what_they_changed(client, secretariat, activity):
    meeting = make_meeting(code="m10", number="10")
    words = {"en": "The heliotrope is agreed.", "bs": "Dogovoreno.", "sv": "Bestämt."}
    said = {"item": None, "language": "en", "decided_on": date(2017, 11, 6), "by": secretariat}
    shown = Decision.record(meeting, words=words, **said)
    Decision.record(meeting, words={**words, "en": "Among ourselves."}, is_public=False, **said)
    DecisionEffect.objects.create(decision=shown, kind="activity", activity=activity, applied_by=secretariat)
    assert "heliotrope" not in squeezed(client.get("/en/meetings/m10/"))

    publish(meeting)

    page = squeezed(client.get("/en/meetings/m10/"))
    assert "The heliotrope is agreed." in page
    assert "In short, all agreed." in page
    assert "Among ourselves." not in page
    assert activity.get_absolute_url() in client.get("/en/meetings/m10/decisions/1/").content.decode()
    assert client.get("/en/meetings/m10/decisions/2/").status_code == 404
    assert "/en/meetings/m10/decisions/1/" in client.get("/en/search/?q=heliotrope").content.decode()
