"""Offering somebody a place, and taking the offer back."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from institutions.models import Invitation
from letters.models import Letter
from qmportal import accounts
from tests.factories import make_institution, make_user

URL = "/en/dashboards/records/invite/"
OFFER = {"email": "New.Person@test.example", "display_name": "New", "language": "sv", "role": "contact"}


def test_visitor_signs_in_first(client, institution):
    assert client.get(URL)["Location"] == f"/en/accounts/login/?next={URL}"


@pytest.mark.parametrize(
    ("who", "status"),
    [("member", 403), ("lead", 403), ("outsider", 403), ("coordinator", 200), ("secretariat", 200), ("admin", 200)],
)
def test_who_may_invite(who, status, client, request, institution):
    client.force_login(request.getfixturevalue(who))

    assert client.get(URL).status_code == status
    assert client.post(URL, OFFER).status_code == {403: 403, 200: 302}[status]
    assert Invitation.objects.exists() is (status == 200)


def test_coordinator_invites_to_her_own_institution_only(client, coordinator):
    make_institution("Elsewhere", code="elsewhere")
    client.force_login(coordinator)

    assert client.post("/en/dashboards/elsewhere/invite/", OFFER).status_code == 403
    assert client.post("/en/dashboards/nowhere/invite/", OFFER).status_code == 404


def test_an_institution_that_left_takes_nobody(client, secretariat):
    make_institution("Former", code="former", in_group=False)
    client.force_login(secretariat)

    assert client.get("/en/dashboards/former/invite/").status_code == 404


def test_offer_is_a_letter_in_the_language_of_the_invited(client, coordinator, institution):
    client.force_login(coordinator)

    client.post(URL, OFFER)

    invitation, letter = Invitation.objects.get(), Letter.objects.get()
    assert (invitation.email, invitation.role) == ("new.person@test.example", "contact")
    assert (invitation.institution, invitation.invited_by) == (institution, coordinator)
    assert (letter.address, letter.language, letter.is_secret) == ("new.person@test.example", "sv", True)
    [token] = re.findall(r"https://localhost/sv/invitations/([\w-]{43})/", letter.body)
    assert Invitation.objects.by_token(token).get() == invitation
    assert token not in invitation.token_hash


def test_inviting_again_renews_the_link_and_kills_the_old_one(client, coordinator):
    client.force_login(coordinator)

    client.post(URL, OFFER)
    client.post(URL, OFFER)

    old, new = (re.search(r"/invitations/([\w-]+)/", letter.body).group(1) for letter in Letter.objects.order_by("pk"))
    assert not Invitation.objects.by_token(old).exists()
    assert Invitation.objects.by_token(new).exists()


@pytest.mark.parametrize("role", ["secretariat", "admin", "chair", "lead", ""])
def test_L_17_roles_of_the_group_cannot_be_offered(role, client, coordinator):
    client.force_login(coordinator)

    answer = client.post(URL, {**OFFER, "role": role})

    assert answer.status_code == 200
    assert not Invitation.objects.exists()


def test_Z_05_nothing_but_the_forms_fields_is_taken(client, coordinator, outsider):
    other = outsider.affiliations.get().institution
    client.force_login(coordinator)

    client.post(URL, {**OFFER, "institution": other.pk, "invited_by": outsider.pk, "accepted_at": "2018-01-01"})

    invitation = Invitation.objects.get()
    assert invitation.institution != other
    assert (invitation.invited_by, invitation.accepted_at) == (coordinator, None)


def test_L_07_the_answer_does_not_tell_who_has_an_account(client, coordinator, outsider):
    client.force_login(coordinator)

    answers = [client.post(URL, {**OFFER, "email": address}) for address in ("nobody@test.example", outsider.email)]

    assert {(answer.status_code, answer["Location"]) for answer in answers} == {(302, URL)}


def test_people_of_the_institution_are_not_invited_again(client, coordinator, member):
    client.force_login(coordinator)

    answer = client.post(URL, {**OFFER, "email": "MEMBER@test.example"})

    assert "already works for the institution" in answer.content.decode()
    assert 'value="MEMBER@test.example"' in answer.content.decode()


def test_waiting_invitations_are_shown(client, coordinator, institution):
    accounts.invite(institution=institution, by=coordinator, **OFFER)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(days=1))
    client.force_login(coordinator)

    text = client.get(URL).content.decode()

    assert "new.person@test.example" in text
    assert "invite again to renew it" in text


@pytest.fixture
def invitation(institution, secretariat) -> Invitation:
    return accounts.invite(institution=institution, by=secretariat, **OFFER)


@pytest.mark.parametrize("who", ["member", "lead", "outsider"])
def test_strangers_withdraw_nothing(who, client, request, invitation):
    client.force_login(request.getfixturevalue(who))

    assert client.post(f"/en/invitations/{invitation.pk}/withdraw/").status_code == 404
    assert Invitation.objects.waiting().exists()


def test_coordinator_of_another_institution_withdraws_nothing(client, invitation):
    stranger = make_user(institution=make_institution(), role="coordinator")
    client.force_login(stranger)

    assert client.post(f"/en/invitations/{invitation.pk}/withdraw/").status_code == 404


@pytest.mark.parametrize("who", ["coordinator", "secretariat", "admin"])
def test_withdraw(who, client, request, invitation):
    client.force_login(request.getfixturevalue(who))

    answer = client.post(f"/en/invitations/{invitation.pk}/withdraw/")

    assert answer["Location"] == URL
    assert not Invitation.objects.waiting().exists()


def test_withdrawing_twice_says_so(client, coordinator, invitation):
    client.force_login(coordinator)
    client.post(f"/en/invitations/{invitation.pk}/withdraw/")

    answer = client.post(f"/en/invitations/{invitation.pk}/withdraw/", follow=True)

    assert "in the meantime" in answer.content.decode()


def test_withdrawing_takes_a_button(client, coordinator, invitation):
    client.force_login(coordinator)

    assert client.get(f"/en/invitations/{invitation.pk}/withdraw/").status_code == 405
    assert Invitation.objects.waiting().exists()
