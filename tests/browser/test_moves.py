"""A deadline moves: proposed and approved, with scripts on a desk and without on a phone; and an end is confirmed."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Portal, sign_in, violations

BOTH = pytest.mark.parametrize("window", ["page", "plain_page"])
NEWEST = "SELECT version, due_on::text, reason FROM workplans_deadline WHERE activity_id = %s ORDER BY version DESC"


@pytest.fixture
def led(portal: Portal) -> int:
    """An open activity of the subgroup the lead leads, with a deadline and no open proposal."""
    query = """
        SELECT a.id FROM workplans_activity a
          JOIN institutions_subgroup s ON s.id = a.subgroup_id
         WHERE s.code = 'demo-fmc' AND a.state IN ('under_way', 'at_risk', 'planned') AND a.due_on > now()
           AND NOT EXISTS (SELECT FROM workplans_deadlineproposal p WHERE p.activity_id = a.id AND p.state = 'open')
         ORDER BY a.due_on LIMIT 1"""
    return portal.rows(query)[0][0]


def sign_out(page) -> None:
    page.context.clear_cookies()


@BOTH
def test_a_lead_proposes_and_the_secretariat_approves_with_one_click(request, window, portal, led):
    page = request.getfixturevalue(window)
    sign_in(page, portal, "lead")
    version, due_on, _reason = portal.rows(NEWEST, led)[0]
    (later,) = portal.rows("SELECT (%s::date + 40)::text", due_on)[0]
    reason = f"Samples come late ({window})."

    page.goto(f"/en/work-plans/activities/{led}/")
    page.locator("details:has(form[action*='propose-move']) summary").click()
    form = page.locator("form[action*='propose-move']")
    form.locator("input[name=due_on]").fill(later)
    form.locator("select[name=precision]").select_option("day")
    form.locator("select[name=reason_class]").select_option("dependency")
    form.locator("textarea[name=reason]").fill(reason)
    form.locator("button[type=submit]").click()
    page.locator(".notice--success").wait_for()
    assert page.locator("form[action*='withdraw']").count() == 1
    sign_out(page)

    sign_in(page, portal, "secretariat")
    page.locator("a[href$='/proposals/#proposals']").click()
    row = page.locator("tr").filter(has_text=reason)
    row.locator("button[formaction*='approve']").click()
    page.locator(".notice--success").filter(has_text="Approved").wait_for()

    assert portal.rows(NEWEST, led)[0] == (version + 1, later, reason)
    page.goto(f"/en/work-plans/activities/{led}/")
    assert "40 days later" in page.locator("#story ~ ol").inner_text()


def test_ticked_proposals_are_approved_together(page, portal, led):
    sign_in(page, portal, "lead")
    page.goto(f"/en/work-plans/activities/{led}/propose-move/")
    page.locator("input[name=due_on]").fill("2090-12-31")
    page.locator("select[name=reason_class]").select_option("scope")
    page.locator("textarea[name=reason]").fill("Far away.")
    page.locator("main form button[type=submit]").click()
    page.locator(".notice--success").wait_for()
    sign_out(page)
    sign_in(page, portal, "secretariat")

    page.goto("/en/work-plans/proposals/")
    page.locator("tr").filter(has_text="Far away.").locator("input[type=checkbox]").check()
    page.locator("main form .btn-primary").filter(has_text="ticked").click()
    page.locator(".notice--warning").filter(has_text="not approved").wait_for()
    assert page.locator("tr").filter(has_text="Far away.").locator("input[type=checkbox]").is_checked()
    page.locator("input[name=decision]").fill("2026/3-D2")
    page.locator("main form .btn-primary").filter(has_text="ticked").click()
    page.locator(".notice--success").filter(has_text="approved").wait_for()

    assert portal.rows(NEWEST, led)[0][1:] == ("2090-12-31", "Far away.")


@BOTH
def test_the_secretariat_confirms_what_is_claimed(request, window, portal):
    page = request.getfixturevalue(window)
    pk = portal.rows("SELECT id FROM workplans_activity WHERE state = 'under_way' AND subgroup_id IS NOT NULL LIMIT 1")[
        0
    ]
    sign_in(page, portal, "secretariat")
    page.goto(f"/en/work-plans/activities/{pk[0]}/report/")
    page.locator("select[name=status]").select_option("done")
    page.locator("[name=achieved]").fill("It is printed.")
    page.locator("main form button[type=submit]").click()
    page.locator("[name=output].is-invalid").fill("In the library.")
    page.locator("main form button[type=submit]").click()
    page.locator("form[action*='steps/confirm'] button").click()
    page.locator(".notice--success").filter(has_text="Confirmed").wait_for()

    assert portal.rows("SELECT state FROM workplans_activity WHERE id = %s", *pk) == [("confirmed",)]


@pytest.mark.parametrize("path", ["", "move-deadline/", "owner/", "lead-body/", "steps/hold/", "report/"])
def test_the_pages_are_accessible(page, portal, led, path):
    sign_in(page, portal, "secretariat")

    page.goto(f"/en/work-plans/activities/{led}/{path}")
    for fold in page.locator("main details summary").all():
        fold.click()

    assert violations(page) == []


def test_the_list_of_what_waits_is_accessible(page, portal):
    sign_in(page, portal, "secretariat")

    page.goto("/en/work-plans/proposals/")

    assert violations(page) == []
