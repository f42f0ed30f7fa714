"""The office offers nothing of questionnaires and surveys that the database would refuse."""

from __future__ import annotations

import pytest

from surveys.models import Campaign, Edition, Questionnaire
from tests.qmportal.office import drawer, form_data
from tests.surveys.factories import make_draft, make_scale, make_survey, publish

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(client, secretariat):
    client.force_login(secretariat)
    return client


def save(office, url, **said):
    return office.post(url, {**form_data(office.get(url)), **said})


@pytest.mark.parametrize("state", ["draft", "published", "retired"])
def test_S_11_the_state_of_a_questionnaire_is_not_typed(office, state):
    asked = make_draft()
    if state != "draft":
        publish(asked)
        Questionnaire.objects.filter(pk=asked.pk).update(state=state)
    url = drawer("surveys.questionnaire", "change", asked.pk)

    assert 'name="state"' not in office.get(url).content.decode()
    for wanted in ("draft", "published", "retired"):
        assert save(office, url, state=wanted).status_code == 302
        asked.refresh_from_db()
        assert asked.state == state


def test_who_writes_in_the_office_wrote_last(office, secretariat, member):
    asked = make_draft(edited_by=member)
    places = {
        "surveys.questionnaire": (asked.pk, {"title_en": "Other"}),
        "surveys.item": (asked.items.first().pk, {"text_en": "Other"}),
        "surveys.dimension": (asked.dimensions.first().pk, {"name_en": "Other"}),
        "surveys.scale": (make_scale("AGREE").pk, {"options-0-label_en": "Other"}),
    }

    for label, (pk, said) in places.items():
        Questionnaire.objects.update(edited_by=member)
        assert save(office, drawer(label, "change", pk), **said).status_code == 302
        asked.refresh_from_db()
        assert asked.edited_by == secretariat, label


@pytest.mark.parametrize("state", ["open", "closed", "sealed"])
def test_S_11_what_a_survey_promised_is_not_typed(office, state):
    survey = make_survey()
    Campaign.objects.filter(pk=survey.pk).update(state=state)
    before = Campaign.objects.filter(pk=survey.pk).values().get()
    url = drawer("surveys.campaign", "change", survey.pk)

    said = {"state": "planned", "opens_on": "2001-01-01", "closes_on": "2001-01-02", "questionnaire": make_draft().pk}
    assert save(office, url, **said).status_code == 302

    assert Campaign.objects.filter(pk=survey.pk).values().get() == before


def test_an_edition_is_of_a_published_questionnaire(office):
    draft, url = make_draft(), drawer("surveys.edition", "add")
    said = {"code": "2019", "title_en": "2019", "opens_on": "2019-03-04", "closes_on": "2019-03-29"}

    assert save(office, url, **said, questionnaire=draft.pk).status_code == 200
    assert save(office, url, **said, questionnaire=publish(draft).pk).status_code == 302
    assert Edition.objects.get().questionnaire == draft
