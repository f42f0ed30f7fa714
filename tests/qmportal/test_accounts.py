"""The mails of sign-in: ours, in the language of whoever reads them."""

from __future__ import annotations

from pathlib import Path

import allauth
import pytest
from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from allauth.core.context import request_context
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.conf import settings
from django.test import RequestFactory
from django.urls import reverse
from django.utils.translation import override

from letters.models import Letter
from tests.factories import PASSWORD

NOTICES = {
    "account/email/password_changed": {},
    "account/email/password_reset": {},
    "account/email/password_set": {},
    "account/email/email_changed": {"from_email": "old@test.example", "to_email": "new@test.example"},
    "account/email/email_confirm": {},
    "account/email/email_deleted": {"deleted_email": "old@test.example"},
    "mfa/email/totp_activated": {},
    "mfa/email/totp_deactivated": {},
    "mfa/email/recovery_codes_generated": {},
    "mfa/email/webauthn_added": {},
    "mfa/email/webauthn_removed": {},
}
MAILS = {
    "account/email/password_reset_key": {
        "password_reset_url": "http://evil.example/sv/accounts/password/reset/key/1-a/"
    },
    "account/email/email_confirmation": {"activate_url": "http://evil.example/sv/accounts/confirm-email/a:b/"},
    "account/email/account_already_exists": {"password_reset_url": "http://evil.example/sv/accounts/password/reset/"},
}


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
@pytest.mark.parametrize("notice", NOTICES)
def test_notice_says_what_where_and_when(notice, language, member):
    member.language = language
    request = RequestFactory().get("/sv/", headers={"User-Agent": "Browser <1>"})
    with request_context(request):
        get_adapter().send_notification_mail(notice, member, NOTICES[notice])

    letter = Letter.objects.get()
    assert (letter.recipient, letter.language, letter.is_secret) == (member, language, True)
    assert letter.subject
    assert "127.0.0.1" in letter.body
    assert "Browser <1>" in letter.body
    assert f"https://localhost/{language}/accounts/password/reset/" in letter.body
    assert all(value in letter.body for value in NOTICES[notice].values())


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
@pytest.mark.parametrize("mail", MAILS)
def test_links_are_ours_and_in_the_readers_language(mail, language, member, client):
    member.language = language
    link = next(iter(MAILS[mail].values()))
    request = RequestFactory().get("/sv/")
    with request_context(request), override("sv"):
        get_adapter().send_mail(mail, member.email, {"user": member, **MAILS[mail]})

    letter = Letter.objects.get()
    assert letter.body.count("https://") == 1
    assert link.replace("http://evil.example/sv/", f"https://localhost/{language}/") in letter.body


def test_every_mail_of_sign_in_has_a_template():
    theirs = Path(allauth.__file__).parent / "templates"
    ours = {
        str(path.relative_to(settings.BASE_DIR / "templates"))
        for path in settings.BASE_DIR.glob("templates/*/email/*.txt")
    }
    never = {"unknown_account", "login_code", "password_reset_code", "email_confirmation_signup"}
    names = {
        str(path.relative_to(theirs)).replace("_subject", "")
        for room in ("account", "mfa")
        for path in (theirs / room / "email").glob("*_subject.txt")
        if path.name.replace("_subject.txt", "") not in never
    }

    assert names <= ours


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
@pytest.mark.parametrize(
    "name",
    [
        *("account_login", "account_signup", "account_inactive", "account_reset_password"),
        *("account_reset_password_done", "account_reset_password_from_key_done", "account_email_verification_sent"),
    ],
)
def test_visitors_pages_have_our_frame(name, language, client, db):
    with override(language):
        answer = client.get(reverse(name))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in text
    assert text.count("<h1") == 1
    assert "css/portal" in text
    assert "accounts/signup" not in text.replace(reverse("account_signup"), "") or name == "account_signup"


PERSONS_PAGES = [
    *("account_logout", "account_change_password", "account_email", "account_reauthenticate"),
    *("mfa_index", "mfa_list_webauthn", "mfa_activate_totp", "mfa_add_webauthn"),
]


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
@pytest.mark.parametrize("name", PERSONS_PAGES)
def test_peoples_pages_have_our_frame(name, language, client, member):
    client.post("/en/accounts/login/", {"login": member.email, "password": PASSWORD})
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    with override(language):
        answer = client.get(reverse(name))

    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in text
    assert text.count("<h1") == 1
    assert " style=" not in text


def test_nobody_signs_up(client, db):
    answer = client.post("/en/accounts/signup/", {"email": "new@test.example", "password1": "three quiet lamps"})

    assert "/accounts/signup/" not in client.get("/en/accounts/login/").content.decode()
    assert not Letter.objects.exists()
    assert answer.status_code in {200, 403}


def test_sign_in_leads_to_what_is_owed(client, member):
    answer = client.post("/bs/accounts/login/", {"login": member.email.upper(), "password": PASSWORD})

    assert answer["Location"] == "/bs/my-work/"


@pytest.fixture
def browser_of_careful(client, member):
    """The member has an authenticator app, recovery codes and a passkey, and has just typed her password again."""
    TOTP.activate(member, generate_totp_secret())
    RecoveryCodes.activate(member)
    key = member.authenticator_set.create(type="webauthn", data={"name": "Blue key", "credential": {}})
    client.force_login(member)
    client.post("/en/accounts/reauthenticate/", {"password": PASSWORD})
    return client, key


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
@pytest.mark.parametrize(
    "path",
    [
        *("", "reauthenticate/", "totp/deactivate/", "recovery-codes/", "recovery-codes/generate/"),
        *("webauthn/", "webauthn/keys/{}/edit/", "webauthn/keys/{}/remove/"),
    ],
)
def test_pages_of_the_second_factor_have_our_frame(path, language, browser_of_careful):
    client, key = browser_of_careful

    answer = client.get(f"/{language}/accounts/2fa/{path.format(key.pk)}")

    text = answer.content.decode()
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in text
    assert text.count("<h1") == 1
    assert "Blue key" in text or path not in {"", "webauthn/"}
    assert "object at 0x" not in text
    assert " style=" not in text
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_the_page_that_asks_for_a_code_has_our_frame(language, client, member):
    TOTP.activate(member, generate_totp_secret())

    answer = client.post(f"/{language}/accounts/login/", {"login": member.email, "password": PASSWORD}, follow=True)

    text = answer.content.decode()
    assert answer.redirect_chain == [(f"/{language}/accounts/2fa/authenticate/", 302)]
    assert f'<html lang="{language}">' in text
    assert text.count("<h1") == 1
    assert 'name="code"' in text


def test_confirming_an_address_takes_a_button(client, member):
    address = EmailAddress.objects.create(user=member, email="new@test.example", verified=False)
    url = f"/en/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/"

    page = client.get(url)

    address.refresh_from_db()
    assert not address.verified
    assert page.content.decode().count("<h1") == 1
    client.post(url)
    address.refresh_from_db()
    assert address.verified


@pytest.mark.parametrize(("before", "after"), [("bouncing", "ok"), ("inactive", "inactive")])
def test_letters_go_to_a_confirmed_address_again(before, after, client, member):
    type(member).objects.update(address_state=before)
    address = EmailAddress.objects.create(user=member, email="new@test.example", verified=False)

    client.post(f"/en/accounts/confirm-email/{EmailConfirmationHMAC(address).key}/")

    member.refresh_from_db()
    assert member.address_state == after
