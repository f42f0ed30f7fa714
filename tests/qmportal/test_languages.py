"""The board of languages: what is not up to date, one figure per language, and rows put right."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from guidelines.actions import approve
from guidelines.models import Clause, Edition
from institutions.actions import wordings
from institutions.models import Page, Subgroup, Wording
from qmportal.coverage import survey
from tests.factories import make_clause, make_edition, make_guideline, make_institution, make_questionnaire
from workplans.models import WorkPlan

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}
BOARD = "/en/languages/"


@pytest.fixture
def text(db):
    return make_edition(make_guideline("Reception", code="G-7"), clauses=2)


@pytest.fixture
def page_row(db):
    return Page.objects.create(code="about", title_en="About us", title_bs="O nama", title_sv="Om oss", body_bs="Opis.")


def figures(**options):
    _lines, shares = survey(**options)
    return {code: (share.good, share.total) for code, share in shares.items()}


def row_url(row, language="sv"):
    meta = row._meta
    return f"/en/languages/rows/{meta.app_label}/{meta.model_name}/{row.pk}/{language}/"


def body(answer):
    return re.sub(r"\s+", " ", answer.content.decode())


def test_figures_count_clauses_and_rows_of_what_is_published(text):
    assert figures() == {"en": (3, 3), "bs": (3, 3), "sv": (3, 3)}

    clause = text.clauses.get(position=1)
    Clause.objects.filter(pk=clause.pk).update(body_bs="Novo.")
    clause.refresh_from_db()
    approve(text, [clause], "bs")

    assert figures() == {"en": (2, 3), "bs": (3, 3), "sv": (2, 3)}


def test_drafts_are_counted_apart(text):
    draft = make_edition(make_guideline(code="G-8"), clauses=0, **DRAFT)
    make_clause(draft, heading_sv="", body_sv="")

    assert figures()["sv"] == (3, 3)
    assert figures(drafts=True) == {"en": (2, 2), "bs": (2, 2), "sv": (1, 2)}


def test_a_text_that_is_over_counts_no_more(text):
    Edition.objects.filter(pk=text.pk).update(state="withdrawn", in_force_to=date(2018, 1, 1))

    assert figures()["sv"][1] == 1


def test_the_board_shows_gaps_the_oldest_first(client, member, text, page_row):
    client.force_login(member)
    clause = make_clause(text, position=3, heading_sv="", body_sv="")
    clause.renditions.filter(language="sv").delete()

    page = body(client.get(BOARD))

    assert page.index("Reception") < page.index("About us")
    assert "1 of 3 clauses" in page
    assert "/en/languages/rows/" not in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"Reception", "About us"}),
        ("?room=institutions", {"About us"}),
        ("?room=texts", {"Reception"}),
        ("?language=en&room=texts", set()),
        ("?show=all&room=texts&language=en", {"Reception"}),
        ("?of=drafts", set()),
        ("?room=nonsense&language=%00&page=99999999999", {"Reception", "About us"}),
    ],
)
def test_the_filter_is_in_the_address(client, member, text, page_row, query, found):
    client.force_login(member)
    make_clause(text, position=3, heading_sv="", body_sv="").renditions.filter(language="sv").delete()

    page = body(client.get(BOARD + query))

    assert {title for title in ("Reception", "About us") if title in page} == found


def test_many_rows_take_as_many_queries_as_one(client, secretariat, text, page_row):
    client.force_login(secretariat)
    make_institution("First", description_bs="Opis.")
    make_edition(make_guideline("Archive", summary_bs="Opis."))
    client.get(BOARD)
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(BOARD)
    for number in range(4):
        make_institution(f"Body {number}", description_bs="Opis.")
        make_edition(make_guideline(f"Guideline {number}", code=f"H-{number}", summary_bs="Opis."))

    with CaptureQueriesContext(connection) as many:
        client.get(BOARD)

    assert len(many) == len(few)
    assert len(many) < 90


def test_only_the_secretariat_puts_rows_right(client, member, secretariat, admin, page_row):
    for person, status in ((member, 403), (admin, 403), (secretariat, 200)):
        client.force_login(person)
        assert client.get(row_url(page_row)).status_code == status


def test_words_are_saved_and_follow_what_was_seen(client, secretariat, page_row):
    client.force_login(secretariat)
    seen = wordings.words_of(page_row)
    said = {"title_sv": "Om gruppen", "body_sv": "Beskrivning.", "base": seen.prints["sv"]}

    answer = client.post(row_url(page_row), {**said, "followed": seen.prints["bs"]})

    assert answer.status_code == 302
    page_row.refresh_from_db()
    assert (page_row.title_sv, page_row.body_sv, page_row.title_bs) == ("Om gruppen", "Beskrivning.", "O nama")
    assert Wording.objects.get(language="sv").source_print == seen.prints["bs"]


def test_D_02_somebody_faster_is_shown_beside_what_was_typed(client, secretariat, page_row):
    client.force_login(secretariat)
    seen = wordings.words_of(page_row)
    Page.objects.filter(pk=page_row.pk).update(title_sv="Deras ord")

    said = {"title_sv": "Mina ord", "body_sv": "", "base": seen.prints["sv"], "followed": seen.prints["bs"]}
    answer = client.post(row_url(page_row), said)

    assert answer.status_code == 409
    assert "Deras ord" in body(answer)
    assert "Mina ord" in body(answer)
    assert wordings.words_of(page_row).prints["sv"] in body(answer)


def test_a_row_is_confirmed_without_a_change(client, secretariat, page_row):
    client.force_login(secretariat)
    wordings.fill()
    Page.objects.filter(pk=page_row.pk).update(title_bs="O radnoj grupi", body_bs="")
    assert "Needs no change" in body(client.get(row_url(page_row)))

    seen = wordings.words_of(page_row).prints["bs"]
    client.post(row_url(page_row), {"act": "confirm", "followed": seen})

    assert Wording.objects.get(language="sv").is_confirmed


@pytest.mark.parametrize("said", [{"title_sv": ""}, {"title_sv": "x" * 3000}, {"title_sv": "a\0b"}])
def test_D_24_hostile_words_are_answered_at_the_field(client, secretariat, page_row, said):
    client.force_login(secretariat)
    seen = wordings.words_of(page_row)
    facts = {"title_sv": "Om", "base": seen.prints["sv"], "followed": seen.prints["bs"], **said}

    assert client.post(row_url(page_row), facts).status_code == 200
    page_row.refresh_from_db()
    assert page_row.title_sv == "Om oss"


@pytest.mark.parametrize(
    "path",
    ["institutions/user/1/sv", "nowhere/page/1/sv", "institutions/page/1/de", f"institutions/page/{10**30}/sv"],
)
def test_D_25_what_is_not_translated_is_not_found(client, secretariat, path):
    client.force_login(secretariat)

    assert client.get(f"/en/languages/rows/{path}/").status_code == 404


def test_the_source_itself_has_no_page(client, secretariat, page_row):
    client.force_login(secretariat)

    assert client.get(row_url(page_row, "bs")).status_code == 404


def test_what_people_were_asked_and_closed_plans_stay_as_they_are(client, secretariat):
    client.force_login(secretariat)
    plan = WorkPlan.objects.create(
        code="old", title_bs="Stari", starts_on=date(2010, 1, 1), ends_on=date(2011, 1, 1), state="closed"
    )

    for row in (make_questionnaire(), plan):
        assert client.get(row_url(row)).status_code == 403


def test_the_office_notes_what_follows_what(client, secretariat):
    from tests.qmportal.office import drawer, form_data  # noqa: PLC0415

    client.force_login(secretariat)
    row = Subgroup.objects.create(code="x", name_bs="Ankete", name_en="Surveys", name_sv="Enkäter")
    url = drawer("institutions.subgroup", "change", row.pk)

    client.post(url, {**form_data(client.get(url)), "name_bs": "Ispitivanja", "name_sv": "Undersökningar"})

    words = wordings.words_of(row)
    states = wordings.standing(words, wordings.noted_of(Subgroup)[row.pk]).states
    assert (states["sv"], states["en"]) == ("current", "stale")
