"""News: what is published by now, for people and for programs that read feeds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from institutions.models import News
from tests.factories import in_languages

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


def make_news(code: str, *, days_ago: float = 1, **fields) -> News:
    words = {**in_languages("title", f"Title of {code}"), **in_languages("body", f"Text of *{code}*.")}
    return News.objects.create(
        code=code, **{"published_at": timezone.now() - timedelta(days=days_ago), **words, **fields}
    )


@pytest.mark.parametrize("who", ["visitor", "secretariat"])
def test_only_what_is_published_by_now(client, secretariat, who):
    if who == "secretariat":
        client.force_login(secretariat)
    make_news("older", days_ago=9)
    make_news("newer")
    make_news("coming", days_ago=-1)
    make_news("draft", published_at=None)

    page = client.get("/en/news/").content.decode()

    assert page.index("Title of newer") < page.index("Title of older")
    assert "coming" not in page
    assert "draft" not in page
    assert [client.get(f"/en/news/{code}/").status_code for code in ("newer", "coming", "draft")] == [200, 404, 404]


def test_years_and_pages(client):
    for year in (2019, 2020):
        for number in range(6):
            make_news(f"n{year}-{number}", published_at=datetime(year, 5, 1, number, tzinfo=UTC))

    of_year = client.get("/en/news/?year=2019").content.decode()

    assert of_year.count("Title of n2019") == 6
    assert "Title of n2020" not in of_year
    assert client.get("/en/news/?page=2").content.decode().count("Title of") == 2
    assert [client.get(f"/en/news/?year={year}").status_code for year in ("x", "20191", "²019", "0000")] == [404] * 4


def test_no_news_say_so_and_home_does_not_link_to_them(client):
    assert "There is no news yet" in client.get("/en/news/").content.decode()
    assert "/en/news/" not in client.get("/en/").content.decode()

    make_news("first")
    make_news("second")
    make_news("third", days_ago=3)
    home = client.get("/en/").content.decode()

    assert [f"/en/news/{code}/" in home for code in ("first", "second", "third")] == [True, True, False]


def test_a_text_in_another_language_says_so(client):
    make_news("told", title_sv="", body_sv="", title_en="", body_en="")

    page = client.get("/sv/news/told/").content.decode()

    assert '<div class="prose" lang="bs">' in page


def test_list_queries_do_not_depend_on_rows(client):
    counted = []
    for rows in (1, 5):
        for number in range(rows):
            make_news(f"n{rows}-{number}")
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/news/")
        counted.append(len(queries))

    assert counted[0] == counted[1]


def test_X_01_the_feed_is_whole_xml_whatever_is_written(client, settings):
    settings.SITE_URL = "https://qm.example"
    item = make_news("told", title_en="<script>alert(1)</script> \x0b & ]]>", body_en="**Bold** <b>& more</b>")

    answer = client.get("/en/news/feed/")
    feed = ElementTree.fromstring(answer.content)
    entry = feed.find(f"{ATOM}entry")

    assert answer["Content-Type"] == "application/atom+xml; charset=utf-8"
    assert entry.findtext(f"{ATOM}title") == "<script>alert(1)</script>  & ]]>"
    assert entry.findtext(f"{ATOM}summary") == "Bold <b>& more</b>"
    assert entry.find(f"{ATOM}link").attrib["href"] == "https://qm.example/en/news/told/"
    assert entry.findtext(f"{ATOM}id") == f"https://qm.example/en/#news-{item.pk}"


def test_the_feed_tells_when_an_item_was_changed(client):
    published = datetime(2020, 1, 1, 12, tzinfo=UTC)
    item = make_news("told", published_at=published)

    entry = ElementTree.fromstring(client.get("/bs/news/feed/").content).find(f"{ATOM}entry")

    assert datetime.fromisoformat(entry.findtext(f"{ATOM}published")) == published
    assert datetime.fromisoformat(entry.findtext(f"{ATOM}updated")).date() == timezone.now().date()
    assert item.published_on == published.date()


def test_the_office_writes_news(client, secretariat):
    client.force_login(secretariat)
    said = {f"{field}_{code}": f"{field} {code}" for field in ("title", "body") for code in ("en", "bs", "sv")}

    answer = client.post(
        "/office/institutions/news/add/",
        {"code": "told", "published_at_0": "2020-01-01", "published_at_1": "12:00", **said},
    )

    assert answer.status_code == 302
    assert client.get("/sv/news/told/").status_code == 200
