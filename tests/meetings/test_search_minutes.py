"""Minutes are found: their public text by everybody, the full one by members only."""

from datetime import date

import pytest

from meetings.models import Minutes
from qmportal.search import vocabulary
from tests.factories import make_meeting, make_minutes

URL = "/en/search/"
HERE = "/en/meetings/tenth/minutes/"
FULL = "Vera Novak explained the gardens.\n\n::: internal\nAbout wheelbarrows.\n:::\n"
pytestmark = pytest.mark.django_db


@pytest.fixture
def minutes():
    meeting = make_meeting(code="tenth", on=date(2018, 4, 12), title_en="Tenth")
    return make_minutes(meeting, full=FULL, public="Office of Records explained the gardens.", summary_sv="Korgar")


def hits(client, words, url=URL, **said):
    return client.get(url, {"q": words, **said}).context["findings"].hits


def test_visitors_find_the_public_text_and_nothing_internal(client, minutes):
    (hit,) = hits(client, "gardens")

    assert (hit.url, hit.kind, hit.where, hit.title) == (HERE, "Minutes", "12 April 2018", "Tenth")
    assert "explained the <mark>gardens</mark>" in hit.excerpt
    assert "Vera" not in hit.excerpt
    for word in ("Novak", "wheelbarrows"):
        assert hits(client, word) == []


def test_members_find_the_full_text(client, member, minutes):
    client.force_login(member)

    (hit,) = hits(client, "wheelbarrows")
    assert hit.url == HERE
    assert "Vera Novak" in hit.excerpt
    assert ":::" not in hit.excerpt
    assert len(hits(client, "gardens")) == 1


@pytest.mark.parametrize("state", ["circulated", "approved"])
def test_what_is_not_published_only_members_find(client, member, state):
    make_minutes(make_meeting(code="tenth"), state=state, summary_en="Of gardens.", public="And gates.")
    assert hits(client, "gardens") == hits(client, "gates") == []
    client.force_login(member)

    assert [hit.url for hit in hits(client, "gardens")] == [HERE]
    assert len(hits(client, "gates")) == (state == "approved")


def test_summary_year_and_kind(client, minutes):
    assert [hit.url for hit in hits(client, "korgar", "/sv/search/")] == ["/sv/meetings/tenth/minutes/"]
    assert len(hits(client, "gardens", year="2018", kind="meetings")) == 1
    assert hits(client, "gardens", year="2017") == hits(client, "gardens", kind="plan") == []


def test_titles_of_items_are_found_in_every_language(client):
    part = {"item": None, "number": 1, "title": {"en": "Gates", "sv": "Grindar"}, "text": ""}
    minutes = make_minutes(make_meeting(code="tenth"), state="approved")
    Minutes.objects.filter(pk=minutes.pk).update(public=[part])
    Minutes.objects.filter(pk=minutes.pk).update(state="published", published_at=minutes.approved_at)

    assert [hit.url for hit in hits(client, "grindar", "/sv/search/")] == ["/sv/meetings/tenth/minutes/"]


def test_only_public_words_help_who_mistypes(client, minutes):
    vocabulary.refresh()

    assert client.get(URL, {"q": "gardenz"}).context["findings"].corrected == "gardens"
    assert client.get(URL, {"q": "wheelbarows"}).context["findings"].corrected == ""
