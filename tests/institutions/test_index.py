"""The list of institutions: today's, earlier ones, and the subgroups."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from institutions.models import GroupMembership, Institution, Subgroup
from tests.factories import make_institution, make_subgroup

EVERYBODY = ["member", "lead", "coordinator", "secretariat", "admin", "outsider"]


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def named_everywhere(name: str) -> Institution:
    return make_institution(name_en=name, name_bs=name, name_sv=name)


def test_bosnian_order_puts_c_with_caron_after_c(client, db):
    for name in ("Žiro", "Čudo", "Zavod", "Ćilim", "Cvijet", "Džep", "Đak", "Duga"):
        named_everywhere(name)

    found = re.findall(r"/institutions/[\w-]+/\">(\w+)<", client.get("/bs/institutions/").content.decode())

    assert found == ["Cvijet", "Čudo", "Ćilim", "Duga", "Džep", "Đak", "Zavod", "Žiro"]


def test_swedish_order_puts_a_with_ring_last(client, db):
    for name in ("Åland", "Örebro", "Zon", "Ängel"):
        named_everywhere(name)

    found = re.findall(r"/institutions/[\w-]+/\">(\w+)<", client.get("/sv/institutions/").content.decode())

    assert found == ["Zon", "Åland", "Ängel", "Örebro"]


def test_members_observers_and_earlier_members(client, db):
    today = timezone.localdate()
    make_institution("Full Member")
    watching = make_institution("Watching Body", in_group=False)
    GroupMembership.objects.create(
        institution=watching, kind=GroupMembership.Kind.OBSERVER, valid_from=date(2018, 3, 4)
    )
    gone = make_institution("Gone Body", in_group=False)
    GroupMembership.objects.create(institution=gone, valid_from=date(2013, 1, 1), valid_to=date(2017, 1, 1))
    coming = make_institution("Coming Body", in_group=False)
    GroupMembership.objects.create(institution=coming, valid_from=today + timedelta(days=1))
    make_institution("Never a Member", in_group=False)

    text = text_of(client.get("/en/institutions/"))

    assert "1 member of the group Full Member" in text
    assert "Observer Watching Body agency observer since 4 March 2018" in text
    assert "Earlier members Gone Body agency member from 1 January 2013 until 31 December 2016" in text
    assert "Coming" not in text
    assert "Never" not in text


def test_the_last_day_of_a_membership_still_counts(client, db):
    today = timezone.localdate()
    leaving, left = make_institution("Leaving", in_group=False), make_institution("Left", in_group=False)
    GroupMembership.objects.create(institution=leaving, valid_from=date(2013, 1, 1), valid_to=today + timedelta(days=1))
    GroupMembership.objects.create(institution=left, valid_from=date(2013, 1, 1), valid_to=today)

    response = client.get("/en/institutions/")

    assert [body.name for body in response.context["institutions"]] == ["Leaving"]
    assert [body.name for body in response.context["former"]] == ["Left"]


def test_subgroups_that_work_today(client, db):
    make_subgroup("Surveys", code="surveys")
    make_subgroup("Closed one", state=Subgroup.State.CLOSED)

    content = client.get("/bs/institutions/").content.decode()

    assert '<a href="/bs/subgroups/surveys/">Surveys (bs)</a>' in content
    assert "Closed one" not in content


def test_nobody_yet(client, db):
    assert "The institutions of the group have not been entered yet." in text_of(client.get("/en/institutions/"))


@pytest.mark.parametrize("who", EVERYBODY)
def test_whoever_signed_in_sees_the_same_list(client, request, who):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/en/institutions/").status_code == 200


def test_a_visitor_gets_no_cookie_and_only_reads(client, institution):
    assert not client.get("/en/institutions/").cookies
    assert client.post("/en/institutions/").status_code == 405


def test_query_count_is_the_same_for_one_institution_and_many(client, db):
    counted = []
    for more in (1, 3):
        for _number in range(more):
            make_institution()
        with CaptureQueriesContext(connection) as queries:
            client.get("/en/institutions/")
        counted.append(len(queries))

    assert counted[0] == counted[1] <= 5
