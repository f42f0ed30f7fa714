"""Reading a guideline: the right edition, in the reader's language or with a word of notice."""

from datetime import date, timedelta

import pytest
from django.utils import timezone

from guidelines.models import Adoption, Edition
from tests.factories import make_clause, make_edition, make_guideline, make_institution, publish_anew
from tests.pages import squeezed

URL = "/en/guidelines/QG-9/"
DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}
pytestmark = pytest.mark.django_db


@pytest.fixture
def edition():
    """In force since 2016, known to the month; Bosnian is the source."""
    return make_edition(make_guideline("Surveys", code="QG-9"), published_precision="month", clauses=3)


def read(client, url=URL) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return squeezed(answer)


@pytest.mark.parametrize("who", ["", "member", "lead", "coordinator", "secretariat", "admin", "outsider"])
def test_everybody_may_read(client, request, edition, who):
    if who:
        client.force_login(request.getfixturevalue(who))

    page = read(client)

    assert "Text of clause 1." in page
    assert ("Who applies this edition" in page) == bool(who)


def test_the_page_says_what_it_is(client, edition):
    page = read(client)

    assert "<h1>Surveys</h1>" in page
    assert "<span>Edition 1, 2016</span>" in page
    assert "<span>Published: November 2016</span>" in page
    assert "<span>State: in force</span>" in page
    assert "notice--" not in page


def test_every_clause_has_an_address(client, edition):
    make_clause(edition, position=4, number="3.1", level=2, anchor="small-groups")

    page = read(client)

    assert '<section class="clause" id="clause-2">' in page
    assert '<a class="clause__anchor" href="#clause-2" aria-label="Link to clause 2">#</a>' in page
    assert '<a href="#small-groups"><span>3.1</span><span>Clause 4</span></a>' in page
    assert '<h3 class="clause__head">' in page


def test_a_missing_translation_shows_the_source_and_says_so(client, edition):
    edition.clauses.update(heading_sv="", body_sv="")
    publish_anew(edition)

    page = read(client, "/sv/guidelines/QG-9/")

    assert '<div class="prose" lang="bs"><p>Text of clause 1. (bs)</p>' in page
    assert page.count('class="notice notice--stale"') == 1
    assert 'href="/bs/guidelines/QG-9/" lang="bs"' in page


def test_the_notice_is_in_the_language_of_the_page(client, edition):
    edition.clauses.update(heading_en="", body_en="")
    publish_anew(edition)

    page = read(client)

    assert "This text does not exist in English yet." in page
    assert "You are reading the source text in Bosnian." in page


def test_a_stale_translation_is_shown_with_what_changed(client, edition):
    edition.clauses.filter(number="2").update(body_bs="Novi tekst.")
    publish_anew(edition)

    page = read(client)

    assert "The text in English follows an older version of the source text in Bosnian." in page
    assert 'has changed since:<a href="#clause-2">2</a></p>' in page
    assert "Text of clause 2." in page
    assert '<a href="/bs/guidelines/QG-9/editions/1/#clause-2" hreflang="bs">Read it in Bosnian</a>' in page
    assert "notice--" not in read(client, "/bs/guidelines/QG-9/")


def test_a_partly_translated_text_says_so_at_each_clause(client, edition):
    edition.clauses.filter(number="3").update(heading_en="", body_en="")
    publish_anew(edition)

    page = read(client)

    assert "A part of this text does not exist in English yet." in page
    assert 'another language:<a href="#clause-3">3</a>' in page
    assert page.count("This clause does not exist in English yet.") == 1
    assert '<span lang="bs">Clause 3 (bs)</span>' in page
    assert '<span class="languages__state">(translated in part)</span>' in page


