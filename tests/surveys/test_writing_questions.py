"""Questions and dimensions of a draft: added, moved, removed, brought back."""

from __future__ import annotations

import pytest

from surveys.actions import questionnaires, questions
from surveys.actions.questionnaires import NotNow
from surveys.models import Item
from surveys.results.asking import layout_of
from surveys.results.versions import allowed, changes, refusal, version_before
from tests.factories import in_languages
from tests.surveys.factories import make_draft, make_scale, publish

pytestmark = pytest.mark.django_db


def codes(draft) -> list[str]:
    return list(draft.items.order_by("position").values_list("code", flat=True))


def test_a_new_question_stands_behind_its_like(secretariat):
    draft = make_draft()
    said = {"code": "ACC3", "role": "rating", "scale": make_scale("AGREE"), **in_languages("text", "New")}

    questions.add_item(draft, {**said, "dimension": draft.dimensions.get(code="ACC")}, by=secretariat)
    questions.add_item(draft, {**said, "code": "LOOSE"}, by=secretariat)
    questions.add_item(draft, {"code": "OPN2", "role": "text", **in_languages("text", "More?")}, by=secretariat)

    order = codes(draft)
    assert order[:4] == ["ACC1", "ACC2", "ACC3", "IMP_ACC"]
    assert order.index("LOOSE") == order.index("STF2") + 1 or order.index("LOOSE") > order.index("ACC3")
    assert order[-3:] == ["OPN2", "PRF1", "PRF2"]
    assert layout_of(draft).length == len(order) - 2
    assert draft.__class__.objects.get(pk=draft.pk).edited_by == secretariat


def test_the_first_question_of_all(secretariat):
    draft = questionnaires.make({"code": "new", "audience": "users", "title_en": "New"}, by=secretariat)
    dimension = questions.add_dimension(draft, {"code": "ACC", **in_languages("name", "Access")}, by=secretariat)

    item = questions.add_item(
        draft,
        {"code": "A", "role": "rating", "dimension": dimension, "scale": make_scale("AGREE"), "text_en": "Easy?"},
        by=secretariat,
    )

    assert (item.position, dimension.position) == (1, 1)


def test_questions_move_among_their_like_and_stop_at_the_ends(secretariat):
    draft = make_draft()
    first = draft.items.get(code="ACC1")

    questions.shift(first, step=-1, by=secretariat)
    assert codes(draft)[:2] == ["ACC1", "ACC2"]
    questions.shift(first, step=1, by=secretariat)
    assert codes(draft)[:2] == ["ACC2", "ACC1"]
    questions.shift(first, step=1, by=secretariat)
    assert codes(draft)[:3] == ["ACC2", "ACC1", "IMP_ACC"]


def test_dimensions_move(secretariat):
    draft = make_draft()

    questions.shift(draft.dimensions.get(code="STF"), step=-1, by=secretariat)

    assert [one.code for one in draft.dimensions.all()] == ["STF", "ACC"]


def test_a_dimension_leaves_when_it_is_empty(secretariat):
    draft = make_draft()
    dimension = draft.dimensions.get(code="ACC")

    with pytest.raises(NotNow):
        questions.remove(dimension, by=secretariat)
    for item in dimension.items.all():
        questions.remove(item, by=secretariat)
        questions.remove(item, by=secretariat)
    questions.remove(dimension, by=secretariat)

    assert [one.code for one in draft.dimensions.all()] == ["STF"]


def test_what_the_version_before_asked_comes_back(secretariat):
    old = publish(make_draft(code="users"))
    draft, _is_new = questionnaires.copy(old, by=secretariat)
    questions.remove(draft.items.get(code="ACC2"), by=secretariat)

    for _twice in range(2):
        questions.bring_back(draft, "ACC2", by=secretariat)

    back = draft.items.get(code="ACC2")
    assert (back.comparability, back.dimension.questionnaire) == (Item.Comparability.SAME, draft)
    assert codes(draft) == codes(old)
    with pytest.raises(NotNow):
        questions.bring_back(draft, "NONE", by=secretariat)


def test_S_11_another_scale_or_polarity_breaks_the_line(secretariat):
    old = publish(make_draft(code="users"))
    draft, _is_new = questionnaires.copy(old, by=secretariat)
    before, item = old.items.get(code="ACC1"), draft.items.get(code="ACC1")
    assert (allowed(None, item), refusal(before, item)) == (("new",), "")

    item.is_reversed = True
    assert allowed(before, item) == ("broken",)
    assert "something else" in str(refusal(before, item))
    item.is_reversed, item.scale = False, make_scale("AGREE7", 7)
    assert allowed(before, item) == ("broken",)
    item.comparability = "broken"
    assert "Say why" in str(refusal(before, item))
    item.comparability_reason = "More places"
    assert refusal(before, item) == ""
    assert "it is new" in str(refusal(None, item))
    item.comparability = "new"
    item.scale = before.scale
    assert "say whether" in str(refusal(before, item))


def test_every_question_is_compared_once(secretariat):
    old = publish(make_draft(code="users"))
    draft, _is_new = questionnaires.copy(old, by=secretariat)
    questions.remove(draft.items.get(code="STF2"), by=secretariat)
    questions.write(draft.items.get(code="ACC1"), {"text_en": "Words of ACC1, shorter"}, by=secretariat)
    questions.add_item(draft, {"code": "OPN2", "role": "text", **in_languages("text", "More?")}, by=secretariat)

    found = {one.item.code: one for one in changes(old, draft)}

    assert version_before(draft) == old
    assert {code: one.kind for code, one in found.items() if one.kind != "same"} == {
        "STF2": "removed",
        "ACC1": "changed",
        "OPN2": "added",
    }
    assert [language for language, _pieces in found["ACC1"].words] == ["en"]
