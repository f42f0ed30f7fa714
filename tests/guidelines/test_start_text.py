"""Starting a guideline, the next edition and a supplement; what a new edition changed, clause by clause."""

import pytest

from guidelines.actions import approve_all
from guidelines.models import Clause, Edition, Guideline, Revision
from tests.factories import make_clause, make_edition, make_guideline
from tests.pages import squeezed

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}
pytestmark = pytest.mark.django_db


@pytest.fixture
def public(subgroup) -> Edition:
    """Three public clauses in Bosnian."""
    return make_edition(make_guideline("Surveys", code="QG-9", subgroup=subgroup), clauses=3)


@pytest.fixture
def following(public) -> Edition:
    """The draft of its second edition: clause 2 reworded, 3 before 1, one new, none of the first's number 1."""
    new = Edition.objects.create(guideline=public.guideline, number=2, year=2018, source_language="bs", replaces=public)
    new.copy_clauses(public)
    new.clauses.filter(anchor="clause-1").delete()
    new.clauses.filter(anchor="clause-2").update(body_en="Text of clause 2, reworded.", number="1", position=1)
    make_clause(new, position=2, number="2", anchor="fresh", heading_en="Fresh")
    return new


def start_next(client, text: Edition, **changes):
    form = {"number": "2", "year": "2018", "source_language": "bs", **changes}
    return client.post(f"/en/guidelines/texts/{text.pk}/next/", form)


def test_a_lead_begins_a_guideline_of_her_subgroup(client, lead, subgroup):
    client.force_login(lead)
    form = {"code": "QG-12", "kind": "a_guideline", "year": "2018", "source_language": "sv", "title_sv": "Enkäter"}

    refused = client.post("/en/guidelines/texts/new/", form)
    answer = client.post("/en/guidelines/texts/new/", {**form, "subgroup": subgroup.pk})
    again = client.post("/en/guidelines/texts/new/", {**form, "code": "qg-12", "subgroup": subgroup.pk})

    text = Edition.objects.get(guideline__code="QG-12")
    assert "subgroup" in refused.context["form"].errors
    assert answer.url == f"/en/guidelines/texts/{text.pk}/write/"
    assert (text.state, text.number, text.year, text.source_language) == ("draft", 1, 2018, "sv")
    assert text.guideline.title_sv == "Enkäter"
    assert "code" in again.context["form"].errors


@pytest.mark.parametrize(
    ("field", "value"),
    [("code", "texts"), ("code", "a b"), ("year", "1066"), ("title_bs", ""), ("source_language", "de")],
)
def test_mistakes_are_told_at_their_field(client, secretariat, field, value):
    client.force_login(secretariat)
    form = {"code": "QG-12", "kind": "a_guideline", "year": "2018", "source_language": "bs", "title_bs": "Ankete"}

    answer = client.post("/en/guidelines/texts/new/", {**form, field: value})

    assert field in answer.context["form"].errors
    assert not Guideline.objects.exists()


def test_the_next_edition_begins_with_all_clauses_and_once(client, lead, public):
    first = public.clauses.get(number="1")
    first.write(by=lead, language="sv", heading="Avsnitt", body="Ny text.", base=first.print_sv)
    client.force_login(lead)

    answers = [start_next(client, public) for _twice in range(2)]

    new = Edition.objects.get(guideline=public.guideline, number=2)
    assert {answer.url for answer in answers} == {f"/en/guidelines/texts/{new.pk}/write/"}
    assert (new.state, new.replaces) == ("draft", public)
    assert [(c.anchor, c.number, c.body_sv) for c in new.clauses.all()] == [
        (c.anchor, c.number, c.body_sv) for c in public.clauses.all()
    ]
    assert {c.state_in("sv", "bs") for c in new.clauses.all()} == {"current"}
    assert Revision.objects.get(clause__edition=new).author == lead
    assert start_next(client, public, number="3").url == f"/en/guidelines/texts/{new.pk}/write/"
    assert start_next(client, public, number="1").status_code == 200


def test_another_source_language_keeps_what_is_current(client, lead, public):
    stale = public.clauses.get(number="1")
    stale.write(by=lead, language="bs", heading="Novo", body="Novo.", base=stale.print_bs)
    client.force_login(lead)

    start_next(client, public, source_language="en")

    one, two, _three = Clause.objects.filter(edition__number=2).order_by("position")
    assert {one.state_in(code, "en") for code in ("bs", "sv")} == {"stale"}
    assert {two.state_in(code, "en") for code in ("bs", "sv")} == {"current"}
    assert two.is_signed("bs", "en")
    assert two.is_signed("sv", "en")


