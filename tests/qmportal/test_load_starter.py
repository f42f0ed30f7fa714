"""The starter content: complete in every language, added once, never put over what people wrote."""

import io

import pytest
from django.conf import settings
from django.core.management import call_command
from modeltranslation.translator import translator

from guidelines.models import Clause, Edition, Guideline, Rendition
from institutions.models import Milestone, Page
from institutions.templatetags.texts import to_html
from meetings.models import Meeting, MeetingDay
from qmportal.management import starter
from qmportal.management.starter import reading
from surveys.models import Dimension, Item, Questionnaire, Scale, ScaleOption
from tests.factories import make_plan
from workplans.models import Area, WorkPlan

MODELS = [
    *(Page, Milestone, Meeting, MeetingDay, WorkPlan, Area, Guideline, Edition, Clause),
    *(Scale, ScaleOption, Questionnaire, Dimension, Item),
]
MAY_BE_EMPTY = {("meeting", "cancellation_reason"), ("meeting", "place"), ("page", "lead")}
pytestmark = pytest.mark.django_db


def rows() -> dict[str, list[dict]]:
    return {model.__name__: list(model._default_manager.order_by("pk").values()) for model in MODELS}


def test_loading_twice_leaves_the_same_rows():
    starter.load()
    first = rows()

    starter.load()

    assert rows() == first
    assert all(first.values())


def test_the_command_says_what_it_did():
    first, second = io.StringIO(), io.StringIO()

    call_command("load_starter", stdout=first)
    call_command("load_starter", stdout=second)

    assert first.getvalue().splitlines() == [
        "pages: 4 added, 0 left alone",
        "milestones: 13 added, 0 left alone",
        "meetings: 5 added, 0 left alone",
        "work plans: 1 added, 0 left alone",
        "guidelines: 5 added, 0 left alone",
        "supplements: 1 added, 0 left alone",
        "scales: 10 added, 0 left alone",
        "questionnaires: 2 added, 0 left alone",
    ]
    assert "guidelines: 0 added, 5 left alone" in second.getvalue()


def test_what_people_edited_survives():
    starter.load()
    Guideline.objects.filter(code="QG-01").update(title_en="Our own title")
    Clause.objects.filter(edition__guideline__code="QG-01", anchor="purpose").update(body_sv="Egna ord.")

    starter.load()

    assert Guideline.objects.get(code="QG-01").title_en == "Our own title"
    assert Clause.objects.get(edition__guideline__code="QG-01", anchor="purpose").body_sv == "Egna ord."


def test_a_deleted_text_or_clause_stays_deleted():
    starter.load()
    Page.objects.filter(code="privacy").update(body_sv="")
    Clause.objects.filter(edition__guideline__code="QG-02", number="2").delete()

    starter.load()

    assert Page.objects.get(code="privacy").body_sv == ""
    assert not Clause.objects.filter(edition__guideline__code="QG-02", number="2").exists()


def test_what_is_missing_is_added():
    starter.load()
    Milestone.objects.filter(code="founding").delete()

    counts = starter.load()

    assert counts["milestones"] == reading.Count(added=1, left_alone=12)
    assert Milestone.objects.get(code="founding").precision == "year"


def test_nothing_is_written_when_a_file_is_wrong(settings, tmp_path):
    settings.BASE_DIR = tmp_path

    with pytest.raises(FileNotFoundError):
        starter.load()

    assert not any(rows().values())


def test_every_text_is_there_in_every_language():
    starter.load()

    empty = [
        f"{thing!r} {field}_{code}"
        for model in MODELS
        if model in translator.get_registered_models()
        for field in translator.get_options_for_model(model).fields
        for thing in model._default_manager.all()
        for code, _name in settings.LANGUAGES
        if not getattr(thing, f"{field}_{code}") and not may_be_empty(thing, field)
    ]

    assert empty == []


