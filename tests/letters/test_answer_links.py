"""Links that act without signing in: signed, for some days, once; and the button that ends letters."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from letters.actions import (
    LinkIsDead,
    answer_token,
    open_answer,
    read_unsubscribe_token,
    take_answer,
    unsubscribe_token,
)
from letters.models import Letter
from tests.letters.conftest import matter

pytestmark = pytest.mark.usefixtures("working_day")


@pytest.fixture
def letter(member) -> Letter:
    return matter(member)


def test_opening_changes_nothing_and_taking_works_once(letter, member):
    token = answer_token(letter)

    for _time in range(2):
        assert open_answer(token).recipient == member
    first, second = open_answer(token), open_answer(token)

    assert [take_answer(first), take_answer(second)] == [True, False]
    with pytest.raises(LinkIsDead, match="has been used"):
        open_answer(token)


@pytest.mark.parametrize("token", ["", "1", "1:x:y", "%00", "9" * 300])
def test_made_up_links_open_nothing(token, letter):
    with pytest.raises(LinkIsDead, match="not complete"):
        open_answer(token)
    with pytest.raises(LinkIsDead, match="not complete"):
        read_unsubscribe_token(token)


def test_the_link_of_another_kind_opens_nothing(letter, member):
    with pytest.raises(LinkIsDead):
        open_answer(unsubscribe_token(member, ["matter"]))
    with pytest.raises(LinkIsDead):
        read_unsubscribe_token(answer_token(letter))


def test_it_ends_after_some_days(letter, settings, time_machine):
    token = answer_token(letter)
    time_machine.move_to(timezone.now() + timedelta(days=settings.ANSWER_LINK_DAYS, seconds=2), tick=False)

    with pytest.raises(LinkIsDead, match="too old"):
        open_answer(token)


def test_somebody_switched_off_answers_nothing(letter, member):
    token, button = answer_token(letter), unsubscribe_token(member, ["matter"])
    type(member).objects.update(is_active=False)

    with pytest.raises(LinkIsDead, match="switched off"):
        open_answer(token)
    with pytest.raises(LinkIsDead, match="switched off"):
        read_unsubscribe_token(button)


def test_the_letter_is_gone(letter):
    token = answer_token(letter)
    letter.delete()

    with pytest.raises(LinkIsDead, match="not complete"):
        open_answer(token)


def test_the_button_names_person_and_occasions(member):
    assert read_unsubscribe_token(unsubscribe_token(member, ["duty", "matter"])) == (member, ["duty", "matter"])
