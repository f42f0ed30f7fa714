"""The report on a survey as PDF: tagged, in the reader's language, with every picture told in words."""

from __future__ import annotations

import pytest

from surveys.models import Campaign
from tests.factories import make_user
from tests.guidelines.structure import Element, read
from tests.surveys.factories import make_survey
from tests.surveys.payloads import estimate, make_payload, make_release

HOSTILE = ['#read("/etc/passwd") $x$ *b* <label> @ref', "😀 \u202e \x01", "a" * 200, "{{7*7}} {% debug %}", "\\ // /*"]


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "surveys"


@pytest.fixture
def campaign(institution) -> Campaign:
    return make_survey(institution, state=Campaign.State.SEALED)


def get(client, campaign, language="en", **query):
    return client.get(f"/{language}/surveys/at/{campaign.address}/results/report.pdf", query)


def told(answer) -> Element:
    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    document, root = read(answer.content)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document.trailer["/Root"]["/Metadata"].get_object().get_data()
    return root


def headings(root: Element) -> list[str]:
    return [one.words() for one in root.all("H1", "H2")]


def test_it_says_what_the_page_says_and_tells_pictures_in_words(client, campaign):
    bias = [{"by": "PRF1", "groups": [["a"], ["b"]], "answered": [60.0, 40.0], "people": [45.0, 55.0]}]
    make_release(campaign, payload=make_payload(campaign, bias=bias), is_public=True)

    answer = get(client, campaign)
    root = told(answer)

    assert answer["Content-Disposition"] == f'inline; filename="{campaign.address}-1-en.pdf"'
    assert answer["X-Robots-Tag"] == "noindex"
    assert headings(root) == [
        str(campaign), "In short", "Who answered", "Satisfaction by theme", "Question by question", "By group",
        "In their own words", "Are those who answered like all?", "How this was made",
    ]  # fmt: skip
    said = root.words()
    for words in ("satisfaction is 63 (57 to 69)", "Too long.", "Fingerprint of this release", "Words of ACC1"):
        assert words in said
    pictures = [one.row["/Alt"] for one in root.all("Figure") if "/Alt" in one.row]
    assert "63 (57 to 69)" in pictures
    assert "AGREE 1: 20%; AGREE 2: 20%; AGREE 3: 20%; AGREE 4: 20%; AGREE 5: 20%" in pictures
    assert "60% of answers, 45% of people" in pictures
    tables = [[cell.words() for cell in row.all("TH", "TD")] for row in root.all("TR")]
    assert ["ACC", "40", "63 (57 to 69)", "0.80"] in tables


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_it_stands_in_the_readers_language(client, campaign, language):
    make_release(campaign, is_public=True)

    answer = get(client, campaign, language)

    assert answer.content.count(b"/Lang(%s)" % language.encode()) or b"/Lang (%s)" % language.encode() in answer.content
    words = "Words of ACC1" if language == "en" else f"Words of ACC1 ({language})"
    assert words in told(answer).words()


def test_only_the_public_one_is_kept_on_disk(client, campaign, institution, own_folder):
    make_release(campaign)
    assert get(client, campaign).status_code == 404

    client.force_login(make_user("own@test.example", institution=institution))
    told(get(client, campaign))
    assert not own_folder.exists()

    make_release(campaign, 50, is_public=True)
    told(get(client, campaign))
    assert len(list(own_folder.iterdir())) == 1
    assert "50 people answered" in told(get(client, campaign)).words()
    assert "40 people answered" in told(get(client, campaign, release="1")).words()


@pytest.mark.parametrize("typed", HOSTILE)
def test_whatever_people_wrote_is_set_as_text(client, campaign, typed):
    texts = {"OPN1": {"n": 12, "withheld": 0, "themes": [{"name": typed, "texts": [typed, "safe"]}]}}
    make_release(campaign, payload=make_payload(campaign, texts=texts), is_public=True)
    Campaign.objects.filter(pk=campaign.pk).update(title_en=typed)

    assert "safe" in told(get(client, campaign)).words()


def test_blurred_and_withheld_have_words_and_no_picture(client, campaign):
    payload = make_payload(campaign)
    payload["cells"][0]["dimensions"]["ACC"] = None
    payload["cells"][0]["dimensions"]["STF"] = estimate(90.0, half=None) | {"bound": "least"}
    make_release(campaign, payload=payload, is_public=True)

    said = told(get(client, campaign)).words()

    assert "ACC: Not shown, to protect those who answered" in said
    assert "STF: at least 90" in said
