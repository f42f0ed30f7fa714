"""L5: a release is evidence by itself, with what came before and what followed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveys.actions import improving
from surveys.models import Campaign, Evidence, Release
from surveys.results.filing import in_order
from tests.pages import squeezed
from tests.surveys.factories import make_draft, make_survey, publish
from tests.surveys.payloads import make_payload, make_release

URL = "/en/surveys/evidence/"
pytestmark = pytest.mark.django_db


def file(release: Release) -> Release:
    """What the release is evidence of."""
    filed = {("caf", "6.1"): [], ("caf", "1.3"): ["ACC", "ACC1"], ("iso", "9.1.2"): ["OVR1"]}
    for (standard, reference), codes in filed.items():
        Evidence.objects.create(release=release, standard=standard, reference=reference, codes=codes)
    return release


@pytest.fixture
def release(institution) -> Release:
    campaign = make_survey(institution, questionnaire=publish(make_draft(code="asked")), state="sealed")
    rate = {"n": 100, "value": 40.0, "low": None, "high": None, "bound": ""}
    return file(make_release(campaign, payload=make_payload(campaign, scores={"ACC": 48.0}, rate=rate)))


def test_releases_stand_under_what_they_speak_to(client, member, release):
    client.force_login(member)
    answer = client.get(URL)

    told = {(standard, key): rows for standard, keys in answer.context["standards"] for key, rows in keys}
    assert [key for _standard, key in told] == ["1.3", "6.1", "9.1.2"]
    (row,) = told["caf", "1.3"]
    assert (row["name"], row["value"], row["n"], row["rate"]) == ("ACC", "48 (42 to 54)", 40, "40%")
    assert [row["name"] for row in told["caf", "6.1"]] == ["All ratings together"]
    assert [row["name"] for row in told["iso", "9.1.2"]] == ["Words of OVR1"]
    assert release.get_absolute_url() in squeezed(answer)


def test_it_tells_the_survey_before_and_what_followed(client, member, release):
    later = make_survey(
        release.campaign.institution, questionnaire=release.campaign.questionnaire, previous=release.campaign
    )
    Campaign.objects.filter(pk=later.pk).update(state="sealed")
    file(make_release(later, scores={"ACC": 60.0}))
    improving.add(later.releases.get(), measure="ACC", finding="x", title="Do it")
    client.force_login(member)

    rows = dict(client.get(URL).context["standards"][0][1])["1.3"]
    assert [(row["value"], row["before"], row["planned"]) for row in rows] == [
        ("60 (54 to 66)", "48 (42 to 54)", 1),
        ("48 (42 to 54)", "–", 0),
    ]


def test_what_changed_its_meaning_is_not_set_beside(client, member, release):
    asked = make_draft(code="asked", number=2)
    asked.items.update(comparability="same")
    asked.items.filter(code="ACC1").update(comparability="broken", comparability_reason="Other words")
    later = make_survey(release.campaign.institution, questionnaire=publish(asked), previous=release.campaign)
    Campaign.objects.filter(pk=later.pk).update(state="sealed")
    file(make_release(later))
    client.force_login(member)

    rows = dict(client.get(URL).context["standards"][0][1])["1.3"]
    assert rows[0]["before"] == "not comparable with the one before"


def test_others_see_what_is_public_and_no_improvements(client, outsider, release):
    improving.add(release, measure="ACC", finding="x", title="Do it")
    client.force_login(outsider)
    code = release.campaign.institution.code
    for asked in ("", "-", code, "nonsense"):
        assert release.get_absolute_url() not in squeezed(client.get(URL, {"institution": asked}))

    Release.objects.filter(pk=release.pk).update(is_public=True)
    rows = dict(client.get(URL, {"institution": code}).context["standards"][0][1])["1.3"]
    assert [row["planned"] for row in rows] == [None]
    assert "No results have been released yet" in squeezed(client.get(URL))


def test_only_members_read_it(client, release):
    assert client.get(URL).status_code == 302


def test_it_costs_the_same_for_many(client, member, release):
    client.force_login(member)
    counts = []
    for number in range(2):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).status_code == 200
        counts.append(len(queries))
        for _more in range(3):
            file(make_release(make_survey(release.campaign.institution, state="sealed", title_en=f"Round {number}")))
    assert counts[0] == counts[1]


def test_references_stand_in_the_order_of_the_standards():
    assert sorted(["10.3", "9.1.2", "7.1.4", "9.1", "6.1", "A.1"], key=in_order) == [
        *("A.1", "6.1", "7.1.4", "9.1", "9.1.2", "10.3"),
    ]
