"""The measured plan: real rows in every corner, and a complaint when queries grow."""

from __future__ import annotations

from typing import Any

import pytest

from qmportal.management.bench import plan as bench
from qmportal.management.bench.data import Data
from workplans.models import Activity, Deadline, DeadlineProposal, Dependency, ProgressReport

NO_SERVER: Any = None


@pytest.fixture
def small(monkeypatch, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    monkeypatch.setattr(bench, "SIZES", (30, 70))
    monkeypatch.setattr(bench, "ROUNDS", 1)
    monkeypatch.setattr(bench, "ratios_of", lambda *_asked: (0.5, 2.0))  # needs a server of its own


def test_the_plan_grows_with_moves_reports_dependencies_and_proposals(db):
    data = Data()

    for size in (40, 80):
        bench.grow_plan(data, size)

        assert Activity.objects.count() == size
        for made in (Deadline.objects.filter(version=2), ProgressReport.objects, Dependency.objects):
            assert made.count() >= size / 8
        assert DeadlineProposal.objects.count() > size / 20


def test_each_page_and_size_has_its_figures(db, small):
    said: list[str] = []

    trouble = bench.measure_plan(said.append, lambda: None, NO_SERVER)

    assert trouble == []
    names = {line.split(":")[0] for line in said}
    assert names == {
        f"plan.{page}_{size}.{figure}"
        for page in ("timeline", "plan", "table")
        for size in (30, 70)
        for figure in ("queries", "ratio_to_sql", "ratio_to_bare", "page_kib", "sent_kib")
    }
    assert {line for line in said if "timeline" in line and "queries" in line} == {
        "plan.timeline_30.queries: 6",
        "plan.timeline_70.queries: 6",
    }


def test_growing_queries_are_told(db, small, monkeypatch):
    counted = iter(range(10))
    monkeypatch.setattr(bench, "measure", lambda *_asked: bench.Measured(next(counted), 1.0, 1.0, 1, 1))

    trouble = bench.measure_plan(lambda _line: None, lambda: None, NO_SERVER)

    assert trouble[0] == "timeline takes 0 queries with 30 activities, 3 with 70"
