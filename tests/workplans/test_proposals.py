"""The secretariat answers proposals: one click beside each, in bulk, or no with a reason; each row by itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from letters.models import Letter
from tests.factories import make_activity
from workplans.models import Activity, DeadlineProposal

URL = "/en/work-plans/proposals/"


def propose(activity: Activity, by, *, days: int = 30, **said) -> DeadlineProposal:
    said = {"precision": "day", "reason_class": "capacity", "reason": "Premalo ljudi.", **said}
    return DeadlineProposal.propose(
        activity,
        by=by,
        acting_for_id=None,
        seen_version=activity.deadline_version,
        due_on=activity.due_on + timedelta(days=days),
        **said,
    )


@pytest.fixture
def proposal(activity, lead) -> DeadlineProposal:
    return propose(activity, lead)


@pytest.fixture
def many(activity, subgroup, lead, institution) -> list[DeadlineProposal]:
    today = timezone.localdate()
    others = [make_activity(f"Other {n}", lead_body=institution, subgroup=subgroup, due_on=today) for n in range(3)]
    return [propose(one, lead) for one in (activity, *others)]


@pytest.mark.parametrize("person", ["member", "lead", "coordinator", "admin", "outsider"])
def test_members_read_but_do_not_answer(client, proposal, person, request):
    client.force_login(request.getfixturevalue(person))

    html = client.get(URL).content.decode()

    assert "Premalo ljudi." in html
    assert 'type="checkbox"' not in html
    assert client.post(URL, {"proposal": proposal.pk}).status_code == 403
    for deed in ("approve", "refuse"):
        assert client.get(f"{URL}{proposal.pk}/{deed}/").status_code == 403
        assert client.post(f"{URL}{proposal.pk}/{deed}/", {"answer": "No."}).status_code == 403
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_one_click_beside_the_proposal_approves(client, proposal, activity, secretariat, lead):
    client.force_login(secretariat)
    approve = f"{URL}{proposal.pk}/approve/"
    assert f'action="{approve}"' in client.get(f"/en/work-plans/activities/{activity.pk}/").content.decode()
    assert f'formaction="{approve}"' in client.get(URL).content.decode()

    response = client.post(approve, {"next": URL}, follow=True)

    assert response.redirect_chain == [(URL, 302)]
    assert b"Approved: activity 1.1 has its new deadline." in response.content
    proposal.refresh_from_db()
    assert (proposal.state, proposal.answered_by) == ("approved", secretariat)
    activity.refresh_from_db()
    assert activity.due_on == proposal.due_on
    assert (proposal.deadline.reason, proposal.deadline.reason_class) == ("Premalo ljudi.", "capacity")


def test_d05_approving_twice_moves_once(client, proposal, activity, secretariat):
    client.force_login(secretariat)

    assert [client.post(f"{URL}{proposal.pk}/approve/").status_code for _ in range(3)] == [302] * 3
    assert activity.deadlines.count() == 2


@pytest.mark.django_db(transaction=True)
def test_d05_approving_and_refusing_at_once_does_one_of_them(proposal, activity, secretariat):
    clients = [Client() for _ in range(8)]
    for client in clients:
        client.force_login(secretariat)

    def answer(number: int) -> int:
        deed = "approve" if number % 2 else "refuse"
        try:
            return clients[number].post(f"{URL}{proposal.pk}/{deed}/", {"answer": "No."}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        statuses = list(threads.map(answer, range(8)))

    assert sorted(statuses) == [302] * 4 + [409] * 4
    proposal.refresh_from_db()
    assert activity.deadlines.count() == (2 if proposal.state == "approved" else 1)


def test_a_large_move_asks_for_its_decision(client, activity, lead, secretariat):
    large = propose(activity, lead, days=91)
    client.force_login(secretariat)
    assert "needs a decision" in client.get(URL).content.decode()

    response = client.post(f"{URL}{large.pk}/approve/")

    assert response.status_code == 200
    assert "more than 90 days needs a decision" in response.context["form"].errors["decision"][0]
    assert activity.deadlines.count() == 1
    assert client.post(f"{URL}{large.pk}/approve/", {"decision": "2018/2-D4"}).status_code == 302
    assert activity.deadlines.get(version=2).decision == "2018/2-D4"


def test_a_refusal_says_why_and_keeps_the_deadline(client, proposal, activity, secretariat, lead):
    client.force_login(secretariat)
    refuse = f"{URL}{proposal.pk}/refuse/"
    assert client.post(refuse, {"answer": " "}).context["form"].errors == {"answer": ["This field is required."]}

    assert [client.post(refuse, {"answer": "The law is out."}).status_code for _ in range(2)] == [302, 302]

    proposal.refresh_from_db()
    assert (proposal.state, proposal.answer, activity.deadlines.count()) == ("refused", "The law is out.", 1)
    client.force_login(lead)
    assert "The law is out." in client.get("/en/my-work/").content.decode()


def test_d01_refusing_what_was_approved_keeps_the_text(client, proposal, activity, secretariat):
    proposal.approve(by=secretariat)
    client.force_login(secretariat)

    response = client.post(f"{URL}{proposal.pk}/refuse/", {"answer": "The law is out."})

    assert response.status_code == 409
    assert b"the proposal is closed by now (approved)" in response.content
    assert b"The law is out." in response.content


def test_d01_approving_what_was_overtaken_moves_nothing(client, proposal, activity, secretariat):
    proposal.refresh_from_db()
    activity.deadlines.create(version=2, due_on=date(2031, 1, 1), reason="Loaded from a file.")
    client.force_login(secretariat)

    response = client.post(f"{URL}{proposal.pk}/approve/")

    assert response.status_code == 409
    assert b"the deadline has moved since the proposal was made" in response.content
    assert activity.deadlines.count() == 2


def test_many_are_approved_with_one_decision(client, many, secretariat):
    client.force_login(secretariat)
    ticked = {"proposal": [proposal.pk for proposal in many[:3]], "decision": "2018/2-D4"}

    response = client.post(URL, ticked, follow=True)

    assert response.redirect_chain == [(URL, 302)]
    assert b"3 proposals approved." in response.content
    assert [p.state for p in DeadlineProposal.objects.order_by("pk")] == ["approved"] * 3 + ["open"]
    assert {p.deadline.decision for p in DeadlineProposal.objects.filter(state="approved")} == {"2018/2-D4"}
    again = client.post(URL, ticked, follow=True)
    assert b"3 proposals approved." in again.content
    assert Activity.objects.get(pk=many[0].activity_id).deadlines.count() == 2


def test_each_of_many_succeeds_or_says_why_not(client, many, secretariat, activity):
    many[1].refuse(by=secretariat, answer="No.")
    Activity.objects.filter(pk=many[2].activity_id).update(state=Activity.State.CANCELLED)
    DeadlineProposal.objects.filter(pk=many[3].pk).update(due_on=date(2031, 1, 1))
    client.force_login(secretariat)

    response = client.post(URL, {"proposal": [proposal.pk for proposal in many]})

    assert response.status_code == 409
    html = response.content.decode()
    assert "1 proposal approved." in html
    assert "3 proposals were not approved:" in html
    assert "the proposal is closed by now (refused)" in html
    assert "the activity is cancelled by now" in html
    assert "more than 90 days needs a decision" in html
    assert f'value="{many[3].pk}" id="proposal-{many[3].pk}" checked' in html
    assert activity.deadlines.count() == 2


@pytest.mark.parametrize("ticked", [[], ["x"], ["-1"], ["9" * 40], ["٣"], ["1e9"], ["0"]])
def test_d25_hostile_ticks_approve_nothing(client, proposal, secretariat, ticked):
    client.force_login(secretariat)

    response = client.post(URL, {"proposal": ticked})

    assert response.status_code == 200
    assert b"Tick at least one proposal." in response.content
    proposal.refresh_from_db()
    assert proposal.state == "open"


def test_claims_wait_there_too(client, activity, secretariat, lead):
    today = timezone.localdate()
    said = {"status": "done", "percent": 100, "achieved": "Printed.", "output": "On the shelf."}
    activity.report(by=lead, acting_for_id=None, seen_version=0, today=today, **said)
    client.force_login(secretariat)

    assert "On the shelf." in client.get(URL).content.decode()
    assert "1 activity that is done, but not confirmed" in client.get("/en/my-work/").content.decode()
    client.post(f"/en/work-plans/activities/{activity.pk}/steps/confirm/", {"next": URL})

    activity.refresh_from_db()
    assert activity.state == "confirmed"


def test_same_number_of_queries_for_one_and_many(client, proposal, secretariat, lead, institution):
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(URL).status_code == 200
        return len(captured)

    client.force_login(secretariat)
    client.get(URL)
    one = queries()
    for number in range(4):
        propose(make_activity(f"More {number}", lead_body=institution, due_on=timezone.localdate()), lead)

    assert queries() == one <= 12


def test_each_side_gets_its_letter_once(client, activity, lead, secretariat):
    client.force_login(lead)
    said = {"due_on": "2031-06-30", "precision": "day", "reason_class": "scope", "reason": "x", "seen_version": "1"}
    for _ in range(2):
        client.post(f"/en/work-plans/activities/{activity.pk}/propose-move/", said)
    client.force_login(secretariat)
    for _ in range(2):
        client.post(f"{URL}{activity.proposals.get().pk}/approve/", {"decision": "2030/1-D1"})

    letters = Letter.objects.order_by("pk").values_list("occasion", "recipient__display_name")
    assert list(letters) == [("proposal", "Secretariat"), ("proposal_answered", "Lead")]
