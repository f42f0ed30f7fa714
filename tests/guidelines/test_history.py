"""The history of a clause: every version, what differs between two, and the way back to one."""

import pytest

from guidelines.models import Clause, Edition
from tests.factories import make_edition, make_guideline
from tests.pages import squeezed

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}
pytestmark = pytest.mark.django_db


@pytest.fixture
def clause(subgroup) -> Clause:
    """Clause 1 of a draft in English."""
    guideline = make_guideline("Surveys", code="QG-9", subgroup=subgroup)
    return make_edition(guideline, source_language="en", **DRAFT).clauses.get(number="1")


def write(clause: Clause, by, body: str, language: str = "en", **more) -> None:
    clause.refresh_from_db()
    base = clause.print_in(language)
    clause.write(by=by, language=language, heading="Clause 1", body=body, base=base, **more)


def url_of(clause: Clause, language: str = "en") -> str:
    return f"/en/guidelines/clauses/{clause.pk}/{language}/history/"


def test_a_clause_nobody_has_written_has_the_text_it_came_with(client, member, clause):
    client.force_login(member)

    page = squeezed(client.get(url_of(clause)))

    assert "As it came in" in page
    assert "Restore" not in page


def test_versions_tell_who_when_and_why(client, member, lead, clause):
    write(clause, lead, "Second text.", note="Shorter.", is_major=False)
    client.force_login(member)

    page = squeezed(client.get(url_of(clause)))

    assert "From version 0 to version 1" in page
    assert "written, minor change" in page
    assert "Shorter." in page
    assert ">Lead<" in page
    assert "removed:" in page
    assert "added:" in page


def test_any_two_can_be_compared_in_either_order(client, member, lead, clause):
    for body in ("One word.", "Two words.", "Three words."):
        write(clause, lead, body)
    client.force_login(member)

    there = client.get(url_of(clause), {"from": "1", "to": "3"}).context["comparison"]
    back = client.get(url_of(clause), {"from": "3", "to": "1"}).context["comparison"]

    assert (there.old.body, there.new.body) == ("One word.", "Three words.")
    assert there == back
    assert [piece.text for piece in there.body if piece.kind == "gone"] == ["One word"]


@pytest.mark.parametrize("query", ["from=x&to=y", "from=99&to=-1", "from=", "to=" + "9" * 400])
def test_odd_addresses_compare_the_newest(client, member, lead, clause, query):
    write(clause, lead, "Second text.")
    client.force_login(member)

    comparison = client.get(f"{url_of(clause)}?{query}").context["comparison"]

    assert (comparison.old.number, comparison.new.number) == (0, 1)


def test_a_version_is_restored_as_a_new_one(client, lead, clause):
    for body in ("One.", "Two."):
        write(clause, lead, body)
    clause.refresh_from_db()
    client.force_login(lead)
    post = {"version": "1", "base": clause.print_en}

    for _twice in range(2):
        assert client.post(url_of(clause), post).status_code == 302

    clause.refresh_from_db()
    assert clause.text_in("en")[1] == "One."
    assert [(row.number, row.body) for row in clause.revisions.order_by("number")] == [
        (1, "One."),
        (2, "Two."),
        (3, "One."),
    ]
    assert clause.revisions.get(number=3).note == "Version 1 restored"


def test_the_text_it_came_with_can_be_restored(client, lead, clause):
    write(clause, lead, "One.")
    clause.refresh_from_db()
    client.force_login(lead)

    client.post(url_of(clause), {"version": "0", "base": clause.print_en})

    clause.refresh_from_db()
    assert clause.text_in("en")[1] == "Text of clause 1."


def test_d01_nothing_is_restored_over_a_text_nobody_has_seen(client, lead, secretariat, clause):
    write(clause, lead, "One.")
    clause.refresh_from_db()
    seen = clause.print_en
    write(clause, secretariat, "Two.")
    client.force_login(lead)

    answer = client.post(url_of(clause), {"version": "0", "base": seen})

    clause.refresh_from_db()
    assert answer.status_code == 409
    assert "nothing was restored" in squeezed(answer)
    assert clause.text_in("en")[1] == "Two."


def test_a_restored_translation_follows_the_source_it_followed(client, secretariat, lead, clause):
    write(clause, secretariat, "Gammal.", "sv")
    write(clause, lead, "Another source.")
    write(clause, secretariat, "Ny.", "sv")
    clause.refresh_from_db()
    assert clause.state_in("sv", "en") == "current"
    client.force_login(secretariat)

    client.post(url_of(clause, "sv"), {"version": "1", "base": clause.print_sv})

    clause.refresh_from_db()
    assert clause.text_in("sv")[1] == "Gammal."
    assert clause.state_in("sv", "en") == "stale"


def test_readers_restore_nothing(client, member, lead, clause):
    write(clause, lead, "One.")
    clause.refresh_from_db()
    client.force_login(member)

    assert client.post(url_of(clause), {"version": "0", "base": clause.print_en}).status_code == 403


def test_queries_do_not_grow_with_versions(client, member, lead, clause, django_assert_num_queries):
    write(clause, lead, "One.")
    client.force_login(member)
    client.get(url_of(clause))
    with django_assert_num_queries(5):
        client.get(url_of(clause))
    for number in range(5):
        write(clause, lead, f"Text {number}.")

    with django_assert_num_queries(5):
        client.get(url_of(clause))
