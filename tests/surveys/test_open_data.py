"""Public releases as files: for everybody, unchanged, and only what is public."""

from __future__ import annotations

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from surveys.models import Release
from tests.pages import squeezed
from tests.surveys.factories import make_survey
from tests.surveys.payloads import make_release

URL = "/en/surveys/open-data/"
pytestmark = pytest.mark.django_db


@pytest.fixture
def public(institution) -> Release:
    return make_release(make_survey(institution, state="sealed", title_en="Counter survey"), is_public=True)


def address(release: Release, form: str) -> str:
    return f"{URL}{release.campaign.address}/{release.number}.{form}"


def test_visitors_find_public_releases_only(client, public):
    secret = make_release(make_survey(state="sealed", title_en="Not for everybody"))
    page = squeezed(client.get(URL))

    assert "Counter survey" in page
    assert address(public, "json") in page
    assert "Not for everybody" not in page
    assert {client.get(address(secret, form)).status_code for form in ("json", "csv")} == {404}


def test_not_even_its_own_people_find_an_unpublished_release_here(client, public, member):
    Release.objects.filter(pk=public.pk).update(is_public=False)
    client.force_login(member)

    assert client.get(address(public, "json")).status_code == 404
    assert "No results have been made public yet" in squeezed(client.get(URL))


def test_the_json_is_the_release_as_it_was_made(client, public):
    told = client.get(address(public, "json")).json()

    assert (told["payload"], told["card"], told["sha256"]) == (public.payload, public.card, public.sha256)
    assert told["survey"]["institution"]["code"] == "records"
    assert told["questions"]["ACC1"]["answers"]["1"]["sv"] == "AGREE 1 (sv)"
    assert told["dimensions"]["ACC"]["bs"] == "ACC (bs)"


def test_the_csv_holds_figures(client, public):
    response = client.get(address(public, "csv"))
    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))

    assert {row["survey"] for row in rows} == {public.campaign.address}
    assert next(row["value"] for row in rows if row["kind"] == "overall") == "62.5"
    assert set(rows[0]) <= set(squeezed(client.get(URL)).replace("<", " ").replace(">", " ").split())


@pytest.mark.parametrize("form", ["json", "csv"])
def test_who_has_it_already_gets_a_short_answer(client, public, form):
    first = client.get(address(public, form))
    again = client.get(address(public, form), headers={"If-None-Match": first.headers["ETag"]})

    assert (again.status_code, again.content) == (304, b"")
    assert client.head(address(public, form)).headers["ETag"] == first.headers["ETag"]
    assert not first.cookies


def test_unknown_files_are_not_found(client, public):
    for end in (f"{public.campaign.address}/2.json", f"{public.campaign.address}/1.xml", "nobody/1.csv"):
        assert client.get(URL + end).status_code == 404
    assert client.get(f"{URL}?page=x").status_code == 200


def test_the_list_costs_the_same_for_many(client, public):
    counts = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as queries:
            client.get(URL)
        counts.append(len(queries))
        for _number in range(3):
            make_release(make_survey(state="sealed"), is_public=True)
    assert counts[0] == counts[1]
