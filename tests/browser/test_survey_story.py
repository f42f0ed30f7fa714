"""Two surveys in a browser, from the plan to what was done about them: four ways of answering, three languages."""

from __future__ import annotations

import csv
import io
import re
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from tests.browser import offstage
from tests.browser.conftest import LANGUAGES, Portal
from tests.browser.survey_ways import (
    ON_PAPER,
    TELEPHONE,
    TYPED,
    answer_by_code,
    answer_by_link,
    answer_on_paper,
    print_codes,
)
from tests.browser.test_meeting_cycle import Windows, look, send

QUIET = 60  # people who answer each survey while nobody watches
IS = " WHERE address = %s"
FILES = ("answers.csv", "results.csv", "results.xlsx")
TITLES = {"en": "Users of the story", "bs": "Korisnici iz priče", "sv": "Berättelsens användare"}


@pytest.fixture
def windows(browser, portal):
    found = Windows(browser, portal)
    yield found
    troubles = [trouble for page in found.open.values() for trouble in page.troubles]  # type: ignore[attr-defined]
    found.close()
    assert troubles == []


def test_a_survey_of_users_from_the_plan_to_what_was_done(windows, portal):
    address = plan_users(windows)
    open_it(windows, address)
    answer_by_link(windows, address)
    answer_on_paper(windows, portal, address)
    offstage.call(portal, "answer", address, QUIET)
    offstage.call(portal, "run_clockwork")
    query = f"SELECT count(*) > 0 FROM surveys_response WHERE campaign_id = (SELECT id FROM surveys_campaign{IS})"
    assert portal.rows(query, address) == [(True,)]
    close_and_seal(windows, portal, address)
    read_words(windows, address)
    number = TYPED + TYPED + ON_PAPER + QUIET
    release(windows, portal, address, number)
    read_in_three_languages(windows, address)
    compare(windows)
    take_files_home(windows, address, number)
    improve(windows, portal, address)


def test_a_survey_of_employees_with_codes(windows, portal):
    page = windows.show("coordinator", "surveys/new/")
    asked = portal.rows("SELECT id FROM surveys_questionnaire WHERE audience = 'employees' AND state = 'published'")
    page.locator("#id_questionnaire").select_option(str(asked[0][0]))
    fill(page, population="90", **days_ahead(), **{f"title_{code}": "Story of employees" for code in LANGUAGES})
    page.locator("#id_mode").select_option("codes")
    send(page)
    address = address_of(page)
    codes = print_codes(windows, address, TYPED + QUIET)
    open_it(windows, address)
    answer_by_code(windows, address, codes)
    offstage.call(portal, "answer", address, QUIET, codes[TYPED:])
    for since_end in (1, 2):
        offstage.call(portal, "let_days_pass", address, since_end)
    read_words(windows, address)
    release(windows, portal, address, TYPED + QUIET, is_public=False)
    page = windows.show("coordinator", f"surveys/at/{address}/results/")
    look(page)
    for path, status in (("exports/results.csv", 200), ("exports/answers.csv", 404)):
        assert page.request.get(f"/bs/surveys/at/{address}/{path}").status == status
    assert windows.of("visitor").request.get(f"/en/surveys/at/{address}/results/").status == 404


def fill(page: Page, **values: str) -> None:
    for name, value in values.items():
        page.locator(f"#id_{name}").fill(value)


def days_ahead() -> dict[str, str]:
    today = date.today()
    return {"opens_on": today.isoformat(), "closes_on": (today + timedelta(days=9)).isoformat()}


def address_of(page: Page) -> str:
    found = re.search(r"/at/([^/]+)/", page.url)
    assert found
    return found[1]


def plan_users(windows: Windows) -> str:
    """The secretariat plans an edition; the coordinator a survey in it, with results by one question."""
    page = windows.show("secretariat", "surveys/editions/new/")
    fill(page, code="story", **days_ahead(), **{f"title_{code}": words for code, words in TITLES.items()})
    asked = "SELECT id FROM surveys_questionnaire WHERE audience = 'users' AND state = 'published' ORDER BY number"
    page.locator("#id_questionnaire").select_option(str(windows.portal.rows(asked)[0][0]))
    look(page)
    send(page)
    page = windows.show("coordinator", "surveys/editions/story/")
    look(page)
    page.locator("a[href*='/surveys/new/?edition=']").click()
    look(page)
    page.locator("#id_mode").select_option("link")
    expect(page.locator("#id_approach")).to_have_value("open")
    send(page)
    look(page)
    address = address_of(page)
    page.locator(f"a[href$='/{address}/breakdowns/']").click()
    page.locator("input[name^=by_]").first.check()
    look(page)
    send(page)
    return address


def open_it(windows: Windows, address: str) -> None:
    page = windows.show("coordinator", f"surveys/at/{address}/")
    page.locator("a[href$='/open/']").click()
    look(page)
    send(page)
    look(page)


def close_and_seal(windows: Windows, portal: Portal, address: str) -> None:
    """A day after the last day nothing is sealed yet: what was held back is taken in first."""
    offstage.call(portal, "let_days_pass", address, 1)
    assert portal.rows(f"SELECT state FROM surveys_campaign{IS}", address) == [("closed",)]
    page = windows.show("coordinator", f"surveys/at/{address}/release/")
    expect(page.locator(".notice--warning")).to_be_visible()
    page = windows.show("coordinator", f"surveys/at/{address}/held/")
    look(page)
    send(page, "button[name=deed][value=take]")
    offstage.call(portal, "let_days_pass", address, 2)
    assert portal.rows(f"SELECT state FROM surveys_campaign{IS}", address) == [("sealed",)]


