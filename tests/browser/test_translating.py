"""A translation from its assignment to its readers: assign, translate, a finding, accept it, review, public."""

from __future__ import annotations

import pytest

from tests.browser.conftest import Portal, sign_in, violations

SOURCE = "Institucija odgovara u roku od 15 dana."
WRONG = "Myndigheten svarar inom 20 dagar."
# clauses of editions in force whose source is Bosnian, one for each test
CLAUSES = """
    SELECT c.id, c.edition_id, c.anchor, g.code, e.number FROM guidelines_clause c
      JOIN guidelines_edition e ON e.id = c.edition_id JOIN guidelines_guideline g ON g.id = e.guideline_id
     WHERE e.state = 'published' AND e.source_language = 'bs' AND e.supplement_to_id IS NULL
       AND NOT EXISTS (SELECT FROM guidelines_duty d WHERE d.edition_id = e.id)
     ORDER BY g.code, c.position LIMIT 1"""


@pytest.fixture
def changed(portal: Portal) -> dict[str, object]:
    """A public clause whose source was changed: its translations are older now."""
    pk, text, anchor, code, number = portal.rows(CLAUSES)[0]
    portal.rows("UPDATE guidelines_clause SET body_bs = %s WHERE id = %s", SOURCE, pk)
    portal.rows(
        """UPDATE guidelines_rendition r SET body = c.body_bs, html = '<p>' || c.body_bs || '</p>', print = c.print_bs,
                  source_print = c.print_bs
             FROM guidelines_clause c WHERE c.id = r.clause_id AND r.language = 'bs' AND c.id = %s""",
        pk,
    )
    return {"pk": pk, "text": text, "anchor": anchor, "url": f"guidelines/{code}/editions/{number}/"}


def assign(page, portal, text: object, language: str) -> None:
    sign_in(page, portal, "secretariat", language)
    page.goto(f"/{language}/guidelines/texts/{text}/languages/")
    page.locator(f"a[href$='/texts/{text}/languages/sv/']").click()
    names = {role: portal.accounts[role]["email"] for role in ("member", "coordinator")}
    for field, role in (("translator", "member"), ("reviewer", "coordinator")):
        ((person,),) = portal.rows("SELECT id::text FROM institutions_user WHERE email = %s", names[role])
        page.locator(f"select[name={field}]").select_option(person)
    page.locator("input[name=due_on]").fill("2090-01-01")
    page.locator("main form button.btn-primary").click()
    page.locator(".notice--success, .alert-success").first.wait_for()
    page.context.clear_cookies()


@pytest.mark.parametrize(("window", "language"), [("page", "sv"), ("plain_page", "bs")])
def test_a_changed_clause_reaches_its_readers(request, window, language, portal, changed):
    page, text = request.getfixturevalue(window), changed["text"]
    assign(page, portal, text, language)

    sign_in(page, portal, "member", language)
    page.locator(f"a[href$='/texts/{text}/translate/sv/']").click()
    assert page.locator("ins").count()
    page.locator("textarea[name=body]").fill(WRONG)
    page.locator("button[name=act][value=save]").click()
    page.locator("#findings details summary").first.click()
    page.locator("#findings textarea[name=reason]").first.fill("Rätt så.")
    page.locator("#findings form button[type=submit]").first.click()
    page.wait_for_url("**#findings")
    page.context.clear_cookies()

    sign_in(page, portal, "coordinator", language)
    page.locator(f"a[href$='/texts/{text}/review/sv/']").click()
    assert page.locator("button[name=act][value=sign]").count() == 0
    page.locator("form[action*='/accept/'] button").first.click()
    page.locator("button[name=act][value=sign]").first.click()
    page.locator(".notice--success, .alert-success").first.wait_for()
    page.context.clear_cookies()

    page.goto(f"/sv/{changed['url']}")
    assert WRONG in page.locator("main").inner_text()


def test_checking_needs_no_new_page(page, portal, changed):
    text = changed["text"]
    sign_in(page, portal, "secretariat")
    page.goto(f"/en/guidelines/texts/{text}/translate/sv/?clause={changed['anchor']}")
    page.locator("textarea[name=body]").fill("Det tar 99 dagar.")

    page.locator("button[name=act][value=check]").click()
    page.locator("#findings .duty").first.wait_for()

    assert page.locator("textarea[name=body]").input_value() == "Det tar 99 dagar."
    assert violations(page) == []


@pytest.mark.parametrize(
    "path",
    [
        "guidelines/texts/{text}/languages/",
        "guidelines/texts/{text}/languages/sv/",
        "guidelines/texts/{text}/translate/sv/?clause={anchor}",
        "guidelines/texts/{text}/review/sv/",
        "languages/",
        "languages/?show=all&page=2",
        "languages/rows/institutions/page/{page}/sv/",
    ],
)
def test_the_pages_are_accessible(page, portal, changed, path):
    ((first,),) = portal.rows("SELECT min(id) FROM institutions_page")
    sign_in(page, portal, "secretariat")

    page.goto(f"/en/{path.format(page=first, **changed)}")
    for fold in page.locator("main details summary").all():
        fold.click()

    assert violations(page) == []
