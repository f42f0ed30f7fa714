"""A million answers: taken in by the real page, folded by the real fold, counted anew, released and read.

The same counts over one row for each answer to each question, in the same run, say what the bytes are worth.
"""

from __future__ import annotations

import itertools
import random
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse
from django.utils import timezone
from psycopg.types.json import Jsonb

from institutions.models import Institution
from qmportal.management.bench.data import Data, words
from qmportal.management.bench.load import COUNTER
from qmportal.management.bench.pages import CONNECTIONS, Page, queries_of, ratios_of, speed
from qmportal.management.bench.server import Measured, Server
from surveys.actions.answering import issue_codes
from surveys.actions.doorkeeping import new_page
from surveys.actions.folding import fold, recount, seal, totals
from surveys.actions.releasing import publish, release
from surveys.models import (
    Campaign,
    CampaignDimension,
    Dimension,
    Item,
    Questionnaire,
    Response,
    Scale,
    ScaleOption,
)
from surveys.results.asking import layout_of
from surveys.results.layout import NONE, NOT_APPLICABLE, Layout
from surveys.results.sheets import sheet_in_use

MILLION = 1_000_000  # responses, unless told otherwise
INSTITUTIONS, DIMENSIONS, RATINGS = 10, 5, 4  # 20 ratings, 3 questions on everything, 2 on background: 25 bytes
PLACES, GROUPS, WHOLE = 5, 4, 3
MISSING = 0.04  # of all answers
BATCH = 50_000  # answers written at once before they are folded
ROUNDS, SECONDS, POSTS = 3, 0.7, 400  # of the page that takes answers in; posts of one connection and round

# how often each answer was given, together with the one on everything: sums of these are the simple counts
NARROW_PAIRS = """
    SELECT one.campaign_id, one.item, one.code, everything.code, count(*)
    FROM bench_narrow AS one JOIN bench_narrow AS everything USING (response)
    WHERE everything.item = %(overall)s
    GROUP BY one.campaign_id, one.item, one.code, everything.code
"""
# of each index: how many count in it, the sum of their means in hundredths of a point, and of the squares
NARROW_MOMENTS = """
    SELECT campaign_id, name, count(*), sum(mean), sum(mean * mean)
    FROM (
        SELECT campaign_id, name, response, round(avg((code - 1) * 2500))::bigint AS mean
        FROM bench_narrow JOIN bench_member USING (item)
        WHERE code BETWEEN 1 AND 5
        GROUP BY campaign_id, name, response
        HAVING 2 * count(*) >= (SELECT count(*) FROM bench_member AS all_of_it WHERE all_of_it.name = bench_member.name)
    ) AS people
    GROUP BY campaign_id, name
"""


