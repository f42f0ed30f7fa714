"""Feeds of guidelines: valid, in the language of the address, without drafts, true about what no longer holds."""

from __future__ import annotations

from datetime import date
from xml.etree import ElementTree

import pytest
from django.utils import timezone

from guidelines.models import Edition
from tests.factories import make_edition, make_guideline

ATOM = "{http://www.w3.org/2005/Atom}"
DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}


def read(response) -> ElementTree.Element:
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return ElementTree.fromstring(response.content)


def titles(feed: ElementTree.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]


def test_editions_and_supplements_as_they_became_public(client, member):
    guideline = make_guideline("Asking users", code="QG-7")
    day = date(2020, 1, 1)
    old = make_edition(guideline, in_force_to=day, state=Edition.State.SUPERSEDED)
    new = make_edition(guideline, replaces=old, published_on=day, in_force_from=day)
    make_edition(guideline, supplement_to=new, number=1, title_en="More")
    make_edition(guideline, title_en="Unspoken", **DRAFT)

    for client_is_member in (False, True):
        if client_is_member:
            client.force_login(member)
        feed = read(client.get("/en/guidelines/feed/"))
        assert titles(feed) == [
            "Asking users: QG-7, edition 2, supplement 1",
            "Asking users: QG-7, edition 2",
            "Asking users: QG-7, edition 1 (superseded)",
        ]
    assert titles(read(client.get("/en/guidelines/QG-7/feed/"))) == titles(feed)


def test_each_language_has_its_own(client, db):
    make_edition(make_guideline("Asking", code="QG-7", title_sv="Att fråga"))

    feed = read(client.get("/sv/guidelines/QG-7/feed/"))

    assert feed.attrib["{http://www.w3.org/XML/1998/namespace}lang"] == "sv"
    assert titles(feed)[0].startswith("Att fråga: QG-7")
    link = next(feed.iter(f"{ATOM}entry")).find(f"{ATOM}link").attrib["href"]
    assert link.endswith("/sv/guidelines/QG-7/editions/1/")


def test_x01_what_xml_cannot_hold_is_left_out(client, db):
    make_edition(make_guideline("Bell \x07 and \ufffe <script>alert(1)</script> & more", code="QG-7"))

    assert titles(read(client.get("/en/guidelines/feed/"))) == [
        "Bell  and  <script>alert(1)</script> & more: QG-7, edition 1"
    ]


def test_an_empty_feed_is_a_feed(client, db):
    feed = read(client.get("/bs/guidelines/feed/"))

    assert titles(feed) == []


def test_a_change_moves_the_entry_up(client, db):
    first = make_edition(make_guideline("First"))
    make_edition(make_guideline("Second"))
    Edition.texts.filter(pk=first.pk).update(text_changed_at=timezone.now())

    assert titles(read(client.get("/en/guidelines/feed/")))[0].startswith("First")


@pytest.mark.parametrize("entries", [1, 4])
def test_the_feed_costs_the_same_for_many(client, db, entries, django_assert_max_num_queries):
    for _ in range(entries):
        make_edition()

    with django_assert_max_num_queries(1):
        client.get("/en/guidelines/feed/")