def test_a_supplement_begins_once_under_the_next_number(client, lead, public):
    client.force_login(lead)
    form = {"year": "2018", "source_language": "bs", "title_bs": "Dodatak"}
    url = f"/en/guidelines/texts/{public.pk}/supplements/new/"

    answers = [client.post(url, form) for _twice in range(2)]

    supplement = public.supplements.get()
    assert {answer.url for answer in answers} == {f"/en/guidelines/texts/{supplement.pk}/write/"}
    assert (supplement.number, supplement.state, supplement.title_bs) == (1, "draft", "Dodatak")


def test_clauses_are_marked_and_keep_known_addresses(client, lead, public):
    supplement = make_edition(public.guideline, number=7, clauses=0, **DRAFT)
    Edition.texts.filter(pk=supplement.pk).update(supplement_to=public)
    added = make_clause(Edition.texts.get(pk=supplement.pk), number="1", anchor="added")
    client.force_login(lead)
    url = f"/en/guidelines/clauses/{added.pk}/place/"
    form = {"place": f"{supplement.pk}-head", "level": "1", "anchor": "other", "amends": "clause-2"}

    wrong = client.post(url, {**form, "amends": "nowhere", "anchor": "Ä b"})
    client.post(url, form)

    added.refresh_from_db()
    assert set(wrong.context["form"].errors) == {"amends", "anchor"}
    assert (added.anchor, added.amends) == ("other", "clause-2")
    start_next(client, public)
    known = Clause.objects.get(edition__number=2, anchor="clause-1", edition__supplement_to=None)
    page = client.get(f"/en/guidelines/clauses/{known.pk}/place/")
    assert page.context["form"].fields["anchor"].disabled


def test_a_clause_moves_to_another_draft_of_the_guideline(client, lead, following, public):
    supplement = Edition.texts.create(
        guideline=public.guideline, supplement_to=public, number=1, year=2018, source_language="bs"
    )
    fresh = following.clauses.get(anchor="fresh")
    client.force_login(lead)

    client.post(
        f"/en/guidelines/clauses/{fresh.pk}/place/", {"place": f"{supplement.pk}-head", "level": "1", "anchor": "fresh"}
    )

    assert supplement.clauses.get() == fresh
    assert [clause.number for clause in following.clauses.order_by("position")] == ["1", "2"]


def test_what_an_edition_changed_is_for_members_while_it_is_a_draft(client, member, following, public):
    url = f"/en/guidelines/texts/{following.pk}/compare/{public.pk}/"

    assert client.get(url).status_code == 404
    client.force_login(member)
    page = squeezed(client.get(url))

    assert "What edition 2 changed since edition 1" in page
    assert "only members of the group" in page
    kinds = {change.anchor: change.kind for change in client.get(url).context["changes"]}
    assert kinds == {"clause-1": "removed", "clause-2": "changed", "fresh": "added"}
    assert "reworded" in page


def test_a_changed_source_is_shown_where_the_translation_has_not_followed(client, member, following, public):
    following.clauses.filter(anchor="clause-3").update(body_bs="Novi tekst.")
    client.force_login(member)

    answer = client.get(f"/en/guidelines/texts/{following.pk}/compare/{public.pk}/")

    changed = next(change for change in answer.context["changes"] if change.anchor == "clause-3")
    assert (changed.kind, changed.language) == ("changed", "bs")


def test_two_public_editions_are_compared_for_everybody_by_what_readers_get(client, lead, following, public):
    approve_all(following)
    Edition.texts.filter(pk=public.pk).update(state="superseded", in_force_to="2018-06-01")
    Edition.texts.filter(pk=following.pk).update(
        state="published", published_on="2018-06-01", in_force_from="2018-06-01"
    )
    changed = following.clauses.get(anchor="clause-2")
    changed.write(by=lead, language="en", heading="Not", body="approved", base=changed.print_en)

    page = squeezed(client.get(f"/en/guidelines/texts/{following.pk}/compare/{public.pk}/"))

    assert "reworded" in page
    assert "approved" not in page
    assert client.get(f"/sv/guidelines/texts/{following.pk}/compare/{public.pk}/").status_code == 200


def test_moved_clauses_are_said_to_have_moved(client, member, public):
    new = Edition.objects.create(guideline=public.guideline, number=2, year=2018, source_language="bs", replaces=public)
    new.copy_clauses(public)
    new.clauses.filter(anchor="clause-3").update(position=0, number="1")
    client.force_login(member)

    answer = client.get(f"/en/guidelines/texts/{new.pk}/compare/{public.pk}/")

    assert [(change.anchor, change.is_moved) for change in answer.context["changes"]] == [("clause-3", True)]
    assert [change.anchor for change in answer.context["same"]] == ["clause-1", "clause-2"]


@pytest.mark.parametrize("other", [0, 99999999999999999999])
def test_texts_that_do_not_belong_together_are_not_compared(client, member, public, other):
    foreign = make_edition(make_guideline(code="QG-1"))
    client.force_login(member)

    for key in (other, public.pk, foreign.pk):
        assert client.get(f"/en/guidelines/texts/{public.pk}/compare/{key}/").status_code == 404
