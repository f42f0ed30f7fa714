"""The first page: who the group is, what is in force, how far the plan is, when the group meets."""

from __future__ import annotations

import gzip
import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guidelines.models import Edition
from institutions.models import GroupMembership, Milestone, Page
from meetings.models import Meeting
from tests.factories import (
    in_languages,
    make_activity,
    make_area,
    make_edition,
    make_guideline,
    make_institution,
    make_meeting,
    make_minutes,
    make_plan,
    publish_anew,
)
from workplans.models import Activity

MAX_QUERIES = 14


@pytest.fixture
def about(db) -> Page:
    return Page.objects.create(
        code="about", **in_languages("title", "Group"), **in_languages("lead", "Who we are in one sentence.")
    )


def text_of(response) -> str:
    """The words of a page, without tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_an_empty_portal_says_plainly_what_is_missing(client, db, language):
    response = client.get(f"/{language}/")

    assert response.status_code == 200
    assert f'<html lang="{language}">' in response.content.decode()


def test_empty_sections_are_sentences(client, db):
    text = text_of(client.get("/en/"))

    assert "The institutions of the group have not been entered yet." in text
    assert "No guideline is in force yet." in text
    assert "No work plan is in force at the moment." in text
    assert "No date has been announced yet." in text
    assert "Public institutions that develop quality management together" in text


def test_the_group_introduces_itself(client, about):
    content = client.get("/bs/").content.decode()

    assert "<h1>Group (bs)</h1>" in content
    assert '<p class="hero__lead">Who we are in one sentence. (bs)</p>' in content
    assert '<meta name="description" content="Who we are in one sentence. (bs)">' in content
    assert '<meta property="og:title" content="Group (bs)">' in content
    assert '<meta property="og:description" content="Who we are in one sentence. (bs)">' in content


def test_observers_stand_apart(client, db):
    make_institution("Full Member")
    watching = make_institution("Watching Body", in_group=False)
    GroupMembership.objects.create(
        institution=watching, kind=GroupMembership.Kind.OBSERVER, valid_from=date(2018, 3, 4)
    )

    assert "Full Member Observer Watching Body Guidelines in force" in text_of(client.get("/en/"))


def test_institutions_stand_in_the_readers_alphabet(client, db):
    for name in ("Čudo", "Cvijet", "Ćilim", "Bor"):
        make_institution(name_en=name, name_bs=name, name_sv=name)
    make_institution("Left long ago", in_group=False)

    text = text_of(client.get("/bs/"))

    assert re.findall("Bor|Cvijet|Čudo|Ćilim|Left", text) == ["Bor", "Cvijet", "Čudo", "Ćilim"]


def test_guidelines_in_force_with_edition_languages_and_marks(client, db):
    today = timezone.localdate()
    old = make_edition(make_guideline("Old way"), state=Edition.State.SUPERSEDED, in_force_to=today - timedelta(days=3))
    make_edition(old.guideline, in_force_from=today - timedelta(days=3), year=2018, replaces=old)
    make_edition(make_guideline("Secret draft"), state=Edition.State.DRAFT)
    partial = make_edition(make_guideline("In two languages"))
    partial.clauses.filter(position=2).update(heading_sv="")
    partial.clauses.update(heading_en="")
    publish_anew(partial)

    text = text_of(client.get("/en/"))

    assert "Edition 2, 2018 new replaces an earlier edition Old way" in text
    assert "Edition 1, 2016 In two languages" in text
    assert "To be read in: English, Bosnian, Swedish" in text
    assert "To be read in: Bosnian, Swedish (in part)" in text
    assert "Secret draft" not in text


def test_state_of_the_plan_as_bar_and_table(client, activity, secretariat):
    today = timezone.localdate()
    make_activity("Late", due_on=today - timedelta(days=1))
    make_activity("Ready", state=Activity.State.DONE)
    make_activity("Not agreed", state=Activity.State.PROPOSED)

    response = client.get("/en/")

    assert response.context["counts"]["total"] == 3
    assert [(piece.kind, piece.count) for piece in response.context["pieces"]] == [
        ("done", 1),
        ("under_way", 1),
        ("overdue", 1),
    ]
    assert sum(piece.width for piece in response.context["pieces"]) == pytest.approx(100, abs=0.01)
    assert "The 3 activities of the plan by state" in text_of(response)
    client.force_login(secretariat)
    assert client.get("/en/").context["counts"]["total"] == 3


def test_areas_stand_in_for_activities_that_are_not_there_yet(client, db):
    plan = make_plan()
    for number in range(1, 6):
        make_area(plan, number=number, aim_en=f"Aim {number}.")

    text = text_of(client.get("/en/"))

    assert "No activity has been recorded yet. These are the areas in which the group works:" in text
    assert re.findall(r"Aim \d", text) == ["Aim 1", "Aim 2", "Aim 3", "Aim 4", "Aim 5"]


def test_next_and_last_meeting(client, member, db):
    today = timezone.localdate()
    make_meeting(on=date(2017, 11, 5), days=2, **in_languages("title", "Tenth meeting"))
    make_meeting(on=date(2016, 5, 5), **in_languages("title", "Older meeting"))
    make_meeting(on=date(2018, 4, 12), kind=Meeting.Kind.EVENT, **in_languages("title", "Event elsewhere"))
    make_meeting(
        on=today + timedelta(days=30), state=Meeting.State.ANNOUNCED, **in_languages("title", "Eleventh meeting")
    )
    make_meeting(
        on=today + timedelta(days=9), state=Meeting.State.PENCILLED, **in_languages("title", "Perhaps a meeting")
    )

    text = text_of(client.get("/bs/"))

    assert "Tenth meeting (bs) 5–6. novembar 2017." in text
    assert "Eleventh meeting (bs)" in text
    assert "Older meeting" not in text
    assert "Event elsewhere" not in text
    assert "Perhaps" not in text
    client.force_login(member)
    assert "Perhaps a meeting" in text_of(client.get("/en/"))


def test_minutes_that_were_published_last(client, member, db):
    now = timezone.now()
    earlier, later, waiting = (
        make_meeting(code=code, on=date(2017, 11, 5), days=2) for code in ("one", "two", "three")
    )
    make_minutes(earlier, published_at=now)
    make_minutes(later, published_at=now - timedelta(days=1))
    make_minutes(waiting, state="approved")
    make_minutes(make_meeting(is_public=False, code="four"), published_at=now + timedelta(days=1))

    response = client.get("/en/")

    assert response.context["minuted"] == earlier
    assert "Last published minutes" in text_of(response)
    assert '<a href="/en/meetings/one/minutes/">' in response.content.decode()
    assert client.get("/en/meetings/one/minutes/").status_code == 200


def test_newest_milestone(client, db):
    Milestone.objects.create(code="a", happened_on=date(2013, 12, 31), precision="year", **in_languages("title", "Old"))
    Milestone.objects.create(code="b", happened_on=date(2018, 4, 30), precision="month", **in_languages("title", "New"))

    text = text_of(client.get("/sv/"))

    assert "New (sv) april 2018" in text
    assert "Old" not in text


@pytest.mark.parametrize("who", ["member", "lead", "coordinator", "secretariat", "admin", "outsider"])
def test_whoever_signed_in_gets_the_same_page_and_a_way_to_her_work(client, request, who, activity):
    client.force_login(request.getfixturevalue(who))

    response = client.get("/en/")

    assert '<a class="btn btn-primary" href="/en/my-work/">My work</a>' in response.content.decode()
    assert response.headers["Cache-Control"] == "private, no-store"


def test_a_visitor_gets_no_cookie_and_no_menu_of_members(client, activity):
    response = client.get("/en/")

    assert not response.cookies
    assert "my-work" not in response.content.decode()
    assert "public" in response.headers["Cache-Control"]


def test_the_page_only_reads(client, db):
    assert client.post("/en/").status_code == 405


def test_query_count_is_constant_and_small(client, about):
    counted = []
    for _round in range(2):
        for _more in range(3):
            make_activity(lead_body=make_institution(), due_on=timezone.localdate())
            make_edition()
            make_minutes(make_meeting())
            make_meeting(on=timezone.localdate() + timedelta(days=3), state=Meeting.State.ANNOUNCED)
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/")
        counted.append(len(queries))

    assert counted[0] == counted[1]
    assert counted[0] <= MAX_QUERIES


def test_next_deadlines_without_what_is_late_or_finished(client, activity):
    today = timezone.localdate()
    make_activity("Due today", due_on=today)
    make_activity("Late", due_on=today - timedelta(days=1))
    make_activity("Ready", state=Activity.State.DONE, due_on=today + timedelta(days=1))
    make_activity("Not agreed", state=Activity.State.PROPOSED, due_on=today + timedelta(days=1))
    make_activity("No date")

    response = client.get("/en/")

    assert [coming.title for coming in response.context["coming"]] == ["Due today", "Write the guideline"]
    assert f'href="/en/work-plans/activities/{activity.pk}/">1.1 Write the guideline</a>' in response.content.decode()


def test_all_a_visitor_fetches_is_light(client, about, settings):
    for number in range(10):
        body = make_institution(f"Institution with a name of ordinary length {number}")
        make_activity("A title of ordinary length for an activity", lead_body=body, due_on=timezone.localdate())
        make_activity("Ready", state=list(Activity.State)[number % 7 + 1])
    for title in ("Users' satisfaction surveys", "ISO 9001", "Employees' satisfaction surveys", "CAF in brief"):
        make_edition(make_guideline(title))
    static = settings.BASE_DIR / "static"
    style = b"".join(path.read_bytes() for path in sorted(static.glob("css/**/*.css")))

    page = client.get("/bs/").content
    other = [static / "fonts" / "literata-semibold.woff2", static / "img" / "favicon.svg"]

    assert len(page) + len(gzip.compress(style)) + sum(path.stat().st_size for path in other) < 60 * 1024


def test_guidelines_can_be_searched_from_here(client, db):
    make_edition(make_guideline("Users' satisfaction surveys"))

    content = client.get("/en/").content.decode()

    assert '<form class="search" method="get" action="/en/guidelines/" role="search">' in content
    assert 'name="q"' in content
    assert "csrf" not in content
