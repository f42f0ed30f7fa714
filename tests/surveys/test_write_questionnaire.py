"""The secretariat writes a questionnaire on pages of the portal."""

from __future__ import annotations

import pytest

from surveys.actions import questionnaires as deeds
from surveys.models import Questionnaire
from tests.pages import squeezed
from tests.surveys.factories import make_draft, publish

NEW = "/en/surveys/questionnaires/new/"
HERE = "/en/surveys/questionnaires/users/1/"
NEXT = "/en/surveys/questionnaires/users/2/"
FACTS = {
    "code": "short",
    "audience": "employees",
    "source_language": "bs",
    "smallest_group": "10",
    "title_bs": "Kratki",
}
pytestmark = pytest.mark.django_db


@pytest.fixture
def host(client, secretariat):
    client.force_login(secretariat)
    return client


@pytest.fixture
def draft():
    return make_draft(code="users")


@pytest.fixture
def copied(draft, secretariat) -> Questionnaire:
    """Version 2, of which nothing was changed."""
    return deeds.copy(publish(draft), by=secretariat)[0]


def sent(host, url, **said):
    """What a form of the page carries when nothing is changed, with ``said`` in its place."""
    form = host.get(url).context["form"]
    data = {field.html_name: field.value() for field in form}
    return {**{name: value for name, value in data.items() if value not in (None, False)}, **said}


def test_a_new_questionnaire_is_a_draft(host, secretariat):
    assert "New questionnaire" in squeezed(host.get("/en/surveys/"))

    answer = host.post(NEW, FACTS)

    made = Questionnaire.objects.get(code="short")
    assert answer["Location"] == "/en/surveys/questionnaires/short/1/write/"
    assert (made.number, made.state, made.audience, made.edited_by) == (1, "draft", "employees", secretariat)
    assert "Nothing is asked yet" in squeezed(host.get(answer["Location"]))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"code": "users"}, "There already is a questionnaire with this code."),
        ({"code": "no spaces"}, "valid"),
        ({"code": "\0"}, "Null characters"),
        ({"audience": "dogs"}, "Select a valid choice"),
        ({"smallest_group": "4"}, "greater than or equal to 5"),
        ({"smallest_group": "9"}, "At least 10 for this audience."),
        ({"smallest_group": "9" * 30}, "less than or equal to"),
        ({"title_bs": ""}, "Write it in at least one language."),
        ({"title_bs": "x" * 201}, "at most 200"),
    ],
)
def test_what_is_wrong_stands_at_the_field_and_typed_words_stay(host, draft, said, words):
    answer = host.post(NEW, {**FACTS, "intro_sv": "Skrivet", **said})

    assert answer.status_code == 200
    assert words in squeezed(answer)
    assert "Skrivet" in squeezed(answer)
    assert Questionnaire.objects.count() == 1


def test_a_code_taken_at_the_same_moment_is_said_at_the_field(host, draft, monkeypatch):
    monkeypatch.setattr("surveys.forms.questionnaires.NewQuestionnaireForm.clean_code", lambda form: "users")

    answer = host.post(NEW, FACTS)

    assert "There already is a questionnaire with this code." in squeezed(answer)


def test_all_questions_are_there_with_what_can_be_done(host, draft):
    page = squeezed(host.get(HERE + "write/"))

    for item in draft.items.all():
        assert f'<tr id="{item.code}">' in page
        assert f"{HERE}questions/{item.pk}/" in page
    assert "Throw the draft away" in page
    assert "Compared with the version before" not in page


def test_a_version_only_offers_the_next_one(host, draft):
    publish(draft)
    page = squeezed(host.get(HERE + "write/"))

    assert "Write the next version" in page
    assert "questions/new/" not in page
    for path in ("words/", "questions/new/", f"questions/{draft.items.first().pk}/"):
        page = squeezed(host.get(HERE + path))
        assert "This version can no longer be changed" in page
    answer = host.post(HERE + "words/", {"title_en": "My words"})
    assert answer.status_code == 409
    assert "My words" in squeezed(answer)


def test_a_question_is_added_to_the_dimension_it_was_asked_for(host, draft):
    url = HERE + "questions/new/?dimension=STF"
    scale = draft.items.first().scale

    answer = host.post(url, sent(host, url, code="STF3", scale=scale.pk, text_en="New?", caf="6.1; 6.2", iso="9.1.2"))

    assert answer["Location"] == HERE + "write/"
    item = draft.items.get(code="STF3")
    assert (item.dimension.code, item.caf, item.iso) == ("STF", ["6.1", "6.2"], ["9.1.2"])
    assert "Saved." in squeezed(host.get(answer["Location"]))


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"code": "ACC1"}, "has this code already"),
        ({"scale": ""}, "An open question has no scale"),
        ({"role": "text"}, "An open question has no scale"),
        ({"scale": "PRF1"}, "have no order"),
        ({"role": "importance", "dimension": ""}, "Importance is asked about a dimension."),
        ({"role": "background", "scale": "PRF1", "is_reversed": "on"}, "Only what people agree to can be bad."),
        ({"caf": "6.1, ../etc"}, "Write numbers such as 6.1"),
        ({"iso": " ".join(f"8.{n}" for n in range(1, 13))}, "Write numbers such as 6.1"),
        ({"iso": "11.1"}, "Write numbers such as 6.1"),
        ({"dimension": "999999999999999999999"}, "Select a valid choice"),
        ({"scale": "-1"}, "Select a valid choice"),
        ({"text_en": ""}, "Write it in at least one language."),
        ({"text_en": "x" * 501}, "at most 500"),
        ({"seen": "{" * 100}, ""),
        ({"role": "\0"}, "Select a valid choice"),
    ],
)
def test_hostile_and_mistaken_questions_are_refused_at_the_field(host, draft, said, words):
    scales = {item.scale.code: item.scale.pk for item in draft.items.exclude(scale=None).select_related("scale")}
    url, number = HERE + "questions/new/?dimension=ACC", draft.items.count()
    data = sent(host, url, code="N", scale=scales["AGREE"], text_en="New?")

    answer = host.post(
        url, {**data, **said, "scale": scales.get(said.get("scale", ""), said.get("scale", data["scale"]))}
    )

    if words:
        assert answer.status_code == 200
        assert words in squeezed(answer)
        assert draft.items.count() == number
    else:
        assert answer.status_code in {302, 409}