def read_words(windows: Windows, address: str) -> None:
    """A theme, other words where somebody could be found out, and the rest as it was written."""
    page = windows.show("coordinator", f"surveys/at/{address}/texts/themes/")
    look(page)
    fill(page, name="Čekanje")
    page.locator("main form button[type=submit]").first.click()
    page = windows.show("coordinator", f"surveys/at/{address}/texts/")
    look(page)
    closely = page.locator(".form-check", has_text=TELEPHONE)
    if closely.count():
        expect(closely.locator("strong")).to_be_visible()
        closely.locator("a").click()
        look(page)
        fill(page, shown="Zovite me.")
        page.locator("#id_theme").select_option(label="Čekanje")
        page.locator("button[value=show]").click()
    for act in ("group", "show"):
        page = windows.show("coordinator", f"surveys/at/{address}/texts/?state=waiting")
        for box in page.locator("input[name=chosen]").all():
            box.check()
        page.locator("form[method=post] select[name=theme]").select_option(label="Čekanje")
        send(page, f"button[value={act}]")
    expect(page.locator("input[name=chosen]")).to_have_count(0)


def release(windows: Windows, portal: Portal, address: str, number: int, *, is_public: bool = True) -> None:
    page = windows.show("coordinator", f"surveys/at/{address}/release/")
    look(page)
    page.locator("form:has(input[name=seen]) button").click()
    expect(page.locator(".notice--success").first).to_be_visible()
    assert page.url.endswith("/results/")
    if is_public:
        page = windows.show("coordinator", f"surveys/at/{address}/release/")
        send(page, "form[action$='/publish/'] button")
        look(page)
    query = f"SELECT n, is_public FROM surveys_release WHERE campaign_id = (SELECT id FROM surveys_campaign{IS})"
    assert portal.rows(query, address) == [(number, is_public)]


def read_in_three_languages(windows: Windows, address: str) -> None:
    """Everybody reads the results, on a phone and on paper; nobody reads whom to call."""
    page = windows.of("visitor")
    for language in LANGUAGES:
        page.goto(f"/{language}/surveys/at/{address}/results/")
        look(page)
        words = page.locator("main").inner_text()
        assert TITLES[language] in words
        assert "Zovite me." in words
        assert TELEPHONE not in words
        answer = page.request.get(f"/{language}/surveys/at/{address}/results/report.pdf")
        report = PdfReader(io.BytesIO(answer.body()))
        assert report.root_object["/Lang"].startswith(language)
        printed = "".join(one.extract_text() for one in report.pages)
        assert TITLES[language] in printed
        assert TELEPHONE not in printed


def compare(windows: Windows) -> None:
    """The secretariat sees who is compared; the institution the others beside its own results."""
    look(windows.show("secretariat", "surveys/editions/demo-users-second/compare/"))
    page = windows.show("coordinator", "surveys/editions/demo-users-second/")
    look(page)
    page.locator("a[href$='/results/']").first.click()
    expect(page.locator("h1")).to_be_visible()


def take_files_home(windows: Windows, address: str, number: int) -> None:
    """What the files say is what was released."""
    page = windows.show("coordinator", f"surveys/at/{address}/exports/")
    look(page)
    files = {name: page.request.get(f"/bs/surveys/at/{address}/exports/{name}").body() for name in FILES}
    rows = list(csv.DictReader(io.StringIO(files["answers.csv"].decode("utf-8-sig"))))
    assert len(rows) == number
    figures = list(csv.DictReader(io.StringIO(files["results.csv"].decode("utf-8-sig"))))
    assert (figures[0]["statistic"], figures[0]["value"]) == ("answers", str(number))
    book = CalamineWorkbook.from_filelike(io.BytesIO(files["results.xlsx"]))
    head, first, *_rest = book.get_sheet_by_index(0).to_python()
    assert dict(zip(head, first, strict=True))["value"] == number
    data = windows.of("visitor").request.get(f"/en/surveys/open-data/{address}/1.json").json()
    assert data["payload"]["n"] == number
    assert TELEPHONE not in str(data)


def improve(windows: Windows, portal: Portal, address: str) -> None:
    """From a finding to an activity of the plan, and to its end."""
    page = windows.show("coordinator", f"surveys/at/{address}/improvements/")
    look(page)
    page.locator("a[href*='/improvements/new/?measure=']").first.click()
    look(page)
    fill(page, title="Kraći red", due_on=(date.today() + timedelta(days=90)).isoformat())
    page.locator("#id_activity").select_option(index=1)
    send(page)
    look(page)
    expect(page.locator("main a[href*='/work-plans/activities/']")).to_have_count(1)
    page.locator("details:has(form[action$='/acts/done/']) summary").click()
    page.locator("#done-note").fill("Red je kraći.")
    send(page, "form[action$='/acts/done/'] button")
    look(page)
    stored = portal.rows("SELECT state, activity_id IS NULL FROM surveys_improvement WHERE title = 'Kraći red'")
    assert stored == [("done", False)]
