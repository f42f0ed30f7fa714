"""What a reading says and where it draws: rounded once, a dash for none, withheld in words, and no rank anywhere."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override

from surveys.actions.releasing import release
from surveys.models import Campaign, Release, TextAnswer
from surveys.results.reading import read
from surveys.results.reading.drawing import dot, fills, keep_apart, plain, segments
from surveys.results.reading.numbers import shown, two_places, written_percent
from tests.surveys.factories import answer, finish, make_survey
from tests.surveys.payloads import estimate, make_payload, make_release


@pytest.mark.parametrize(
    ("given", "language", "told"),
    [
        (estimate(62.5, half=6.0), "en", "63 (57 to 69)"),
        (estimate(0.125, half=None), "en", "0 (no interval)"),
        (estimate(99.5, half=0.5), "en", "100 (99 to 100)"),
        (estimate(-12.5, half=2.0), "en", "-13 (-15 to -11)"),
        (estimate(90.0, half=None) | {"bound": "least"}, "en", "at least 90"),
        (estimate(10.0, half=None) | {"bound": "most"}, "en", "at most 10"),
        (None, "en", "–"),
    ],
)
def test_numbers_are_rounded_once_with_their_interval_and_none_is_a_dash(given, language, told):
    with override(language):
        assert shown(given) == told


def test_percents_and_correlations_are_written_as_the_language_does():
    with override("sv"):
        assert written_percent(62.5).replace("\xa0", " ") == "63 %"
        assert two_places(0.335) == "0,34"


def test_drawing_never_leaves_the_picture():
    assert dot(estimate(98.0)).high == "100"
    assert dot(estimate(2.0)).low == "0"
    assert dot(estimate(50.0, half=None)).low == ""
    assert dot(estimate(5.0), low=10, high=10).x == "50"
    assert plain(100 / 3) == "33.33"


def test_bars_are_full_and_turn_with_polarity():
    drawn = segments([1, 0, 3, 4, 2])

    assert sum(float(one.width) for one in drawn) == 100
    assert [one.fill for one in drawn] == ["overdue", "on_hold", "under_way", "done"]
    assert fills(5, is_reversed=True) == fills(5)[::-1]
    assert len(fills(11)) == 11
    assert fills(1) == ["on_hold"]
    assert fills(0) == []


def test_labels_do_not_lie_over_one_another():
    assert keep_apart([(10, 10), (12, 12), (300, 11)]) == [10, 25, 11]


@pytest.fixture
def campaign(institution) -> Campaign:
    return make_survey(institution, state=Campaign.State.SEALED)


def all_words(release: Release, **known) -> str:
    """Everything a reading says."""
    said = []
    for part in read(release, **known):
        said += [part.title, *part.sentences, *part.quotes]
        said += [f"{row.label} {row.value} {row.said}" for row in (part.plot.rows if part.plot else [])]
        said += [cell for row in (part.table.rows if part.table else []) for cell in row]
    return "\n".join(map(str, said))


def test_withheld_and_blurred_are_told_in_words_and_never_as_nought(campaign):
    payload = make_payload(campaign)
    whole = payload["cells"][0]
    whole["items"]["ACC1"] = None
    whole["items"]["ACC2"] |= {"counts": None, "blur": [4, 90], "score": None}
    whole["items"]["STF1"] |= {"n": 0, "counts": [0] * 5, "score": None, "top": None, "bottom": None}
    whole["dimensions"]["ACC"] = whole["overall"] = whole["weighted"] = None
    said = all_words(make_release(campaign, payload=payload))

    assert "Words of ACC1 Not shown, to protect those who answered" in said
    assert "At least 90% answered “AGREE 5”." in said
    assert "Words of STF1 nobody answered" in said
    assert "Satisfaction as a whole is not shown, to protect those who answered." in said
    assert "ACC Not shown, to protect those who answered" in said
    assert "Too few people answered in some group" in said
    assert "Words of PRF2" in said


def test_two_themes_are_named_only_if_they_differ_by_more_than_chance(campaign):
    near = make_payload(campaign, scores={"ACC": 60.0, "STF": 66.0})
    far = make_payload(campaign, scores={"ACC": 50.0, "STF": 80.0})

    assert "their differences may be chance" in all_words(make_release(campaign, payload=near))
    said = all_words(make_release(campaign, payload=far))
    assert "People are more content with “STF”, 80 (74 to 86), than with “ACC”, 50 (44 to 56)." in said


@pytest.mark.parametrize(
    ("approach", "words"), [("everybody", "Everybody was asked."), ("sample", "A random"), ("open", "Whoever wished")]
)
def test_an_interval_says_what_it_means_and_whom_it_does_not_cover(institution, approach, words):
    campaign = make_survey(institution, state="sealed", approach=approach, population=100, invited=100)
    rate = estimate(40.0, half=None)
    said = all_words(make_release(campaign, payload=make_payload(campaign, rate=rate)))

    assert "40 people answered, of 100 who were asked: 40%." in said
    assert words in said
    assert "No interval covers that people who did not answer may think otherwise." in said


def test_a_real_release_reads_whole(institution):
    campaign = make_survey(institution)
    answer(campaign, 60)
    finish(campaign)
    TextAnswer.objects.filter(campaign=campaign).update(state=TextAnswer.State.KEPT, shown="Said.")
    made = release(campaign, date(2018, 12, 1))

    said = all_words(made)
    assert "60 people answered." in said
    assert "Said." in said
    assert all(fact["value"] for fact in read(made)[-1].facts)
    assert "result 10, part 10, texts 10, mixed 10" in str(read(made)[-1].facts)
