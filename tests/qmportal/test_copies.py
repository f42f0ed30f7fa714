"""Copies of public pages: everybody gets the same fast, nobody gets another's, and nobody an older text."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from guidelines import actions
from guidelines.models import Edition
from institutions.actions.copies import LOCK, STAMP, forget_copies
from tests.factories import make_edition, make_guideline
from tests.later import days_later

URL = "/en/guidelines/QG-9/"
DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}


@pytest.fixture(autouse=True)
def copies(settings):
    """Tests change rows behind the portal's back, so only these keep copies."""
    place = settings.MIDDLEWARE.index("django.contrib.sessions.middleware.SessionMiddleware")
    settings.MIDDLEWARE = [*settings.MIDDLEWARE[:place], "qmportal.copies.keep_copies", *settings.MIDDLEWARE[place:]]


@pytest.fixture
def edition(db) -> Edition:
    found = make_edition(make_guideline("Surveys", code="QG-9"))
    cache.clear()  # the transaction of a test never ends, so the lock would stay
    return found


@pytest.fixture
def correct(edition, secretariat, django_capture_on_commit_callbacks):
    """The secretariat corrects the first clause, in Bosnian."""

    def write(words: str) -> None:
        clause = edition.clauses.first()
        with django_capture_on_commit_callbacks(execute=True):
            clause.write(by=secretariat, language="bs", heading="Tačka 1", body=words, base=clause.print_in("bs"))
            actions.approve(edition, [clause], "bs")

    return write


def test_the_second_reader_costs_no_query(edition, django_assert_num_queries):
    first = Client().get(URL)

    with django_assert_num_queries(0):
        second = Client().get(URL)

    assert second.content == first.content
    for name in ("Content-Type", "Content-Language", "Content-Security-Policy", "ETag", "Vary", "Cache-Control"):
        assert second[name] == first[name]


def test_an_unchanged_page_is_not_sent_again(edition, correct):
    etag = Client().get(URL)["ETag"]
    again = Client().get(URL, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == etag

    page = Client().get("/bs/guidelines/QG-9/")
    correct("Novi tekst 1.")

    changed = Client().get("/bs/guidelines/QG-9/", headers={"If-None-Match": page["ETag"]})
    assert changed.status_code == 200
    assert "Novi tekst 1." in changed.content.decode()


def test_h15_after_a_publication_nobody_gets_the_old_text_in_any_language(edition, correct):
    for language in ("en", "bs", "sv"):
        Client().get(f"/{language}/guidelines/QG-9/")

    correct("Novi tekst 1.")

    assert "Novi tekst 1." in Client().get("/bs/guidelines/QG-9/").content.decode()
    for language in ("en", "sv"):
        assert "notice--stale" in Client().get(f"/{language}/guidelines/QG-9/").content.decode()


def test_h15_while_a_change_is_being_written_no_copy_is_used_or_kept(edition):
    Client().get(URL)
    with transaction.atomic():
        forget_copies()
        assert cache.get(LOCK)
        Edition.texts.filter(pk=edition.pk).update(year=2031)
        assert "Edition 1, 2031" in Client().get(URL).content.decode()


def test_h15_a_page_begun_before_a_change_is_not_kept_after_it(edition, django_capture_on_commit_callbacks):
    Client().get(URL)
    before = cache.get(STAMP)
    with django_capture_on_commit_callbacks(execute=True):
        forget_copies()

    assert cache.get(STAMP) != before
    assert LOCK not in cache


def test_h01_h02_members_neither_leave_nor_get_copies(edition, member):
    inside = Client()
    inside.force_login(member)
    assert "no-store" in inside.get(URL)["Cache-Control"]
    outside = Client().get(URL).content.decode()

    assert "whoami__name" not in outside
    assert "whoami__name" in inside.get(URL).content.decode()


def test_h02_drafts_stay_inside(edition, member):
    make_edition(edition.guideline, **DRAFT)
    inside = Client()
    inside.force_login(member)
    assert inside.get(f"{URL}editions/2/").status_code == 200

    assert Client().get(f"{URL}editions/2/").status_code == 404


def test_what_a_member_writes_anywhere_forgets_copies(edition, member, django_capture_on_commit_callbacks):
    Client().get(URL)
    Edition.texts.filter(pk=edition.pk).update(year=2031)
    inside = Client()
    inside.force_login(member)
    assert "2031" not in Client().get(URL).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        inside.post("/en/profile/", {})

    assert "2031" in Client().get(URL).content.decode()


def test_the_next_day_has_its_own(edition):
    tomorrow = timezone.localdate() + timedelta(days=1)
    Edition.texts.filter(pk=edition.pk).update(in_force_to=tomorrow)
    assert "<span>State: in force</span>" in Client().get(URL).content.decode()

    with days_later(1):
        assert "no longer in force" in Client().get(URL).content.decode()


@pytest.mark.parametrize("query", ["?on=2017-01-01", "?utm_source=x", "?q=<script>", "?"])
def test_h04_addresses_with_a_query_leave_no_trace(edition, query):
    Client().get(URL + query)

    page = Client().get(URL).content.decode()
    assert "2017-01-01" not in page
    assert "utm_source" not in page


@pytest.mark.parametrize(
    "header",
    ["X-Forwarded-Host", "X-Forwarded-Proto", "X-Forwarded-Prefix", "X-Original-URL", "Accept-Language", "Accept"],
)
def test_h04_headers_leave_no_trace(edition, header):
    poisoned = Client().get(URL, headers={header: "evil.example"})

    assert b"evil.example" not in poisoned.content
    assert Client().get(URL).content == poisoned.content


@pytest.mark.parametrize("host", ["evil.example", "localhost.", "a b"])
def test_h06_odd_hosts_get_no_copy(edition, host, settings):
    settings.INSECURE_HTTP = False
    Client().get(URL)

    assert Client().get(URL, headers={"Host": host}).status_code == 400


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_other_methods_are_answered_as_ever(edition, method):
    Client().get(URL)

    assert getattr(Client(), method)(URL).status_code == 405


def test_head_is_answered_from_the_copy_too(edition, django_assert_num_queries):
    page = Client().get(URL)

    with django_assert_num_queries(0):
        head = Client().head(URL)

    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == page["ETag"]


@pytest.mark.django_db(transaction=True)
def test_h16_languages_do_not_mix_under_load():
    make_edition(
        make_guideline("", title_en="English title", title_bs="Bosanski naslov", title_sv="Svensk titel", code="QG-9")
    )
    words = {"en": "English title", "bs": "Bosanski naslov", "sv": "Svensk titel"}

    def ask(number: int) -> bool:
        language = ("en", "bs", "sv")[number % 3]
        try:
            answer = Client().get(f"/{language}/guidelines/QG-9/")
            return words[language] in answer.content.decode() and answer["Content-Language"] == language
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        assert all(pool.map(ask, range(120)))
