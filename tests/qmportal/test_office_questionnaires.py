"""What is asked stays as it was asked: a published questionnaire, its questions and the answers they offer."""

from __future__ import annotations

import pytest

from surveys.models import Item, Questionnaire, Scale, ScaleOption
from tests.factories import in_languages, make_questionnaire
from tests.qmportal.office import drawer, form_data
from tests.surveys.factories import publish


@pytest.fixture
def published(db) -> Questionnaire:
    """With one question."""
    asked = make_questionnaire(state=Questionnaire.State.DRAFT, **in_languages("rating_lead", "How far do you agree?"))
    scale = Scale.objects.create(code="agree")
    ScaleOption.objects.create(scale=scale, position=1, code="no", value=1, **in_languages("label", "No"))
    Item.objects.create(questionnaire=asked, scale=scale, position=1, code="q1", **in_languages("text", "Fair?"))
    return publish(asked)


@pytest.fixture
def scale(published) -> Scale:
    """Offered by the one question of the published questionnaire."""
    return Scale.objects.get(items__questionnaire=published)


def test_no_words_of_a_published_questionnaire_change(client, secretariat, published):
    client.force_login(secretariat)
    url = drawer("surveys.questionnaire", "change", published.pk)
    words = {
        "rating_lead_en": "Changed",
        "importance_lead_en": "Changed",
        "closing_en": "Changed",
        "title_en": "Changed",
    }

    client.post(url, {**form_data(client.get(url)), **words})

    published.refresh_from_db()
    assert published.rating_lead_en == "How far do you agree?"
    assert "Changed" not in (published.importance_lead_en, published.closing_en, published.title_en)


def test_no_question_is_added_to_a_published_questionnaire_or_moved_there(client, secretariat, published, scale):
    draft = make_questionnaire(state=Questionnaire.State.DRAFT)
    moved = Item.objects.create(
        questionnaire=draft, scale=scale, position=1, code="q1", **in_languages("text", "Kind?")
    )
    client.force_login(secretariat)
    add, change = drawer("surveys.item", "add"), drawer("surveys.item", "change", moved.pk)
    question = {"position": 2, "code": "q2", "role": "rating", "scale": scale.pk, "text_en": "New?"}

    client.post(add, {**form_data(client.get(add)), **question, "questionnaire": published.pk})
    client.post(change, {**form_data(client.get(change)), "questionnaire": published.pk, "position": 3, "code": "q3"})
    assert published.items.count() == 1

    client.post(add, {**form_data(client.get(add)), **question, "questionnaire": draft.pk})
    assert draft.items.count() == 2


def test_answers_in_use_stay_and_new_scales_grow(client, secretariat, scale):
    client.force_login(secretariat)
    fresh = Scale.objects.create(code="fresh")
    line = {"position": 5, "code": "maybe", "value": "", "label_en": "Maybe", "label_bs": "", "label_sv": "", "id": ""}

    for one in (scale, fresh):
        url = drawer("surveys.scale", "change", one.pk)
        data = form_data(client.get(url))
        number = data.get("options-TOTAL_FORMS", 0)
        data |= {f"options-{number}-{name}": value for name, value in {**line, "scale": one.pk}.items()}
        client.post(
            url, {**data, "options-0-label_en": data.get("options-0-label_en", "Yes"), "options-TOTAL_FORMS": 1}
        )

    assert [option.label_en for option in scale.options.all()] == ["No"]
    assert fresh.options.count() == 1