def test_a_superseded_edition_leads_to_its_successor(client, edition):
    Edition.objects.filter(pk=edition.pk).update(state=Edition.State.SUPERSEDED, in_force_to=date(2021, 1, 1))
    make_edition(edition.guideline, year=2021, replaces=edition, in_force_from=date(2021, 1, 1))

    old = read(client, "/en/guidelines/QG-9/editions/1/")
    new = read(client)

    assert '<h1>Surveys<span class="tag tag--warning">superseded</span></h1>' in old
    assert '<a href="/en/guidelines/QG-9/editions/2/">Read edition 2 (2021), which has taken its place</a>' in old
    assert "<span>In force before: 1 January 2021</span>" in old
    assert "<span>Edition 2, 2021</span>" in new
    assert '<a href="/en/guidelines/QG-9/editions/1/">Edition 1, 2016</a>(superseded)' in new


def test_a_withdrawn_edition_says_so(client, edition):
    Edition.objects.filter(pk=edition.pk).update(state=Edition.State.WITHDRAWN, in_force_to=date(2021, 1, 1))

    page = read(client)

    assert '<span class="tag tag--warning">withdrawn</span></h1>' in page
    assert "This guideline has been withdrawn." in page


def test_an_edition_of_tomorrow_is_not_yet_in_force(client):
    tomorrow = timezone.localdate() + timedelta(days=1)
    make_edition(make_guideline(code="QG-9"), in_force_from=tomorrow)

    assert '<span class="tag tag--warning">not yet in force</span></h1>' in read(client)


def test_a_period_that_has_ended_is_no_longer_in_force(client, edition):
    Edition.objects.filter(pk=edition.pk).update(in_force_to=timezone.localdate())

    assert '<span class="tag tag--warning">no longer in force</span></h1>' in read(client)


def test_a_draft_is_marked_and_only_for_the_group(client, outsider):
    make_edition(make_guideline(code="QG-9"), **DRAFT)

    assert client.get(URL).status_code == 404
    assert client.get("/en/guidelines/QG-9/editions/1/").status_code == 404
    client.force_login(outsider)

    page = read(client)

    assert '<span class="tag tag--warning">draft</span></h1>' in page
    assert "This is a draft." in page


def test_members_get_the_edition_in_force_before_the_draft(client, edition, member):
    make_edition(edition.guideline, **DRAFT)
    client.force_login(member)

    page = read(client)

    assert "<span>Edition 1, 2016</span>" in page
    assert '<a href="/en/guidelines/QG-9/editions/2/">Edition 2, 2016</a>(draft)' in page


@pytest.mark.parametrize("path", ["NOT-THERE/", "QG-9/editions/7/"])
def test_what_is_not_there_is_not_found(client, edition, path):
    assert client.get(f"/en/guidelines/{path}").status_code == 404


def test_a_guideline_without_edition_is_not_found(client, member):
    make_guideline(code="QG-9")
    client.force_login(member)

    assert client.get(URL).status_code == 404


def test_members_see_how_many_institutions_apply_it(client, edition, member):
    for status in ("adopted", "adopted", "planned"):
        Adoption.objects.create(institution=make_institution(), edition=edition, status=status)
    client.force_login(member)

    rows = client.get(URL).context["adoptions"]

    assert [(str(row["status"]), row["count"]) for row in rows] == [("planned", 1), ("applied", 2)]


def test_an_edition_says_what_it_changed(client, edition):
    edition.change_summary_bs = "Novi **obrazac**."
    edition.save()

    page = read(client)

    assert '<div class="prose" lang="bs"><p>Novi<strong>obrazac</strong>.</p>' in page


def test_an_edition_without_text_says_so(client):
    make_edition(make_guideline(code="QG-9"), clauses=0)

    assert "This edition has no text yet." in read(client)


def test_reading_costs_the_same_for_many_clauses(client, edition, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get(URL)
    for position in range(4, 12):
        make_clause(edition, position=position)
    make_edition(edition.guideline, **DRAFT)

    with django_assert_num_queries(4):
        assert not client.get(URL).cookies
