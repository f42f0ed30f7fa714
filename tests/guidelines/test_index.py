"""The list of guidelines."""

from datetime import date

import pytest

from guidelines.models import Edition, Guideline
from tests.factories import make_edition, make_guideline, publish_anew
from tests.pages import squeezed

URL = "/en/guidelines/"
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("who", ["", "member", "lead", "coordinator", "secretariat", "admin", "outsider"])
def test_everybody_may_read_the_list(client, request, who):
    make_edition(make_guideline("Surveys of users"))
    if who:
        client.force_login(request.getfixturevalue(who))

    answer = client.get(URL)

    assert answer.status_code == 200
    assert "Surveys of users" in squeezed(answer)
    assert who or not answer.cookies


def test_drafts_are_only_for_the_group(client, outsider):
    make_edition(make_guideline("Not ready"), state=Edition.State.DRAFT, published_on=None, in_force_from=None)
    make_guideline("Only a title")

    assert "Not ready" not in squeezed(client.get(URL))
    client.force_login(outsider)
    page = squeezed(client.get(URL))

    assert "Not ready" in page
    assert '<span class="tag tag--warning">draft</span>' in page
    assert "No edition yet" in page


def test_what_is_in_force_comes_first_and_the_rest_is_marked(client):
    old = make_guideline("Older one", code="A-1")
    make_edition(old, state=Edition.State.WITHDRAWN, in_force_to=date(2018, 1, 1))
    make_edition(make_guideline("Younger one", code="B-1"))

    page = squeezed(client.get(URL))

    assert page.index("Younger one") < page.index("Older one")
    assert page.count('<span class="tag tag--warning">withdrawn</span>') == 1


def test_information_sheets_stand_by_themselves(client):
    make_edition(make_guideline("A sheet", kind=Guideline.Kind.SHEET))

    page = squeezed(client.get(URL))

    assert '<h2 id="b_sheet">Information sheets</h2>' in page
    assert 'id="a_guideline"' not in page


def test_languages_stand_in_words_with_their_state(client):
    edition = make_edition()
    edition.clauses.update(heading_en="")
    edition.clauses.filter(number="1").update(body_bs="Novo.")
    publish_anew(edition)

    page = squeezed(client.get(URL))

    assert '<span lang="bs">Bosanski</span><span class="languages__state">(source text)</span>' in page
    assert '<span lang="sv">Svenska</span><span class="languages__state">(translation older than its source)' in page
    assert '<span lang="en">English</span><span class="languages__state">' not in page


def test_a_title_in_another_language_is_marked(client):
    guideline = make_guideline("", title_en="", title_sv="Enkäter", title_bs="")
    make_edition(guideline)

    assert '<span lang="sv">Enkäter</span>' in squeezed(client.get("/bs/guidelines/"))


@pytest.mark.parametrize(("words", "found"), [("users", 1), ("USERS", 1), ("sv-text", 0), ("QG-", 2), ("", 2)])
def test_search_looks_at_what_the_reader_reads(client, words, found):
    make_edition(make_guideline("Surveys of users", code="QG-1", title_sv="sv-text"))
    make_edition(make_guideline("ISO", code="QG-2"))

    answer = client.get(URL, {"q": words})

    assert answer.context["found"] == found


def test_search_without_result_tells_the_next_step(client):
    make_edition()

    page = squeezed(client.get(URL, {"q": "nothing like it"}))

    assert "No guideline matches these words" in page
    assert "0 texts found" in page
    assert f'<a class="btn" href="{URL}">Show all guidelines</a>' in page
    assert 'value="nothing like it"' in page


def test_a_null_byte_in_the_search_is_no_error(client):
    assert client.get(URL, {"q": "a\x00b"}).status_code == 200


def test_an_empty_list_tells_the_next_step(client):
    assert "No guideline has been published yet" in squeezed(client.get(URL))


def test_the_list_costs_the_same_for_many(client, django_assert_num_queries):
    make_edition()
    with django_assert_num_queries(4):
        client.get(URL)
    for _number in range(3):
        edition = make_edition(clauses=4)
        make_edition(edition.guideline, state=Edition.State.DRAFT, published_on=None, in_force_from=None)

    with django_assert_num_queries(4):
        client.get(URL)
