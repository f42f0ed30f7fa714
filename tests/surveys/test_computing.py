"""Numbers of a release against the same formulas over every single answer."""

from __future__ import annotations

import statistics

import pytest

from institutions.results import statistics as stats
from surveys.models import Campaign
from surveys.results.asking import layout_of
from surveys.results.computing import compute
from surveys.results.computing.figures import of_sample
from surveys.results.layout import NOT_APPLICABLE
from surveys.results.placing import breakdowns_of, columns_of
from tests.surveys.answered import fill, make_answered
from tests.surveys.factories import make_draft, make_survey, publish

pytestmark = pytest.mark.django_db


def close_to(found, expected):
    assert found is not None
    assert expected is not None
    interval = (expected[1].low, expected[1].high) if expected[1] else (None, None)
    assert (found["value"], found["low"], found["high"]) == pytest.approx((expected[0], *interval), abs=0.006)


class Raw:
    """The answers of a group, person by person."""

    def __init__(self, campaign, rows, people=None):
        self.layout, self.rows, self.people = layout_of(campaign.questionnaire), rows, people
        self.codes = [question.code for question in self.layout.questions]

    def column(self, code):
        place = self.codes.index(code)
        words = {0: None, NOT_APPLICABLE: stats.NOT_APPLICABLE}
        return [words.get(row[place], row[place]) for row in self.rows]

    def item(self, code):
        return stats.item_statistics(self.column(code))

    def score(self, code):
        sample = stats.FIVE_POINTS.indexed(self.item(code).sample)
        interval = stats.mean_interval(sample, population=self.people)
        return sample.mean, interval and interval.within(0, 100)

    def index(self, codes):
        rows = list(zip(*(self.column(code) for code in codes), strict=True))
        sample = stats.FIVE_POINTS.indexed(stats.dimension_score(rows).sample)
        return sample.mean, stats.mean_interval(sample, population=self.people).within(0, 100)

    def check(self, cell):
        assert cell["n"] == len(self.rows)
        for code, result in cell["items"].items():
            if result is None:
                continue
            expected = self.item(code)
            assert (result["n"], result["na"]) == (expected.n, expected.not_applicable)
            assert tuple(result["counts"]) == stats.histogram(self.column(code))
            assert (result["mean"], result["sd"]) == pytest.approx((expected.mean, expected.sd))
            close_to(result["score"], self.score(code))
            top = sum(result["counts"][3:])
            close_to(result["top"], (expected.top_percent, stats.wilson(top, expected.n, population=self.people)))
        for name, codes in {"ACC": ["ACC1", "ACC2"], "STF": ["STF1", "STF2"]}.items():
            if cell["dimensions"][name] is not None:
                close_to(cell["dimensions"][name], self.index(codes))
        if cell["overall"] is not None:
            close_to(cell["overall"], self.index(["ACC1", "ACC2", "STF1", "STF2"]))
        if cell["weighted"] is not None:
            means = {name: self.item(f"IMP_{name}").mean for name in ("ACC", "STF")}
            score = {"ACC": self.index(["ACC1", "ACC2"])[0], "STF": self.index(["STF1", "STF2"])[0]}
            weighted = sum(means[name] * score[name] for name in means) / sum(means.values())
            assert cell["weighted"]["value"] == pytest.approx(weighted, abs=0.006)


def rows_of(campaign, rows, cell):
    """The answers of a cell, found by the options it names."""
    layout, declared = layout_of(campaign.questionnaire), list(campaign.dimensions.select_related("item"))
    columns = columns_of(campaign, layout)
    for code, options in zip(cell["by"], cell["groups"], strict=True):
        each = next(one for one in declared if one.item.code == code)
        wanted = {number for number, codes in enumerate(each.categories, start=1) if set(codes) <= set(options)}
        rows = [row for row in rows if breakdowns_of(columns, row)[each.position - 1] in wanted]
    return rows


