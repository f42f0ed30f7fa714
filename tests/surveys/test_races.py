"""Many at once, in processes of their own, some of them killed: no answer is lost, doubled or counted wrongly."""

from __future__ import annotations

import random
import time
from collections import Counter

import pytest

from surveys.actions.answering import issue_codes
from surveys.actions.folding import fold, recount, totals
from surveys.models import Campaign, ParticipationCode, Response, Rollup, WaitingAnswer
from tests.factories import make_campaign
from tests.surveys.workers import LAYOUT, PATIENCE, Crew, answer, fold_on, number_of, post

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def campaign(institution):
    return make_campaign(institution, state=Campaign.State.OPEN, mode=Campaign.Mode.LINK)


def finish(*processes):
    for process in processes:
        process.join(PATIENCE)
        assert process.exitcode is not None


def kill(process):
    process.kill()
    finish(process)


def close_and_fold(campaign):
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.CLOSED)
    while fold(campaign, LAYOUT):
        pass


def stored(campaign):
    """How often each ballot is in the tables, folded or waiting."""
    rows = [*Response.objects.filter(campaign=campaign), *WaitingAnswer.objects.filter(campaign=campaign)]
    return Counter(number_of(bytes(row.answers)) for row in rows)


def test_S_02_twenty_posts_of_one_code_give_one_answer(institution, tmp_path):
    campaign = make_campaign(institution, state=Campaign.State.PLANNED, mode=Campaign.Mode.CODES)
    code, _other = issue_codes(campaign, 2)
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.OPEN)
    crew = Crew(campaign, tmp_path)
    workers = [crew.start(post, code, 5) for _process in range(4)]

    crew.go()
    finish(*workers)

    assert Counter(crew.said()) == {"taken": 1, "used": 19}
    assert WaitingAnswer.objects.count() == 1
    assert ParticipationCode.objects.count() == 1


def test_D_06_S_14_fifty_writers_at_once_are_all_counted(campaign, tmp_path):
    crew = Crew(campaign, tmp_path)
    writers = [crew.start(answer, range(1_000 * n, 1_000 * n + 400), 10) for n in range(5)]
    folder = crew.start(fold_on)

    crew.go()
    finish(*writers)
    crew.stop()
    finish(folder)

    said = crew.said()
    assert len(said) == len(set(said)) == 2_000
    assert stored(campaign) == Counter(map(int, said))
    close_and_fold(campaign)
    counts = totals(campaign, LAYOUT)
    assert counts == recount(campaign, LAYOUT)
    assert counts[0, 0].n == 2_000


def test_D_07_writers_and_folders_are_killed_and_nothing_is_lost_or_doubled(campaign, tmp_path):
    """Four fold and two write; every now and then one of them is killed and another takes its place."""
    crew, dice, numbers = Crew(campaign, tmp_path), random.Random(7), iter(range(0, 100_000, 10_000))
    folders = [crew.start(fold_on) for _process in range(4)]
    writers = [crew.start(answer, range(n, n + 10_000), 5) for n in (next(numbers), next(numbers))]
    crew.go()

    for killed in range(1, 9):
        _until_more_is_folded(campaign)
        time.sleep(dice.uniform(0, 0.1))
        place = dice.randrange(4)
        kill(folders[place])
        folders[place] = crew.start(fold_on)
        if killed % 4 == 0:
            kill(writers.pop(0))
            first = next(numbers)
            writers.append(crew.start(answer, range(first, first + 10_000), 5))
    for writer in writers:
        kill(writer)
    crew.stop()
    finish(*folders)

    found, acknowledged = stored(campaign), set(map(int, crew.said()))
    assert set(found.values()) == {1}
    assert acknowledged <= found.keys()
    assert len(found) - len(acknowledged) <= 4 * 5  # writers that died before they could say so
    close_and_fold(campaign)
    counts = totals(campaign, LAYOUT)
    assert counts == recount(campaign, LAYOUT)
    assert counts[0, 0].n == len(found)
    assert not WaitingAnswer.objects.exists()


def _until_more_is_folded(campaign):
    """Wait until the counts have grown."""
    before, end = _folded(campaign), time.monotonic() + PATIENCE
    while _folded(campaign) == before and time.monotonic() < end:
        time.sleep(0.01)
    assert _folded(campaign) > before


def _folded(campaign):
    return sum(Rollup.objects.filter(campaign=campaign, dimension=0).values_list("n", flat=True))
