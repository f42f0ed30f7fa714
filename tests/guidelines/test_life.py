"""The page of a text's life and the steps on it, for whoever may take them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.cache import cache
from django.utils import timezone

from guidelines.models import Edition
from guidelines.tasks import publish_due
from institutions.actions.copies import STAMP
from letters.models import Letter
from tests.factories import make_edition, make_guideline
from tests.later import days_later
from tests.pages import squeezed as text_of

State = Edition.State
DRAFT = {"state": State.DRAFT, "published_on": None, "in_force_from": None}


@pytest.fixture
def draft(subgroup) -> Edition:
    return make_edition(make_guideline(code="QG-7", subgroup=subgroup), **DRAFT)


def url_of(text: Edition, step: str = "") -> str:
    return f"/en/guidelines/texts/{text.pk}/life/" + (f"{step}/" if step else "")


def adopted(text: Edition) -> Edition:
    text.submit()
    text.adopt(decision="2026/1-D3")
    return text


def test_lead_submits_and_secretariat_publishes(client, draft, lead, secretariat):
    client.force_login(lead)
    assert "Nothing; the next step is the secretariat" not in text_of(client.get(url_of(draft)))
    client.post(url_of(draft, "submit"))
    assert "the next step is the secretariat" in text_of(client.get(url_of(draft)))

    client.force_login(secretariat)
    client.post(url_of(draft, "adopt"), {"decision": "2026/1-D3"})
    client.post(url_of(draft, "publish"), {"in_force_from": "2026-11-21"})

    draft.refresh_from_db()
    assert (draft.state, draft.decision, draft.in_force_from) == (State.PUBLISHED, "2026/1-D3", date(2026, 11, 21))
    story = text_of(client.get(url_of(draft)))
    for words in ("published (2026/1-D3), Secretariat", "adopted (2026/1-D3), Secretariat", "for adoption, Lead"):
        assert words in story
    client.logout()
    assert client.get(draft.get_absolute_url()).status_code == 200


def test_what_is_missing_stands_beside_the_step(client, draft, secretariat):
    first = make_edition(make_guideline(), number=1)
    supplement = make_edition(first.guideline, supplement_to=first, title_en="Addition")
    text = adopted(make_edition(first.guideline, number=2, replaces=first, **DRAFT))
    client.force_login(secretariat)

    response = client.post(url_of(text, "publish"), {"in_force_from": "2026-11-21"})

    assert response.status_code == 409
    shown = text_of(response)
    assert "Nobody has written what this edition changes." in shown
    assert "A supplement to the edition it replaces has no disposition yet." in shown
    assert 'value="2026-11-21"' in response.content.decode()
    assert f"/en/guidelines/texts/{first.pk}/life/" in response.content.decode()
    client.post(url_of(supplement, "dispose"), {"disposition": "withdrawn"})
    client.post(f"/en/guidelines/texts/{text.pk}/describe/", {"year": 2026, "change_summary_bs": "Novo."})
    client.post(url_of(text, "publish"), {"in_force_from": "2026-11-21"})
    first.refresh_from_db()
    assert first.state == State.SUPERSEDED


def test_incorporated_only_where_a_clause_says_so(client, secretariat):
    first = make_edition(make_guideline())
    supplement = make_edition(first.guideline, supplement_to=first, title_en="Addition")
    following = make_edition(first.guideline, replaces=first, **DRAFT)
    client.force_login(secretariat)

    refused = client.post(url_of(supplement, "dispose"), {"disposition": "incorporated"})
    assert "No clause of the next edition says that it incorporates this supplement." in text_of(refused)

    following.clauses.filter(position=1).update(incorporates=supplement)
    client.post(url_of(supplement, "dispose"), {"disposition": "incorporated"})
    supplement.refresh_from_db()
    assert supplement.disposition == "incorporated"


def test_who_comes_second_is_told(client, draft, secretariat):
    client.force_login(secretariat)
    client.post(url_of(draft, "submit"))

    again = client.post(url_of(draft, "submit"))

    assert again.status_code == 409
    shown = text_of(again)
    assert "Somebody was faster; nothing was changed." in shown
    assert "The state of the text by now: for adoption." in shown


@pytest.mark.parametrize("day", ["", "2026-02-30", "0000-01-01", "9999-12-31", "soon", "1e9", "\x00"])
def test_d26_hostile_days_get_a_message_at_the_field(client, draft, secretariat, day):
    adopted(draft)
    client.force_login(secretariat)

    assert client.post(url_of(draft, "publish"), {"in_force_from": day}).status_code == 200

    draft.refresh_from_db()
    assert draft.state == State.ADOPTED


def test_a_text_becomes_public_at_its_moment(client, draft, secretariat, django_capture_on_commit_callbacks):
    adopted(draft)
    client.force_login(secretariat)
    today = timezone.localdate()
    said = {
        "publish_on": today + timedelta(days=2),
        "publish_time": "08:00",
        "in_force_from": today + timedelta(days=9),
    }
    client.post(url_of(draft, "schedule"), said)
    publish_due()
    draft.refresh_from_db()
    assert draft.state == State.ADOPTED
    stamp = cache.get(STAMP)

    with days_later(3), django_capture_on_commit_callbacks(execute=True):
        publish_due()
        publish_due()

    draft.refresh_from_db()
    assert (draft.state, draft.publish_at, draft.in_force_from) == (State.PUBLISHED, None, today + timedelta(days=9))
    assert cache.get(STAMP) != stamp


def test_a_moment_that_has_passed_is_refused(client, draft, secretariat):
    adopted(draft)
    client.force_login(secretariat)
    said = {"publish_on": "2020-01-01", "publish_time": "08:00", "in_force_from": "2020-01-01"}

    assert "Choose a moment to come" in text_of(client.post(url_of(draft, "schedule"), said))


def test_what_is_not_ready_at_its_moment_waits_and_the_secretariat_is_told_once(draft, secretariat):
    text = adopted(draft)
    text.schedule(at=timezone.now() - timedelta(minutes=1), in_force_from=timezone.localdate())
    clause = text.clauses.first()
    type(clause).objects.filter(pk=clause.pk).update(heading_bs="")

    publish_due()
    publish_due()

    letter = Letter.objects.get(occasion="not_published")
    assert letter.recipient == secretariat
    assert "Some clauses have no text in the source language." in letter.body
    type(clause).objects.filter(pk=clause.pk).update(heading_bs="Tu je")
    publish_due()
    text.refresh_from_db()
    assert text.state == State.PUBLISHED


def test_withdrawn_says_why(client, secretariat):
    text = make_edition(make_guideline(code="QG-7"))
    client.force_login(secretariat)
    assert "reason_bs" in client.post(url_of(text, "withdraw"), {"decision": "2026/2-D1"}).context["form"].errors

    client.post(
        url_of(text, "withdraw"), {"decision": "2026/2-D1", "reason_bs": "Zastarjelo.", "reason_en": "Outdated."}
    )

    text.refresh_from_db()
    assert (text.state, text.withdrawal_reason_en) == (State.WITHDRAWN, "Outdated.")
    assert client.post(url_of(text, "withdraw"), {"decision": "1", "reason_bs": "x"}).status_code == 409


def test_the_page_costs_the_same_with_many_supplements(client, secretariat, django_assert_max_num_queries):
    text = make_edition(make_guideline())
    for _ in range(3):
        make_edition(text.guideline, supplement_to=text, number=text.supplements.count() + 1)
    client.force_login(secretariat)
    client.get(url_of(text))

    with django_assert_max_num_queries(12):
        client.get(url_of(text))
