"""The in-force view: the edition with its supplements at their clauses, on any day; what no longer holds says so."""

from __future__ import annotations

from datetime import date

import pytest

from guidelines.models import Edition
from tests.factories import make_edition, make_guideline, publish_anew
from tests.pages import squeezed

URL = "/en/guidelines/QG-9/"
DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}
pytestmark = pytest.mark.django_db


def days(year: int) -> dict:
    return {"published_on": date(year, 1, 1), "in_force_from": date(year, 1, 1), "year": year}


@pytest.fixture
def first() -> Edition:
    return make_edition(make_guideline("Surveys", code="QG-9"), **days(2016))


@pytest.fixture
def addition(first) -> Edition:
    """Adds to the second clause of the first edition, and something of its own."""
    text = make_edition(first.guideline, supplement_to=first, number=1, title_en="Online surveys", **days(2018))
    text.clauses.filter(position=1).update(anchor="online", heading_en="Asking online", amends="clause-2")
    text.clauses.filter(position=2).update(anchor="phones", heading_en="On phones")
    publish_anew(text)
    return text


def read(client, address: str = URL) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return squeezed(answer)


def test_a_supplement_is_marked_at_the_clause_it_adds_to(client, addition):
    page = read(client)

    second = page[page.index('id="clause-2"') :]
    assert "Added by supplement 1 (2018)" in second
    assert second.index("Asking online") < second.index("</section>")
    assert page.index("</section>", page.index('id="clause-2"')) < page.index('id="s1-phones"')
    assert '<a href="#s1-phones"><span></span><span>On phones</span></a>' in page
    assert '<a href="/en/guidelines/QG-9/editions/1/supplements/1/">Supplement 1, 2018</a>: Online surveys' in page


def test_a_supplement_has_a_page_that_leads_to_what_it_adds_to(client, addition):
    page = read(client, "/en/guidelines/QG-9/editions/1/supplements/1/")

    assert "<h1>Online surveys</h1>" in page
    assert 'Adds to:<a href="/en/guidelines/QG-9/editions/1/">Surveys</a>' in page
    assert '<a href="/en/guidelines/QG-9/editions/1/#clause-2">The clause it adds to</a>' in page


def test_a_day_before_the_supplement_shows_the_edition_alone(client, addition):
    page = read(client, f"{URL}?on=2017-05-01")

    assert "As it held on 1 May 2017" in page
    assert "Asking online" not in page
    assert client.get(f"{URL}?on=2017-05-01")["X-Robots-Tag"] == "noindex"


def test_on_each_day_the_edition_of_that_day(client, first, addition):
    Edition.texts.filter(pk__in=[first.pk, addition.pk]).update(state="superseded", in_force_to=date(2020, 1, 1))
    make_edition(first.guideline, number=2, replaces=first, **days(2020))

    assert "<span>Edition 1, 2016</span>" in read(client, f"{URL}?on=2019-12-31")
    assert "Asking online" in read(client, f"{URL}?on=2019-12-31")
    assert "<span>Edition 2, 2020</span>" in read(client, f"{URL}?on=2020-01-01")
    assert "You see which edition was in force on 31 December 2019." in read(client, "/en/guidelines/?on=2019-12-31")


def test_an_edition_that_ended_keeps_its_supplements_and_leads_on(client, first, addition):
    Edition.texts.filter(pk__in=[first.pk, addition.pk]).update(state="superseded", in_force_to=date(2020, 1, 1))
    Edition.texts.filter(pk=addition.pk).update(disposition="incorporated")
    make_edition(first.guideline, number=2, replaces=first, **days(2020))

    old, extra = read(client, f"{URL}editions/1/"), read(client, f"{URL}editions/1/supplements/1/")

    assert "Asking online" in old
    for page in (old, extra):
        assert "(superseded)" in page[: page.index("</title>")]
        assert '<meta name="robots" content="noindex, follow">' in page
        assert '<a href="/en/guidelines/QG-9/editions/2/">Read edition 2 (2020), which has taken its place</a>' in page
    assert "What became of it: incorporated in the new edition." in extra


def test_the_replacement_to_come_is_shown_beforehand(client, first, member):
    Edition.texts.filter(pk=first.pk).update(state="superseded", in_force_to=date(2090, 1, 1))
    coming = make_edition(first.guideline, number=2, replaces=first, **days(2090))

    page = read(client)
    assert "<span>State: in force</span>" in page
    assert "In force until 1 January 2090; from that day it no longer holds." in page
    assert '<a href="/en/guidelines/QG-9/editions/2/">Read edition 2 (2090), which will take its place</a>' in page
    assert "not yet in force" in read(client, f"{URL}editions/2/")

    Edition.texts.filter(pk=coming.pk).update(state="draft")
    Edition.texts.filter(pk=first.pk).update(state="published", in_force_to=None)
    assert "is to take its place" not in read(client)
    client.force_login(member)
    assert "Edition 2 (2090) is to take its place; its state: draft" in read(client)


def test_withdrawn_says_why(client, first):
    Edition.texts.filter(pk=first.pk).update(
        state="withdrawn", in_force_to=date(2021, 1, 1), withdrawal_reason_bs="Zakon je drugi."
    )

    assert '<p><span lang="bs">Zakon je drugi.</span></p>' in read(client)


@pytest.mark.parametrize("day", ["2017-02-30", "9999-12-31", "0000-00-00", "soon", "2" * 500, "\x00", "-1"])
def test_d26_hostile_days_show_today(client, first, day):
    assert "<span>State: in force</span>" in read(client, f"{URL}?on={day}")


@pytest.mark.parametrize("supplements", [0, 1, 3])
def test_the_page_costs_the_same_with_supplements(client, first, supplements, django_assert_num_queries):
    for number in range(supplements):
        make_edition(first.guideline, supplement_to=first, number=number + 1, **days(2018))

    with django_assert_num_queries(4):
        read(client)
