"""A questionnaire as it is asked."""

import pytest

from surveys.models import Dimension, Item, Questionnaire, Scale, ScaleOption
from tests.factories import in_languages, make_questionnaire
from tests.pages import squeezed
from tests.surveys.factories import publish

URL = "/en/surveys/questionnaires/Q-1/2/"
pytestmark = pytest.mark.django_db


def ask(questionnaire: Questionnaire, code: str, **fields) -> Item:
    position = questionnaire.items.count() + 1
    return Item.objects.create(
        questionnaire=questionnaire, position=position, code=code, **in_languages("text", f"Words of {code}"), **fields
    )


def make_scale(code: str, *labels: str) -> Scale:
    scale = Scale.objects.create(code=code)
    for position, label in enumerate(labels, start=1):
        ScaleOption.objects.create(
            scale=scale, position=position, code=str(position), value=position, **in_languages("label", label)
        )
    return scale


@pytest.fixture
def questionnaire():
    """One question of every role."""
    found = make_questionnaire(
        code="Q-1",
        number=2,
        state=Questionnaire.State.DRAFT,
        title_en="For users",
        smallest_group=7,
        importance_lead_en="How important is it?",
    )
    agree = make_scale("AGREE2", "Disagree", "Agree")
    time = Dimension.objects.create(
        questionnaire=found, position=1, code="TIM", caf=["6.1"], iso=["8.5.1", "8.6"], **in_languages("name", "Time")
    )
    ask(found, "TIM1", role=Item.Role.RATING, scale=agree, dimension=time)
    ask(found, "LOOSE", role=Item.Role.RATING, scale=agree)
    ask(found, "IMP1", role=Item.Role.IMPORTANCE, scale=agree, dimension=time)
    ask(found, "OVR1", role=Item.Role.OVERALL, scale=agree)
    ask(found, "OPN1", role=Item.Role.TEXT)
    ask(found, "PRF1", role=Item.Role.BACKGROUND, scale=make_scale("ROLE", "Citizen", "Business"))
    ask(found, "PRF2", role=Item.Role.BACKGROUND, scale=make_scale("UNIT"))
    return publish(found)


@pytest.mark.parametrize("who", ["", "member", "lead", "coordinator", "secretariat", "admin", "outsider"])
def test_everybody_may_read(client, request, questionnaire, who):
    if who:
        client.force_login(request.getfixturevalue(who))

    answer = client.get(URL)

    assert answer.status_code == 200
    assert "<h1>For users</h1>" in squeezed(answer)
    assert who or not answer.cookies


def test_dimensions_name_what_they_speak_to(client, questionnaire):
    page = squeezed(client.get(URL))

    assert '<h2 id="theme-TIM">Time</h2>' in page
    assert "<span>CAF sub-criterion 6.1</span>" in page
    assert "<span>ISO 9001 clauses 8.5.1, 8.6</span>" in page


def test_every_question_is_there_once_in_the_readers_language(client, questionnaire):
    page = squeezed(client.get("/sv/surveys/questionnaires/Q-1/2/"))

    for item in questionnaire.items.all():
        assert page.count(f"Words of {item.code} (sv)") == 1


def test_answers_stand_with_background_questions_and_once_for_each_scale(client, questionnaire):
    page = squeezed(client.get(URL))

    assert page.count("<li>Citizen</li>") == 1
    assert page.count("<li>Agree</li>") == 1
    assert '<h3 id="scale-AGREE2">AGREE2</h3>' in page
    assert "for 4 questions" in page
    assert page.count("Each institution fills in its own answers.") == 1
    assert "How important is it?" in page
    assert "smaller than 7 answers" in page


def test_a_questionnaire_in_another_language_says_so(client):
    make_questionnaire(code="Q-1", number=2, title_en="", title_bs="", title_sv="Enkät")

    page = squeezed(client.get(URL))

    assert '<h1><span lang="sv">Enkät</span></h1>' in page
    assert "you are reading it in Swedish" in page


def test_a_retired_version_is_marked_and_a_draft_is_not_there(client, questionnaire):
    Questionnaire.objects.update(state=Questionnaire.State.RETIRED)
    assert '<span class="tag tag--warning">retired</span></h1>' in squeezed(client.get(URL))

    make_questionnaire(code="Q-1", number=3, state=Questionnaire.State.DRAFT)
    assert client.get(URL.replace("/2/", "/3/")).status_code == 404


def test_an_empty_questionnaire_still_reads(client):
    make_questionnaire(code="Q-1", number=2)

    assert client.get(URL).status_code == 200


def test_a_questionnaire_costs_the_same_for_many_questions(client, questionnaire, django_assert_num_queries):
    with django_assert_num_queries(4):
        client.get(URL)
    longer = make_questionnaire(code="Q-1", number=3, state=Questionnaire.State.DRAFT)
    for number in range(20):
        ask(longer, f"MORE{number}", role=Item.Role.RATING, scale=make_scale(f"S{number}", "No", "Yes"))
    publish(longer)

    with django_assert_num_queries(4):
        client.get(URL.replace("/2/", "/3/"))
