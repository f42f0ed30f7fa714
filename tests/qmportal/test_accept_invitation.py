"""Taking the place that was offered."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.contrib.auth import authenticate
from django.utils import timezone

from institutions.models import Affiliation, Invitation, User
from letters.models import Letter
from qmportal import accounts
from tests.factories import PASSWORD, make_institution

OFFER = {"email": "new@test.example", "display_name": "New", "language": "bs", "role": "contact"}
TYPED = {"display_name": "Nova Osoba", "password": "three quiet green lamps"}


def offer(institution, by, **fields) -> str:
    """Invite, and return the address in the letter without the host."""
    accounts.invite(institution=institution, by=by, **{**OFFER, **fields})
    return re.search(r"https://localhost(/\S+)", Letter.objects.latest("pk").body).group(1)


@pytest.fixture
def url(institution, secretariat) -> str:
    return offer(institution, secretariat)


def test_visitor_sees_who_offers_what(client, url):
    answer = client.get(url)

    text = answer.content.decode()
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert "Secretariat" in text
    assert "Office of Records (bs)" in text
    assert 'value="New"' in text


def test_reading_the_letters_link_accepts_nothing(client, url):
    client.get(url)
    client.head(url)

    assert Invitation.objects.open(timezone.now()).exists()


def test_accepting_makes_a_person_who_is_signed_in(client, url, institution):
    answer = client.post(url, TYPED)

    person = User.objects.get(email="new@test.example")
    affiliation = Affiliation.objects.get(user=person)
    assert answer["Location"] == "/bs/my-work/"
    assert client.get("/bs/profile/").status_code == 200
    assert (person.display_name, person.language) == ("Nova Osoba", "bs")
    assert (affiliation.institution, affiliation.role) == (institution, "contact")
    assert affiliation.valid_from == timezone.localdate()
    assert person.emailaddress_set.get().verified
    assert authenticate(None, email="new@test.example", password=TYPED["password"]) == person
    assert Invitation.objects.get().accepted_by == person


def test_a_weak_password_is_refused_and_the_name_kept(client, url):
    answer = client.post(url, {"display_name": "Nova Osoba", "password": "quality2026"})

    assert answer.status_code == 200
    assert 'value="Nova Osoba"' in answer.content.decode()
    assert not User.objects.filter(email="new@test.example").exists()


@pytest.mark.parametrize("how", ["used", "withdrawn", "expired", "renewed", "unknown"])
def test_L_17_a_link_that_no_longer_works_says_what_to_do(how, client, url, institution, secretariat):
    match how:
        case "used":
            client.post(url, TYPED)
            client.logout()
        case "withdrawn":
            Invitation.objects.get().withdraw(now=timezone.now())
        case "expired":
            Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        case "renewed":
            offer(institution, secretariat)
        case "unknown":
            url = f"/bs/invitations/{'x' * 43}/"
    people = User.objects.count()

    answers = [client.get(url), client.post(url, {**TYPED, "password": "another quiet lamp"})]

    assert [answer.status_code for answer in answers] == [410, 410]
    assert User.objects.count() == people
    assert "/bs/accounts/login/" in answers[0].content.decode()


def test_L_17_role_institution_and_address_come_from_the_offer(client, url, institution):
    other = make_institution()

    client.post(url, {**TYPED, "role": "coordinator", "institution": other.pk, "email": "thief@test.example"})

    affiliation = Affiliation.objects.get(user__email="new@test.example")
    assert (affiliation.institution, affiliation.role) == (institution, "contact")
    assert not User.objects.filter(email="thief@test.example").exists()


def test_an_existing_account_signs_in_and_keeps_its_password(client, outsider, institution, secretariat):
    url = offer(institution, secretariat, email=outsider.email)

    page = client.get(url)
    client.post(url, TYPED)
    outsider.refresh_from_db()
    login = re.search(r'class="btn btn-primary" href="([^"]+)"', page.content.decode()).group(1)
    client.post(login, {"login": outsider.email, "password": PASSWORD, "next": url})
    answer = client.post(url)

    assert outsider.check_password(PASSWORD)
    assert answer.status_code == 302
    assert {place.institution for place in outsider.affiliations.all()} > {institution}


def test_somebody_else_who_is_signed_in_is_told_and_refused(client, url, outsider):
    client.force_login(outsider)

    page = client.get(url)
    answer = client.post(url, TYPED)

    assert "new@test.example" not in page.content.decode()
    assert "/bs/accounts/logout/" in page.content.decode()
    assert answer.status_code == 403
    assert Invitation.objects.open(timezone.now()).exists()


def test_one_person_may_accept_several(client, outsider, institution, secretariat):
    client.force_login(outsider)

    for place in (institution, make_institution()):
        assert client.post(offer(place, secretariat, email=outsider.email)).status_code == 302

    assert outsider.invitations_accepted.count() == 2


def test_a_race_for_one_link_has_one_winner(url, institution):
    token = url.split("/")[-2]
    accounts.accept(token, **TYPED)

    with pytest.raises(Invitation.AlreadyUsed):
        accounts.accept(token, **TYPED)


def test_the_deed_itself_keeps_strangers_out_of_accounts(outsider, institution, secretariat):
    token = offer(institution, secretariat, email=outsider.email).split("/")[-2]

    with pytest.raises(accounts.NotYours):
        accounts.accept(token, **TYPED)


def test_a_place_that_begins_later_is_not_in_the_way(client, institution, secretariat):
    person = User.objects.create_user("new@test.example", display_name="New")
    later = timezone.localdate() + timedelta(days=9)
    Affiliation.objects.create(user=person, institution=institution, role="coordinator", valid_from=later)
    client.force_login(person)

    assert client.post(offer(institution, secretariat)).status_code == 302

    assert list(person.affiliations.order_by("valid_from").values_list("role", "valid_to")) == [
        ("contact", later),
        ("coordinator", None),
    ]
