"""From the last release to this one: what everybody could read, everybody goes on reading."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from guidelines.models import Edition, Rendition

LAST = [("guidelines", "0001_initial")]


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
    """A published edition with a stale and a missing translation, and a draft."""
    guideline = apps.get_model("guidelines", "Guideline").objects.create(code="QG-7", title_en="Asking")
    clause = apps.get_model("guidelines", "Clause").objects
    dates = {"published_on": date(2016, 11, 17), "in_force_from": date(2016, 11, 17)}
    for number, (state, days) in enumerate((("published", dates), ("draft", {})), start=1):
        edition = apps.get_model("guidelines", "Edition").objects.create(
            guideline=guideline, number=number, year=2016, state=state, source_language="bs", **days
        )
        whole = clause.create(
            edition=edition,
            position=1,
            number="1",
            anchor="one",
            heading_bs="Jedan",
            body_bs="*Prva*",
            heading_sv="Ett",
        )
        whole.refresh_from_db()
        whole.translated_from = {"sv": whole.print_bs}
        whole.save(update_fields=["translated_from"])
        clause.create(
            edition=edition, position=2, number="2", anchor="two", heading_bs="Dva", heading_en="Two", body_en=None,
            translated_from={"en": "older"},
        )  # fmt: skip


def test_what_was_public_is_what_readers_get(last_release, client):
    apps, newest = last_release
    write_as_then(apps)

    migrate(newest)

    edition, draft = Edition.objects.order_by("number")
    given = Rendition.objects.values_list("clause__edition", "clause__anchor", "language", "heading")
    assert set(given) == {
        (edition.pk, "one", "bs", "Jedan"),
        (edition.pk, "one", "sv", "Ett"),
        (edition.pk, "two", "bs", "Dva"),
        (edition.pk, "two", "en", "Two"),
    }
    assert edition.coverage() == {"en": "partial", "bs": "source", "sv": "partial"}
    states = [[clause.public_state_in(code, "bs") for code in ("en", "sv")] for clause in edition.clauses.all()]
    assert states == [["missing", "current"], ["stale", "missing"]]
    assert edition.clauses.get(anchor="one").is_signed("sv", "bs")
    assert (edition.text_version, draft.text_version) == (1, 0)
    assert "<em>Prva</em>" in client.get("/bs/guidelines/QG-7/").content.decode()
