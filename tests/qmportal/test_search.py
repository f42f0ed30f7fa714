"""What a search finds, for whom, and how the page shows it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from guidelines.models import Clause, Edition
from institutions.models import News, Page
from meetings.models import Meeting
from qmportal.search import finding, vocabulary
from qmportal.tasks import learn_words
from tests.factories import (
    in_languages,
    make_activity,
    make_area,
    make_clause,
    make_edition,
    make_guideline,
    make_meeting,
    make_minutes,
    make_plan,
)
from workplans.models import Activity, WorkPlan

pytestmark = pytest.mark.django_db
SECRET = "heliotrope"


def search(client, text, here="en", **choices):
    return client.get(f"/{here}/search/", {"q": text, **choices}).context["findings"]


def addresses(findings) -> list[str]:
    return [hit.url for hit in findings.hits]


@pytest.fixture
def texts():
    """A guideline whose first edition was superseded by the second; both have the same clause."""
    guideline = make_guideline("Satisfaction of users", code="QG-3")
    first = make_edition(guideline, clauses=0, state="superseded", in_force_to=date(2018, 1, 1))
    second = make_edition(guideline, clauses=0, year=2018, in_force_from=date(2018, 1, 1), replaces=first)
    words = {
        "heading_en": "Questionnaires",
        "body_en": "Each *questionnaire* has [nine questions](https://example.org/forms) for citizens.",
        "heading_bs": "Upitnici",
        "body_bs": "Svaki upitnik ima devet pitanja za građane.",
        "heading_sv": "Enkäter",
        "body_sv": "Varje enkät har nio frågor till medborgarna.",
    }
    for edition in (first, second):
        make_clause(edition, anchor="questionnaires", **words)
    make_clause(first, position=2, anchor="postcards", heading_en="Postcards", body_en="Send each user a postcard.")
    return first, second


def test_a_clause_is_found_where_it_stands(client, texts):
    findings = search(client, "questions citizens")

    assert addresses(findings) == ["/en/guidelines/QG-3/editions/2/#questionnaires"]
    assert (
        findings.hits[0].excerpt == "Each questionnaire has nine <mark>questions</mark> for <mark>citizens</mark>."[:-1]
    )


def test_in_force_comes_first_and_the_old_edition_beside_it(client, texts):
    hit = search(client, "questionnaire").hits[0]

    assert hit.url == "/en/guidelines/QG-3/editions/2/#questionnaires"
    assert [(link.url, link.label) for link in hit.also] == [
        ("/en/guidelines/QG-3/editions/1/#questionnaires", "QG-3, edition 1 (superseded)")
    ]


def test_a_hit_only_in_an_old_edition_offers_the_one_in_force(client, texts):
    hit = search(client, "postcard").hits[0]

    assert (hit.url, hit.standing) == ("/en/guidelines/QG-3/editions/1/#postcards", "superseded")
    assert hit.instead.url == "/en/guidelines/QG-3/editions/2/"
    assert search(client, "postcard", scope="in-force").total == 0


def test_a_supplement_is_found_on_its_own_page(client, texts):
    supplement = make_edition(texts[1].guideline, clauses=0, number=1, supplement_to=texts[1])
    make_clause(supplement, anchor="doors", heading_en="Doors", body_en="Ask at the door, too.")

    assert addresses(search(client, "doors")) == ["/en/guidelines/QG-3/editions/2/supplements/1/#doors"]


@pytest.mark.parametrize(
    ("language", "typed"),
    [("bs", "upitnik građani"), ("bs", "gradjani"), ("bs", "GRADANIMA"), ("sv", "enkat"), ("sv", "enkäterna fråga")],
)
def test_every_language_is_searched_with_and_without_diacritics(client, texts, language, typed):
    findings = search(client, typed, language)

    assert addresses(findings) == [f"/{language}/guidelines/QG-3/editions/2/#questionnaires"]
    assert "<mark>" in findings.hits[0].title + findings.hits[0].excerpt


def test_other_languages_are_searched_where_the_page_s_own_has_nothing(client, texts):
    findings = search(client, "upitnik", "sv")

    assert (findings.is_foreign, findings.hits[0].language) == (True, "bs")
    assert search(client, "upitnik", "sv", language="sv").total == 0
    assert search(client, "upitnik", "sv", language="all").hits[0].language == "bs"
    assert 'lang="bs"' in client.get("/sv/search/?q=upitnik").content.decode()


def test_a_mistyped_word_is_understood(client, texts):
    learn_words()
    learn_words()

    findings = search(client, "questionaire citizens")

    assert findings.corrected == "questionnaire citizens"
    assert addresses(findings) == ["/en/guidelines/QG-3/editions/2/#questionnaires"]
    assert "Did you mean" in client.get("/en/search/?q=questionaire").content.decode()
    assert search(client, "xylophonist").total == 0


def test_all_kinds_are_found_and_filtered(client):
    now = timezone.now()
    News.objects.create(code="told", published_at=now, **in_languages("title", "Autumn told"))
    Page.objects.create(code="about", **in_languages("title", "Autumn about"))
    make_meeting(code="m1", on=date(2018, 10, 2), **in_languages("title", "Autumn meeting"))
    area = make_area(make_plan(code="2017"), **in_languages("aim", "Autumn aim"))
    activity = make_activity("Autumn activity", area=area)
    make_guideline("Autumn guideline", code="QG-9")
    make_edition(make_guideline("Autumn leaves", code="QG-8"))
    kinds = {
        "guidelines": {"/en/guidelines/QG-8/"},
        "meetings": {"/en/meetings/m1/"},
        "plan": {"/en/work-plans/2017/?area=1#activities", activity.get_absolute_url()},
        "news": {"/en/news/told/"},
        "pages": {"/en/pages/about/"},
    }

    found = {kind: set(addresses(search(client, "autumn", kind=kind))) for kind in kinds}

    assert found == kinds
    assert set(addresses(search(client, "autumn"))) == set.union(*kinds.values())
    assert addresses(search(client, "autumn", year="2018", kind="meetings")) == ["/en/meetings/m1/"]
    assert search(client, "autumn", year="2019", kind="meetings").total == 0


@pytest.fixture
def secrets():
    """Everything a visitor must not find."""
    draft = make_edition(state=Edition.State.DRAFT, published_on=None, in_force_from=None, clauses=0)
    make_clause(draft, **in_languages("heading", SECRET), **in_languages("body", SECRET))
    make_guideline(SECRET, summary_en=SECRET)
    make_meeting(code="pencilled", state=Meeting.State.PENCILLED, **in_languages("title", SECRET))
    make_meeting(code="internal", is_public=False, **in_languages("title", SECRET))
    make_minutes(make_meeting(code="told"), full=f"{SECRET}, and more")
    make_minutes(make_meeting(), state="approved", public=SECRET, summary_en=SECRET)
    area = make_area(make_plan(state=WorkPlan.State.DRAFT), **in_languages("aim", SECRET))
    make_activity(SECRET, area=area)
    make_activity(SECRET, area=make_area(make_plan()), state=Activity.State.PROPOSED)
    coming = timezone.now() + timedelta(days=1)
    News.objects.create(code="coming", published_at=coming, **in_languages("title", SECRET))
    News.objects.create(code="draft", **in_languages("title", SECRET))
    vocabulary.refresh()


@pytest.mark.parametrize("chosen", ["", "all"])
@pytest.mark.parametrize("typed", [SECRET, "heliotrop", "helliotrope"])
def test_Z_09_a_visitor_finds_nothing_of_what_is_hidden(client, secrets, typed, chosen):
    findings = search(client, typed, language=chosen)

    assert (findings.total, findings.corrected) == (0, "")
    assert client.get(f"/en/search/?q={typed}").content.count(SECRET.encode()) <= typed.count(SECRET) * 12


def test_Z_09_what_a_member_finds_she_may_open(client, member, outsider, secretariat, secrets):
    for person in (member, outsider, secretariat):
        client.force_login(person)
        found = addresses(search(client, SECRET))
        assert len(found) >= 5
        assert {client.get(address).status_code for address in found} == {200}


def test_a_withdrawn_permission_is_noticed_at_once(client, member, secrets):
    client.force_login(member)
    assert search(client, SECRET).total
    client.logout()

    assert search(client, SECRET).total == 0


def test_what_changes_is_found_anew_at_once(client, texts):
    clause = Clause.objects.get(edition=texts[1])
    clause.renditions.filter(language="en").update(body="Now about telephones.")

    assert addresses(search(client, "telephone")) == ["/en/guidelines/QG-3/editions/2/#questionnaires"]


def test_queries_are_few_and_do_not_depend_on_how_much_is_found(client, texts):
    counted = []
    for _round in range(3):
        client.get("/en/search/?q=questionnaire")  # the first may let the connection plan
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/search/?q=questionnaire")
        counted.append(sum("SAVEPOINT" not in one["sql"] for one in queries))
        for number in range(8):
            make_clause(make_edition(clauses=0), anchor=f"a{number}", heading_en="Questionnaire")

    assert counted == [3, 3, 3]


def test_pages_and_a_count_that_ends(client, monkeypatch):
    monkeypatch.setattr(finding, "MOST", 12)
    for number in range(14):
        make_meeting(code=f"m-{number:02}", **in_languages("title", "Plenary"))

    first, second = search(client, "plenary"), search(client, "plenary", page="2")

    assert (first.total, first.is_more, first.pages, len(first.hits), len(second.hits)) == (12, True, 2, 10, 2)
    assert not set(addresses(first)) & set(addresses(second))
    assert "More than 12 found" in client.get("/en/search/?q=plenary").content.decode()
    assert search(client, "plenary", page="99").page == 2


def test_U_a_search_that_takes_too_long_is_said_politely(client, texts, monkeypatch):
    def finds_nothing_in_time(_question):
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = 50")  # milliseconds; until the search is broken off
            cursor.execute("SELECT pg_sleep(600)")

    monkeypatch.setattr(finding, "_find", finds_nothing_in_time)

    page = client.get("/en/search/?q=text")

    assert page.status_code == 200
    assert "took too long" in page.content.decode()
