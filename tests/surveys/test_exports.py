"""S-07, REQ-5, REQ-15: what leaves the house of a released survey, for whom, and that it gives nobody away."""

from __future__ import annotations

import csv
import io
from collections import Counter
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from surveys.actions.releasing import release
from surveys.models import Campaign, Response, TextAnswer
from surveys.results.exporting.codebook import variables_of
from surveys.results.exporting.rows import answer_rows, groups_shown
from tests.surveys.factories import answer, finish, make_draft, make_survey, publish
from tests.surveys.payloads import cell, make_payload, make_release
from workplans.actions.sheets import armed_again

ROWS = ("answers.csv", "answers.xlsx", "codebook.csv", "syntax-en.sps", "ddi.xml")
FIGURES = ("results.csv", "results.xlsx")
pytestmark = pytest.mark.django_db


def body(response) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def address(campaign, name="") -> str:
    return f"/en/surveys/at/{campaign.address}/exports/{name}"


def table(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(body(response).decode("utf-8-sig"))))


@pytest.fixture
def released(institution) -> Campaign:
    """Sealed, with 40 answers of users and a release."""
    campaign = make_survey(institution)
    answer(campaign, 40)
    finish(campaign)
    make_release(campaign)
    return campaign


def test_s_07_nothing_leaves_before_the_release(client, member, institution):
    running = make_survey(institution)
    answer(running, 40)
    client.force_login(member)
    for campaign in (running, finish(running)):
        assert "No results have been released yet" in client.get(address(campaign)).content.decode()
        for name in (*ROWS, *FIGURES):
            assert client.get(address(campaign, name)).status_code == 404, name


def test_the_institution_gets_every_file(client, member, released):
    client.force_login(member)
    page = client.get(address(released)).content.decode()

    assert "with names in Swedish." in page
    for name in (*ROWS, *FIGURES, "syntax-bs.sps", "syntax-sv.sps"):
        assert address(released, name) in page
        response = client.get(address(released, name))
        assert response.status_code == 200, name
        assert "attachment" in response.headers["Content-Disposition"]
        assert body(response)
        assert body(client.head(address(released, name))) == b""


def test_answers_of_employees_never_leave_one_by_one(client, member, institution):
    campaign = make_survey(institution, audience="employees")
    answer(campaign, 40)
    make_release(finish(campaign))
    client.force_login(member)

    page = client.get(address(campaign)).content.decode()
    assert "there are figures only" in page
    assert "answers.csv" not in page
    assert {client.get(address(campaign, name)).status_code for name in ROWS} == {404}
    assert {client.get(address(campaign, name)).status_code for name in FIGURES} == {200}


def test_rows_hold_every_answer_as_codes_and_no_words(client, member, released):
    client.force_login(member)
    rows = table(client.get(address(released, "answers.csv")))

    codes = ["ACC1", "ACC2", "IMP_ACC", "STF1", "STF2", "IMP_STF", "OVR1"]
    assert list(rows[0]) == [*codes, "PRF1", "PRF2"]
    given = Counter(bytes(row) for row in Response.objects.values_list("answers", flat=True))
    assert Counter(bytes(int(row[code]) for code in codes) for row in rows) == Counter(
        {key[:7]: 0 for key in given} | dict(Counter(key[:7] for key in given.elements()))
    )
    assert "Words" not in str(rows)


def test_background_stands_only_as_it_was_released(client, member, released):
    client.force_login(member)
    rows = table(client.get(address(released, "answers.csv")))

    assert {row["PRF1"] for row in rows} == {"a+b", "c+d"}
    assert {row["PRF2"] for row in rows} == {""}, "this breakdown is withheld"


def test_req_5_no_combination_of_groups_is_smaller_than_promised(institution):
    campaign = make_survey(institution)
    answer(campaign, 33)
    finish(campaign)
    payload = make_payload(campaign, 33)
    payload["cells"] += [cell(campaign, 16, ["PRF2"], [[code]], {}) for code in "xy"]

    for k_cell in (5, 8, 12, 30):
        campaign.k_cell = k_cell
        shown = groups_shown(campaign, payload)
        rows = list(answer_rows(campaign, variables_of(campaign.questionnaire, {}), shown))
        classes = Counter(tuple(row[-2:]) for row in rows)
        assert min(classes.values()) >= k_cell or set(classes) == {("", "")}
    campaign.k_cell = 5
    assert set(groups_shown(campaign, payload)) == {"PRF1", "PRF2"}


def test_people_without_a_group_are_a_group_too(institution):
    """Three who said nothing would stand alone, so the column is empty."""
    campaign = make_survey(institution)
    answer(campaign, 37)
    finish(campaign)
    lonely = Response.objects.filter(campaign=campaign).values_list("id", flat=True)[:3]
    Response.objects.filter(campaign=campaign, id__in=list(lonely)).update(d1=0)

    assert groups_shown(campaign, make_payload(campaign, 37)) == {}


def test_columns_depend_on_the_version_and_not_on_the_answers(client, member, institution):
    asked = publish(make_draft())
    heads = set()
    for seed in (1, 2):
        campaign = make_survey(institution, questionnaire=asked)
        answer(campaign, 20 * seed, seed=seed)
        make_release(finish(campaign), n=20 * seed)
        client.force_login(member)
        heads.add(body(client.get(address(campaign, "answers.csv"))).splitlines()[0])
    assert len(heads) == 1


