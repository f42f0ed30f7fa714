"""From the last release to this one: surveys that ran before there were answers keep their place, and get promises."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

from surveys.actions.releasing import Obstacle, preview
from surveys.actions.running import close_due, seal_due
from surveys.models import Campaign, Questionnaire
from surveys.models.campaigns import ADDRESS_SIGNS
from surveys.results.asking import layout_of
from surveys.results.fingerprints import fingerprint

LAST = [("surveys", "0001_initial")]
STATES = ("planned", "open", "closed")


def migrate(targets: list[tuple[str, str]]) -> Any:
    """Migrate, and return the models as they were then."""
    MigrationExecutor(connection).migrate(targets)
    return MigrationExecutor(connection).loader.project_state(targets).apps


@pytest.fixture
def last_release(transactional_db) -> Iterator[Any]:
    newest = MigrationExecutor(connection).loader.graph.leaf_nodes()  # also of rooms that stand on this one
    yield migrate(LAST), newest
    migrate(newest)


def write_as_then(apps: Any) -> None:
    """A published questionnaire with a question, and a survey in each state."""
    old = {name: apps.get_model("surveys", name) for name in ("Questionnaire", "Scale", "Item", "Campaign")}
    body = apps.get_model("institutions", "Institution").objects.create(code="records", name_en="Records")
    asked = old["Questionnaire"].objects.create(code="asked", audience="users", state="published", title_en="Asked")
    scale = old["Scale"].objects.create(code="agree")
    for place in (1, 2):
        scale.options.create(position=place, code=str(place), value=place, label_en=str(place))
    asked.items.create(code="A1", role="rating", position=1, scale=scale, text_en="Good?")
    days = {"opens_on": date(2018, 9, 1), "closes_on": date(2018, 10, 1)}
    for state in STATES:
        words = {"title_en": state, "invited": 40, "state": state}
        old["Campaign"].objects.create(institution=body, questionnaire=asked, **words, **days)


def test_surveys_of_the_last_release_go_on(last_release, client):
    apps, newest = last_release
    write_as_then(apps)

    migrate(newest)
    surveys = {one.state: one for one in Campaign.objects.for_list()}
    asked = Questionnaire.objects.get()

    assert set(surveys) == set(STATES)
    addresses = {one.address for one in surveys.values()}
    assert len(addresses) == len(STATES)
    assert not set("".join(addresses)) - set(ADDRESS_SIGNS)
    assert {(one.k_total, one.k_cell, one.fold_size, one.mode) for one in surveys.values()} == {(10, 10, 10, "link")}
    assert layout_of(asked).length == 1
    assert len(fingerprint(asked)) == 64
    assert [client.get(surveys[state].get_absolute_url()).status_code for state in STATES] == [404, 200, 200]
    with pytest.raises(DatabaseError), transaction.atomic():
        Campaign.objects.filter(state="open").update(k_total=5)

    later = datetime(2018, 10, 3, 12, tzinfo=UTC)
    assert close_due(later) == 1
    assert seal_due(later) == len(STATES) - 1
    assert preview(Campaign.objects.get(pk=surveys["closed"].pk)).obstacles == [Obstacle.TOO_FEW]
