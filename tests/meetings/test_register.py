"""The register: everybody sees public decisions of published minutes, members all; found by words, number and year."""

from datetime import date

import pytest

from meetings.models import Decision
from tests.factories import make_meeting
from tests.meetings.test_decision import publish
from tests.pages import squeezed

URL = "/en/meetings/decisions/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def register(secretariat):
    """One published decision of 2017, and one of 2018 whose minutes are still being written."""
    made = []
    for year, text in ((2017, "One glossary for all."), (2018, "A register of risks.")):
        meeting = make_meeting(on=date(year, 5, 5), code=f"m{year}", number=f"{year}/1")
        words = {"en": text, "bs": f"Tekst {year}", "sv": ""}
        said = {"item": None, "language": "en", "decided_on": date(year, 5, 5), "by": secretariat}
        made.append(Decision.record(meeting, words=words, **said))
        if year == 2017:
            publish(meeting)
    return made


def test_visitors_see_what_is_published_members_all_newest_first(client, member, register):
    page = squeezed(client.get(URL))
    assert "One glossary for all." in page
    assert "A register of risks." not in page
    assert "provisional" not in page

    client.force_login(member)
    page = squeezed(client.get(URL))
    assert page.index("A register of risks.") < page.index("One glossary for all.")
    assert "provisional: the minutes are not approved yet" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=glossary", 1),
        ("q=2018/1-D1", 1),
        ("q=tekst", 2),
        ("year=2017", 1),
        ("q=nothing", 0),
        ("year=x", 0),
        ("q=%25", 0),
    ],
)
def test_it_is_searched_by_words_in_any_language_number_and_year(client, member, register, query, found):
    client.force_login(member)

    answer = client.get(f"{URL}?{query}")

    assert answer.context["page_obj"].paginator.count == found
    assert ("No decision was found" in squeezed(answer)) == (found == 0)


def test_it_costs_the_same_for_many(client, register, secretariat, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(URL)
    said = {"item": None, "language": "en", "decided_on": date(2017, 5, 5), "by": secretariat}
    for number in range(20):
        Decision.record(register[0].meeting, words={"en": f"Decided {number}."}, **said)
    with django_assert_num_queries(2):
        client.get(URL)