def may_be_empty(thing, field: str) -> bool:
    """The place of some meetings is not public; an edition is named by its guideline and replaces nothing yet."""
    if thing._meta.model_name == "edition":
        return field == "withdrawal_reason" or not thing.supplement_to_id
    return (thing._meta.model_name, field) in MAY_BE_EMPTY


@pytest.mark.parametrize("code", [code for code, _name in settings.LANGUAGES])
def test_every_markdown_text_renders_without_remains(code):
    starter.load()
    texts = [
        *Clause.objects.values_list(f"body_{code}", flat=True),
        *Page.objects.values_list(f"body_{code}", flat=True),
        *Meeting.objects.values_list(f"report_{code}", flat=True),
    ]

    remains = [
        line
        for text in texts
        for line in to_html(text).splitlines()
        if any(sign in line for sign in ("**", "{#", "](", "<p>|", "<p>#", "&lt;"))
    ]

    assert remains == []


def test_clauses_are_numbered_and_follow_their_source():
    starter.load()
    edition = Edition.objects.get(guideline__code="QG-01")

    numbers = list(edition.clauses.values_list("number", flat=True))

    assert numbers[:5] == ["1", "2", "2.1", "2.2", "3"]
    assert edition.coverage() == {"en": "current", "bs": "source", "sv": "current"}


def test_texts_find_the_clauses_they_refer_to():
    starter.load()

    unresolved = [row.clause.anchor for row in Rendition.objects.all() if "[[" in row.html]

    assert Rendition.objects.exists()
    assert unresolved == []


def test_a_supplement_adds_to_clauses_of_its_edition():
    starter.load()
    edition = Edition.objects.get(guideline__code="QG-01")
    supplement = edition.supplements.get()

    amended = set(supplement.clauses.values_list("amends", flat=True))

    assert (supplement.number, supplement.state, supplement.published_precision) == (1, "published", "year")
    assert supplement.title_sv.startswith("Webbenkäter")
    assert amended <= set(edition.clauses.values_list("anchor", flat=True))
    assert supplement.coverage() == {"en": "current", "bs": "source", "sv": "current"}


def test_a_missing_supplement_is_added_to_an_edition_in_force_only():
    starter.load()
    edition = Edition.objects.get(guideline__code="QG-01")
    edition.supplements.all().delete()

    counts = starter.load()

    assert counts["supplements"] == reading.Count(added=1, left_alone=0)

    edition.supplements.all().delete()
    Edition.objects.filter(pk=edition.pk).update(state="withdrawn", in_force_to="2026-01-01")

    assert starter.load()["supplements"] == reading.Count(added=0, left_alone=1)
    assert not edition.supplements.exists()


def test_questionnaires_keep_the_order_of_the_form():
    starter.load()
    users = Questionnaire.objects.get(code="USERS-DEFAULT", number=1)
    employees = Questionnaire.objects.get(code="EMPLOYEES-DEFAULT", number=1)

    roles = list(dict.fromkeys(users.items.values_list("role", flat=True)))

    assert roles == ["rating", "importance", "overall", "text", "background"]
    assert users.items.first().code == "ACC1"
    assert (users.items.count(), employees.items.count()) == (38, 44)
    assert (users.smallest_group, employees.smallest_group) == (5, 10)
    assert list(Scale.objects.get(code="REC11").options.values_list("value", flat=True)) == [*range(11), None]


def test_a_newer_plan_in_force_is_respected():
    make_plan(code="2020-2022")

    starter.load()

    assert WorkPlan.objects.get(code="WP-2017-2019").state == WorkPlan.State.CLOSED


def test_clauses_that_differ_between_languages_are_refused():
    found = {"en": [reading.Piece(1, "a", "A", "")], "bs": [reading.Piece(1, "b", "B", "")], "sv": []}

    with pytest.raises(ValueError, match="not the same in every language"):
        starter.guidelines._side_by_side(found, name="QG-01:1")


def test_text_before_the_first_clause_is_refused():
    with pytest.raises(ValueError, match="Text outside a clause"):
        list(reading.pieces("Loose words.\n\n## Purpose {#purpose}\n\nText."))
