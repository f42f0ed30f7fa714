"""What the columns of exported answers mean: codebook, SPSS syntax and DDI-Codebook."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.utils.translation import override

from surveys.models import ScaleOption
from surveys.results.exporting.codebook import KEYS, codebook_rows, variables_of
from surveys.results.exporting.ddi import LANGUAGE, ddi
from surveys.results.exporting.syntax import quoted, spss_names, syntax
from tests.surveys.factories import make_draft, make_survey, publish
from tests.surveys.payloads import make_release

GROUPS = {"PRF1": [["a", "b"], ["c", "d"]]}
NAMES = {"d": "ddi:codebook:2_5"}
# the order of the schema, of what is written here
ORDER = ["labl", "qstn", "catgry", "concept", "varFormat"]
pytestmark = pytest.mark.django_db


def rows_of(variables):
    return [dict(zip(KEYS, row, strict=True)) for row in codebook_rows(variables)]


def test_the_codebook_explains_codes_in_every_language():
    rows = rows_of(variables_of(publish(make_draft()), GROUPS))

    first = [row for row in rows if row["variable"] == "ACC1"]
    assert [(row["code"], row["value"], row["missing"]) for row in first] == [
        *((place, place, False) for place in range(1, 6)),
        (254, None, True),
        (0, None, True),
    ]
    assert (first[0]["text_bs"], first[0]["label_sv"]) == ("Words of ACC1 (bs)", "AGREE 1 (sv)")
    assert (first[0]["caf"], first[0]["iso"], first[0]["comparability"]) == ("6.1", "9.1.2", "new")
    assert first[-1]["label_en"] == "No answer"
    assert "OPN1" not in {row["variable"] for row in rows}


def test_background_is_explained_as_released():
    rows = rows_of(variables_of(publish(make_draft()), GROUPS))

    assert [(row["code"], row["label_bs"]) for row in rows if row["variable"] == "PRF1"] == [
        ("a+b", "Group a (bs), Group b (bs)"),
        ("c+d", "Group c (bs), Group d (bs)"),
    ]
    assert [(row["code"], row["label_en"]) for row in rows if row["variable"] == "PRF2"] == [(None, "")]


def test_the_codebook_is_the_same_whoever_reads_it():
    asked = publish(make_draft())
    read = rows_of(variables_of(asked, GROUPS))
    with override("sv"):
        assert rows_of(variables_of(asked, GROUPS)) == read


def test_spss_gets_names_labels_and_missing_values():
    text = syntax(variables_of(publish(make_draft()), GROUPS), "sv", "answers.csv")

    assert text.startswith("\ufeff* Encoding: UTF-8.\nGET DATA\n  /TYPE=TXT\n  /FILE='answers.csv'")
    assert "    ACC1 F3.0\n" in text
    assert "    PRF1 A120\n" in text
    assert "VARIABLE LABELS\n  ACC1\n    'Words of ACC1 (sv)'\n  /ACC2" in text
    assert "  /PRF1\n    'a+b' 'Group a (sv), Group b (sv)'" in text
    assert "    254 'AGREE na (sv)'\n" in text
    assert re.search(r"MISSING VALUES\n(  \w+\n)+  \(0, 254\)\.\nEXECUTE\.\n$", text)
    assert max(len(line.encode()) for line in text.splitlines()) < 256


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It's", "'It''s'"),
        ("two\nlines\r\n.\nEXECUTE", "'two lines . EXECUTE'"),
        ("", "''"),
        ("nul\x00 and \u202e", "'nul and'"),
        ("š" * 61, "'" + "š" * 60 + "' +\n    'š'"),
    ],
)
def test_labels_cannot_leave_their_quotes(text, expected):
    assert quoted(text, 250) == expected


def test_long_labels_are_cut_at_whole_signs():
    assert quoted("š" * 100, 120) == "'" + "š" * 58 + "…" + "'"


def test_names_are_names_for_spss():
    assert spss_names(["US-ACC-03", "US_ACC_03", "1st", "and", "---", "x" * 70]) == [
        "US_ACC_03",
        "US_ACC_03_2",
        "V_1st",
        "V_and",
        "V",
        "x" * 60,
    ]


def test_ddi_describes_study_and_variables(institution):
    draft = make_draft()
    draft.items.filter(code="ACC1").update(text_en="Less < more & \x0b strange")
    campaign = make_survey(institution, questionnaire=publish(draft))
    release = make_release(campaign)
    whole = ElementTree.fromstring(ddi(release, variables_of(campaign.questionnaire, GROUPS), "answers.csv"))

    assert whole.tag == "{ddi:codebook:2_5}codeBook"
    assert [part.tag.split("}")[1] for part in whole] == ["stdyDscr", "fileDscr", "dataDscr"]
    assert whole.findtext("d:stdyDscr/d:citation/d:titlStmt/d:IDNo", "", NAMES) == f"{campaign.address}/1"
    assert whole.findtext("d:fileDscr/d:fileTxt/d:dimensns/d:caseQnty", "", NAMES) == "40"
    variables = whole.findall("d:dataDscr/d:var", NAMES)
    assert [one.get("name") for one in variables][:2] == ["ACC1", "ACC2"]
    assert variables[0].findtext("d:labl", "", NAMES) == "Less < more &  strange"
    assert {one.get(LANGUAGE) for one in variables[0].findall("d:qstn/d:qstnLit", NAMES)} == {"en", "bs", "sv"}
    missing = variables[0].findall("d:catgry[@missing='Y']/d:catValu", NAMES)
    assert [one.text for one in missing] == ["254", "0"]
    for one in variables:
        places = [ORDER.index(part.tag.split("}")[1]) for part in one]
        assert places == sorted(places)
    assert len({one.get("ID") for one in variables}) == len(variables)


def test_labels_of_a_scale_follow_its_order():
    asked = make_draft()
    ScaleOption.objects.filter(scale__code="AGREE", code="na").update(position=99)
    one = variables_of(publish(asked), {})[0]

    assert [category.code for category in one.categories] == [1, 2, 3, 4, 5, 254, 0]
