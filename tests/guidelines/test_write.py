"""The outline of a text: who sees it, who works with it; clauses are added, moved, removed and brought back."""

import pytest

from guidelines.models import Clause, Edition, Unsaved
from tests.factories import make_clause, make_edition, make_guideline
from tests.pages import squeezed

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None, "source_language": "en"}
pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(subgroup) -> Edition:
    """Clauses 1 and 2 of a draft whose source is English."""
    return make_edition(make_guideline("Surveys", code="QG-9", subgroup=subgroup), **DRAFT)


def outline(text: Edition) -> list[tuple[str, str]]:
    return list(text.clauses.order_by("position").values_list("number", "heading_en"))


def step(client, clause: Clause, **post) -> None:
    answer = client.post(f"/en/guidelines/clauses/{clause.pk}/move/", post)
    assert answer.status_code == 302
    assert answer.url == f"/en/guidelines/texts/{clause.edition_id}/write/#clause-{clause.pk}"


def add(client, text: Edition, heading: str, after="head", level="1"):
    post = {"new-heading": heading, "new-after": after, "new-level": level}
    return client.post(f"/en/guidelines/texts/{text.pk}/write/new/", post)


@pytest.mark.parametrize(("who", "writes"), [("member", False), ("lead", True), ("secretariat", True)])
def test_members_see_the_outline_and_its_writers_the_acts(client, request, draft, who, writes):
    client.force_login(request.getfixturevalue(who))

    page = squeezed(client.get(f"/en/guidelines/texts/{draft.pk}/write/"))

    assert "Clause 2" in page
    assert ("Add a clause" in page) is writes
    assert ("/edit/" in page) is writes


def test_the_lead_writes_drafts_only(client, lead, draft):
    Edition.texts.filter(pk=draft.pk).update(state=Edition.State.FOR_ADOPTION)
    clause = draft.clauses.get(number="1")
    client.force_login(lead)

    page = squeezed(client.get(f"/en/guidelines/texts/{draft.pk}/write/"))

    assert "The text is no longer a draft" in page
    for path in ("edit", "place", "remove"):
        assert client.get(f"/en/guidelines/clauses/{clause.pk}/{path}/").status_code == 403
    assert client.post(f"/en/guidelines/clauses/{clause.pk}/move/", {"after": "head"}).status_code == 403
    assert add(client, draft, "New").status_code == 403


def test_a_clause_is_added_where_it_should_stand_and_once(client, lead, draft):
    first = draft.clauses.get(number="1")
    client.force_login(lead)

    answer = add(client, draft, "Mjerenje čekanja kod đaka", after=str(first.pk), level="2")
    again = add(client, draft, "Mjerenje čekanja kod đaka", after=str(first.pk), level="2")

    new = draft.clauses.get(number="1.1")
    assert outline(draft) == [("1", "Clause 1"), ("1.1", "Mjerenje čekanja kod đaka"), ("2", "Clause 2")]
    assert new.anchor == "mjerenje-cekanja-kod-djaka"
    assert answer.url == again.url == f"/en/guidelines/clauses/{new.pk}/edit/"
    assert new.revisions.get().author == lead


def test_a_clause_without_a_heading_is_refused_and_typed_text_kept(client, lead, draft):
    client.force_login(lead)

    page = squeezed(add(client, draft, "", level="2"))

    assert "This field is required." in page
    assert "Clause 2" in page
    assert draft.clauses.count() == 2


def test_steps_move_clauses_with_their_sub_clauses(client, lead, draft):
    one, two = draft.clauses.order_by("position")
    three = make_clause(draft, position=3, number="2.1", level=2)
    client.force_login(lead)

    step(client, two, after="head")
    assert outline(draft) == [("1", "Clause 2"), ("1.1", "Clause 3"), ("2", "Clause 1")]
    step(client, two, after="head")
    assert outline(draft) == [("1", "Clause 2"), ("1.1", "Clause 3"), ("2", "Clause 1")]
    step(client, three, after=str(one.pk))
    assert outline(draft) == [("1", "Clause 2"), ("2", "Clause 1"), ("2.1", "Clause 3")]
    step(client, three, level="1")
    step(client, one, level="2")
    assert outline(draft) == [("1", "Clause 2"), ("1.1", "Clause 1"), ("2", "Clause 3")]
    step(client, two, level="2")
    assert outline(draft)[0] == ("1", "Clause 2")  # the first one is always a clause


