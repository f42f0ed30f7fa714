"""What people do with letters, in a real browser, also without scripts and on a phone."""

from __future__ import annotations

import pytest
from django.core import signing

from letters.actions.answering import UNSUBSCRIBE
from tests.browser.conftest import LANGUAGES, NARROW, WIDE, sign_in, violations

BOTH = pytest.mark.parametrize("window", ["page", "plain_page"])


@pytest.fixture
def link(portal) -> str:
    """The address in the header of a letter to the member."""
    [(person,)] = portal.rows("SELECT id FROM institutions_user WHERE email = %s", portal.accounts["member"]["email"])
    signer = signing.Signer(key="only for the browser's portal", salt=UNSUBSCRIBE)
    return f"/sv/letters/unsubscribe/{signer.sign_object([person, ['deadline']], compress=True)}/"


def declined(portal) -> int:
    return portal.rows("SELECT count(*) FROM letters_optout WHERE occasion = 'deadline'")[0][0]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", ["letters/", "letters/post-room/", "letters/rules/", "profile/"])
def test_pages_are_accessible_and_fit(page, portal, path, language):
    sign_in(page, portal, "secretariat", language)

    page.goto(f"/{language}/{path}")

    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        assert violations(page, colours=language == "en") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.locator("h1").count() == 1


@BOTH
def test_letters_are_ticked_and_closed_together(request, window, portal):
    page = request.getfixturevalue(window)
    sign_in(page, portal, "secretariat")
    page.goto("/en/letters/?state=due")
    before = portal.rows("SELECT count(*) FROM letters_letter WHERE state = 'due'")[0][0]

    for number in range(2):
        page.locator("input[name=letter]").nth(number).check()
    page.get_by_role("button", name="Close without sending").click()
    assert page.locator("#id_reason_error").is_visible()
    assert page.locator("input[name=letter]:checked").count() == 2
    page.locator("#id_reason").fill(f"A trial ({window})")
    page.get_by_role("button", name="Close without sending").click()

    page.locator(".notice--success").filter(has_text="2 letters are closed.").wait_for()
    assert page.url.endswith("/en/letters/?state=due")
    assert portal.rows("SELECT count(*) FROM letters_letter WHERE state = 'due'")[0][0] == before - 2


@BOTH
def test_one_click_ends_letters_and_another_takes_it_back(request, window, portal, link):
    page = request.getfixturevalue(window)

    page.goto(link)
    assert violations(page) == [] if window == "page" else True
    assert declined(portal) == 0
    page.locator("main form button").click()
    page.locator("main form[action*='/resubscribe/']").wait_for()
    assert declined(portal) == 1
    page.locator("main form button").click()
    page.locator("main form[action*='/unsubscribe/']").wait_for()
    assert declined(portal) == 0


@BOTH
def test_a_rule_is_changed_and_given_back(request, window, portal):
    page = request.getfixturevalue(window)
    sign_in(page, portal, "secretariat")
    page.goto("/en/letters/rules/")
    section = page.locator("section[aria-labelledby=rule-deadline]")

    section.locator("input[name=steps]").fill("21, 3")
    section.locator("input[name=steps]").press("Enter")
    section.get_by_text("Written: 21 days before, 3 days before.").wait_for()
    section.get_by_role("button", name="Back to the portal's own days").click()

    section.get_by_text("These are the portal's own days.").wait_for()
    assert portal.rows("SELECT count(*) FROM letters_reminderrule") == [(0,)]
