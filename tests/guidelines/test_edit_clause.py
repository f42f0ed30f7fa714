"""The editor of a clause: saving, minor and major changes, conflicts (D-01, D-02), unsaved text, hostile input."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from guidelines.models import Clause, Edition, Rendition, Unsaved
from tests.factories import make_edition, make_guideline
from tests.pages import squeezed

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}
HTMX = {"HX-Request": "true"}


@pytest.fixture
def guideline(subgroup):
    return make_guideline("Surveys", code="QG-9", subgroup=subgroup)


@pytest.fixture
def clause(guideline) -> Clause:
    """Clause 1 of a draft in English."""
    return make_edition(guideline, source_language="en", **DRAFT).clauses.get(number="1")


@pytest.fixture
def public(guideline) -> Clause:
    """Clause 1 of a published edition in English."""
    return make_edition(guideline, source_language="en").clauses.get(number="1")


def url_of(clause: Clause, page: str = "edit") -> str:
    return f"/en/guidelines/clauses/{clause.pk}/{page}/"


def said(clause: Clause, **changes) -> dict[str, str]:
    """What the form sends."""
    return {"heading": "Clause 1", "body": "Other words.", "base": clause.print_en, "kind": "major", **changes}


@pytest.mark.parametrize(("kind", "state"), [("major", "stale"), ("minor", "current")])
def test_the_writer_says_what_a_change_means_for_translations(client, lead, clause, kind, state):
    client.force_login(lead)

    answer = client.post(url_of(clause), said(clause, kind=kind, note="Clearer."))

    clause.refresh_from_db()
    assert answer.url.endswith(f"/write/#clause-{clause.pk}")
    assert clause.text_in("en") == ("Clause 1", "Other words.")
    assert clause.text_in("bs") == ("Clause 1 (bs)", "Text of clause 1. (bs)")
    assert clause.state_in("bs", "en") == state
    revision = clause.revisions.get()
    assert (revision.note, revision.is_major, revision.author) == ("Clearer.", kind == "major", lead)


def test_a_draft_reaches_nobody(client, lead, clause):
    client.force_login(lead)

    client.post(url_of(clause), said(clause))

    assert not Rendition.objects.exists()


def test_a_correction_of_a_public_text_needs_a_note_and_is_public_at_once(client, secretariat, public):
    client.force_login(secretariat)

    refused = client.post(url_of(public), said(public))
    client.post(url_of(public), said(public, note="A wrong word.", kind="minor"))

    assert refused.status_code == 200
    assert "Other words." in refused.content.decode()
    assert public.renditions.get(language="en").body == "Other words."
    assert {public.public_state_in(code, "en") for code in ("bs", "sv")} == {"current"}
    assert "Other words." in Client().get("/en/guidelines/QG-9/").content.decode()


def test_the_same_text_twice_makes_one_version(client, lead, clause):
    client.force_login(lead)

    for _twice in range(2):
        assert client.post(url_of(clause), said(clause)).status_code == 302

    assert clause.revisions.count() == 1


def test_d01_the_slower_writer_sees_both_texts_and_loses_nothing(client, lead, secretariat, clause):
    form = said(clause)
    client.force_login(secretariat)
    client.post(url_of(clause), said(clause, body="Words of the secretariat.", note="Agreed by telephone."))
    client.force_login(lead)

    answer = client.post(url_of(clause), form)

    page, clause = squeezed(answer), Clause.objects.get(pk=clause.pk)
    assert answer.status_code == 409
    assert clause.text_in("en")[1] == "Words of the secretariat."
    assert "Words of the secretariat." in page
    assert "Agreed by telephone." in page
    assert "Other words.</textarea>" in page
    assert Unsaved.objects.get().body == "Other words."
    on_top = client.post(url_of(clause), {**form, "base": answer.context["form"]["base"].value()})
    clause.refresh_from_db()
    assert on_top.status_code == 302
    assert clause.text_in("en")[1] == "Other words."
    assert not Unsaved.objects.exists()
    assert clause.revisions.count() == 2


def test_taking_theirs_drops_mine(client, lead, clause):
    client.force_login(lead)
    client.post(url_of(clause), said(clause, base="0" * 32))
    assert Unsaved.objects.exists()

    answer = client.post(url_of(clause), {"act": "discard"})

    assert answer.url == url_of(clause)
    assert not Unsaved.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_d01_of_ten_writers_at_once_one_is_first(lead, clause):
    clients = [Client() for _ in range(10)]
    for client in clients:
        client.force_login(lead)

    def post(number: int) -> int:
        try:
            return clients[number].post(url_of(clause), said(clause, body=f"Text {number}.")).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(10) as threads:
        statuses = list(threads.map(post, range(10)))

    assert sorted(statuses) == [302] + [409] * 9
    assert clause.revisions.count() == 1


@pytest.mark.django_db(transaction=True)
def test_d02_two_languages_at_once_are_both_kept(lead, secretariat, clause):
    def write(language: str) -> None:
        try:
            Clause.objects.get(pk=clause.pk).write(
                by=lead, language=language, heading="H", body=f"New {language}.", base=clause.print_in(language)
            )
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as threads:
        list(threads.map(write, ("en", "bs", "sv")))

    clause.refresh_from_db()
    assert [clause.text_in(code)[1] for code in ("en", "bs", "sv")] == ["New en.", "New bs.", "New sv."]


def test_a_lead_who_types_while_the_draft_is_submitted_keeps_her_text(client, lead, member, clause):
    Edition.texts.update(state=Edition.State.FOR_ADOPTION)
    client.force_login(lead)

    answer = client.post(url_of(clause), said(clause))

    clause.refresh_from_db()
    assert answer.status_code == 409
    assert "Other words.</textarea>" in squeezed(answer)
    assert clause.text_in("en")[1] == "Text of clause 1."
    assert Unsaved.objects.get().body == "Other words."
    assert client.get(url_of(clause)).status_code == 403
    client.force_login(member)
    assert client.post(url_of(clause), said(clause)).status_code == 403


def test_unsaved_text_is_kept_offered_and_taken_up(client, lead, secretariat, clause):
    client.force_login(lead)

    kept = client.post(url_of(clause, "en/typed"), said(clause, body="Half a sen"))
    heard = client.post(url_of(clause, "en/typed"), said(clause, body="Half a sentence"), headers=HTMX)

    assert kept.status_code == 204
    assert heard.content.decode().strip().startswith("Kept for you at ")
    page = squeezed(client.get(url_of(clause)))
    assert "You have unsaved text of" in page
    assert "Text of clause 1.</textarea>" in page
    assert "Half a sentence</textarea>" in squeezed(client.get(url_of(clause) + "?typed"))
    client.force_login(secretariat)
    assert "Half a sentence" not in squeezed(client.get(url_of(clause) + "?typed"))


def test_nothing_is_kept_of_what_is_saved(client, lead, clause):
    client.force_login(lead)
    client.post(url_of(clause, "en/typed"), said(clause))

    client.post(url_of(clause, "en/typed"), said(clause, body="Text of clause 1."))

    assert not Unsaved.objects.exists()


def test_the_preview_shows_and_saves_nothing(client, lead, clause):
    client.force_login(lead)
    form = said(clause, body="**Bold** and [[#nowhere]] and [[#clause-2]].")

    piece = client.post(url_of(clause, "en/preview"), form, headers=HTMX).content.decode()
    page = squeezed(client.post(url_of(clause, "en/preview"), form))

    assert "<strong>Bold</strong>" in piece
    assert "<html" not in piece
    assert "1 open problem" in piece
    assert 'href="#clause-2"' in piece
    assert "<strong>Bold</strong>" in page
    assert "[[#clause-2]].</textarea>" in page
    clause.refresh_from_db()
    assert clause.text_in("en")[1] == "Text of clause 1."


@pytest.mark.parametrize("language", ["de", "xx", "e"])
def test_other_languages_have_no_pages(client, lead, clause, language):
    client.force_login(lead)

    for page in ("preview", "typed"):
        assert client.post(url_of(clause, f"{language}/{page}"), said(clause)).status_code == 404
    assert client.get(url_of(clause, f"{language}/history")).status_code == 404
