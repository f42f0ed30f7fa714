"""The second edition in the making that the demonstration shows."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from guidelines.models import Clause, Duty, Edition


@pytest.fixture
def demo(loaded_demo, db, settings):
    settings.DEMO, settings.DATA_DIR, settings.MAIL_DIR = True, loaded_demo.folder, ""


def states(language: str) -> dict[str, str]:
    draft = Edition.objects.get(guideline__code="QG-01", number=2)
    return {clause.anchor: clause.state_in(language, "bs") for clause in draft.clauses.all()}


def test_the_draft_has_every_state_a_translation_can_be_in(demo):
    english, swedish = states("en"), states("sv")

    assert (english["purpose"], english["population"]) == ("confirmed", "current")
    assert (english["fieldwork"], english["telephone"], english["learning"]) == ("stale", "current", "missing")
    stale = {anchor for anchor, state in swedish.items() if state == "stale"}
    missing = {anchor for anchor, state in swedish.items() if state == "missing"}
    assert stale == {"purpose", "population", "fieldwork", "publishing"}
    assert missing == {"telephone", "learning"}


def test_the_draft_replaces_what_is_in_force_and_takes_in_its_supplement(demo):
    draft = Edition.objects.get(guideline__code="QG-01", number=2)

    assert (draft.state, draft.replaces.number, draft.replaces.state) == ("draft", 1, "published")
    assert draft.clauses.get(anchor="telephone").incorporates == draft.replaces.supplements.get()
    assert "manje od 300 osoba" in draft.clauses.get(anchor="population").body_bs
    assert "fewer than 300 people" in draft.clauses.get(anchor="population").body_en
    assert Duty.objects.get(edition=draft).translator.email == "lead@demo.example"


def test_loading_again_leaves_the_draft_alone(demo):
    before = list(Clause.objects.order_by("pk").values())

    call_command("load_demo")

    assert list(Clause.objects.order_by("pk").values()) == before
    assert Edition.objects.filter(guideline__code="QG-01").count() == 2
