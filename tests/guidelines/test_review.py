"""Review: a second person signs, readers get it, and serious findings stand in the way until they are accepted."""

from __future__ import annotations

import pytest

from guidelines import actions
from guidelines.actions import checking, translating
from guidelines.models import Duty, Edition, Rendition, Revision, Waiver
from letters.models import Letter
from tests.factories import make_clause, make_edition, make_guideline

GOOD = {"heading": "Svarstid", "body": "Myndigheten svarar inom 15 dagar."}
WRONG = {"heading": "Svarstid", "body": "Myndigheten svarar inom 20 dagar."}
DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}


@pytest.fixture
def text(subgroup):
    edition = make_edition(make_guideline(code="G-7", subgroup=subgroup), clauses=0)
    words = {"heading_bs": "Rok za odgovor", "body_bs": "Institucija odgovara u roku od 15 dana."}
    make_clause(edition, **words, heading_sv="", body_sv="")
    return edition


@pytest.fixture
def clause(text):
    return text.clauses.select_related("edition").get()


@pytest.fixture
def duty(text, member, outsider, secretariat):
    return Duty.objects.create(
        edition=text, language="sv", translator=member, reviewer=outsider, assigned_by=secretariat
    )


@pytest.fixture
def url(text):
    return f"/en/guidelines/texts/{text.pk}/review/sv/"


def translated(clause, by, words=GOOD):
    clause.write(by=by, language="sv", base=clause.print_sv or "", followed=clause.print_bs, **words)
    return clause


def sign(client, url, clause, **said):
    facts = {"act": "sign", "clause": clause.pk, "seen": clause.print_sv or ""}
    return client.post(url, {**facts, **said}, follow=True).content.decode()


def waive(clause, by):
    (judged,) = [one for one in checking.findings_of(clause, "sv") if one.is_open]
    seen = (clause.print_bs, clause.print_sv)
    return checking.propose_waiver(
        clause, by=by, language="sv", key=judged.finding.key, reason="The law says 20 in Sweden.", seen=seen
    )


def public(clause):
    return Rendition.objects.filter(clause=clause, language="sv").values_list("body", flat=True).first()


def test_only_the_reviewer_and_the_secretariat_may(client, member, lead, outsider, secretariat, duty, url):
    for person, status in ((member, 403), (lead, 403), (outsider, 200), (secretariat, 200)):
        client.force_login(person)
        assert client.get(url).status_code == status


def test_what_a_second_person_signs_is_public_at_once(client, member, outsider, duty, url, clause):
    translated(clause, member)
    version = clause.edition.text_version
    client.force_login(outsider)
    assert "Myndigheten svarar inom 15 dagar." in client.get(url).content.decode()

    page = sign(client, url, clause)

    assert "Readers get this text from now on." in page
    assert public(clause) == GOOD["body"]
    assert Edition.objects.get(pk=clause.edition_id).text_version > version
    sign(client, url, clause)
    assert Revision.objects.filter(kind="signed").count() == 1


def test_nobody_signs_her_own_words(client, secretariat, duty, url, clause):
    translated(clause, secretariat)
    client.force_login(secretariat)

    page = sign(client, url, clause)

    assert "You wrote this translation yourself" in page
    assert public(clause) is None


def test_what_was_changed_meanwhile_is_not_signed(client, member, outsider, duty, url, clause):
    translated(clause, member)
    client.force_login(outsider)

    page = sign(client, url, clause, seen="0" * 32)

    assert "changed since you opened the page" in page
    assert public(clause) is None


def test_a_serious_finding_stands_in_the_way_until_it_is_accepted(client, member, outsider, duty, url, clause):
    translated(clause, member, WRONG)
    client.force_login(outsider)
    assert "The check finds something serious" in sign(client, url, clause)
    waiver = waive(clause, member)
    assert "says that it is right" in client.get(url).content.decode()

    client.post(f"/en/guidelines/waivers/{waiver.pk}/accept/", {"from": "review"})
    sign(client, url, clause)

    assert public(clause) == WRONG["body"]


def test_the_translator_cannot_accept_what_she_proposed(client, member, secretariat, duty, clause):
    translated(clause, member, WRONG)
    waiver = waive(clause, secretariat)
    client.force_login(member)
    assert client.post(f"/en/guidelines/waivers/{waiver.pk}/accept/").status_code == 403
    client.force_login(secretariat)

    client.post(f"/en/guidelines/waivers/{waiver.pk}/accept/")

    waiver.refresh_from_db()
    assert waiver.accepted_by is None


@pytest.mark.parametrize("language", ["bs", "sv"])
def test_a_waiver_lapses_when_either_text_changes(member, outsider, secretariat, duty, clause, language):
    translated(clause, member, WRONG)
    checking.accept_waiver(waive(clause, member), by=outsider)
    assert not any(one.is_open for one in checking.findings_of(clause, "sv"))

    heading, body = clause.text_in(language)
    present = clause.print_in(language)
    clause.write(by=secretariat, language=language, heading=f"{heading}!", body=body, base=present, is_major=False)

    assert any(one.is_open for one in checking.findings_of(clause, "sv"))
    assert checking.judged([clause], "sv", source="bs")[clause.pk][0].waiver is None


def test_a_waiver_can_be_refused_and_not_after_it_was_accepted(client, member, outsider, duty, clause):
    translated(clause, member, WRONG)
    waiver = waive(clause, member)
    client.force_login(outsider)

    client.post(f"/en/guidelines/waivers/{waiver.pk}/refuse/")
    assert not Waiver.objects.exists()

    waiver = checking.accept_waiver(waive(clause, member), by=outsider)
    client.post(f"/en/guidelines/waivers/{waiver.pk}/refuse/")
    assert Waiver.objects.exists()


