"""Answering a survey in a real browser: in three languages without JavaScript, and with it."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress

import pytest
from django.conf import settings
from playwright.sync_api import Page, TimeoutError, expect

from tests.browser.conftest import LANGUAGES, NARROW, WIDE, violations, watched

SURVEY = """
    SELECT address, survey.id FROM surveys_campaign survey
    JOIN surveys_questionnaire asked ON asked.id = survey.questionnaire_id
    WHERE survey.state = 'open' AND survey.mode = 'link' AND asked.audience = 'users'
    AND current_date BETWEEN opens_on AND closes_on ORDER BY closes_on DESC LIMIT 1
"""
BY_CODE = """
import sys, django
django.setup()
from datetime import timedelta
from django.utils import timezone
from surveys.actions.answering import issue_codes
from surveys.models import Campaign
like, today = Campaign.objects.get(pk=sys.argv[1]), timezone.localdate()
fields = {name: getattr(like, name) for name in ("institution", "questionnaire", "title_en", "title_bs", "title_sv")}
made = Campaign.objects.create(mode="codes", opens_on=today, closes_on=today + timedelta(days=2), **fields)
codes = issue_codes(made, 2)
Campaign.objects.filter(pk=made.pk).update(state="open")
print(made.address, made.pk, *codes)
"""


@pytest.fixture
def survey(portal) -> tuple[str, int]:
    return portal.rows(SURVEY)[0]


def stored(portal, survey: tuple[str, int], table: str) -> int:
    return portal.rows(f"SELECT count(*) FROM surveys_{table} WHERE campaign_id = %s", survey[1])[0][0]


def choose_everywhere(page: Page, place: int) -> int:
    """Choose this answer of every question in sight; return how many there were."""
    groups = page.locator("fieldset.ask")
    for number in range(groups.count()):
        groups.nth(number).locator("input").nth(place).check()
    return groups.count()


def send(page: Page, address: str, language: str) -> None:
    """Press Send; once more where that was faster than a person."""
    thanks = f"/{language}/answer/{address}/thanks/"
    while not page.url.endswith(thanks):
        with suppress(TimeoutError):  # the button is gone as soon as the answers have arrived
            page.locator("#answer button[value=send]").last.click(timeout=10_000)
        page.wait_for_load_state()
        if not page.url.endswith(thanks):
            expect(page.locator(".errors, [data-waits], main").first).to_be_attached()
            page.wait_for_timeout(1000)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_users_form_is_completed_without_javascript(plain_page, portal, survey, language):
    address, before = survey[0], stored(portal, survey, "heldanswer")
    plain_page.goto(f"/{language}/answer/{address}/")

    assert choose_everywhere(plain_page, LANGUAGES.index(language)) > 30
    plain_page.locator("textarea").first.fill("Šalter je bio otvoren.")
    send(plain_page, address, language)

    assert stored(portal, survey, "heldanswer") == before + 1
    assert plain_page.context.cookies() == []


def test_part_by_part_and_in_another_language_without_javascript(plain_page, portal, survey):
    address, before = survey[0], stored(portal, survey, "heldanswer")
    plain_page.goto(f"/en/answer/{address}/")
    plain_page.locator("#answer .form__acts button[value=stay]").click()
    where = plain_page.locator(".pagehead__meta")
    expect(where).to_have_text("Part 1 of 13")
    for part in range(1, 13):
        choose_everywhere(plain_page, 1)
        if part == 2:
            plain_page.locator("button[lang=sv]").click()
            expect(plain_page.locator("html[lang=sv]")).to_be_attached()
            assert plain_page.locator("fieldset.ask input:checked").count() > 0
        plain_page.locator("#answer .btn-primary[value=next]").click()
        expect(where).to_contain_text(str(part + 1))

    send(plain_page, address, "sv")
    assert stored(portal, survey, "heldanswer") == before + 1


@pytest.mark.parametrize("size", [WIDE, NARROW])
def test_REQ_27_with_javascript_it_counts_at_once_and_leaves_nothing_behind(browser, portal, survey, size):
    """Nothing is stored in the browser, neither before nor after."""
    address, before = survey[0], stored(portal, survey, "waitinganswer")
    context = browser.new_context(viewport=size, base_url=portal.url)
    page = watched(context.new_page())
    page.goto(f"/bs/answer/{address}/")
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= size["width"]

    choose_everywhere(page, 3)
    page.locator("fieldset.ask input").first.focus()
    page.keyboard.press("ArrowDown")
    expect(page.locator("fieldset.ask").first.locator("input").nth(1)).to_be_checked()
    send(page, address, "bs")

    assert violations(page) == []
    kept = "[localStorage.length, sessionStorage.length, document.cookie.length]"
    assert page.evaluate(kept) == [0, 0, 0]
    assert page.evaluate("indexedDB.databases().then((found) => found.length)") == 0
    assert stored(portal, survey, "waitinganswer") == before + 1
    assert page.troubles == []  # type: ignore[attr-defined]
    page.go_back()
    assert page.locator("textarea").first.input_value() == ""
    context.close()


def test_errors_are_announced_and_lead_to_their_questions(page, survey):
    page.goto(f"/sv/answer/{survey[0]}/")
    page.locator("textarea").first.evaluate("(field) => { field.removeAttribute('maxlength'); }")
    page.locator("textarea").first.fill("x" * 2001)
    page.locator("#answer button[value=send]").last.click()

    page.locator(".errors a").first.click()
    expect(page.locator(".ask:target textarea")).to_have_attribute("aria-invalid", "true")
    assert violations(page) == []


def test_a_code_from_the_slip_is_good_once(page, portal, survey):
    """REQ-11 and S-01: it comes behind the sign #, leaves the address bar, and is in no address that is asked for."""
    command = [sys.executable, "-W", "ignore", "-c", BY_CODE, str(survey[1])]
    said = subprocess.run(command, env=portal.env, cwd=settings.BASE_DIR, check=True, capture_output=True, text=True)
    address, key, code, _other = said.stdout.split()
    seen: list[str] = []
    page.on("request", lambda request: seen.append(f"{request.url} {request.headers}"))

    page.goto(f"/a/{address}#{code}")
    expect(page.locator("#code")).to_have_value(code)
    assert page.url == f"{portal.url}/en/answer/{address}/"
    page.locator("textarea").first.fill("First")
    send(page, address, "en")
    assert not any(code in request for request in seen)

    page.goto(f"/en/answer/{address}/")
    page.locator("#code").fill(code.lower())
    page.locator("textarea").first.fill("Second")
    page.locator("#answer button[value=send]").last.click()
    expect(page.locator(".errors")).to_contain_text("already used")
    expect(page.locator("textarea").first).to_have_value("Second")
    assert stored(portal, (address, int(key)), "waitinganswer") == 1
    page.troubles.clear()  # type: ignore[attr-defined]  # the refusal says 409