def test_queries_do_not_grow_with_the_answers(client, member, released):
    client.force_login(member)
    counts = []
    for number in (0, 300):
        Response.objects.bulk_create(
            Response(campaign=released, answers=bytes(9), d1=1, d2=1) for _row in range(number)
        )
        with CaptureQueriesContext(connection) as queries:
            assert len(table(client.get(address(released, "answers.csv")))) == 40 + number
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_rows_leave_in_the_order_of_their_random_keys(client, member, released):
    client.force_login(member)
    rows = table(client.get(address(released, "answers.csv")))

    ordered = Response.objects.filter(campaign=released).order_by("id").values_list("answers", flat=True)
    assert [int(row["ACC1"]) for row in rows] == [bytes(given)[0] for given in ordered]


def test_formulas_stay_text_in_cells_and_heads(client, member, institution):
    draft = make_draft()
    draft.items.filter(code="ACC1").update(text_en='=HYPERLINK("https://evil.example")', text_sv="@sum(1)")
    draft.dimensions.filter(code="ACC").update(name_bs="+1")
    campaign = make_survey(institution, questionnaire=publish(draft))
    answer(campaign, 40)
    make_release(finish(campaign))
    client.force_login(member)

    for name in ("results.csv", "codebook.csv"):
        for row in table(client.get(address(campaign, name))):
            for key, text in row.items():
                assert not key.startswith(("=", "+", "-", "@"))
                assert not text.startswith(("=", "+", "@")), text
        assert armed_again("'@sum(1)") == "@sum(1)"
    for name in ("results.xlsx", "answers.xlsx"):
        whole = body(client.get(address(campaign, name)))
        book = CalamineWorkbook.from_filelike(io.BytesIO(whole))
        assert len(book.sheet_names) == 2
        assert b"<f>" not in whole


def test_figures_say_what_is_withheld_and_never_zero(client, member, institution):
    campaign = make_survey(institution, audience="employees")
    answer(campaign, 40)
    payload = make_payload(finish(campaign))
    payload["cells"][0]["items"]["ACC1"] = None
    payload["cells"][0]["items"]["ACC2"] |= {"counts": None, "blur": (4, 90.0)}
    payload["cells"][0]["dimensions"]["STF"] |= {"value": 10.0, "low": None, "high": None, "bound": "most"}
    make_release(campaign, payload=payload)
    client.force_login(member)

    rows = table(client.get(address(campaign, "results.csv")))
    whole = [row for row in rows if not row["by"]]
    silent = [row for row in whole if row["code"] == "ACC1"]
    blurred = [row for row in whole if row["code"] == "ACC2"]
    assert [(row["value"], row["note"]) for row in silent] == [("", "withheld")]
    assert ("percent", "5", "90.0", "at least") in [
        (row["statistic"], row["place"], row["value"], row["note"]) for row in blurred
    ]
    assert "answers" not in [row["statistic"] for row in blurred]
    bounded = next(row for row in whole if row["kind"] == "dimension" and row["code"] == "STF")
    assert (bounded["value"], bounded["low"], bounded["note"]) == ("10.0", "", "at most")
    assert [(row["value"], row["note"]) for row in rows if row["by"] == "PRF2"] == [("", "withheld")]
    dimension = next(row for row in whole if row["kind"] == "dimension" and row["code"] == "ACC")
    assert (dimension["value"], dimension["low"], dimension["high"], dimension["n"]) == ("62.5", "56.5", "68.5", "40")
    merged = next(row for row in rows if row["by"] == "PRF1")
    assert (merged["group"], merged["group_sv"]) == ("a+b", "Group a (sv), Group b (sv)")


def test_unknown_files_and_large_workbooks_are_not_found(client, member, released, monkeypatch):
    client.force_login(member)
    monkeypatch.setattr("surveys.views.exports.LARGEST_WORKBOOK", 39)

    assert client.get(address(released, "answers.xlsx")).status_code == 404
    assert "at most 39 answers" in client.get(address(released)).content.decode()
    for name in ("texts.csv", "answers.ods", "syntax-de.sps", "answers.csv%00"):
        assert client.get(address(released, name)).status_code == 404, name


def test_only_people_of_the_institution_get_files(client, released, outsider, secretariat, admin):
    for name in ("", "results.csv", "answers.csv"):
        client.logout()
        assert client.get(address(released, name)).status_code == 302
        for who in (outsider, secretariat, admin):
            client.force_login(who)
            assert client.get(address(released, name)).status_code == 403


def test_a_computed_release_goes_out_whole(client, member, institution):
    """The same with a release as it is really made: rows and figures agree on every group shown."""
    campaign = make_survey(institution)
    answer(campaign, 120)
    finish(campaign)
    TextAnswer.objects.filter(campaign=campaign).update(state="kept", shown="Words shown")
    made = release(campaign, date(2018, 11, 1))
    client.force_login(member)
    rows = table(client.get(address(campaign, "answers.csv")))
    figures = table(client.get(address(campaign, "results.csv")))

    assert len(rows) == made.n == 120
    shown = [code for code in ("PRF1", "PRF2") if any(row[code] for row in rows)]
    assert shown, "at least one breakdown is large enough"
    for code in shown:
        counted = {row["group"]: int(row["value"]) for row in figures if row["by"] == code and row["kind"] == "survey"}
        assert Counter(row[code] for row in rows if row[code]) == counted
    whole = [row for row in figures if not row["by"] and row["code"] == "ACC1" and row["place"] and not row["note"]]
    answered = Counter(row["ACC1"] for row in rows)
    assert {row["place"]: int(row["value"]) for row in whole} == {str(k): answered[str(k)] for k in range(1, 6)}
    for name in (*ROWS, *FIGURES):
        assert body(client.get(address(campaign, name))), name
