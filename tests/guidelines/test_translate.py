"""Translate: source beside translation, from what needs work to what needs work."""

from __future__ import annotations

import pytest

from guidelines.models import Clause, Duty, Edition, Unsaved
from tests.factories import make_clause, make_edition, make_guideline

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}


@pytest.fixture
def text(subgroup):
    """A public text whose second clause has no Swedish."""
    edition = make_edition(make_guideline(code="G-7", subgroup=subgroup), clauses=1)
    words = {"heading_bs": "Rok za odgovor", "body_bs": "Institucija odgovara u roku od 15 dana."}
    make_clause(edition, position=2, **words, heading_sv="", body_sv="")
    return edition


@pytest.fixture
def duty(text, member, outsider, secretariat):
    return Duty.objects.create(
        edition=text, language="sv", translator=member, reviewer=outsider, assigned_by=secretariat
    )


@pytest.fixture
def url(text):
    return f"/en/guidelines/texts/{text.pk}/translate/sv/"


def post(client, url, clause, **said):
    clause.refresh_from_db()
    facts = {
        "heading": "Svarstid",
        "body": "Myndigheten svarar inom 15 dagar.",
        "base": clause.print_sv or "",
        "followed": clause.print_bs,
    }
    return client.post(f"{url}?clause={clause.anchor}", {**facts, **said})


def clause_of(text, position):
    return text.clauses.get(position=position)


def test_it_opens_the_first_clause_that_needs_work(client, member, duty, url):
    client.force_login(member)

    page = client.get(url).content.decode()

    assert "2 Rok za odgovor" in page
    assert "1 of 2 clauses are up to date." in page


def test_only_the_translator_and_the_secretariat_may(client, lead, outsider, duty, url, secretariat):
    for person, status in ((lead, 403), (outsider, 403), (secretariat, 200)):
        client.force_login(person)
        assert client.get(url).status_code == status


@pytest.mark.parametrize("language", ["bs", "de", "xx-yy"])
def test_there_is_no_page_for_the_source_or_an_unknown_language(client, secretariat, text, language):
    client.force_login(secretariat)

    assert client.get(f"/en/guidelines/texts/{text.pk}/translate/{language}/").status_code == 404


def test_saving_goes_on_and_readers_get_nothing_yet(client, member, text, duty, url):
    client.force_login(member)
    second = clause_of(text, 2)

    answer = post(client, url, second)

    assert answer["Location"] == url
    second.refresh_from_db()
    assert second.state_in("sv", "bs") == "current"
    assert second.public_state_in("sv", "bs") == "missing"
    assert "All 2 clauses are up to date" in client.get(url).content.decode()


def test_a_finding_keeps_the_clause_open(client, member, text, duty, url):
    client.force_login(member)
    second = clause_of(text, 2)

    answer = post(client, url, second, body="Myndigheten svarar inom 20 dagar.")

    assert answer["Location"] == f"{url}?clause=clause-2#findings"
    page = client.get(answer["Location"]).content.decode()
    assert "The check found" in page
    assert "serious" in page


def test_checking_saves_nothing_and_keeps_what_was_typed(client, member, text, duty, url):
    client.force_login(member)
    second = clause_of(text, 2)

    page = post(client, url, second, body="Text till avsnitt 99.", act="check").content.decode()

    assert "Text till avsnitt 99." in page
    assert "Save it before you say that a finding is right" in page
    assert not clause_of(text, 2).has_text("sv")


def test_checking_with_a_script_answers_the_findings_alone(client, member, text, duty, url):
    client.force_login(member)
    facts = {"heading": "R", "body": "Text 99.", "base": "", "followed": clause_of(text, 2).print_bs, "act": "check"}

    page = client.post(f"{url}?clause=clause-2", facts, headers={"HX-Request": "true"}).content.decode()

    assert page.lstrip().startswith("<section")
    assert "<html" not in page


