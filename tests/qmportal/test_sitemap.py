"""The list of pages for search engines: what everybody may read, in every language, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from xml.etree import ElementTree as Xml

import pytest
from django.utils import timezone

from guidelines.models import Edition
from tests.factories import make_edition, make_guideline, make_meeting, make_minutes, make_plan
from tests.surveys.factories import make_survey
from tests.surveys.payloads import make_release

NAMES = {"map": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}
DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}


@pytest.fixture
def addresses(client, db, settings):
    settings.SITE_URL = "https://portal.example"

    def ask() -> list[str]:
        answer = client.get("/sitemap.xml", headers={"Host": "localhost", "X-Forwarded-Host": "evil.example"})
        assert answer["Content-Type"] == "application/xml"
        return [one.text or "" for one in Xml.fromstring(answer.content).findall("map:url/map:loc", NAMES)]

    return ask


def test_every_public_page_stands_there_in_every_language(addresses):
    make_edition(make_guideline(code="QG-9"))
    plan, meeting = make_plan(state="adopted"), make_meeting()

    minutes = make_minutes(meeting)

    found = addresses()

    for language in ("en", "bs", "sv"):
        for path in ("", "guidelines/", "guidelines/QG-9/", "guidelines/QG-9/editions/1/", "news/"):
            assert f"https://portal.example/{language}/{path}" in found
        for thing in (plan, meeting, minutes):
            assert f"https://portal.example/{language}{thing.get_absolute_url().removeprefix('/en')}" in found
    assert len(found) == len(set(found))


def test_surveys_and_public_results_stand_there(addresses):
    public, secret = make_survey(state="sealed"), make_survey(state="sealed")
    planned = make_survey(state="planned")
    make_release(public, is_public=True)
    make_release(secret)

    found = set(addresses())

    at = "https://portal.example/sv/surveys/at"
    assert {f"{at}/{public.address}/", f"{at}/{public.address}/results/", f"{at}/{secret.address}/"} <= found
    assert not {f"{at}/{secret.address}/results/", f"{at}/{planned.address}/"} & found


def test_each_page_names_itself_in_the_other_languages(client, db):
    make_edition(make_guideline(code="QG-9"))

    page = Xml.fromstring(client.get("/sitemap.xml").content).find("map:url", NAMES)

    assert page is not None
    assert [link.get("hreflang") for link in page.findall("x:link", NAMES)] == ["en", "bs", "sv"]


def test_drafts_and_texts_that_no_longer_hold_are_left_out(addresses):
    guideline = make_guideline(code="QG-9")
    today = timezone.localdate()
    make_edition(guideline, state=Edition.State.SUPERSEDED, in_force_to=today - timedelta(days=1))
    make_edition(guideline, in_force_from=today)
    make_edition(guideline, **DRAFT)
    make_edition(make_guideline(code="QG-8"), **DRAFT)
    make_minutes(make_meeting(), state="approved")
    make_minutes(make_meeting(is_public=False))

    assert not [address for address in addresses() if "/minutes/" in address]
    texts = [address for address in addresses() if "/en/guidelines/QG-" in address]

    assert texts == [f"https://portal.example/en/guidelines/{path}" for path in ("QG-9/", "QG-9/editions/2/")]


def test_h04_no_header_leaves_a_trace(client, db):
    plain = client.get("/sitemap.xml")
    swedish = client.get("/sitemap.xml", headers={"Accept-Language": "sv", "X-Forwarded-Host": "evil.example"})

    assert plain.content == swedish.content
    assert plain["Content-Language"] == swedish["Content-Language"]


def test_it_costs_the_same_for_many(client, db, django_assert_num_queries):
    make_edition(make_guideline(code="QG-1"))
    with django_assert_num_queries(13):
        client.get("/sitemap.xml")
    for number in range(2, 6):
        make_edition(make_guideline(code=f"QG-{number}"))
        make_minutes(make_meeting())

    with django_assert_num_queries(13):
        client.get("/sitemap.xml")


def test_robots_are_led_to_it_unless_all_is_invented(client, settings):
    settings.SITE_URL = "https://portal.example"
    settings.DEMO = False
    assert b"Sitemap: https://portal.example/sitemap.xml\n" in client.get("/robots.txt").content

    settings.DEMO = True
    assert b"Sitemap:" not in client.get("/robots.txt").content
