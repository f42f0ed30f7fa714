"""Rights by the numbers of the catalogue of attacks: other parents, harvesting, lost roles, spellings (Z)."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest
from django.utils import timezone

from institutions.models import Affiliation, GroupRole, SubgroupSeat, User
from letters.models import Letter
from tests.factories import make_user
from tests.qmportal.office import drawer, form_data
from tests.qmportal.things import make_things
from workplans.models import Activity, ActivityBody, ProgressReport

SAID = {"status": "under_way", "percent": "40", "achieved": "A step.", "seen_version": "1"}


@pytest.fixture
def things(institution, subgroup, member, secretariat) -> dict:
    return make_things(institution, subgroup, reader=member, host=secretariat)


def test_Z_04_an_edition_is_read_only_under_its_own_guideline(client, member, things):
    client.force_login(member)

    assert client.get("/en/guidelines/G-1/editions/2/").status_code == 200
    assert client.get("/en/guidelines/G-2/editions/2/").status_code == 404
    assert client.get("/en/surveys/questionnaires/other/1/").status_code == 404


def test_Z_04_own_seat_does_not_open_a_foreign_activity(client, lead, things):
    client.force_login(lead)

    answer = client.post(f"/en/work-plans/activities/{things['foreign']}/report/?activity={things['activity']}", SAID)

    assert answer.status_code == 403
    assert not ProgressReport.objects.filter(author=lead).exists()


def test_Z_04_nobody_reports_on_behalf_of_a_foreign_institution(client, lead, outsider, institution, things):
    theirs = outsider.affiliations.get().institution
    client.force_login(lead)

    client.post(f"/en/work-plans/activities/{things['activity']}/report/", {**SAID, "acting_for": theirs.pk})

    assert {report.acting_for for report in ProgressReport.objects.filter(author=lead)} <= {institution}


def test_Z_04_an_invitation_is_withdrawn_only_by_its_own_institution(client, coordinator, things):
    client.force_login(coordinator)

    answer = client.post(f"/en/invitations/{things['foreign_offer']}/withdraw/", {"institution": "records"})

    assert answer.status_code == 404
    assert User.objects.get(pk=coordinator.pk).invitations_sent.count() == 0


def test_Z_04_a_line_of_another_activity_is_not_taken_over(client, secretariat, things):
    client.force_login(secretariat)
    address = drawer("workplans.activity", "change", things["activity"])
    foreign = ActivityBody.objects.get(activity=things["foreign"])

    data = {**form_data(client.get(address)), "bodies-0-id": foreign.pk, "bodies-0-part": "c_consulted"}
    client.post(address, data)

    foreign.refresh_from_db()
    assert (foreign.activity_id, foreign.part) == (things["foreign"], "a_lead")


PAGES = ["my-work/", "dashboards/records/", "institutions/records/", "institutions/elsewhere/", "subgroups/{subgroup}/"]


def test_Z_08_members_find_names_but_no_addresses(client, member, lead, outsider, things):
    client.force_login(member)
    pages = [*PAGES, "work-plans/activities/{activity}/", "letters/", "audit/", "history/", "meetings/", "surveys/"]

    text = "".join(client.get(f"/en/{page.format(**things)}").content.decode() for page in pages)

    assert "Lead" in text
    assert re.findall(r"[\w.]+@test\.example", text.replace(member.email, "")) == []


@pytest.mark.parametrize("role", ["member", "lead", "coordinator", "outsider"])
@pytest.mark.parametrize("model", ["user", "affiliation", "invitation"])
def test_Z_08_the_offices_lists_are_closed_to_members(model, role, client, request, things):
    client.force_login(request.getfixturevalue(role))
    asked = {"app_label": "workplans", "model_name": "activity", "field_name": "owner", "term": "e"}

    assert client.get("/office/autocomplete/", asked).status_code == 302
    assert client.get(drawer(f"institutions.{model}"), {"q": "e"}).status_code == 302


def test_Z_08_visitors_find_no_names_at_all(client, member, lead, outsider, things):
    User.objects.update(display_name="Harvest Me")
    Activity.objects.update(owner=member)
    pages = ["", "institutions/", *PAGES[2:], "work-plans/in-force/", "work-plans/activities/{activity}/", "history/"]

    for page in pages:
        answer = client.get(f"/en/{page.format(**things)}")
        assert answer.status_code == 200
        assert "Harvest" not in answer.content.decode(), page
        assert "@test.example" not in answer.content.decode(), page


HIDDEN_COLUMNS = [
    ("institutions.user", "password__startswith", "md5"),
    ("institutions.invitation", "token_hash__gt", "0"),
    ("letters.letter", "body__contains", "link"),
    ("letters.letter", "recipient__password__startswith", "md5"),
    ("institutions.affiliation", "user__password__startswith", "md5"),
]


@pytest.mark.parametrize(("label", "lookup", "value"), HIDDEN_COLUMNS)
@pytest.mark.parametrize("role", ["secretariat", "admin"])
def test_Z_08_the_office_does_not_answer_guesses_at_secrets(role, label, lookup, value, client, request, things):
    Letter.objects.update(is_secret=True, body="the link")
    client.force_login(request.getfixturevalue(role))

    assert client.get(drawer(label), {lookup: value}).status_code == 400


def test_filters_on_offer_still_narrow(client, secretariat, things):
    client.force_login(secretariat)
    chosen = {"state__exact": "proposed", "area__plan__id__exact": "1", "due_on__year": "2018"}

    for lookup, value in chosen.items():
        assert client.get(drawer("workplans.activity"), {lookup: value}).status_code == 200


def test_Z_12_a_lost_seat_ends_the_right_to_report(client, member, things):
    client.force_login(member)
    url = f"/en/work-plans/activities/{things['activity']}/report/"
    before = client.get(url).status_code

    SubgroupSeat.objects.filter(user=member).update(valid_to=timezone.localdate())

    assert (before, client.post(url, SAID).status_code) == (200, 403)
    assert not ProgressReport.objects.filter(version=2).exists()


def test_Z_12_a_lost_role_takes_menu_office_and_trail_along(client, secretariat):
    client.force_login(secretariat)
    before = client.get("/en/profile/").content.decode()
    make_user(group_role=GroupRole.Role.SECRETARIAT)  # somebody has to run the group

    GroupRole.objects.filter(user=secretariat).update(valid_to=timezone.localdate())

    after = client.get("/en/profile/").content.decode()
    assert ('href="/office/"' in before, 'href="/office/"' in after) == (True, False)
    assert client.get("/en/audit/").status_code == 403
    assert client.get("/office/", follow=True).status_code == 403
    assert client.get("/en/dashboards/").status_code == 403


def test_Z_12_who_loses_her_institution_sees_no_drafts_and_no_people(client, outsider, things):
    lonely = make_user("lonely@test.example", institution=outsider.affiliations.get().institution)
    client.force_login(lonely)
    before = client.get("/en/guidelines/G-2/").status_code

    Affiliation.objects.filter(user=lonely).update(valid_to=timezone.localdate())

    assert (before, client.get("/en/guidelines/G-2/").status_code) == (200, 404)
    assert client.get("/en/my-work/").status_code == 403
    assert "works__title" not in client.get("/en/institutions/records/").content.decode()


def spellings(path: str) -> list[str]:
    """The same path as somebody would write it who hopes that the guard and the guarded read differently."""
    first, rest = path[1:].split("/", 1)
    return [
        *(f"//{first}/{rest}", f"/{first}//{rest}", f"/{first}/./{rest}", f"/{first}/x/../{rest}", f"{path}."),
        *(f"/{first}/%2e/{rest}", f"/{first}/%2e%2e/{first}/{rest}", path.replace("/", "%2f"), f"/{first}%2f{rest}"),
        *(f"{path[:-1]};x=1/", f"{path};", path.upper(), path[:-1], f"{path[:-1]}%00", f"{path}?next=/", f"{path}#a"),
        *(f"/{first}\\{rest}", f"{path[:-1]}%20/", f"/en/en/{rest}", f"{path}index.html", f"{path}%3f"),
    ]


GUARDED = ["/en/dashboards/records/", "/en/guidelines/G-2/", "/en/meetings/pencilled/", "/en/audit/", "/office/"]


def where_it_leads(client, spelling: str) -> tuple[int, str]:
    """Status and address in the end, asked as a server passes it on: decoded, with every slash that was sent."""
    path, _mark, query = spelling.partition("?")
    answer = client.get("/", PATH_INFO=unquote(path), QUERY_STRING=query)
    if answer.status_code not in {301, 302}:
        return answer.status_code, spelling
    followed = client.get(answer["Location"], follow=True)
    return followed.status_code, followed.redirect_chain[-1][0] if followed.redirect_chain else answer["Location"]


@pytest.mark.parametrize("path", GUARDED)
def test_Z_14_no_spelling_of_an_address_gets_past_the_guard(path, client, things):
    for spelling in spellings(path):
        status, last = where_it_leads(client, spelling)
        assert status in {400, 404} or last.startswith("/en/accounts/login/"), spelling


@pytest.mark.parametrize("path", ["/en/dashboards/records/", "/en/audit/", "/office/"])
def test_Z_14_the_same_spellings_for_a_signed_in_outsider(path, client, outsider, things):
    client.force_login(outsider)

    for spelling in spellings(path):
        assert where_it_leads(client, spelling)[0] in {400, 403, 404}, spelling
