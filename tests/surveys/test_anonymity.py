"""The attacks on a survey, tried: a sound one withstands them, and every leak that is planted is found."""

from __future__ import annotations

import re
import uuid
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse

from surveys.actions.releasing import release
from surveys.actions.running import count_shown, fold_all
from surveys.models import (
    Campaign,
    CodeKey,
    ParticipationCode,
    Release,
    ReleaseLedger,
    Response,
    Rollup,
    TextAnswer,
    WaitingAnswer,
)
from surveys.results.attacking import Outcome, attack
from tests.surveys.factories import answer, finish, make_survey

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(institution):
    found = make_survey(institution, fold_size=10)
    answer(found, 45)
    fold_all(found)
    count_shown()
    found.refresh_from_db()
    return found


@pytest.fixture
def sealed(running):
    return finish(running)


def attention(campaign):
    return {finding.code: finding.measured for finding in attack(campaign) if finding.outcome is Outcome.ATTENTION}


def sql(statement, *wanted):
    with connection.cursor() as cursor:
        cursor.execute(statement, wanted)


def test_S_07_a_sound_survey_withstands_everything_at_every_step(running):
    assert attention(running) == {}
    campaign = finish(running)
    assert attention(campaign) == {}
    TextAnswer.objects.update(state=TextAnswer.State.DROPPED)
    release(campaign, campaign.closes_on)

    assert {finding.outcome for finding in attack(campaign)} == {Outcome.OK}


def test_REQ_03_an_answer_that_came_alone_is_found(running):
    Response.objects.create(campaign=running, answers=b"")

    assert attention(running)["transactions"] == "1 < 10"


def test_REQ_03_what_was_not_rewritten_at_the_end_is_found(running):
    answer(running, 20)
    fold_all(running)
    Campaign.objects.filter(pk=running.pk).update(state=Campaign.State.SEALED)
    running.refresh_from_db()

    assert attention(running)["transactions"] == "2 > 1"


def test_REQ_02_keys_in_the_order_of_answers_are_found(running):
    Response.objects.filter(campaign=running).delete()
    for number in range(60):
        Response.objects.create(campaign=running, id=uuid.UUID(int=number), answers=b"")

    assert {"keys", "places"} <= set(attention(running))


def test_REQ_04_keys_and_codes_that_are_left_are_found(sealed):
    CodeKey.objects.create(campaign=sealed, secret=b"x")
    ParticipationCode.objects.create(campaign=sealed, fingerprint=b"x")

    assert attention(sealed) == {"codes": "surveys_codekey, surveys_participationcode"}


def test_answers_that_were_never_mixed_are_found(sealed):
    WaitingAnswer.objects.create(campaign=sealed, answers=b"")

    assert attention(sealed) == {"left": "surveys_waitinganswer"}


def test_REQ_15_words_under_the_key_of_an_answer_are_found(sealed):
    item = sealed.questionnaire.items.get(role="text")
    TextAnswer.objects.create(campaign=sealed, item=item, id=Response.objects.first().id)

    assert attention(sealed) == {"texts": "surveys_textanswer = surveys_response: 1"}


def test_REQ_09_counts_that_changed_with_one_answer_are_found(sealed):
    Rollup.objects.filter(campaign=sealed, dimension=0).update(n=46)
    Campaign.objects.filter(pk=sealed.pk).update(shown_count=41)
    sealed.refresh_from_db()

    assert set(attention(sealed)) == {"counted"}


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("ALTER TABLE surveys_response ADD given_at timestamptz", "times"),
        ("ALTER TABLE surveys_waitinganswer ADD language text", "columns"),
        ("ALTER TABLE surveys_textanswer ADD place bigserial", "sequences"),
        ("ALTER TABLE surveys_response ADD by_id bigint REFERENCES institutions_user", "people"),
        ("CREATE TABLE surveys_waitinganswerevent (answers bytea)", "copies"),
        (
            "CREATE TRIGGER copies AFTER INSERT ON surveys_heldanswer"
            " EXECUTE FUNCTION suppress_redundant_updates_trigger()",
            "copies",
        ),
    ],
)
def test_REQ_01_what_a_table_must_not_hold_is_found(running, statement, code):
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql(statement)

    assert code in attention(running)


def test_REQ_06_small_groups_in_what_was_released_are_found(sealed):
    TextAnswer.objects.update(state=TextAnswer.State.DROPPED)
    first = release(sealed, sealed.closes_on)
    counts = {"1,1": 20, "2,1": 3, "3,1": 22}
    payload = first.payload
    payload["cells"].append({**payload["cells"][0], "by": ["PRF1"], "groups": [["b"]], "n": 3, "items": {}})
    facts = {"payload": payload, "card": first.card, "sha256": "0" * 64, "released_on": first.released_on}
    planted = Release.objects.create(campaign=sealed, number=2, n=48, **facts)
    shown = [[[0], [[[1]], [[2]], [[3]]]]]
    ReleaseLedger.objects.create(release=planted, content={"counts": {"": counts}, "shown": {"": shown}})
    ReleaseLedger.objects.filter(release=first).update(content={"counts": {}, "shown": {}})

    found = attention(sealed)

    assert found["small"] == "2: PRF1  3 < 10"
    assert found["subtracted"] == "n: 3 < 10"
    assert found["late"] == "48 − 45 < 10"


def test_queries_do_not_grow_with_answers(running, django_assert_num_queries):
    with django_assert_num_queries(16):
        attack(running)
    answer(running, 40, seed=2)
    fold_all(running)
    with django_assert_num_queries(16):
        attack(running)


def test_the_command_prints_every_attack_in_all_languages(sealed):
    out = StringIO()
    call_command("anonymity_check", sealed.address, stdout=out)
    told = out.getvalue()
    assert all(f"[{language}]" in told for language in ("en", "bs", "sv"))
    assert told.count("\n- ") == 3 * len(attack(sealed))
    short = StringIO()
    call_command("anonymity_check", sealed.address, "--language", "sv", stdout=short)
    assert "[en]" not in short.getvalue()


def test_the_command_fails_where_something_was_found(sealed):
    WaitingAnswer.objects.create(campaign=sealed, answers=b"")

    with pytest.raises(CommandError, match="left"):
        call_command("anonymity_check", sealed.address, stdout=StringIO())
    with pytest.raises(CommandError, match="no survey"):
        call_command("anonymity_check", "nowhere")


@pytest.mark.parametrize("role", ["", "member", "coordinator"])
def test_REQ_08_pages_around_one_answer_are_byte_identical(client, institution, role, request):
    campaign = make_survey(institution, fold_size=10)
    answer(campaign, 30)
    fold_all(campaign)
    count_shown()
    if role:
        client.force_login(request.getfixturevalue(role))
    pages = ("campaign", "anonymity", "paper", "texts") if role else ("campaign",)

    def look():
        """All pages, without what differs by itself: the token of each form."""
        found = [client.get(reverse(f"surveys:{name}", args=[campaign.address])).content.decode() for name in pages]
        found.append(client.get(reverse("surveys:index")).content.decode())
        return [re.sub(r'(csrfmiddlewaretoken" value|X-CSRFToken"?:? ?)[^>]*', "", page) for page in found]

    before = look()
    answer(campaign, 1, seed=2)
    fold_all(campaign)

    assert look() == before
