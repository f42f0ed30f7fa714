"""Members read both languages and sign; the secretariat publishes; everybody of the group sees what changed."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connection

from surveys.actions import questionnaires as deeds
from surveys.actions import questions
from surveys.models import Questionnaire
from surveys.results.fingerprints import fingerprint, text_hash
from tests.pages import squeezed
from tests.surveys.factories import make_draft, make_scale, publish

HERE = "/en/surveys/questionnaires/users/1/"
NEXT = "/en/surveys/questionnaires/users/2/"
DAY = date(2019, 3, 4)
pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(secretariat) -> Questionnaire:
    return make_draft(code="users", edited_by=secretariat, title_en="Q", title_bs="Q", title_sv="Q")


def sign(client, asked, language, **said):
    url = f"/en/surveys/questionnaires/{asked.code}/{asked.number}/languages/{language}/sign/"
    return client.post(url, {"seen": text_hash(asked, language), **said}, follow=True)


def others(asked) -> list[str]:
    return sorted({"en", "bs", "sv"} - {asked.source_language})


def test_members_sign_and_the_secretariat_publishes(client, draft, member, secretariat):
    client.force_login(member)
    page = squeezed(client.get(HERE + "languages/"))
    assert page.count("Nobody has signed the translation as it is.") == 2
    assert "The check found nothing." in page
    for language in others(draft):
        assert "Signed by Member" in squeezed(sign(client, draft, language))

    client.force_login(secretariat)
    assert "nothing of it changes" in squeezed(client.get(HERE + "steps/publish/"))
    page = squeezed(client.post(HERE + "steps/publish/", follow=True))

    assert "The questionnaire is published." in page
    draft.refresh_from_db()
    assert draft.content_hash == fingerprint(draft)


def test_publishing_too_early_tells_what_is_missing(client, draft, secretariat):
    client.force_login(secretariat)

    for answer, status in ((client.get(HERE + "steps/publish/"), 200), (client.post(HERE + "steps/publish/"), 409)):
        assert answer.status_code == status
        assert "Before it can be published:" in squeezed(answer)
    draft.refresh_from_db()
    assert draft.state == "draft"


def test_who_wrote_last_is_told_that_somebody_else_must_sign(client, draft, secretariat):
    client.force_login(secretariat)

    assert "You wrote last; somebody else must sign." in squeezed(client.get(HERE + "languages/"))
    assert "You wrote last; somebody else must sign." in squeezed(sign(client, draft, others(draft)[0]))
    assert not draft.sign_offs.exists()


@pytest.mark.parametrize("seen", ["", "0" * 64, "\0", "x" * 10_000, "ž"])
def test_words_that_were_not_read_are_not_signed(client, draft, member, seen):
    client.force_login(member)

    assert "read them again before you sign" in squeezed(sign(client, draft, others(draft)[0], seen=seen))
    assert not draft.sign_offs.exists()


def test_a_red_language_offers_no_signature(client, draft, member, secretariat):
    language = others(draft)[0]
    item = draft.items.get(code="ACC1")
    questions.write(item, {f"text_{language}": ""}, by=secretariat)
    client.force_login(member)

    page = squeezed(client.get(HERE + "languages/"))
    assert "Nothing is written here." in page
    assert f"languages/{language}/sign/" not in page
    assert "questions/" not in page, "members find nothing to write"
    assert "must be put right first" in squeezed(sign(client, draft, language))

    client.force_login(secretariat)
    assert f'<a href="{HERE}questions/{item.pk}/">ACC1</a>' in squeezed(client.get(HERE + "languages/"))


def test_findings_in_scales_lead_to_the_office(client, draft, secretariat):
    make_scale("AGREE").options.filter(code="1").update(label_sv="")
    client.force_login(secretariat)

    assert f'href="/office/surveys/scale/{make_scale("AGREE").pk}/change/"' in squeezed(client.get(HERE + "languages/"))


def test_the_preview_shows_the_form_and_sends_nothing(client, draft, member):
    client.force_login(member)

    page = squeezed(client.get("/sv/surveys/questionnaires/users/1/preview/"))

    for item in draft.items.all():
        assert f"Words of {item.code} (sv)" in page
    assert '<fieldset class="asks" disabled>' in page
    assert "<form" not in page.split("</header>")[-1].split("<footer")[0]


def test_what_changed_is_shown_question_by_question(client, draft, member, secretariat):
    client.force_login(member)
    assert "This is the first version." in squeezed(client.get(HERE + "changes/"))
    copy, _is_new = deeds.copy(publish(draft), by=secretariat)
    assert "The words are the same." in squeezed(client.get(NEXT + "changes/"))
    said = {"comparability": "broken", "comparability_reason": "Now <b>all</b> of them", "is_reversed": True}
    questions.write(copy.items.get(code="ACC1"), {"text_en": "Words of all", **said}, by=secretariat)
    questions.remove(copy.items.get(code="ACC2"), by=secretariat)

    page = squeezed(client.get(NEXT + "changes/"))

    assert "<del>" in page
    assert "means something else" in page
    assert "Now &lt;b&gt;all&lt;/b&gt; of them" in page
    assert "Agreeing is bad now." in page
    assert "Words of ACC2" in page


@pytest.mark.parametrize("page", ["write/", "languages/", "changes/", "preview/"])
def test_every_page_costs_the_same_for_many_questions(client, page, draft, secretariat, django_assert_max_num_queries):
    copy, _is_new = deeds.copy(publish(draft), by=secretariat)
    client.force_login(secretariat)
    with django_assert_max_num_queries(100) as few:
        client.get(NEXT + page)
    for number in range(10):
        words = {"text_en": f"Words {number}", "text_bs": f"Words {number}", "text_sv": f"Words {number}"}
        copy.items.create(
            code=f"X{number}", role="background", scale=make_scale(f"S{number}"), position=90 + number, **words
        )

    with django_assert_max_num_queries(len(few)):
        client.get(NEXT + page)


@pytest.mark.parametrize(
    ("step", "state", "after"),
    [("copy", "published", "published"), ("retire", "published", "retired"), ("use-again", "retired", "published")],
)
def test_steps_ask_once_and_may_run_twice(client, draft, secretariat, step, state, after):
    publish(draft)
    Questionnaire.objects.filter(pk=draft.pk).update(state=state)
    client.force_login(secretariat)
    url = f"{HERE}steps/{step}/"

    assert client.get(url).status_code == 200
    assert [client.post(url).status_code for _twice in range(2)] == [302, 302]
    draft.refresh_from_db()
    assert draft.state == after
    assert Questionnaire.objects.count() == (2 if step == "copy" else 1)


def test_a_draft_is_thrown_away(client, draft, secretariat):
    client.force_login(secretariat)

    assert client.post(HERE + "steps/discard/")["Location"] == "/en/surveys/"
    assert not Questionnaire.objects.exists()
    assert client.post(HERE + "steps/discard/").status_code == 404


def test_a_step_that_is_over_says_so(client, draft, secretariat):
    client.force_login(secretariat)

    answer = client.post(HERE + "steps/retire/")

    assert answer.status_code == 409
    assert "This is no longer possible" in squeezed(answer)


@pytest.mark.django_db(transaction=True)
def test_two_who_publish_at_once_and_one_who_writes_leave_one_version(draft, member, secretariat):
    for language in others(draft):
        deeds.sign(draft, language, by=member, seen=text_hash(draft, language), today=DAY)
    item = draft.items.get(code="ACC1")

    def do(deed):
        try:
            return deed()
        except (deeds.NotNow, deeds.NotYet) as refused:
            return type(refused)
        finally:
            connection.close()

    acts = [
        lambda: deeds.publish(draft, today=DAY),
        lambda: deeds.publish(draft, today=DAY),
        lambda: questions.write(item, {"caf": ["6.2"]}, by=secretariat),
    ]
    with ThreadPoolExecutor(3) as threads:
        said = list(threads.map(do, acts))

    draft.refresh_from_db()
    if draft.state == "published":
        assert sorted(map(str, said[:2])) == ["False", "True"]
        assert said[2] is deeds.NotNow
        assert draft.content_hash == fingerprint(draft)
    else:
        assert said == [deeds.NotYet, deeds.NotYet, None]


@pytest.mark.django_db(transaction=True)
def test_two_who_copy_at_once_get_one_draft(draft, secretariat):
    publish(draft)

    def do(_number):
        try:
            return deeds.copy(draft, by=secretariat)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        said = list(threads.map(do, range(4)))

    assert sorted(is_new for _draft, is_new in said) == [False, False, False, True]
    assert Questionnaire.objects.filter(code="users", state="draft").count() == 1
