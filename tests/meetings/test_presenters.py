"""Who presents an item: named by the secretariat, told to members, and never to visitors."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from institutions.models import Affiliation
from meetings.models import AgendaItem, Meeting, Paper
from tests.factories import in_languages, make_institution, make_meeting, make_user
from tests.pages import squeezed

URL = "/en/meetings/next/agenda/"
SAID = {"kind": "decision", "title_en": "Processes", "is_public": "on"}


@pytest.fixture
def meeting(db) -> Meeting:
    on = timezone.localdate() + timedelta(days=30)
    return make_meeting(on=on, state=Meeting.State.AGENDA_SENT, code="next")


@pytest.fixture
def host(client, secretariat):
    client.force_login(secretariat)
    return client


def test_people_of_the_group_can_present_and_others_cannot(host, meeting, member, secretariat):
    stranger = make_user("stranger@test.example")
    for person in (member, secretariat):
        assert host.post(f"{URL}add/", {**SAID, "presenter": person.pk})["Location"] == URL

    answer = host.post(f"{URL}add/", {**SAID, "presenter": stranger.pk})

    assert "presenter" in answer.context["form"].errors
    assert [item.presenter for item in meeting.items.on_agenda()] == [member, secretariat]


def test_who_left_the_group_stays_until_somebody_else_is_named(host, meeting, member):
    host.post(f"{URL}add/", {**SAID, "presenter": member.pk})
    item = meeting.items.get()
    Affiliation.objects.filter(user=member).delete()
    seen = host.get(f"{URL}{item.pk}/").context["form"]["seen"].value()

    host.post(f"{URL}{item.pk}/", {**SAID, "presenter": member.pk, "title_en": "Again", "seen": seen})

    item.refresh_from_db()
    assert (item.title_en, item.presenter) == ("Again", member)


def test_members_see_the_person_and_visitors_the_institution(client, host, meeting, institution):
    person = make_user("zora@test.example", display_name="Zora Presenter", institution=institution)
    host.post(f"{URL}add/", {**SAID, "presenter": person.pk, "presenting_body": institution.pk})
    assert "<td>Office of Records<br>Zora Presenter</td>" in squeezed(host.get(URL))

    client.logout()

    assert "<td>Office of Records</td>" in squeezed(client.get(URL))
    assert "Zora" not in client.get(URL).content.decode()


def test_the_agenda_asks_no_more_queries_for_more_presenters_and_papers(
    host, meeting, member, django_assert_max_num_queries
):
    def put(number: int) -> None:
        item = AgendaItem.objects.create(
            meeting=meeting, number=number, state="on_agenda", language="en", presenter=member,
            presenting_body=make_institution(), **in_languages("title", f"Item {number}"),
        )  # fmt: skip
        facts = {"file": "papers/x", "file_name": "x.pdf", "kind": "application/pdf", "size": 1, "scan": "none"}
        Paper.objects.create(item=item, uploaded_by=member, digest=f"{number:064}", **facts)

    def count() -> int:
        with django_assert_max_num_queries(60) as asked:
            host.get(URL)
        return len(asked)

    put(1)
    count()
    before = count()
    for number in range(2, 8):
        put(number)

    assert count() == before
