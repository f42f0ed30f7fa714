"""Reporting from a real letter in a real browser: two clicks, no password, once."""

from __future__ import annotations

import email
import re
from email import policy
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import pytest

from tests.browser.conftest import NARROW, WIDE, sign_in, violations

BOTH = pytest.mark.parametrize("window", ["page", "plain_page"])
LINK = re.compile(r"https?://\S+/work-plans/answer/\S+/")


@pytest.fixture(scope="module")
def links(portal) -> list[str]:
    """Paths of the answer links in the letters that lie in the portal's mail folder, in a lasting order."""
    found = []
    for path in sorted(portal.mail.iterdir()):
        for part in path.read_bytes().split(b"-" * 79):
            text = email.message_from_bytes(part.lstrip(), policy=policy.default).get_content() if part.strip() else ""
            found += [urlsplit(link).path for link in LINK.findall(text)]
    assert len(found) >= 3
    return found


def reports(portal) -> int:
    return portal.rows("SELECT count(*) FROM workplans_progressreport")[0][0]


@BOTH
def test_a_member_reports_from_a_letter_in_two_clicks_and_once(request, window, portal, links):
    page = request.getfixturevalue(window)
    link = links[window == "plain_page"]
    before, sentence = reports(portal), f"The map was sent to all three institutions ({window})."
    for method in ("GET", "HEAD", "GET"):  # programs that look at links before people do
        with urlopen(Request(portal.url + link, method=method)) as answer:
            assert answer.status == 200
            assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert reports(portal) == before

    page.goto(link)
    assert page.locator("html").get_attribute("lang") == link.split("/")[1]
    page.locator("select[name=status]").select_option("under_way")
    page.locator("input[name=percent]").fill("90")
    page.locator("[name=achieved]").fill(sentence)
    page.locator("main form button[type=submit]").click()

    page.locator("main dd").filter(has_text=sentence).wait_for()
    [(author, reader)] = portal.rows(
        "SELECT report.author_id, letter.recipient_id FROM workplans_progressreport report, letters_letter letter"
        " WHERE report.achieved = %s AND letter.id = %s",
        sentence,
        int(link.rstrip("/").split("/")[-1].split(":")[0]),
    )
    assert author == reader
    assert page.context.cookies() == []

    again = page.request.post(
        link, form={"status": "under_way", "percent": "95", "achieved": "x", "seen_version": "99"}
    )
    assert again.status == 410
    assert page.request.get(link).status == 410
    assert reports(portal) == before + 1


def test_the_form_is_accessible_and_fits(page, links):
    for language in ("en", "bs", "sv"):
        page.goto(f"/{language}/{links[2].split('/', 2)[2]}")
        for size in (WIDE, NARROW):
            page.set_viewport_size(size)
            assert violations(page) == []
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert page.locator("h1").count() == 1


@BOTH
def test_the_secretariat_reminds_in_two_clicks(request, window, portal):
    page = request.getfixturevalue(window)
    sign_in(page, portal, "secretariat")
    # somebody works on it who was not reminded by hand yet
    [(activity,)] = portal.rows(
        "SELECT min(activity.id) FROM workplans_activity activity"
        " JOIN workplans_area area ON area.id = activity.area_id"
        " JOIN workplans_workplan plan ON plan.id = area.plan_id"
        " JOIN institutions_subgroupseat seat ON seat.subgroup_id = activity.subgroup_id AND seat.valid_to IS NULL"
        " WHERE plan.state = 'adopted' AND activity.state = 'under_way' AND NOT EXISTS (SELECT 1 FROM letters_letter"
        " WHERE occasion = 'nudge' AND (payload->>'activity')::int = activity.id)"
    )
    page.goto(f"/en/work-plans/activities/{activity}/")

    page.get_by_role("link", name="Send a reminder").click()
    ticked = page.locator("input[name=people]:checked").count()
    for size in (WIDE, NARROW):
        page.set_viewport_size(size)
        if window == "page":
            assert violations(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth") if window == "page" else True
    page.get_by_role("button", name="Send").click()

    page.locator(".notice--success").filter(has_text="will be reminded").wait_for()
    written = portal.rows(
        "SELECT count(*) FROM letters_letter WHERE occasion = 'nudge' AND (payload->>'activity')::int = %s", activity
    )
    assert written == [(ticked,)]
    assert ticked > 0
