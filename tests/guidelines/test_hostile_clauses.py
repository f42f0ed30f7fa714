"""Hostile text in the editor, its preview, the history and the comparison of editions (X-01, X-13, D-24)."""

import re

import pytest

from guidelines.models import Clause, Edition
from tests.factories import make_edition, make_guideline
from tests.pace import in_pace, pace_of

DRAFT = {"state": Edition.State.DRAFT, "published_on": None, "in_force_from": None}
PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](javascript:alert(1))",
    "<a href='javascript:alert(1)'>x</a>",
    '"><script>alert(1)</script>',
    "</textarea><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "{{ 7*7 }}{% load x %}",
    "`<script>alert(1)</script>`",
    "```\n<script>alert(1)</script>\n```",
    '[[#x"><script>alert(1)</script>]]',
    '!["><script>alert(1)</script>](figure:x)',
    "x[^1]\n\n[^1]: <script>alert(1)</script>",
    "| <script>alert(1)</script> |\n|---|\n| x |",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<style>*{color:red}</style>",
]
BAD = re.compile(
    r"<script>alert|<img[^>]*onerror|<svg/onload|href=\"?(javascript|data):|<iframe|<style>\*", re.IGNORECASE
)
SOON = 40  # times as long as an ordinary text of a quarter of that length; the worst takes about twice as long
pytestmark = pytest.mark.django_db


@pytest.fixture
def clause(subgroup) -> Clause:
    guideline = make_guideline("Surveys", code="QG-9", subgroup=subgroup)
    make_edition(guideline, source_language="en")
    return make_edition(guideline, source_language="en", **DRAFT).clauses.get(number="1")


def save(client, clause: Clause, **typed):
    clause.refresh_from_db()
    form = {"heading": "H", "body": "B", "base": clause.print_en, "kind": "major", "note": "n", **typed}
    return client.post(f"/en/guidelines/clauses/{clause.pk}/edit/", form)


def pages(clause: Clause) -> list[str]:
    old = Edition.objects.get(number=1)
    here, text = f"/en/guidelines/clauses/{clause.pk}", f"/en/guidelines/texts/{clause.edition_id}"
    return [
        f"{here}/edit/",
        f"{here}/place/",
        f"{here}/en/history/",
        f"{text}/write/",
        f"{text}/compare/{old.pk}/",
        f"/en/guidelines/texts/{old.pk}/compare/{clause.edition_id}/",
    ]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_x01_nothing_runs_anywhere(client, secretariat, clause, payload):
    client.force_login(secretariat)
    form = {"heading": payload[:200], "body": payload, "base": "", "note": payload}

    preview = client.post(f"/en/guidelines/clauses/{clause.pk}/en/preview/", form, headers={"HX-Request": "true"})
    assert save(client, clause, heading=payload.splitlines()[0], body=payload, note=payload[:300]).status_code == 302
    conflict = save(client, clause, body="<script>alert(2)</script>", base="0" * 32)

    shown = [preview, conflict, *(client.get(page) for page in pages(clause))]
    assert [answer.status_code for answer in shown] == [200, 409] + [200] * 6
    assert [BAD.search(answer.content.decode()) for answer in shown] == [None] * 8


D24 = ["nul \x00", "bell \x07", "form feed \x0c", "last \uffff", "\x7f"]


@pytest.mark.parametrize("sign", D24)
@pytest.mark.parametrize("field", ["heading", "body", "note"])
def test_d24_signs_nobody_sees_are_refused_at_their_field(client, secretariat, clause, field, sign):
    client.force_login(secretariat)

    answer = save(client, clause, **{field: f"a{sign}b"})

    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    clause.refresh_from_db()
    assert clause.text_in("en")[0] == "Clause 1"


@pytest.mark.parametrize(
    "text", ["👩‍👩‍👧 𝔘𝔫𝔦𝔠𝔬𝔡𝔢", "a" + "\u0301" * 10_000, "\u202egninrut\u202c", "č" * 90_000, "\t\r\n\r x"]
)
def test_d24_odd_but_honest_text_is_kept(client, secretariat, clause, text):
    client.force_login(secretariat)

    assert save(client, clause, body=text).status_code == 302
    assert [client.get(page).status_code for page in pages(clause)] == [200] * 6


def test_d24_too_much_is_refused_and_kept_on_the_page(client, secretariat, clause):
    client.force_login(secretariat)

    answer = save(client, clause, heading="h" * 201, body="x" * 1_000_000)

    assert answer.status_code == 200
    assert set(answer.context["form"].errors) == {"heading", "body"}
    assert "x" * 1000 in answer.content.decode()


def test_letters_are_composed_and_lines_end_alike(client, secretariat, clause):
    client.force_login(secretariat)

    save(client, clause, heading="c\u030cekanje", body="one\r\ntwo\rthree  \r\n\r\n")

    clause.refresh_from_db()
    assert clause.text_in("en") == ("čekanje", "one\ntwo\nthree")


def journey(client, clause: Clause, text: str) -> list[int]:
    """Write it, look at it, change it, and open every page that shows it."""
    client.post(f"/en/guidelines/clauses/{clause.pk}/en/preview/", {"heading": "H", "body": text})
    save(client, clause, body=text)
    save(client, clause, body=text[::-1] + "x")
    return [client.get(page).status_code for page in pages(clause)]


@pytest.fixture(scope="module")
def measured() -> list[float]:
    return []


@pytest.fixture
def pace(measured, client, secretariat, clause) -> float:
    """How long the journey of an ordinary text of a quarter of that length takes; found out once."""
    client.force_login(secretariat)
    if not measured:
        measured.append(pace_of(lambda: journey(client, clause, "Ask *every* citizen twice a year.\n\n" * 425)))
    return measured[0]


@pytest.mark.parametrize(
    "text", ["[" * 60_000, "- " * 30_000, "> " * 30_000, "*a_" * 20_000, "|" * 60_000, "[^1]" * 15_000]
)
def test_x13_hostile_texts_are_previewed_and_compared_in_time(client, clause, text, pace):
    assert in_pace(lambda: journey(client, clause, text), SOON * pace) == [200] * 6
