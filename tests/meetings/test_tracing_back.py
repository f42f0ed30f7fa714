"""Wherever a page shows the number of a decision, it leads to the decision for whoever may read it."""

from datetime import date

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from guidelines.models import Edition
from institutions.models import GroupMembership
from meetings.actions.approving import publish as publish_minutes
from meetings.actions.deciding import Leaving, Move
from meetings.models import Minutes
from meetings.models.minutes import digest_of
from tests.factories import make_activity, make_edition, make_guideline, make_institution, make_meeting
from tests.meetings.test_decision import publish
from tests.meetings.test_tracing import decided

LINK = '<a href="/en/meetings/tenth/decisions/1/">2018/2-D1</a>'
TEXT = "/en/guidelines/QG-9/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def meeting():
    return make_meeting(code="tenth", number="2018/2", on=date(2018, 6, 5))


@pytest.fixture
def moved(meeting, secretariat):
    activity = make_activity(lead_body=make_institution(), due_on=date(2018, 6, 30))
    decided(meeting, secretariat, Move(activity, date(2019, 3, 1), seen_version=1))
    return activity


def test_from_a_moved_deadline(client, member, moved, meeting):
    assert "Decision 2018/2-D1" in (page := client.get(moved.get_absolute_url()).content.decode())
    assert LINK not in page

    client.force_login(member)
    assert f"Decision {LINK}" in client.get(moved.get_absolute_url()).content.decode()

    client.logout()
    publish(meeting)
    assert f"Decision {LINK}" in client.get(moved.get_absolute_url()).content.decode()


def test_a_whole_page_of_numbers_costs_one_query(client, moved, meeting, secretariat, django_assert_max_num_queries):
    plain = make_activity(area=moved.area, lead_body=make_institution(), due_on=date(2018, 6, 30))
    with django_assert_max_num_queries(40) as without:
        client.get(plain.get_absolute_url())
    for seen in range(1, 6):
        on = date(2019, 3 + seen, 1)
        decided(meeting, secretariat, Move(moved, on, seen_version=seen + 1), seen=seen, text=f"Number {seen}.")
    publish(meeting)

    with django_assert_max_num_queries(len(without) + 1):
        page = client.get(moved.get_absolute_url()).content.decode()

    assert page.count("/en/meetings/tenth/decisions/") == 6


def test_from_a_published_text(client, meeting, secretariat):
    decided(meeting, secretariat)
    make_edition(make_guideline(code="QG-9"), decision="2018/2-D1")
    publish(meeting)

    assert f"Decision {LINK}" in client.get(TEXT).content.decode()


def test_from_the_life_of_a_text(client, meeting, secretariat, member):
    decided(meeting, secretariat)
    text = make_edition(make_guideline(code="QG-9"), decision="2018/2-D1", state=Edition.State.ADOPTED)
    client.force_login(member)

    assert client.get(f"/en/guidelines/texts/{text.pk}/life/").content.decode().count(LINK) == 2


def test_from_an_ended_membership(client, meeting, secretariat):
    membership = GroupMembership.objects.get(institution=make_institution(code="roads"))
    decided(meeting, secretariat, Leaving(membership, date(2018, 7, 1)))
    publish(meeting)

    assert f"decision {LINK}" in client.get("/en/institutions/roads/").content.decode()


def test_from_a_version_of_the_plan_and_its_report(client, meeting, secretariat, moved):
    plan = moved.area.plan
    plan.amend(by=secretariat, on=date(2018, 6, 5), decision="2018/2-D1")
    publish(meeting)

    for page in (
        plan.get_absolute_url(),
        f"{plan.get_absolute_url()}versions/",
        f"{plan.get_absolute_url()}versions/1/",
    ):
        assert LINK in client.get(page).content.decode(), page
    report = f"{plan.get_absolute_url()}report/?from=2018-01-01&to=2018-06-30"
    assert LINK in client.get(report).content.decode()


def test_what_was_typed_is_never_markup(client, meeting):
    make_edition(make_guideline(code="QG-9"), decision="<b>2018</b>")

    assert "<b>2018" not in client.get(TEXT).content.decode()


def test_copies_for_visitors_are_renewed_when_minutes_are_published(
    settings, secretariat, meeting, django_capture_on_commit_callbacks
):
    place = settings.MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware")
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], "qmportal.copies.keep_copies", *settings.MIDDLEWARE[place:]]
    decided(meeting, secretariat)
    make_edition(make_guideline(code="QG-9"), decision="2018/2-D1")
    text = [{"number": "", "title": {"en": "All", "bs": "Sve", "sv": "Allt"}, "text": "It was said."}]
    said = {"full": text, "public": text, "digest": digest_of(text), "language": "bs", "approved_at": timezone.now()}
    minutes = Minutes.objects.create(meeting=meeting, state="approved", **said)
    cache.clear()
    assert LINK not in Client().get(TEXT).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        publish_minutes(minutes, by=secretariat)

    assert LINK in Client().get(TEXT).content.decode()


def test_search_engines_are_told_of_public_decisions(client, meeting, secretariat):
    decided(meeting, secretariat)
    decided(meeting, secretariat, seen=1, text="Among ourselves.", is_public=False)
    assert "/meetings/tenth/decisions/" not in client.get("/sitemap.xml").content.decode()

    publish(meeting)

    page = client.get("/sitemap.xml").content.decode()
    assert "/sv/meetings/tenth/decisions/1/" in page
    assert "/meetings/tenth/decisions/2/" not in page
