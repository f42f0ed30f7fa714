"""The secretariat fills a plan from a table, and a member takes her deadlines along: with scripts, and without."""

from __future__ import annotations

import pytest

from tests.browser.conftest import sign_in, violations

BOTH = pytest.mark.parametrize("window", ["page", "plain_page"])
PLAN = "/en/work-plans/WP-2017-2019"
HEAD = "area;position;title_en;title_bs;due_on;due_precision;priority\n"


def send(page, content: str) -> None:
    page.locator("input[type=file]").set_input_files(
        {"name": "plan.csv", "mimeType": "text/csv", "buffer": content.encode()}
    )
    page.get_by_role("button", name="Check the file").click()


@BOTH
def test_a_file_with_mistakes_imports_nothing_and_its_correction_all(request, window, portal):
    page = request.getfixturevalue(window)
    place = 90 if window == "page" else 91
    sign_in(page, portal, "secretariat")
    page.goto(f"{PLAN}/import/")

    send(page, f"{HEAD}1;{place};;;30.9.2019;;urgent\n1;x;Text;;;;\n")
    lines = page.locator("main table").first.locator("tbody tr")
    assert lines.count() == 4
    assert "30.9.2019" in lines.filter(has_text="due_on").inner_text()
    assert "no mistake" not in page.locator("main").inner_text()

    send(page, f"{HEAD}1;{place};<b>Bold</b> plan;Hrabar plan, čćđšž;2019-09-30;quarter;high\n")
    preview = page.locator("main section").filter(has_text="What the file would do")
    assert f"1.{place} <b>Bold</b> plan" in preview.inner_text()
    assert "third quarter 2019" in preview.inner_text()
    query = "SELECT title_en, title_bs, state FROM workplans_activity WHERE position = %s"
    assert portal.rows(query, place) == []
    preview.get_by_role("button", name="Import").click()
    page.locator(".notice--success").filter(has_text="1 activity added.").wait_for()
    assert portal.rows(query, place) == [("<b>Bold</b> plan", "Hrabar plan, čćđšž", "proposed")]
    portal.rows("DELETE FROM workplans_activity WHERE position = %s", place)


@BOTH
def test_an_address_of_a_calendar_is_made_used_and_revoked(request, window, portal):
    page = request.getfixturevalue(window)
    sign_in(page, portal, "member")
    page.goto("/en/work-plans/calendars/")

    page.get_by_role("button", name="Make the address").click()
    address = page.locator(".notice--success .address").inner_text()
    answer = page.request.get(address)
    assert answer.status == 200
    assert "BEGIN:VEVENT" in answer.text()

    page.get_by_role("button", name="Revoke").first.click()
    assert page.request.get(address).status == 404
    assert page.locator("main h3").count() == 0


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_the_pages_are_accessible(page, portal, language):
    sign_in(page, portal, "secretariat", language)

    for path in ("WP-2017-2019/data/", "WP-2017-2019/import/", "calendars/"):
        page.goto(f"/{language}/work-plans/{path}")
        assert violations(page, colours=language == "en") == []