@pytest.mark.parametrize("audience", ["users", "employees"])
@pytest.mark.parametrize(("number", "seed"), [(12, 1), (60, 2), (120, 3), (400, 4), (2_000, 5)])
def test_every_number_is_that_of_every_single_answer(institution, audience, number, seed):
    asked = publish(make_draft(audience))
    campaign, rows = make_answered(institution, number, questionnaire=asked, seed=seed)

    payload = compute(campaign).payload

    assert payload is not None
    for cell in payload["cells"]:
        Raw(campaign, rows_of(campaign, rows, cell)).check(cell)
    if number >= 400:
        assert {tuple(cell["by"]) for cell in payload["cells"]} >= {(), ("PRF1",), ("PRF2",)}
        assert audience == "users" or all(len(cell["by"]) < 2 for cell in payload["cells"])
        assert audience == "employees" or number < 2_000 or len(payload["cells"]) == 1 + 4 + 2 + 8
        assert all(cell["overall"] for cell in payload["cells"])


def test_a_known_population_narrows_intervals_of_everybody(institution):
    campaign, rows = make_answered(institution, 200, approach=Campaign.Approach.EVERYBODY, population=250, invited=240)

    found = compute(campaign).payload

    assert found is not None
    Raw(campaign, rows, people=250).check(found["cells"][0])
    Raw(campaign, rows_of(campaign, rows, found["cells"][1])).check(found["cells"][1])
    assert found["bias"] == []
    assert found["rate"] == {"n": 200, "value": pytest.approx(100 * 200 / 240), "low": None, "high": None, "bound": ""}


def test_headcounts_narrow_intervals_of_groups_and_tell_who_did_not_answer(institution):
    campaign = make_survey(institution, approach=Campaign.Approach.EVERYBODY, state=Campaign.State.PLANNED)
    campaign.dimensions.filter(item__code="PRF2").update(headcounts=[600, 400])
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.SEALED)
    campaign.refresh_from_db()
    rows = fill(campaign, 500)

    found = compute(campaign).payload

    assert found is not None
    cells = [cell for cell in found["cells"] if cell["by"] == ["PRF2"]]
    for cell, people in zip(cells, (600, 400), strict=True):
        Raw(campaign, rows_of(campaign, rows, cell), people=people).check(cell)
    (bias,) = found["bias"]
    assert bias["people"] == [60, 40]
    assert bias["answered"] == pytest.approx([100 * cell["n"] / sum(one["n"] for one in cells) for cell in cells])


def test_whoever_wished_has_no_rate_and_no_population(institution):
    campaign, rows = make_answered(institution, 200, approach=Campaign.Approach.OPEN, population=250, invited=150)

    found = compute(campaign).payload

    assert found is not None
    assert found["rate"] is None
    Raw(campaign, rows).check(found["cells"][0])


def test_a_reversed_question_counts_from_its_other_end(institution):
    asked = make_draft()
    asked.items.filter(code="ACC1").update(is_reversed=True)
    campaign, rows = make_answered(institution, 100, questionnaire=publish(asked))

    everybody = compute(campaign).payload["cells"][0]

    raw = Raw(campaign, rows)
    assert everybody["items"]["ACC1"]["mean"] == pytest.approx(raw.item("ACC1").mean)
    assert everybody["items"]["ACC1"]["score"]["value"] == pytest.approx(100 - raw.score("ACC1")[0])
    assert everybody["items"]["ACC1"]["top"]["value"] == pytest.approx(raw.item("ACC1").bottom_percent)
    first = [6 - answer if isinstance(answer, int) else None for answer in raw.column("ACC1")]
    turned = [stats.items.valid(pair) for pair in zip(first, raw.column("ACC2"), strict=True)]
    means = [statistics.fmean(answers) for answers in turned if answers]
    assert everybody["dimensions"]["ACC"]["value"] == pytest.approx(25 * (statistics.fmean(means) - 1), abs=0.006)


def test_alpha_and_correlation_are_those_of_complete_answers(institution):
    campaign, rows = make_answered(institution, 300)

    found = compute(campaign).payload

    raw = Raw(campaign, rows)
    pairs = zip(raw.column("ACC1"), raw.column("ACC2"), strict=True)
    complete = [pair for pair in pairs if all(isinstance(answer, int) for answer in pair)]
    assert found["reliability"]["ACC"] == pytest.approx(stats.cronbach_alpha(complete).alpha)
    assert found["derived"] is None  # two dimensions are no picture


@pytest.mark.parametrize(("people", "ends"), [(None, (None, None)), (50, (None, None)), (20, (100.0, 100.0))])
def test_people_of_one_mind_are_certain_of_themselves_only(people, ends):
    sample = stats.Sample(20, 100.0, 0.0)

    found = of_sample(sample, people=people)

    assert (found["value"], found["low"], found["high"]) == (100.0, *ends)
