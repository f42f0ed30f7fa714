"""What people say about themselves."""

from __future__ import annotations

import pytest

from letters.models import OptOut
from tests.factories import make_user

URL = "/en/profile/"
DECLINABLE = {"deadline", "nudge", "stale_report"}  # other tests may register kinds of their own
TYPED = {"display_name": "Mira", "language": "en", "time_zone": "Europe/Stockholm", "letters": sorted(DECLINABLE)}
CAST = ["member", "lead", "coordinator", "secretariat", "admin", "outsider"]


def declined(person) -> set[str]:
    known = OptOut.objects.filter(user=person, occasion__in=[*DECLINABLE, "an old kind", "overdue", "account"])
    return set(known.values_list("occasion", flat=True))


def test_visitor_signs_in_first(client, db):
    assert client.get(URL)["Location"] == "/en/accounts/login/?next=/en/profile/"


@pytest.mark.parametrize("who", CAST)
def test_everybody_has_one(who, client, request):
    client.force_login(request.getfixturevalue(who))

    text = client.get(URL).content.decode()

    for address in (
        "/en/accounts/email/",
        "/en/accounts/password/change/",
        "/en/accounts/2fa/",
        "/en/accounts/2fa/webauthn/",
        "/en/letters/",
    ):
        assert f'href="{address}"' in text


def test_save(client, member):
    client.force_login(member)

    answer = client.post(URL, TYPED)

    member.refresh_from_db()
    assert answer["Location"] == URL
    assert (member.display_name, member.time_zone) == ("Mira", "Europe/Stockholm")
    assert declined(member) == set()


@pytest.mark.parametrize("language", ["bs", "sv"])
def test_the_page_switches_to_the_new_language(language, client, member):
    client.force_login(member)

    answer = client.post(URL, {**TYPED, "language": language}, follow=True)

    assert answer.redirect_chain == [(f"/{language}/profile/", 302)]
    assert f'<html lang="{language}">' in answer.content.decode()


def test_each_kind_of_letter_can_be_declined_and_wanted_again(client, member):
    client.force_login(member)

    client.post(URL, {**TYPED, "letters": ["stale_report"]})
    assert declined(member) == {"deadline", "nudge"}

    client.post(URL, {**TYPED, "letters": ["stale_report", "nudge"]})
    assert declined(member) == {"deadline"}


def test_the_ticks_show_what_comes_and_what_always_comes(client, member):
    OptOut.objects.create(user=member, occasion="deadline")
    client.force_login(member)

    answer = client.get(URL)

    ticked = set(answer.context["form"].fields["letters"].initial)
    assert ticked & DECLINABLE == {"nudge", "stale_report"}
    assert "Letters about overdue duties and about your account always come." in answer.content.decode()


@pytest.mark.parametrize("wrong", ["overdue", "account", "\x00", "x" * 5000])
def test_what_always_comes_cannot_be_chosen_or_declined(wrong, client, member):
    OptOut.objects.create(user=member, occasion="an old kind")
    client.force_login(member)

    answer = client.post(URL, {**TYPED, "letters": [wrong]})

    assert answer.status_code == 200
    assert declined(member) == {"an old kind"}

    client.post(URL, {**TYPED, "letters": []})
    assert declined(member) == {"an old kind", *DECLINABLE}


@pytest.mark.parametrize("wrong", [{"language": "fi"}, {"time_zone": "../etc"}, {"display_name": ""}])
def test_wrong_values_are_refused_and_rename_nobody(wrong, client, member):
    client.force_login(member)

    answer = client.post(URL, {**TYPED, **wrong})

    member.refresh_from_db()
    assert answer.status_code == 200
    assert member.display_name == "Member"
    assert '<span class="whoami__name">Member</span>' in answer.content.decode()


def test_an_unusual_time_zone_stays(client, institution):
    person = make_user(institution=institution, time_zone="Atlantic/Azores")
    client.force_login(person)

    client.post(URL, {**TYPED, "time_zone": "Atlantic/Azores"})

    person.refresh_from_db()
    assert person.time_zone == "Atlantic/Azores"


def test_Z_05_rights_cannot_be_posted(client, member):
    before = {name: getattr(member, name) for name in ("email", "is_active", "address_state", "password")}
    client.force_login(member)

    extra = {"is_active": "", "is_staff": "on", "email": "x@test.example", "address_state": "erased", "role": "admin"}
    client.post(URL, {**TYPED, **extra, "password": "x", "id": "1"})

    member.refresh_from_db()
    assert {name: getattr(member, name) for name in before} == before
    assert not member.group_roles.exists()


@pytest.mark.parametrize(("state", "is_told"), [("bouncing", True), ("ok", False)])
def test_whose_letters_come_back_is_told(state, is_told, client, member):
    type(member).objects.update(address_state=state)
    client.force_login(member)

    assert ("Letters to your address come back" in client.get(URL).content.decode()) is is_told


def test_roles_are_listed(client, lead):
    client.force_login(lead)

    text = client.get(URL).content.decode()

    assert "Office of Records" in text
    assert "Surveys" in text
    assert "since 1 January 2013" in text
