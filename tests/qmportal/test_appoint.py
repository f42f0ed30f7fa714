"""The first person of an installation."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from institutions.models import GroupRole, User
from letters.models import Letter


def appoint(capsys, *args: str) -> str:
    """Run the command and return the address it prints, without the host."""
    call_command("appoint", *args)
    return capsys.readouterr().out.strip().splitlines()[-1].removeprefix("https://localhost")


def test_first_person_sets_her_password_and_signs_in(client, db, capsys):
    url = appoint(capsys, "first@test.example", "--name", "First", "--role", "secretariat", "--language", "bs")

    page = client.get(url, follow=True)
    typed = {"password1": "three quiet green lamps", "password2": "three quiet green lamps"}
    client.post(page.request["PATH_INFO"], typed)
    answer = client.post("/bs/accounts/login/", {"login": "first@test.example", "password": typed["password1"]})

    person = User.objects.get()
    assert answer["Location"] == "/bs/my-work/"
    assert client.get("/bs/letters/").status_code == 200
    assert (person.display_name, person.language) == ("First", "bs")
    assert list(GroupRole.objects.values_list("user", "role")) == [(person.pk, "secretariat")]


def test_the_letter_holds_the_same_link(db, capsys):
    url = appoint(capsys, "first@test.example", "--name", "First", "--role", "admin")

    letter = Letter.objects.get()
    assert url in letter.body
    assert (letter.is_secret, letter.recipient.email) == (True, "first@test.example")


def test_twice_is_harmless(db, capsys):
    for _time in range(2):
        appoint(capsys, "first@test.example", "--name", "First", "--role", "admin")

    assert GroupRole.objects.count() == User.objects.count() == 1


def test_somebody_who_is_here_keeps_her_name_and_password(member, capsys):
    before = member.password

    appoint(capsys, "MEMBER@test.example", "--name", "Another", "--role", "chair")

    member.refresh_from_db()
    assert (member.display_name, member.password) == ("Member", before)
    assert member.group_roles.get().role == "chair"


def test_nonsense_is_refused(db):
    with pytest.raises(CommandError, match="not an e-mail address"):
        call_command("appoint", "nobody", "--name", "N", "--role", "admin")
    with pytest.raises(CommandError):
        call_command("appoint", "a@test.example", "--name", "N", "--role", "member")