def test_a_stale_clause_shows_what_changed_and_can_be_confirmed(client, member, secretariat, text, duty, url):
    client.force_login(member)
    first = clause_of(text, 1)
    first.write(by=secretariat, language="bs", heading=first.heading_bs, body="Novo.", base=first.print_bs)

    page = client.get(f"{url}?clause=clause-1").content.decode()
    assert "What changed in the source since it was translated" in page
    assert "<del>" in page

    answer = post(client, url, first, act="confirm")
    assert answer["Location"] == f"{url}?clause=clause-2"
    first.refresh_from_db()
    assert first.state_in("sv", "bs") == "confirmed"


def test_D_02_what_somebody_else_saved_is_shown_beside_what_was_typed(client, member, secretariat, text, duty, url):
    client.force_login(member)
    second = clause_of(text, 2)
    second.write(by=secretariat, language="sv", heading="Deras", body="Deras text.", base="")

    answer = client.post(
        f"{url}?clause=clause-2",
        {"heading": "Min", "body": "Min text 2.", "base": "", "followed": second.print_bs},
    )

    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Deras text." in page
    assert "Min text 2." in page
    second.refresh_from_db()
    assert f'name="base" value="{second.print_sv}"' in page
    assert second.body_sv == "Deras text."


def test_D_02_two_languages_of_one_clause_are_both_kept(text, member, secretariat):
    one, other = clause_of(text, 1), clause_of(text, 1)

    one.write(by=member, language="sv", heading="Rubrik", body="Svensk text.", base=one.print_sv)
    other.write(by=secretariat, language="en", heading="Heading", body="English text.", base=other.print_en)

    saved = clause_of(text, 1)
    assert (saved.body_sv, saved.body_en) == ("Svensk text.", "English text.")


def test_a_text_translated_from_an_older_source_says_so(client, member, secretariat, text, duty, url):
    client.force_login(member)
    second = clause_of(text, 2)
    seen = second.print_bs
    second.write(by=secretariat, language="bs", heading="Novi naslov", body="Novo.", base=seen)

    post(client, url, second, followed=seen)

    assert clause_of(text, 2).state_in("sv", "bs") == "stale"


def test_what_was_typed_and_not_saved_is_offered_again(client, member, text, duty, url):
    client.force_login(member)
    second = clause_of(text, 2)
    Unsaved.objects.create(clause=second, language="sv", person=member, heading="Halv", body="Halvfärdig text")

    assert "You have text here that you did not save" in client.get(url).content.decode()
    assert "Halvfärdig text" in client.get(f"{url}?clause=clause-2&typed=1").content.decode()
    client.post(f"{url}?clause=clause-2", {"act": "discard"})

    assert not Unsaved.objects.exists()


@pytest.mark.parametrize(
    "said",
    [{"heading": ""}, {"heading": "x" * 201}, {"heading": "a\0b"}, {"body": "x" * 100_001}, {"base": "nonsense"}],
)
def test_D_24_hostile_input_is_answered_at_the_field(client, member, text, duty, url, said):
    client.force_login(member)

    assert post(client, url, clause_of(text, 2), **said).status_code == 200
    assert not clause_of(text, 2).has_text("sv")


def test_X_01_what_is_typed_is_shown_as_text(client, member, text, duty, url):
    client.force_login(member)
    payload = "<script>alert(1)</script><img src=x onerror=alert(1)>"
    Clause.objects.filter(edition=text, position=2).update(body_bs=payload)

    page = post(client, url, clause_of(text, 2), heading="<b>x", body=payload, act="check").content.decode()

    assert "<script>alert" not in page
    assert "<img" not in page


def test_D_25_odd_addresses_are_not_found(client, secretariat, text):
    client.force_login(secretariat)

    assert client.get(f"/en/guidelines/texts/{10**30}/translate/sv/").status_code == 404
    assert client.get(f"/en/guidelines/texts/{text.pk}/translate/sv/?clause=none").status_code == 404
