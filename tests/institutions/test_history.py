"""The group's history, no more exactly than it is known."""

from __future__ import annotations

from datetime import date

import pytest

from institutions.models import Milestone
from tests.factories import in_languages


def milestone(title: str, day: date, precision: str, **fields) -> Milestone:
    return Milestone.objects.create(
        code=title.lower(), happened_on=day, precision=precision, **{**in_languages("title", title), **fields}
    )


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["2013", "second quarter 2016", "November 2016", "8 February 2017"]),
        ("bs", ["2013.", "drugi kvartal 2016.", "novembar 2016.", "8. februar 2017."]),
        ("sv", ["2013", "andra kvartalet 2016", "november 2016", "8 februari 2017"]),
    ],
)
def test_milestones_in_the_order_of_time_as_precise_as_known(client, db, language, expected):
    milestone("Day", date(2017, 2, 8), "day")
    milestone("Month", date(2016, 11, 30), "month")
    milestone("Quarter", date(2016, 6, 30), "quarter")
    milestone("Year", date(2013, 12, 31), "year")

    response = client.get(f"/{language}/history/")

    assert [event["when"] for event in response.context["events"]] == expected
    assert [event["iso"] for event in response.context["events"]] == ["2013", "", "2016-11", "2017-02-08"]


def test_what_is_known_to_the_year_opens_its_year(client, db):
    milestone("Day", date(2017, 2, 8), "day")
    milestone("First month", date(2017, 1, 31), "month")
    milestone("Whole year", date(2017, 12, 31), "year")
    milestone("First quarter", date(2017, 3, 31), "quarter")
    milestone("New Year", date(2017, 1, 1), "day")

    titles = [event["title"] for event in client.get("/en/history/").context["events"]]

    assert titles == ["Whole year", "First quarter", "First month", "New Year", "Day"]


def test_words_of_another_language_are_marked(client, db):
    milestone("Osnivanje", date(2013, 1, 1), "year", title_en="", title_bs="Osnivanje", title_sv="")

    assert '<span lang="bs">Osnivanje</span>' in client.get("/sv/history/").content.decode()


def test_no_milestone_yet(client, db):
    content = client.get("/en/history/").content.decode()

    assert "No milestone has been recorded yet." in content
    assert '<a class="btn" href="/en/meetings/">See the meetings</a>' in content


@pytest.mark.parametrize("who", ["member", "lead", "coordinator", "secretariat", "admin", "outsider"])
def test_whoever_signed_in_reads_it_too(client, request, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/en/history/").status_code == 200


def test_one_query_and_no_cookie_for_a_visitor(client, db, django_assert_num_queries):
    for number in range(3):
        milestone(f"M{number}", date(2013 + number, 1, 1), "year")

    with django_assert_num_queries(1):
        assert not client.get("/en/history/").cookies
