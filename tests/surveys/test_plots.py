"""Pictures on the page of results: beside others, over time, importance, who answered; each with title and table."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveys.models import Campaign, Comparison, Edition
from surveys.results.reading.others import limits_of
from tests.factories import in_languages, make_user
from tests.guidelines import structure
from tests.surveys.factories import make_survey
from tests.surveys.payloads import estimate, make_payload, make_release

RANKS = re.compile(
    r"\brank|\brang|plasman|placering|\b\d+(st|nd|rd|th)\b|\b\d+:[ae]\b|\b\d+\. (mjesto|plats|place)|#\d",
    re.IGNORECASE,
)


@pytest.fixture
def person(institution):
    return make_user("own@test.example", institution=institution)


def driver(code: str, importance: float, performance: float, quadrant: str) -> dict[str, Any]:
    return {
        "code": code,
        "importance": estimate(importance, half=4.0),
        "performance": estimate(performance, half=4.0),
        "quadrant": quadrant,
    }


def full_payload(campaign: Campaign, **scores: float) -> Any:
    """With every picture there is."""
    points = [driver("ACC", 80.0, 40.0, "concentrate"), driver("STF", 60.0, 62.0, "uncertain")]
    picture = {"points": points, "importance_line": 70.0, "performance_line": 60.0}
    bias = [{"by": "PRF1", "groups": [["a", "b"], ["c", "d"]], "answered": [60.0, 40.0], "people": [45.5, 54.5]}]
    return make_payload(campaign, scores=scores, stated=picture, derived=picture, bias=bias)


def compare(campaign: Campaign, release: Any, **medians: float) -> None:
    """A comparison in which the institution reads these medians of eight others."""
    code = campaign.institution.code
    views = {
        name: {code: {"institutions": 8, "median": median, "lower": median - 5, "upper": median + 5, "step": 1}}
        for name, median in medians.items()
    }
    Comparison.objects.create(
        edition=campaign.edition,
        number=1,
        made_on=date(2018, 12, 1),
        pool={code: {"release": release.pk, "measures": list(medians)}},
        payload=views,
    )


@pytest.fixture
def compared(institution) -> Campaign:
    """A survey of an edition and the one before it, both released with every picture there is."""
    before = make_survey(institution, state="sealed", opens_on=date(2017, 9, 1), closes_on=date(2017, 10, 1))
    make_release(before, payload=full_payload(before, overall=55.0), is_public=True)
    edition = Edition.objects.create(
        code="all-2018",
        questionnaire=before.questionnaire,
        opens_on=date(2018, 9, 1),
        closes_on=date(2018, 10, 1),
        **in_languages("title", "All of 2018"),
    )
    campaign = make_survey(
        institution, state="sealed", questionnaire=before.questionnaire, edition=edition, previous=before
    )
    release = make_release(campaign, payload=full_payload(campaign, ACC=80.0, STF=30.0), is_public=True)
    compare(campaign, release, overall=60.0, ACC=60.0, STF=50.0)
    return campaign


def page(client, campaign, language="en") -> str:
    answer = client.get(f"/{language}/surveys/at/{campaign.address}/results/")
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_institution_reads_three_words_beside_the_others_and_visitors_none(client, compared, person):
    assert "Beside other institutions" not in page(client, compared)
    client.force_login(person)
    said = page(client, compared)

    assert "The diamond is the median of 8 other institutions." in said
    assert "63 (57 to 69); others 60: within noise" in said
    assert "80 (74 to 86); others 60: above" in said
    assert "30 (24 to 36); others 50: below" in said


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_nobody_reads_a_rank(client, compared, person, language):
    client.force_login(person)
    said = page(client, compared, language)

    text = re.sub(r"<[^>]+>", " ", said[said.index("<main") : said.index("</main")])
    assert RANKS.search(text) is None


def test_rank_words_would_be_found():
    for word in ("ranked", "1st", "2. mjesto", "rangiranje", "3. plats", "1:a", "#1"):
        assert RANKS.search(word)


def test_every_picture_has_a_title_numbers_in_words_and_a_table(client, compared, person):
    client.force_login(person)
    said = page(client, compared)

    main = said[said.index("<main") : said.index("</main")]
    pictures = re.findall(r'<svg[^>]*role="img"[^>]*aria-labelledby="(\S+) (\S+)"', main)
    assert len(pictures) > 20
    assert len(pictures) == main.count('role="img"')
    for title, told in pictures:
        assert re.search(rf'<title id="{title}">[^<]+</title>', main)
        assert re.search(rf'<desc id="{told}">[^<]*\d[^<]*</desc>|<desc id="{told}">[^<]*: [^<]*</desc>', main)
    names = re.findall(r'\bid="([^"]+)"', said)
    assert len(names) == len(set(names))
    assert main.count("<figure") + main.count('<ul class="plot">') == main.count("<details>")
    assert "style=" not in main


def test_uncertain_points_have_another_shape(client, compared):
    said = page(client, compared)

    picture = said[said.index('id="stated-t"') :].split("</figure>")[0]
    assert picture.count("<circle") == 1
    assert picture.count('width="10" height="10"') == 1
    assert "STF (STF): uncertain" in picture


def test_lines_join_what_was_asked_alike(client, compared):
    said = page(client, compared)

    assert "10/2017: 55 (49 to 61); 10/2018: 63 (57 to 69)" in said


def test_lines_break_where_the_questions_changed(client, compared, institution):
    before = compared.previous
    other = make_survey(institution, state="sealed", closes_on=date(2019, 10, 1), previous=before)
    make_release(other, payload=full_payload(other), is_public=True)

    said = page(client, other)
    assert "10/2019: 63 (57 to 69); not comparable with the one before" in said


def test_the_funnel_shows_the_own_point_alone(client, compared, person):
    assert 'id="funnel"' not in page(client, compared)
    client.force_login(person)
    picture = page(client, compared).split('id="funnel"')[1].split("</figure>")[0]

    assert picture.count("<circle") == 1
    assert picture.count("<polyline") == 4


def test_limits_narrow_with_answers_and_need_a_width():
    few, many = limits_of(estimate(60.0, 40), 55.0, 20), limits_of(estimate(60.0, 40), 55.0, 80)

    assert few is not None
    assert many is not None
    assert few.outer.width == pytest.approx(2 * many.outer.width)
    assert few.inner.width < few.outer.width
    assert limits_of(estimate(60.0, 40, half=0.0), 55.0) is None
    assert limits_of(estimate(60.0, 40, half=None), 55.0) is None


def test_more_cells_and_texts_cost_no_more_queries(client, compared, person, institution):
    client.force_login(person)
    other = make_survey(institution, state="sealed", questionnaire=compared.questionnaire, edition=None)
    payload = full_payload(other)
    payload["cells"] += payload["cells"][1:] * 20
    payload["texts"]["OPN1"]["themes"] *= 30
    make_release(other, payload=payload, is_public=True)
    page(client, compared)

    with CaptureQueriesContext(connection) as few:
        page(client, compared)
    with CaptureQueriesContext(connection) as many:
        page(client, other)
    assert len(many) <= len(few)


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_nobody_reads_a_rank_on_paper(client, compared, person, language, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    client.force_login(person)
    made = client.get(f"/{language}/surveys/at/{compared.address}/results/report.pdf").content

    _document, root = structure.read(made)
    assert "10/2017" in root.words()
    assert RANKS.search(root.words()) is None
    assert list(tmp_path.iterdir()) == []  # others are for own readers: such a paper is kept nowhere