def measure_surveys(
    write: Callable[[str], Any], analyse: Callable[[], None], data: Data, server: Server, *, many: int = MILLION
) -> list[str]:
    """Write one figure a line; return where counts are not those of the answers."""
    questionnaire = make_questionnaire()
    layout = layout_of(questionnaire)
    data.grow(INSTITUTIONS)
    campaigns = [make_campaign(institution, questionnaire) for institution in data.institutions[:INSTITUTIONS]]
    folding = sum(load(campaign, layout, many // INSTITUTIONS) for campaign in campaigns)
    analyse()
    number = Response.objects.count()
    write(f"surveys.responses: {number}")
    write(f"surveys.fold_us_per_response: {1e6 * folding / number:.1f}")
    write(f"surveys.bytes_per_response: {stored_bytes() / number:.0f}")

    begun = time.perf_counter()
    again = [recount(campaign, layout) for campaign in campaigns]
    whole = time.perf_counter() - begun
    write(f"surveys.full_recount_seconds: {whole:.2f}")
    trouble = [
        f"the counts of {campaign.address} are not those of its answers"
        for campaign, counts in zip(campaigns, again, strict=True)
        if counts != totals(campaign, layout)
    ]
    write(f"surveys.recount_speedup_to_narrow: {narrow_recount(layout) / whole:.1f}")
    measure_results(write, campaigns[0], data, server)
    measure_submit(write, data.institutions[0], questionnaire, server)
    return trouble


def make_questionnaire() -> Questionnaire:
    """25 questions with a scale, in three languages."""
    asked = Questionnaire.objects.create(code="bench", audience="users", **words("title", "Questionnaire"))
    agree, groups = make_scale("bench-agree", PLACES), make_scale("bench-group", GROUPS, is_ordered=False)
    places = itertools.count(1)

    def ask(code: str, role: str, scale: Scale, dimension: Dimension | None = None) -> None:
        about = {"scale": scale, "dimension": dimension, "position": next(places), "code": code}
        Item.objects.create(questionnaire=asked, role=role, **about, **words("text", f"Question {code}"))

    for number in range(1, DIMENSIONS + 1):
        dimension = Dimension.objects.create(
            questionnaire=asked, position=number, code=f"D{number}", **words("name", f"Dimension {number}")
        )
        for place in range(1, RATINGS + 1):
            ask(f"D{number}{place}", Item.Role.RATING, agree, dimension)
    for number in range(WHOLE):
        ask(f"O{number}", Item.Role.OVERALL, agree)
    for number in range(2):
        ask(f"B{number}", Item.Role.BACKGROUND, groups)
    asked.state = Questionnaire.State.PUBLISHED
    asked.save(update_fields=["state"])
    return asked


def make_scale(code: str, places: int, *, is_ordered: bool = True) -> Scale:
    scale = Scale.objects.create(code=code)
    values = [*range(1, places + 1), *([None] if is_ordered else [])]
    ScaleOption.objects.bulk_create(
        ScaleOption(
            scale=scale,
            position=position,
            code=f"v{value}",
            value=value if is_ordered else None,
            **words("label", f"Answer {value}"),
        )
        for position, value in enumerate(values, start=1)
    )
    return scale


def make_campaign(institution: Institution, questionnaire: Questionnaire, *, mode: str = "link") -> Campaign:
    """A survey with two breakdowns; one with codes stays planned until it has them."""
    today = timezone.localdate()
    campaign = Campaign.objects.create(
        institution=institution,
        questionnaire=questionnaire,
        mode=mode,
        opens_on=today - timedelta(days=1),
        closes_on=today + timedelta(days=30),
        **words("title", "Survey"),
    )
    background = questionnaire.items.filter(role=Item.Role.BACKGROUND)
    for position, item in enumerate(background, start=1):
        groups = [[f"v{value}"] for value in range(1, GROUPS + 1)]
        CampaignDimension.objects.create(campaign=campaign, item=item, position=position, categories=groups)
    if mode == Campaign.Mode.LINK:
        Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.OPEN)
    campaign.refresh_from_db()
    return campaign


def load(campaign: Campaign, layout: Layout, number: int) -> float:
    """Let so many people answer, fold all they said, and return how many seconds folding took."""
    dice, seconds = random.Random(campaign.institution.code), 0.0  # noqa: S311 - invented answers
    for first in range(0, number, BATCH):
        wait(campaign, layout, min(BATCH, number - first), dice)
        seconds += _folded(campaign, layout)
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.CLOSED)
    campaign.refresh_from_db()
    return seconds + _folded(campaign, layout)


def _folded(campaign: Campaign, layout: Layout) -> float:
    begun = time.perf_counter()
    while fold(campaign, layout):
        pass
    return time.perf_counter() - begun


def wait(campaign: Campaign, layout: Layout, number: int, dice: random.Random) -> None:
    """Write answers among those that wait, as the page does but many at once."""
    codes = list(range(1, PLACES + 1))
    weights = [(1 - MISSING) * share for share in (0.05, 0.1, 0.2, 0.4, 0.25)]
    rated = layout.length - 2
    columns = "COPY surveys_waitinganswer (id, campaign_id, d1, d2, d3, answers, texts) FROM STDIN (FORMAT BINARY)"
    with connection.cursor() as cursor, cursor.copy(columns) as copy:
        copy.set_types(["uuid", "int8", "int2", "int2", "int2", "bytea", "jsonb"])
        for _person in range(number):
            said = dice.choices([*codes, NONE, NOT_APPLICABLE], [*weights, MISSING / 2, MISSING / 2], k=rated)
            groups = dice.choices(range(1, GROUPS + 1), k=2)
            row = (uuid.uuid4(), campaign.pk, *groups, 0, bytes([*said, *groups]), Jsonb({}))
            copy.write_row(row)


def stored_bytes() -> int:
    """Of all folded answers with their indexes."""
    parts = "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('surveys_response')"
    with connection.cursor() as cursor:
        cursor.execute(parts)
        return int(cursor.fetchone()[0])


