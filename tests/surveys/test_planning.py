"""The forms in which a coordinator plans a survey, and the secretariat an edition."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from surveys.actions.campaigns import give_out
from surveys.models import Campaign, Edition, Scale
from tests.factories import in_languages, make_campaign, make_institution
from tests.pages import squeezed
from tests.surveys.factories import make_draft, make_survey, publish

NEW = "/en/surveys/new/"
TODAY = timezone.localdate()
DAYS = {"opens_on": (TODAY + timedelta(days=3)).isoformat(), "closes_on": (TODAY + timedelta(days=20)).isoformat()}


@pytest.fixture
def asked(db):
    return publish(make_draft("users", code="asked"))


@pytest.fixture
def said(asked, institution):
    """What a coordinator types."""
    return {
        "title_en": "Counters", "institution": institution.pk, "questionnaire": asked.pk, "approach": "open",
        "mode": "link", **DAYS,
    }  # fmt: skip


@pytest.fixture
def edition(asked) -> Edition:
    days = {"opens_on": date(2030, 3, 1), "closes_on": date(2030, 3, 31)}
    return Edition.objects.create(code="spring", questionnaire=asked, **days, **in_languages("title", "Spring round"))


@pytest.fixture
def planned(asked, institution) -> Campaign:
    days = {"opens_on": TODAY, "closes_on": TODAY + timedelta(days=9)}
    return make_survey(institution, questionnaire=asked, state="planned", address="counters", **days)


def test_a_coordinator_plans_for_her_own_institution_only(client, coordinator, said):
    elsewhere = make_institution("Elsewhere", code="elsewhere")
    client.force_login(coordinator)

    refused = client.post(NEW, said | {"institution": elsewhere.pk})
    client.post(NEW, said)

    assert refused.status_code == 200
    survey = Campaign.objects.get()
    assert (survey.state, survey.institution.code, str(survey)) == ("planned", "records", "Counters")
    assert (survey.k_total, survey.k_cell, survey.k_text, survey.fold_size) == (5, 10, 10, 5)


def test_employees_get_higher_thresholds(client, coordinator, said):
    staff = publish(make_draft("employees", code="staff"))
    client.force_login(coordinator)

    client.post(NEW, said | {"questionnaire": staff.pk})

    survey = Campaign.objects.get()
    assert (survey.k_total, survey.k_cell, survey.k_text, survey.fold_size) == (10, 10, 10, 10)


def test_the_secretariat_plans_for_everybody_and_members_for_nobody(client, secretariat, member, said):
    client.force_login(secretariat)
    assert client.get(NEW).status_code == 200
    client.force_login(member)
    assert client.get(NEW).status_code == 403


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"k_total": "4"}, "At least 5."),
        ({"k_cell": "9"}, "At least 10."),
        ({"k_total": "20", "k_cell": "15"}, "At least 20."),
        ({"closes_on": DAYS["opens_on"]}, "The last day must come after the first."),
        ({"population": "10", "invited": "11"}, "No more people can be asked"),
        ({"mode": "codes"}, "Say how many people there are"),
        ({"approach": "sample"}, "Say how many people there are"),
        ({"takes_part": "on"}, "Only surveys of an edition are compared."),
        ({"title_en": "x\x00"}, "Null characters are not allowed."),
        ({"population": "9" * 30}, "less than or equal to"),
        ({"edition": "0", "questionnaire": "x"}, "Select a valid choice"),
    ],
    ids=str,
)
def test_what_is_wrong_stands_at_its_field_and_what_was_typed_stays(client, coordinator, said, typed, words):
    client.force_login(coordinator)

    answer = client.post(NEW, said | {"title_sv": "Luckor"} | typed)

    assert answer.status_code == 200
    assert words in squeezed(answer)
    assert 'value="Luckor"' in squeezed(answer)
    assert not Campaign.objects.exists()


def test_the_edition_brings_its_questions_days_and_words(client, coordinator, edition):
    client.force_login(coordinator)

    page = squeezed(client.get(f"{NEW}?edition=spring&institution=records&population=500&invited=x"))

    for words in ('"2030-03-31"', '"Spring round"', '"500"', '"open" selected'):
        assert f"value={words}" in page
    assert "selected>Spring round" in page
    assert client.get(f"{NEW}?edition=%00&institution=%00").status_code == 200


def test_an_institution_asks_once_in_an_edition_with_its_questions(client, coordinator, said, edition, institution):
    other = publish(make_draft("users", code="other"))
    client.force_login(coordinator)

    wrong = client.post(NEW, said | {"edition": edition.pk, "questionnaire": other.pk})
    client.post(NEW, said | {"edition": edition.pk, "takes_part": "on"})
    again = client.post(NEW, said | {"edition": edition.pk})

    assert "asks with another questionnaire" in squeezed(wrong)
    assert "The institution has a survey in this edition." in squeezed(again)
    assert Campaign.objects.get().takes_part


def test_two_who_plan_at_the_same_moment_are_told_apart(client, coordinator, said, edition, monkeypatch):
    monkeypatch.setattr("surveys.forms.campaigns.CampaignForm._check_edition", lambda form, said: None)
    client.force_login(coordinator)

    answers = [client.post(NEW, said | {"edition": edition.pk}) for _turn in range(2)]

    assert [answer.status_code for answer in answers] == [302, 200]
    assert "The institution has a survey in this edition." in squeezed(answers[1])


def test_the_survey_before_is_one_of_the_same_people(client, coordinator, said, institution):
    before = make_survey(institution, audience="employees")
    client.force_login(coordinator)

    assert "That survey asked other people." in squeezed(client.post(NEW, said | {"previous": before.pk}))


def test_the_survey_before_is_one_of_the_same_institution(client, secretariat, said, asked):
    before = make_survey(make_institution("Elsewhere", code="elsewhere"), questionnaire=asked)
    client.force_login(secretariat)

    assert "That survey asked other people." in squeezed(client.post(NEW, said | {"previous": before.pk}))
    assert not Campaign.objects.filter(previous=before).exists()


def test_a_plan_is_edited_and_two_who_edit_see_one_another(client, coordinator, planned, said):
    url = "/en/surveys/at/counters/edit/"
    client.force_login(coordinator)
    seen = client.get(url).context["form"]["seen"].value()

    first = client.post(url, said | {"seen": seen, "title_en": "First"})
    second = client.post(url, said | {"seen": seen, "title_en": "Second"})

    assert (first.status_code, second.status_code) == (302, 409)
    planned.refresh_from_db()
    assert planned.title_en == "First"


def test_with_codes_printed_there_are_no_fewer_people(client, coordinator, planned, said):
    Campaign.objects.filter(pk=planned.pk).update(population=20, mode="codes")
    planned.refresh_from_db()
    give_out(planned, 12)
    client.force_login(coordinator)

    answer = client.post("/en/surveys/at/counters/edit/", said | {"mode": "codes", "population": "11"})

    assert "No more people can be asked" in squeezed(answer)


def _groups(planned: Campaign, chosen: str, **typed: str) -> dict[str, str]:
    """What the page of breakdowns sends: each answer in a group of its own unless told."""
    items = planned.questionnaire.items.filter(role="background").prefetch_related("scale__options")
    sent = {f"by_{item.pk}": "on" for item in items if item.code in chosen.split()}
    for item in items:
        for place, option in enumerate(item.scale.options.all(), start=1):
            sent[f"group_{option.pk}"] = typed.get(option.code, str(place))
            sent[f"people_{option.pk}"] = typed.get(f"n_{option.code}", "")
    return sent


def test_answers_share_groups_and_headcounts_add_up(client, coordinator, planned):
    typed = {"b": "1", "c": "2", "d": "2", "n_a": "10", "n_b": "5", "n_c": "7", "n_d": "8"}
    client.force_login(coordinator)

    client.post("/en/surveys/at/counters/breakdowns/", _groups(planned, "PRF1", **typed))

    one = planned.dimensions.get()
    assert (one.item.code, one.position) == ("PRF1", 1)
    assert (one.categories, one.headcounts) == ([["a", "b"], ["c", "d"]], [15, 15])
    page = squeezed(client.get("/en/surveys/at/counters/breakdowns/"))
    assert page.count("checked") == 1


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"x": "1", "y": "1"}, "Make at least two groups."),
        ({"x": ""}, "Give each answer the number of a group."),
        ({"x": "7"}, "less than or equal to 6"),
        ({"n_x": "-1"}, "greater than or equal to 0"),
    ],
    ids=str,
)
def test_groups_that_make_no_sense_are_refused(client, coordinator, planned, typed, words):
    client.force_login(coordinator)

    answer = client.post("/en/surveys/at/counters/breakdowns/", _groups(planned, "PRF2", **typed))

    assert words in squeezed(answer)
    assert planned.dimensions.count() == 2


def test_a_small_institution_shows_results_only_as_a_whole(client, coordinator, planned):
    Campaign.objects.filter(pk=planned.pk).update(population=19)
    client.force_login(coordinator)

    answer = client.post("/en/surveys/at/counters/breakdowns/", _groups(planned, "PRF1"))
    client.post("/en/surveys/at/counters/breakdowns/", _groups(planned, ""))

    assert "With fewer than 20 people" in squeezed(answer)
    assert not planned.dimensions.exists()


def test_a_question_without_answers_to_choose_from_is_not_offered(client, coordinator, institution):
    draft = make_draft("users", code="many")
    draft.items.filter(code="PRF2").update(scale=Scale.objects.create(code="UNITS"))
    days = {"opens_on": TODAY, "closes_on": TODAY + timedelta(days=9)}
    asked = {"questionnaire": publish(draft), "state": "planned", "address": "counters"}
    make_campaign(institution, **asked, **days)
    client.force_login(coordinator)

    page = squeezed(client.get("/en/surveys/at/counters/breakdowns/"))

    assert ("Words of PRF1" in page, "Words of PRF2" in page) == (True, False)


def test_REQ_18_at_most_three_questions_and_six_groups(client, coordinator, institution):
    draft = make_draft("users", code="many")
    for code in ("PRF3", "PRF4"):
        item = draft.items.get(code="PRF2")
        item.pk, item.code, item.position = None, code, draft.items.count() + 1
        item.save()
    days = {"opens_on": TODAY, "closes_on": TODAY + timedelta(days=9)}
    planned = make_survey(institution, questionnaire=publish(draft), state="planned", address="counters", **days)
    client.force_login(coordinator)

    answer = client.post("/en/surveys/at/counters/breakdowns/", _groups(planned, "PRF1 PRF2 PRF3 PRF4"))

    assert "Choose at most 3 questions" in squeezed(answer)
    assert planned.dimensions.count() == 2
