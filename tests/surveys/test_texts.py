"""Words of answers: apart from everything, read before anybody, gone after the release (REQ-15, S-05)."""

from __future__ import annotations

import pytest
from django.urls import reverse

from institutions.models import User
from surveys.actions import texts as deeds
from surveys.actions.releasing import release
from surveys.models import Campaign, Response, TextAnswer
from surveys.results.words import by_question, readable, signs_of_people, stems_of_people
from tests.factories import make_user
from tests.surveys.factories import answer, finish, make_survey

pytestmark = pytest.mark.django_db
State = TextAnswer.State


@pytest.fixture
def campaign(institution):
    found = make_survey(institution)
    answer(found, 24)
    return finish(found)


def url(name, campaign, *more):
    return reverse(f"surveys:{name}", args=[campaign.address, *more])


def test_nobody_reads_words_before_the_survey_is_sealed(client, coordinator, institution):
    campaign = make_survey(institution, state=Campaign.State.CLOSED)
    item = campaign.questionnaire.items.get(role="text")
    text = TextAnswer.objects.create(campaign=campaign, item=item, text="Early words")
    client.force_login(coordinator)

    assert not readable(campaign)
    assert "Early words" not in client.get(url("texts", campaign)).content.decode()
    assert client.get(url("text", campaign, text.pk)).status_code == 404


def test_REQ_15_words_fewer_wrote_than_promised_are_read_by_nobody(client, coordinator, campaign):
    assert TextAnswer.objects.count() == 12
    TextAnswer.objects.filter(pk__in=TextAnswer.objects.values("pk")[:3]).delete()
    client.force_login(coordinator)

    assert by_question(campaign) == []
    assert "Words 1-" not in client.get(url("texts", campaign)).content.decode()


def test_REQ_15_no_way_leads_from_words_to_an_answer(campaign):
    related = {field.related_model for field in TextAnswer._meta.get_fields() if field.is_relation}

    assert Response not in related
    assert not set(TextAnswer.objects.values_list("pk", flat=True)) & set(Response.objects.values_list("id", flat=True))
    shared = {field.name for field in TextAnswer._meta.fields} & {field.name for field in Response._meta.fields}
    assert shared == {"id", "campaign"}


def test_REQ_15_after_the_release_no_original_is_left(campaign, client, coordinator):
    chosen = list(TextAnswer.objects.values_list("pk", flat=True))
    deeds.show_many(campaign, chosen[1:])
    deeds.show(TextAnswer.objects.get(pk=chosen[1]), "Masked", None)
    deeds.drop(TextAnswer.objects.get(pk=chosen[0]))
    release(campaign, campaign.closes_on)

    assert not TextAnswer.objects.exclude(text="").exists()
    assert set(TextAnswer.objects.filter(pk__in=chosen[:2]).values_list("shown", flat=True)) == {"", "Masked"}
    client.force_login(coordinator)
    assert "deleted since the release" in client.get(url("text", campaign, chosen[0])).content.decode()
    assert deeds.show_many(campaign, chosen[:1]) == 0


def test_texts_are_decided_on_one_by_one(client, coordinator, campaign):
    client.force_login(coordinator)
    first, second = TextAnswer.objects.order_by("pk")[:2]
    page = client.get(url("text", campaign, first.pk)).content.decode()
    assert first.text in page
    theme = campaign.themes.create(name="Queues")

    then = client.post(url("text", campaign, first.pk), {"shown": "Paraphrased", "theme": theme.pk, "act": "show"})
    assert then["Location"] == url("text", campaign, second.pk)
    client.post(url("text", campaign, second.pk), {"act": "drop"})
    assert client.post(url("text", campaign, second.pk), {"shown": " ", "act": "show"}).status_code == 200

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, first.shown, first.theme) == (State.KEPT, "Paraphrased", theme)
    assert (second.state, second.shown) == (State.DROPPED, "")


def test_many_texts_are_decided_on_at_once(client, coordinator, campaign):
    client.force_login(coordinator)
    theme = campaign.themes.create(name="Queues")
    chosen = [str(pk) for pk in TextAnswer.objects.values_list("pk", flat=True)]
    client.post(url("texts", campaign), {"chosen": chosen[:4], "act": "group", "theme": theme.pk})
    client.post(url("texts", campaign), {"chosen": chosen[:5], "act": "show"})
    client.post(url("texts", campaign), {"chosen": chosen[5:7], "act": "drop"})

    assert TextAnswer.objects.filter(state=State.KEPT, theme=theme).count() == 4
    assert TextAnswer.objects.filter(state=State.DROPPED).count() == 2
    page = client.get(url("texts", campaign), {"state": "kept", "theme": theme.pk}).content.decode()
    assert page.count('name="chosen"') == 4
    assert "5 of 12 not read yet" in page
    for sent in ({}, {"chosen": ["1", "x" * 36], "act": "show"}, {"chosen": chosen, "act": "group", "theme": "x"}):
        assert "Tick texts" in client.post(url("texts", campaign), sent, follow=True).content.decode()
    assert client.post(url("texts", campaign), {"chosen": chosen, "act": "burn"}).status_code == 404


@pytest.mark.parametrize(
    "query", ["?state=burn", "?theme=x", "?question=NONE", "?page=x", "?theme=99999999999999999999"]
)
def test_addresses_that_mean_nothing_are_no_filter(client, coordinator, campaign, query):
    client.force_login(coordinator)

    assert client.get(url("texts", campaign) + query).content.decode().count('name="chosen"') == 12


def test_themes_are_added_renamed_and_forgotten(client, coordinator, campaign):
    client.force_login(coordinator)
    for name in ("Queues", "Forms"):
        client.post(url("themes", campaign), {"name": name})
    assert "There is a theme" in client.post(url("themes", campaign), {"name": "Forms"}).content.decode()
    theme = campaign.themes.get(name="Queues")
    assert "There is a theme" in client.post(url("edit-theme", campaign, theme.pk), {"name": "Forms"}).content.decode()
    client.post(url("edit-theme", campaign, theme.pk), {"name": "Waiting"})
    client.post(url("edit-theme", campaign, campaign.themes.get(name="Forms").pk), {"act": "remove"})

    assert list(campaign.themes.values_list("name", flat=True)) == ["Waiting"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Write to someone@agency.example", ["email"]),
        ("Call 033/123-456 or 061 123 456", ["number"]),
        ("Only Đurđica helped; ask hodzic", ["name"]),
        ("Hodzicevoj kolegici hvala", ["name"]),
        ("The queue was long, 30 minutes in 2018", []),
        ("Nobody wrote " * 400, []),
        ("Radno vrijeme", []),
        ("Hvala Radi", ["name"]),
    ],
)
def test_what_may_tell_somebody_is_pointed_at(text, expected):
    User.objects.all().delete()
    make_user(display_name="Đurđica Hodžić")
    make_user(display_name="Rada Li")

    assert signs_of_people(text, stems_of_people()) == expected


def test_queries_do_not_grow_with_texts(client, coordinator, campaign, django_assert_max_num_queries):
    client.force_login(coordinator)
    client.get(url("texts", campaign))

    with django_assert_max_num_queries(24):
        client.get(url("texts", campaign))