def test_proposing_needs_a_reason_and_a_finding(client, member, duty, clause):
    translated(clause, member, WRONG)
    client.force_login(member)
    url = f"/en/guidelines/clauses/{clause.pk}/sv/waivers/"
    said = {"finding": "nothing", "source": clause.print_bs, "target": clause.print_sv, "reason": "So."}

    for facts in ({**said, "reason": ""}, said, {**said, "target": "0" * 32}, {}):
        assert client.post(url, facts).status_code == 302

    assert not Waiver.objects.exists()


def test_all_without_findings_are_signed_in_one_act(client, text, member, outsider, duty, url, clause):
    wrong = make_clause(
        text, position=2, heading_bs="Rok", body_bs="Rok je 15 dana.", heading_sv="Tid", body_sv="Tiden är 20 dagar."
    )
    Rendition.objects.filter(language="sv").delete()
    type(wrong).objects.filter(pk=wrong.pk).update(signed={})
    translated(clause, member)
    wrong.refresh_from_db()
    client.force_login(outsider)

    seen = [f"{clause.pk}:{clause.print_sv}", f"{wrong.pk}:{wrong.print_sv}", "nonsense", f"{10**30}:"]
    page = client.post(url, {"act": "sign-clean", "seen": seen}, follow=True).content.decode()

    assert "1 clause signed." in page
    assert (public(clause), public(wrong)) == (GOOD["body"], None)


def test_a_clause_is_sent_back_with_a_note_once(client, member, outsider, duty, url, clause):
    translated(clause, member)
    client.force_login(outsider)
    facts = {"act": "send-back", "clause": clause.pk, f"{clause.pk}-note": "Use tidsfrist."}

    client.post(url, facts)
    client.post(url, facts)

    letter = Letter.objects.get()
    assert (letter.recipient, letter.occasion) == (member, "translation_back")
    assert "Use tidsfrist." in letter.body
    assert f"/texts/{clause.edition_id}/translate/sv/?clause=clause-1" in letter.body


def test_a_note_is_needed_to_send_a_clause_back(client, member, outsider, duty, url, clause):
    translated(clause, member)
    client.force_login(outsider)

    answer = client.post(url, {"act": "send-back", "clause": clause.pk, f"{clause.pk}-note": ""})

    assert answer.status_code == 200
    assert "This field is required." in answer.content.decode()
    assert not Letter.objects.exists()


def test_a_confirmed_translation_that_was_signed_goes_out_as_confirmed(member, outsider, secretariat, clause):
    translated(clause, member)
    translating.sign_translation(clause, by=outsider, language="sv", seen=clause.print_sv)
    change = {"heading": "Rok za odgovore", "body": clause.body_bs}
    clause.write(by=secretariat, language="bs", base=clause.print_bs, note="Plural.", **change)
    actions.approve(clause.edition, [clause], "bs")
    assert clause.public_state_in("sv", "bs") == "stale"

    translating.confirm_translation(clause, by=member, language="sv", seen=clause.print_bs)

    clause = type(clause).objects.get(pk=clause.pk)
    assert clause.public_state_in("sv", "bs") == "confirmed"


def test_a_confirmed_translation_with_a_serious_finding_waits_for_it(member, outsider, secretariat, clause, text):
    translated(clause, member)
    translating.sign_translation(clause, by=outsider, language="sv", seen=clause.print_sv)
    change = {"heading": clause.heading_bs, "body": "Institucija odgovara u roku od 20 dana."}
    clause.write(by=secretariat, language="bs", base=clause.print_bs, note="Longer.", **change)
    actions.approve(text, [clause], "bs")

    translating.confirm_translation(clause, by=member, language="sv", seen=clause.print_bs)
    assert type(clause).objects.get(pk=clause.pk).public_state_in("sv", "bs") == "stale"
    assert translating.kept_back(text, [clause], "sv") == [clause]

    translating.accepted(checking.accept_waiver(waive(clause, member), by=outsider))
    assert type(clause).objects.get(pk=clause.pk).public_state_in("sv", "bs") == "confirmed"


def test_open_serious_findings_of_signed_clauses_block_a_language(member, outsider, secretariat, clause, text):
    translated(clause, member)
    assert checking.open_serious(text, ["sv"]) == []
    translating.sign_translation(clause, by=outsider, language="sv", seen=clause.print_sv)
    change = {"heading": clause.heading_bs, "body": "Institucija odgovara u roku od 30 dana."}
    clause.write(by=secretariat, language="bs", base=clause.print_bs, is_major=False, **change)

    (found,) = checking.open_serious(text, ["sv"])

    assert (found.clause, found.language, found.finding.kind) == (clause, "sv", "number")


def test_a_minor_edit_a_save_again_and_a_moved_clause_make_nothing_stale(member, secretariat, clause):
    translated(clause, member)
    words = {"heading": "Rok za odgovor.", "body": clause.body_bs}
    clause.write(by=secretariat, language="bs", base=clause.print_bs, is_major=False, **words)
    clause.write(by=secretariat, language="bs", base=clause.print_bs, **words)
    type(clause).objects.filter(pk=clause.pk).update(position=7, number="7", level=2)
    clause.refresh_from_db()

    assert clause.state_in("sv", "bs") == "current"