def test_new_words_of_a_known_question_ask_for_a_word_on_comparing(host, copied):
    item = copied.items.get(code="ACC1")
    url = f"{NEXT}questions/{item.pk}/"
    assert '<option value="same" selected>' in squeezed(host.get(url))

    answer = host.post(url, sent(host, url, text_en="It was easy."))

    page = squeezed(answer)
    assert "say whether the question still means the same, and why" in page
    assert '<option value="reworded" selected>' in page
    assert "It was easy." in page

    answer = host.post(url, sent(host, url, text_en="It was easy.", comparability="reworded"))
    assert "Say why" in squeezed(answer)
    said = {"comparability": "reworded", "comparability_reason": "Shorter"}
    assert host.post(url, sent(host, url, text_en="It was easy.", **said)).status_code == 302
    item.refresh_from_db()
    assert (item.text_en, item.comparability) == ("It was easy.", "reworded")


def test_S_11_another_polarity_is_another_question(host, copied):
    item = copied.items.get(code="ACC1")
    url = f"{NEXT}questions/{item.pk}/"
    said = {"is_reversed": "on", "comparability": "reworded", "comparability_reason": "No"}

    page = squeezed(host.post(url, sent(host, url, **said)))

    assert "it means something else" in page
    assert '<option value="broken" selected>' in page
    assert host.post(url, sent(host, url, **{**said, "comparability": "broken"})).status_code == 302


def test_two_who_write_the_same_question_hear_of_each_other(host, draft):
    item = draft.items.get(code="ACC1")
    url = f"{HERE}questions/{item.pk}/"
    mine = sent(host, url, text_en="Mine")
    item.text_en = "Hers"
    item.save(update_fields=["text_en"])

    answer = host.post(url, mine)

    assert answer.status_code == 409
    assert "Hers" in squeezed(answer)
    assert "Mine" in squeezed(answer)


def test_dimensions_are_written(host, draft):
    url = HERE + "dimensions/new/"
    assert host.post(url, {"code": "TIM", "name_en": "Time", "caf": "6.1"}).status_code == 302
    made = draft.dimensions.get(code="TIM")
    assert "has this code already" in squeezed(host.post(url, {"code": "TIM", "name_en": "Again"}))

    url = f"{HERE}dimensions/{made.pk}/"
    host.post(url, sent(host, url, name_en="Waiting", needs_all="on"))
    made.refresh_from_db()
    assert (made.name_en, made.needs_all) == ("Waiting", True)
    host.post(url + "up/")
    assert [one.code for one in draft.dimensions.all()] == ["ACC", "TIM", "STF"]


def test_questions_move_and_leave_after_one_question(host, draft, copied):
    item = copied.items.get(code="ACC2")
    url = f"{NEXT}questions/{item.pk}/"

    host.post(url + "up/")
    assert copied.items.order_by("position").first() == item
    assert "Remove it" in squeezed(host.get(url + "remove/"))
    assert copied.items.filter(pk=item.pk).exists()
    host.post(url + "remove/")
    page = squeezed(host.get(NEXT + "write/"))
    assert "Only in the version before" in page
    host.post(NEXT + "questions/back/ACC2/")
    assert copied.items.filter(code="ACC2").exists()
    assert "Only in the version before" not in squeezed(host.get(NEXT + "write/"))


def test_a_dimension_with_questions_stays(host, draft):
    url = f"{HERE}dimensions/{draft.dimensions.first().pk}/remove/"

    assert "move them elsewhere" in squeezed(host.get(url))
    assert host.post(url).status_code == 409
    assert draft.dimensions.count() == 2


def test_what_is_asked_costs_the_same_for_many_questions(host, copied, django_assert_max_num_queries):
    with django_assert_max_num_queries(100) as few:
        host.get(NEXT + "write/")
    for number in range(10):
        copied.items.create(code=f"X{number}", role="text", position=100 + number, text_en=f"Words {number}")

    with django_assert_max_num_queries(len(few)):
        host.get(NEXT + "write/")


@pytest.mark.parametrize(
    "path", ["users/{big}/write/", "users/1/questions/{big}/", "none/1/write/", "users/1/steps/x/"]
)
def test_what_is_not_there_is_not_found(host, draft, path):
    assert host.get("/en/surveys/questionnaires/" + path.format(big="9" * 30)).status_code == 404
