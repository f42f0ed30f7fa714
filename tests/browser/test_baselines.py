"""What was adopted cannot be changed: not on the pages of the plan, not in the office, not by SQL."""

from __future__ import annotations

import psycopg
import pytest

from tests.browser.conftest import NARROW, WIDE, sign_in, violations

PLAN = "WP-2017-2019"
FROZEN = "SELECT number, hash, content::text, adopted_on FROM workplans_planbaseline ORDER BY number"
PROMISED = """
SELECT id, baseline_due_on, baseline_number, position FROM workplans_activity WHERE baseline_number = 1 ORDER BY id
"""


def test_baselines_stand_on_every_page_in_the_office_and_by_sql(page, portal):
    sign_in(page, portal, "secretariat")
    frozen, promised = portal.rows(FROZEN), portal.rows(PROMISED)
    pk, version = promised[0][0], portal.rows("SELECT min(id) FROM workplans_planbaseline")[0][0]

    page.goto(f"/en/work-plans/activities/{pk}/edit/")
    assert page.get_by_label("Wished deadline").count() == 0
    page.get_by_label("Title").first.fill("Other words")
    page.get_by_role("button", name="Save").click()
    page.goto(f"/office/workplans/planbaseline/{version}/change/")
    assert page.locator("main input:not([type=hidden]), #content input:not([type=hidden])").count() == 0
    page.goto(f"/office/workplans/activity/{pk}/change/")
    assert page.locator("[name=baseline_due_on], [name=state], [name=position]").count() == 0
    for deed in (
        "UPDATE workplans_planbaseline SET decision = 'x'",
        "DELETE FROM workplans_planbaseline",
        "TRUNCATE workplans_planbaseline",
    ):
        with pytest.raises(psycopg.Error, match=r"Cannot update or delete|kept for ever"):
            portal.rows(deed)

    assert (portal.rows(FROZEN), portal.rows(PROMISED)) == (frozen, promised)
    page.goto(f"/en/work-plans/{PLAN}/versions/")
    assert page.get_by_text("intact", exact=True).count() == 2


def test_a_proposal_is_written_and_adopted_as_an_amendment(page, portal):
    sign_in(page, portal, "secretariat")
    page.goto(f"/en/work-plans/{PLAN}/edit/")
    page.get_by_role("link", name="New activity (3)").click()
    page.locator("[name=title_en]").fill("Repeat the pilot survey")
    page.locator("[name=title_bs]").fill("Ponoviti probno ispitivanje")
    page.locator("[name=title_sv]").fill("Upprepa provenkäten")
    page.get_by_label("Lead body").select_option(index=1)
    page.get_by_label("Wished deadline").fill("2027-Q2")
    page.get_by_role("button", name="Save").click()
    page.get_by_text("Activity 3.7 is proposed.").wait_for()
    page.get_by_role("link", name="Adopt an amendment").click()
    assert violations(page) == []
    page.get_by_label("Decision").fill("2026/2-D1")
    page.get_by_role("button", name="Adopt the amendment").click()

    page.get_by_text("Version 3 is adopted and frozen.").wait_for()
    assert page.get_by_text("3.7 Repeat the pilot survey").first.is_visible()


@pytest.mark.parametrize("size", [NARROW, WIDE])
def test_the_pages_of_editing_are_accessible_and_fit(size, page, portal):
    sign_in(page, portal, "secretariat", "bs")
    page.set_viewport_size(size)
    pk = portal.rows("SELECT min(id) FROM workplans_activity")[0][0]

    for address in (
        "edit/",
        "edit/new/",
        f"{PLAN}/edit/",
        f"activities/{pk}/edit/",
        f"{PLAN}/versions/",
        f"{PLAN}/versions/2/",
    ):
        page.goto(f"/bs/work-plans/{address}")
        assert violations(page) == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
