"""Many people at once in one text: positions stay whole, and nobody blocks a publication for good."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from guidelines import actions
from guidelines.actions import arranging, removed, writing
from guidelines.models import Clause, Edition, NotNow
from tests.factories import make_edition, make_guideline

ADOPTED = {"state": Edition.State.ADOPTED, "published_on": None, "in_force_from": None, "source_language": "en"}
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def text(subgroup) -> Edition:
    return make_edition(make_guideline("Surveys", code="QG-9", subgroup=subgroup), clauses=6, **ADOPTED)


def at_once(deeds: list[Callable[[], object]]) -> list[object]:
    def do(deed: Callable[[], object]) -> object:
        try:
            return deed()
        except NotNow as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as threads:
        return list(threads.map(do, deeds))


def test_d01_clauses_added_moved_and_removed_at_once_stand_in_one_order(text, secretariat):
    one, two, three, four, *_rest = text.clauses.order_by("position")
    by = {"by": secretariat}

    at_once(
        [
            *(lambda n=n: arranging.add_clause(text, heading=f"New {n}", after=None, level=1, **by) for n in range(4)),
            lambda: arranging.move_clause(four, after=None, level=1, **by),
            lambda: arranging.set_level(two, level=2, **by),
            lambda: arranging.remove_clause(three, **by),
            lambda: arranging.move_clause(one, after=three.pk, level=1, **by),
        ]
    )

    clauses = list(Clause.objects.filter(edition=text).order_by("position"))
    assert [clause.position for clause in clauses] == list(range(1, 10))
    assert [clause.number for clause in clauses] == arranging.numbers_of([clause.level for clause in clauses])
    assert sum(clause.heading_en.startswith("New") for clause in clauses) == 4
    assert [found.pk for found in removed.removed_from(text)] == [three.pk]


def test_d01_a_clause_saved_while_the_text_is_published_is_what_readers_get(text, secretariat):
    clauses = list(text.clauses.order_by("position"))

    def save(clause: Clause) -> object:
        typed = {"heading": "H", "body": f"Corrected {clause.pk}.", "base": clause.print_en}
        return writing.save_source(clause, by=secretariat, typed=typed, is_major=True, note="n")

    def publish() -> None:
        actions.publish(Edition.texts.get(pk=text.pk), today=date(2018, 6, 1), in_force_from=date(2018, 6, 1))

    outcomes = at_once([*(lambda clause=clause: save(clause) for clause in clauses), publish])

    assert not any(isinstance(outcome, Exception) for outcome in outcomes)
    for clause in Clause.objects.filter(edition=text):
        assert clause.renditions.get(language="en").body == clause.body_en == f"Corrected {clause.pk}."