def test_moving_makes_nothing_stale(client, lead, draft):
    one, two = draft.clauses.order_by("position")
    before = {clause.pk: (clause.translated_from, clause.print_en, clause.print_bs) for clause in (one, two)}
    client.force_login(lead)

    step(client, two, after="head")

    assert {c.pk: (c.translated_from, c.print_en, c.print_bs) for c in draft.clauses.all()} == before
    assert {clause.state_in("bs", "en") for clause in draft.clauses.all()} == {"current"}


@pytest.mark.parametrize("post", [{}, {"after": "x"}, {"after": "-1"}, {"level": "7"}, {"after": "9" * 30}])
def test_odd_steps_change_nothing(client, lead, draft, post):
    client.force_login(lead)

    step(client, draft.clauses.get(number="2"), **post)

    assert outline(draft) == [("1", "Clause 1"), ("2", "Clause 2")]


def test_a_removed_clause_comes_back_with_all_languages(client, lead, draft):
    first = draft.clauses.get(number="1")
    words = (first.text_in("bs"), first.text_in("sv"), first.translated_from, first.anchor)
    client.force_login(lead)
    url = f"/en/guidelines/clauses/{first.pk}/remove/"

    assert "bring it back" in squeezed(client.get(url))
    client.post(url)
    assert outline(draft) == [("1", "Clause 2")]
    page = squeezed(client.get(f"/en/guidelines/texts/{draft.pk}/write/"))
    assert "Removed by Lead" in page
    back = f"/en/guidelines/texts/{draft.pk}/write/removed/{first.pk}/"
    assert f'action="{back}"' in page
    for _twice in range(2):
        assert client.post(back).status_code == 302

    found = draft.clauses.get(pk=first.pk)
    assert outline(draft) == [("1", "Clause 1"), ("2", "Clause 2")]
    assert (found.text_in("bs"), found.text_in("sv"), found.translated_from, found.anchor) == words
    assert "Removed clauses" not in squeezed(client.get(f"/en/guidelines/texts/{draft.pk}/write/"))


def test_the_page_before_a_removal_says_who_would_lose_text(client, lead, member, draft):
    first = draft.clauses.get(number="1")
    Unsaved.objects.create(clause=first, language="bs", person=member, heading="H", body="B")
    client.force_login(lead)

    page = squeezed(client.get(f"/en/guidelines/clauses/{first.pk}/remove/"))

    assert "1 other person has unsaved text in it" in page


def test_clauses_of_a_public_text_stay(client, secretariat, draft):
    Edition.texts.filter(pk=draft.pk).update(
        state=Edition.State.PUBLISHED, published_on="2018-01-01", in_force_from="2018-01-01"
    )
    first = draft.clauses.get(number="1")
    client.force_login(secretariat)

    client.post(f"/en/guidelines/clauses/{first.pk}/remove/")
    add(client, draft, "New")
    client.post(f"/en/guidelines/texts/{draft.pk}/write/removed/{first.pk}/")

    assert outline(draft) == [("1", "Clause 1"), ("2", "Clause 2")]


def test_queries_do_not_grow_with_clauses(client, lead, draft, django_assert_num_queries):
    url = f"/en/guidelines/texts/{draft.pk}/write/"
    client.force_login(lead)
    client.get(url)
    with django_assert_num_queries(10):
        client.get(url)
    for position in (3, 4, 5):
        make_clause(draft, position=position)

    with django_assert_num_queries(10):
        client.get(url)
