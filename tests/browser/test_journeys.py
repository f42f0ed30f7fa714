"""The four journeys, as people make them: with scripts, and without on a phone."""

from __future__ import annotations

import re
from urllib.parse import urljoin

import pytest

from tests.browser.conftest import sign_in, violations

BOTH = pytest.mark.parametrize("window", ["page", "plain_page"])


@BOTH
@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_a_visitor_reads_a_guideline(request, window, language):
    page = request.getfixturevalue(window)

    page.goto(f"/{language}/")
    page.locator("main a[href*='/guidelines/QG-01/']").first.click()

    assert page.locator("h1").count() == 1
    assert page.locator("html").get_attribute("lang") == language
    page.locator("nav a[href='#small-groups'], aside a[href='#small-groups']").first.click()
    assert page.url.endswith("#small-groups")
    assert page.locator("#small-groups").is_visible()


@BOTH
def test_a_member_reports_progress_in_one_click(request, window, portal):
    page = request.getfixturevalue(window)
    sign_in(page, portal, "member", "bs")
    line = page.locator("article:has(form[action*='/report/'])").first
    sentence = f"Nacrt je poslan institucijama na mišljenje ({window})."
    before = portal.rows("SELECT count(*) FROM workplans_progressreport")[0][0]

    line.locator("select[name=status]").select_option("under_way")
    line.locator("input[name=percent]").fill("60")
    line.locator("[name=achieved]").fill(sentence)
    line.locator("button[type=submit]").click()
    page.locator(".notice--success").filter(has_text=re.compile(r"\d\.\d")).first.wait_for()

    stored = portal.rows("SELECT percent, language FROM workplans_progressreport WHERE achieved = %s", sentence)
    assert [row[0] for row in stored] == [60]
    assert portal.rows("SELECT count(*) FROM workplans_progressreport")[0][0] == before + 1


@BOTH
@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_a_coordinator_browses_the_dashboard(request, window, portal, language):
    page = request.getfixturevalue(window)
    sign_in(page, portal, "coordinator", language)

    page.goto(f"/{language}/dashboards/")

    assert "/dashboards/demo-" in page.url
    assert page.locator("h1").count() == 1
    assert page.locator("main table").count() >= 2
    order = page.locator("main th a[href*='sort=']").first.get_attribute("href")
    page.goto(urljoin(page.url, order))
    assert "sort=" in page.url
    assert page.locator("main th[aria-sort]").count() == 1


@BOTH
@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_the_secretariat_reads_a_letter(request, window, portal, language):
    page = request.getfixturevalue(window)
    sign_in(page, portal, "secretariat", language)

    page.goto(f"/{language}/letters/")
    page.locator("main table tbody a").first.click()

    assert page.locator("h1").count() == 1
    assert portal.url in page.locator("main").inner_text()


@pytest.mark.parametrize(
    ("role", "path"),
    [
        ("member", "my-work/"),
        ("member", "profile/"),
        ("coordinator", "dashboards/"),
        ("secretariat", "dashboards/"),
        ("secretariat", "letters/"),
        ("secretariat", "audit/"),
        ("member", "accounts/2fa/"),
        ("member", "accounts/password/change/"),
        ("member", "accounts/email/"),
    ],
)
@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_member_pages_are_accessible(page, portal, role, path, language):
    sign_in(page, portal, role, language)

    page.goto(f"/{language}/{path}")

    assert page.locator("html").get_attribute("lang") == language
    assert violations(page, colours=language == "en") == []


def test_signing_in_and_reporting_needs_only_the_keyboard(page, portal):
    account = portal.accounts["lead"]
    page.goto("/sv/accounts/login/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.locator("input[name=login]").focus()
    page.keyboard.type(account["email"])
    page.keyboard.press("Tab")
    page.keyboard.type(account["password"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/my-work/")

    form = page.locator("article form[action*='/report/']").first
    form.locator("select[name=status]").focus()
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.press("Control+A")
    page.keyboard.type("Utkastet är skickat på remiss (tangentbord).")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.locator(".notice--success").filter(has_text=re.compile(r"\d\.\d")).first.wait_for()

    rows = portal.rows("SELECT count(*) FROM workplans_progressreport WHERE achieved LIKE %s", "%(tangentbord).%")
    assert rows == [(1,)]
