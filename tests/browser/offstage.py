"""What happens to surveys while nobody clicks: many people answer, and the clockwork runs.

Runs in a program of its own with the portal's environment; Django's own connection belongs to another database.
"""

from __future__ import annotations

import json
import random
import subprocess
import sys
from collections.abc import Sequence
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from celery import current_app
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from surveys.actions.answering import submit
from surveys.actions.running import GRACE
from surveys.forms.paper import paper_of
from surveys.models import Campaign, Item
from surveys.results.asking import layout_of
from surveys.results.layout import Layout
from surveys.results.placing import breakdowns_of, columns_of
from surveys.tasks import count_shown, fold_waiting, settle, verify

if TYPE_CHECKING:
    from tests.browser.conftest import Portal

WORDS = ("Mi svidjelo se.", "Det var lätt att hitta.", "The queue was long.", "Radno vrijeme je kratko.")


def call(portal: Portal, name: str, *given: Any) -> Any:
    """Run a function of this module behind the portal; returns what it returns."""
    words = f"import json; from tests.browser import offstage; print(json.dumps(offstage.{name}(*{given!r})))"
    command = [sys.executable, "-m", "django", "shell", "--no-imports", "-c", words]
    done = subprocess.run(command, check=False, cwd=settings.BASE_DIR, env=portal.env, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


def answer(address: str, number: int, codes: Sequence[str] = ()) -> None:
    """So many people answer, rather content, one in four with a few words."""
    campaign, dice = _find(address), random.Random(address)
    layout = layout_of(campaign.questionnaire)
    columns = columns_of(campaign, layout)
    text = campaign.questionnaire.items.filter(role=Item.Role.TEXT).order_by("position").first()
    for person in range(number):
        given = _says(layout, dice)
        written = {str(text.pk): f"{dice.choice(WORDS)} ({person})"} if text and not person % 4 else {}
        code = codes[person] if codes else ""
        submit(campaign, given, layout=layout, breakdowns=breakdowns_of(columns, given), texts=written, code=code)


def slips(address: str, number: int) -> list[list[str]]:
    """What is typed of so many slips of paper, line by line."""
    campaign, dice = _find(address), random.Random(number)
    layout, paper = layout_of(campaign.questionnaire), paper_of(campaign)
    answers = [_says(layout, dice) for _slip in range(number)]
    return [[line.typed(part) for line, part in paper.parts(given)] for given in answers]


def run_clockwork() -> None:
    """What beat calls within a day, one after the other and without a broker."""
    current_app.conf.task_always_eager = True
    for task in (fold_waiting, settle, count_shown, verify):
        task()


def let_days_pass(address: str, since_end: int) -> None:
    """Move a survey back in time, so that its last day was so many days ago; the clockwork runs."""
    last = timezone.localdate(timezone.now() - GRACE) - timedelta(days=since_end)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")  # the last day of an open survey only moves on
        Campaign.objects.filter(address=address).update(opens_on=last - timedelta(days=14), closes_on=last)
    run_clockwork()


def _find(address: str) -> Campaign:
    return Campaign.objects.select_related("questionnaire").get(address=address)


def _says(layout: Layout, dice: random.Random) -> bytes:
    """Two throws of dice and the better one; some questions offer no answers yet."""
    throws = ([dice.randint(min(1, asked.places), asked.places) for _throw in range(2)] for asked in layout.questions)
    return bytes(max(one) for one in throws)
