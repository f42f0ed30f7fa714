"""The secretariat's office: who comes in, what each may do there, and in which language."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from institutions.models import Institution, User
from letters.models import Letter
from tests.factories import (
    LONG_AGO,
    make_activity,
    make_campaign,
    make_edition,
    make_institution,
    make_meeting,
    make_user,
)
from tests.qmportal.office import drawer

ROOMS = {"institutions", "letters", "workplans", "guidelines", "surveys", "meetings"}
DRAWERS = sorted(model._meta.label_lower for model in admin.site._registry)


def letter(**fields: object) -> Letter:
    said = {"key": "account/1", "address": "a@test.example", "language": "en", "subject": "Sign in", "body": "Open it."}
    return Letter.objects.create(**{**said, "try_at": timezone.now(), **fields})


@pytest.fixture
def full(activity, member, lead, coordinator, outsider):
    """Something in every drawer."""
    make_edition()
    make_meeting()
    make_campaign()
    letter()
    return activity


def test_visitors_are_sent_to_the_portals_sign_in(client):
    response = client.get("/office/")

    assert response.status_code == 302
    assert response.url == "/office/login/?next=/office/"
    assert client.get(response.url).url == "/en/accounts/login/?next=/office/"


@pytest.mark.parametrize("role", ["member", "lead", "coordinator", "outsider"])
def test_others_are_refused(role, client, request):
    client.force_login(request.getfixturevalue(role))

    assert client.get("/office/", follow=True).status_code == 403
    assert client.get("/office/institutions/institution/", follow=True).status_code == 403


def test_only_our_own_drawers_are_there():
    assert {label.split(".")[0] for label in DRAWERS} == ROOMS


@pytest.mark.parametrize("label", DRAWERS)
@pytest.mark.parametrize("role", ["secretariat", "admin"])
def test_every_drawer_opens(role, label, client, request, full):
    client.force_login(request.getfixturevalue(role))
    page = client.get(drawer(label))

    assert page.status_code == 200
    assert label == "letters.jobrun" or client.get(drawer(label), {"q": "a"}).status_code == 200
    for thing in page.context["cl"].queryset[:1]:
        assert client.get(drawer(label, "change", thing.pk)).status_code == 200


@pytest.mark.parametrize("label", DRAWERS)
def test_new_things_are_added_where_no_other_page_does_so(label, client, secretariat):
    client.force_login(secretariat)
    filled_elsewhere = {"institutions.user", "institutions.invitation", "letters.letter", "letters.jobrun"}
    filled_elsewhere.add("guidelines.edition")
    plan = (
        "activity",
        "progressreport",
        "planbaseline",
        "statechange",
        "deadlineproposal",
        "calendarlink",
        "dependency",
    )
    filled_elsewhere |= {f"workplans.{name}" for name in plan}

    status = client.get(drawer(label, "add")).status_code

    assert status == (403 if label in filled_elsewhere else 200)


def test_drawers_have_search_and_filters():
    for model, model_admin in admin.site._registry.items():
        if model._meta.model_name not in {"scale", "jobrun", "page"}:
            assert model_admin.list_filter, model
        if model._meta.model_name != "jobrun":
            assert model_admin.search_fields, model


def test_the_administrator_looks_at_content_but_edits_only_roles(client, admin, institution, member):
    client.force_login(admin)

    assert client.get(drawer("institutions.institution", "add")).status_code == 403
    assert client.post(drawer("institutions.institution", "change", institution.pk), {}).status_code == 403
    assert client.get(drawer("institutions.affiliation", "add")).status_code == 200
    page = client.get(drawer("institutions.user", "change", member.pk))
    assert page.context["has_change_permission"]


def test_nothing_is_deleted(client, secretariat, full, institution):
    client.force_login(secretariat)

    assert client.post(drawer("institutions.institution", "delete", institution.pk), {"post": "yes"}).status_code == 403
    assert "delete_selected" not in client.get(drawer("institutions.institution")).content.decode()


@pytest.mark.parametrize(("language", "word"), [("en", "Institutions"), ("bs", "Institucije"), ("sv", "Myndigheter")])
def test_the_office_speaks_the_persons_language(language, word, client, secretariat):
    User.objects.filter(pk=secretariat.pk).update(language=language)
    client.force_login(User.objects.get(pk=secretariat.pk))

    response = client.get("/office/", headers={"accept-language": "fi"})

    assert f'<html lang="{language}"' in response.content.decode()
    assert response.headers["Content-Language"] == language


@pytest.mark.parametrize(("language", "word"), [("en", "{}"), ("bs", "februar"), ("sv", "februari")])
def test_the_scripts_speak_it_too(language, word, client, secretariat):
    User.objects.filter(pk=secretariat.pk).update(language=language)
    client.force_login(User.objects.get(pk=secretariat.pk))

    assert word in client.get("/office/jsi18n/").content.decode()


def test_pages_need_no_inline_style_or_script(client, secretariat, full):
    client.force_login(secretariat)

    for page in ["/office/", *(drawer(label) for label in DRAWERS), drawer("workplans.activity", "change", full.pk)]:
        html = client.get(page).content.decode()
        assert "<style" not in html, page
        assert " style=" not in html, page
        assert " onclick=" not in html, page
        assert all("src=" in tag or 'type="application/json"' in tag for tag in html.split("<script")[1:]), page


def test_one_time_links_are_shown_to_nobody(client, secretariat):
    client.force_login(secretariat)
    secret = letter(is_secret=True, body="https://portal.test.example/one-time-link")

    page = client.get(drawer("letters.letter", "change", secret.pk)).content.decode()

    assert "Sign in" in page
    assert "one-time-link" not in page


def test_passwords_and_leaving_are_the_portals_own_affair(client, secretariat):
    client.force_login(secretariat)

    assert client.get("/office/password_change/").url == "/en/accounts/password/change/"
    assert client.post("/office/logout/").url == "/en/accounts/logout/"


def test_each_language_has_its_own_fieldset(client, secretariat, institution):
    client.force_login(secretariat)

    html = client.get(drawer("institutions.institution", "change", institution.pk)).content.decode()

    assert html.count('class="module aligned language"') == 3
    assert 'name="name_sv"' in html
    assert 'lang="sv"' in html
    assert "[sv]" not in html
    assert "office/tabs.js" in html


@pytest.mark.parametrize("label", ["institutions.institution", "workplans.activity", "institutions.affiliation"])
def test_a_list_asks_the_same_number_of_questions_for_one_line_and_many(label, client, secretariat, full):
    client.force_login(secretariat)
    client.get(drawer(label))
    with CaptureQueriesContext(
        connection,
    ) as few:
        client.get(drawer(label))
    for number in range(3):
        body = make_institution()
        make_user(institution=body)
        make_activity(f"Another {number}", lead_body=body, due_on=LONG_AGO)

    with CaptureQueriesContext(connection) as many:
        client.get(drawer(label))

    assert len(many) == len(few)


def test_the_history_of_a_thing_is_its_part_of_the_audit_trail(client, secretariat, institution):
    client.force_login(secretariat)

    response = client.get(drawer("institutions.institution", "history", institution.pk))

    assert response.url == f"/en/audit/?kind=institutions.Institution&thing={institution.pk}"
    assert Institution.objects.count() == 1
