"""Worked examples about samples: sizes, rates, margins, intervals, two waves, benchmark, rounding."""

from __future__ import annotations

import pytest

from institutions.results.statistics import (
    Sample,
    benchmark,
    compare_means,
    compare_shares,
    finite_correction,
    gross_sample,
    half_up,
    mean_interval,
    response,
    sample_of,
    sample_size,
    share_margin,
    t_quantile,
    wilson,
)
from tests.institutions.statistics.oracle import case


def test_sample_size():
    inputs, expected = case("sample_size")

    for row, figures in zip(inputs["rows"], expected["rows"], strict=True):
        found = sample_size(row["e"], population=row["N"], share=row["p"], z=row["z"])

        assert found is not None
        assert figures == {"n0": half_up(found.n0, 4), "n_raw": half_up(found.raw, 4), "n": found.n}


def test_gross_sample():
    inputs, expected = case("gross_sample")

    assert gross_sample(inputs["n"], inputs["response_rate"]) == expected["invite"]


def test_response_rate():
    inputs, expected = case("response_rate")

    found = response(**inputs)

    assert half_up(found.response_percent, 2) == expected["response_rate_pct"]
    assert half_up(found.completion_percent, 2) == expected["completion_rate_pct"]


def test_margin_of_error():
    inputs, expected = case("margin_of_error")

    found = share_margin(inputs["p"], inputs["n"], population=inputs["N"], z=inputs["z"])

    assert found is not None
    assert expected == {
        "se": half_up(found.se, 6),
        "moe_pct": half_up(found.margin, 2),
        "fpc": half_up(found.correction, 6),
        "moe_fpc_pct": half_up(found.corrected_margin, 2),
    }


def test_wilson():
    inputs, expected = case("wilson")

    for (count, n), ends in zip(inputs["rows"], expected["rows_pct"], strict=True):
        found = wilson(count, n, z=inputs["z"])

        assert found is not None
        assert [half_up(found.low, 2), half_up(found.high, 2)] == ends
    simple = share_margin(31 / 40, 40, z=inputs["z"])
    assert simple is not None
    ends = [half_up(100 * 31 / 40 + sign * simple.margin, 2) for sign in (-1, 1)]
    assert ends == expected["wald_31_40_pct"]


def test_mean_ci():
    inputs, expected = case("mean_ci")

    sample = sample_of(inputs["values"])
    plain, corrected = mean_interval(sample), mean_interval(sample, population=inputs["N"])

    assert plain is not None
    assert corrected is not None
    assert half_up(t_quantile(0.975, sample.n - 1), 4) == inputs["t"]
    assert expected == {
        "mean": half_up(sample.mean, 4),
        "sd": half_up(sample.sd, 6),
        "low": half_up(plain.low, 4),
        "high": half_up(plain.high, 4),
        "fpc": half_up(finite_correction(sample.n, inputs["N"]), 6),
        "low_fpc": half_up(corrected.low, 4),
        "high_fpc": half_up(corrected.high, 4),
    }


def test_t_quantiles():
    inputs, expected = case("t_quantiles")

    assert [half_up(t_quantile(0.975, df), 4) for df in inputs["df"]] == expected["t"]


def test_two_proportions():
    inputs, expected = case("two_proportions")

    found = compare_shares(inputs["x1"], inputs["n1"], inputs["x2"], inputs["n2"], z=inputs["z"])

    assert found is not None
    assert found.is_clear is False
    assert expected == {
        "p1_pct": half_up(found.percent1, 2),
        "p2_pct": half_up(found.percent2, 2),
        "diff_points": half_up(found.difference, 2),
        "pooled": half_up(found.pooled, 4),
        "z": half_up(found.z, 4),
        "p_value": half_up(found.p_value, 4),
        "diff_low": half_up(found.interval.low, 2),
        "diff_high": half_up(found.interval.high, 2),
    }


def test_welch_t():
    inputs, expected = case("welch_t")

    first, second = (Sample(inputs[f"n{i}"], inputs[f"m{i}"], inputs[f"s{i}"]) for i in (1, 2))
    found = compare_means(first, second)

    assert found is not None
    assert found.is_clear is True
    assert expected == {
        "diff": half_up(found.difference, 2),
        "se": half_up(found.se, 6),
        "t": half_up(found.t, 4),
        "df": half_up(found.df, 2),
        "p_value": half_up(found.p_value, 4),
    }


def test_benchmark():
    inputs, expected = case("benchmark")

    found = benchmark(inputs["values"], fewest=inputs["min_institutions"])

    assert found is not None
    assert found.median == expected["median"]
    assert [found.lower, found.median, found.upper] == expected["quartiles"]
    assert benchmark(inputs["values"][: inputs["min_institutions"] - 1]) is None


def test_rounding():
    inputs, expected = case("rounding")

    for (value, places), up, builtin in zip(
        inputs["values"], expected["half_up"], expected["python_round"], strict=True
    ):
        assert half_up(value, places) == up
        assert round(value, places) == pytest.approx(builtin)