def narrow_recount(layout: Layout) -> float:
    """Seconds for the same counts over a row for each answer to each question, in groups by the database."""
    indexes = [(name, place) for name, places in layout.members.items() for place in places]
    with connection.cursor() as cursor:
        cursor.execute(
            f"""
            CREATE UNLOGGED TABLE bench_narrow AS
            SELECT campaign_id, id AS response, place::smallint AS item, get_byte(answers, place)::smallint AS code
            FROM surveys_response, generate_series(0, {layout.length - 1}) AS place
            """  # noqa: S608 - a number of ours
        )
        cursor.execute("CREATE UNLOGGED TABLE bench_member (name text, item smallint)")
        cursor.executemany("INSERT INTO bench_member VALUES (%s, %s)", indexes)
        cursor.execute("ANALYZE bench_narrow, bench_member")
        begun = time.perf_counter()
        for counts in (NARROW_PAIRS, NARROW_MOMENTS):
            cursor.execute(counts, {"overall": layout.overall})
            cursor.fetchall()
        seconds = time.perf_counter() - begun
        cursor.execute("DROP TABLE bench_narrow, bench_member")
    return seconds


def measure_results(write: Callable[[str], Any], campaign: Campaign, data: Data, server: Server) -> None:
    """Seal and release the first survey, and read its page."""
    seal(campaign)
    begun = time.perf_counter()
    publish(release(campaign, timezone.localdate()))
    write(f"surveys.release_seconds: {time.perf_counter() - begun:.2f}")
    page = Page("results", reverse("surveys:results", args=[campaign.address]))
    write(f"surveys.release_page.queries: {queries_of(page, data)}")
    ratio, cost = ratios_of(page, data, server)
    write(f"surveys.release_page_ms_ratio_to_bare: {cost:.1f}")
    write(f"surveys.release_page.ratio_to_bare: {ratio:.3f}")


def measure_submit(
    write: Callable[[str], Any], institution: Institution, questionnaire: Questionnaire, server: Server
) -> None:
    """Answers with codes through the page, against a view that does one INSERT, by turns in the same run."""
    campaign = make_campaign(institution, questionnaire, mode=Campaign.Mode.CODES)
    codes = iter(issue_codes(campaign, ROUNDS * CONNECTIONS * POSTS + CONNECTIONS))
    Campaign.objects.filter(pk=campaign.pk).update(state=Campaign.State.OPEN)
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_row (id uuid PRIMARY KEY, answers bytea NOT NULL)")
    bare = [{"requests": [_post("/bare-insert", f"answers={COUNTER.decode()}")], "first": 0}] * CONNECTIONS
    server.measure(bare, 0.2)
    server.measure(list(_answers(campaign, codes, 1)), 0.2)
    pairs = []
    for _round in range(ROUNDS):
        inserted = server.measure(bare, SECONDS)
        pairs.append((inserted, server.measure(list(_answers(campaign, codes, POSTS)), SECONDS)))
    inserts, submits = zip(*pairs, strict=True)
    _all_are(inserts, {"204"})
    _all_are(submits, {"302"})
    taken = sum(run.answers["302"] for run in submits)
    if taken != campaign.waiting.count() - CONNECTIONS:
        raise LookupError(f"{taken} answers were acknowledged, {campaign.waiting.count()} wait")
    write(f"surveys.submit_ratio_to_insert: {speed(submits) / speed(inserts):.3f}")


def _answers(campaign: Campaign, codes: Iterator[str], number: int) -> Iterator[dict[str, Any]]:
    """For each connection so many filled-in forms, each of a page and with a code of its own."""
    url = reverse("surveys:answer", args=[campaign.address])
    sheet = sheet_in_use(campaign.questionnaire_id)
    said = {asked.name: asked.choices[0].value for asked in sheet.questions.values() if asked.choices}
    for _connection in range(CONNECTIONS):
        forms = [
            {**said, "token": new_page(campaign.address).token, "code": next(codes), "go": "send"}
            for _form in range(number)
        ]
        yield {"requests": [_post(url, urlencode(form)) for form in forms], "first": 0}


def _post(url: str, body: str) -> str:
    return (
        f"POST {url} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    )


def _all_are(runs: tuple[Measured, ...], wanted: set[str]) -> None:
    for run in runs:
        if not set(run.answers) <= wanted:
            raise LookupError(f"answers under load: {run.answers}")
