"""Minutes as PDF: what the page says, in order; the public ones without any name."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import timezone, translation

from meetings.actions import printing
from meetings.models import ActionItem, AgendaItem, Attendance, Decision, Erratum, Meeting, Minutes, MinutesEntry
from meetings.results.freezing import full_text, reduced_text
from tests.factories import in_languages, make_meeting, make_user
from tests.guidelines.structure import Element, read

BODY = "Zora Presenter **told** of it.\n\n## Figures\n\n| Year | Sum |\n|---|---|\n| 2017 | 18 |\n\n- one\n- two\n"
INTERNAL = "::: internal\nOnly among us.\n:::\n"


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path / "meetings"


@pytest.fixture
def minutes(institution, secretariat) -> Minutes:
    """Written in English on three items: with a decision and an action item, for members only, and without words."""
    person = make_user("zora@test.example", display_name="Zora Presenter", institution=institution)
    meeting = make_meeting(on=date(2017, 11, 5), days=2, code="tenth", number="10", **in_languages("title", "Tenth"))
    day = meeting.days.order_by("held_on").first()
    Attendance.objects.create(day=day, person=person, institution=institution)
    Attendance.objects.create(day=day, guest_name="Gost Gostić", institution=institution, substitute_for=person)
    made = Minutes.objects.create(meeting=meeting, language="en", summary_en="All went well.")
    for number, (title, body) in enumerate((("Risks", BODY + INTERNAL), ("Staff", "Secret."), ("Rest", "")), start=1):
        item = AgendaItem.objects.create(
            meeting=meeting, number=number, state="on_agenda", language="en", is_public=number != 2,
            **in_languages("title", title),
        )  # fmt: skip
        MinutesEntry.objects.create(minutes=made, item=item, body=body)
    first = meeting.items.get(number=1)
    said = {"language": "en", "decided_on": date(2017, 11, 5), "by": secretariat}
    Decision.record(meeting, item=first, words={"en": "We go on."}, **said)
    Decision.record(meeting, item=None, words={"en": "Nobody smokes."}, is_public=False, **said)
    facts = {"text": "Send it", "language": "en", "institution": institution, "owner": person}
    ActionItem.add(meeting, by=secretariat, item=first, due_on=date(2017, 12, 1), **facts)
    return made


def told(made: bytes) -> Element:
    document, root = read(made)
    assert b"<pdfuaid:part>1</pdfuaid:part>" in document.trailer["/Root"]["/Metadata"].get_object().get_data()
    return root


def press(minutes: Minutes, *, is_public: bool) -> bytes:
    text = reduced_text(minutes) if is_public else full_text(minutes)
    minutes = Minutes.objects.get(pk=minutes.pk)
    return printing.minutes_pdf(minutes, text, is_public=is_public, errata=minutes.errata.all())


def approve(minutes: Minutes) -> None:
    Minutes.objects.filter(pk=minutes.pk).update(
        state="approved", approved_at=timezone.now(), full=[], public=[], digest="1" * 64
    )


def test_members_get_everything_in_order(minutes):
    root = told(press(minutes, is_public=False))

    headings = [heading.words() for heading in root.all("H1", "H2", "H3")]
    assert headings == [
        *("Tenth", "Summary", "Present", "5 November 2017", "1. Risks", "Figures", "2. Staff", "3. Rest"),
        "Further decisions and action items",
    ]
    said = root.words()
    for words in ("Being written", "All went well.", "Zora Presenter told of it.", "Only among us.", "Secret.",
                  "for members only", "10-D1: We go on.", "10-D2: Nobody smokes.", "10-A1: Send it",
                  "Gost Gostić"):  # fmt: skip
        assert words in said, words
    assert [cell.words() for row in list(root.all("TR"))[-2:] for cell in row.all("TH", "TD")] == [
        *("Year", "Sum", "2017", "18")
    ]
    assert len(list(root.all("LI"))) == 2


@pytest.mark.parametrize("language", ["en", "bs", "sv"])
def test_the_public_ones_name_nobody(minutes, language, own_folder):
    approve(minutes)
    with translation.override(language):
        made = press(minutes, is_public=True)

    said = told(made).words()
    for secret in ("Zora", "Presenter", "Gost", "Only among us", "Secret", "Staff", "smokes", "Send it"):
        assert secret not in said
        assert secret.encode() not in made
    assert "told of it." in said
    assert "10-D1: We go on." in said
    assert "Office of Records (2)" in said.replace(f"Office of Records ({language}) (2)", "Office of Records (2)")
    assert len(list(own_folder.iterdir())) == 1


def test_what_names_people_is_kept_nowhere(minutes, own_folder):
    approve(minutes)

    press(minutes, is_public=False)

    assert not own_folder.exists()


def test_an_erratum_stands_at_its_item_and_an_internal_one_is_for_members(minutes, secretariat):
    approve(minutes)
    decision = Decision.objects.first()
    for number, words in ((1, "It was 19."), (2, "Not so.")):
        item = minutes.meeting.items.get(number=number)
        facts = {"number": number, "decision": decision, "added_by": secretariat, **in_languages("text", words)}
        Erratum.objects.create(minutes=minutes, item=item, **facts)

    full, public = (told(press(minutes, is_public=one)).words() for one in (False, True))

    assert full.index("1. Risks") < full.index("It was 19.") < full.index("told of it.")
    assert "Not so." in full
    assert "It was 19." in public
    assert "Not so." not in public


def test_a_text_in_another_language_says_so(minutes):
    with translation.override("sv"):
        root = told(press(minutes, is_public=False))

    marked = {one.words(): one.row["/Lang"] for one in root.all() if "/Lang" in one.row}
    assert marked.get("Only among us.", "en") == "en"
    assert "en" in marked.values()
    assert "1. Risks (sv)" in [heading.words() for heading in root.all("H2")]


@pytest.mark.parametrize(
    "typed",
    ['#read("/etc/passwd")', "![x](file:///etc/passwd)", "[x](javascript:alert(1))", "a" * 4000, "::: internal",
     "> > > # x\n\n###### y", "[^1]\n\n[^1]: note [^1]", "😀 \u202e", "|a|\n|-|\n" * 3, "<script>", "# x\n### y\n# z"],
)  # fmt: skip
def test_whatever_is_typed_is_set_as_text(minutes, typed):
    MinutesEntry.objects.update(body=typed)
    Meeting.objects.update(place_en=typed[:200])

    made = press(minutes, is_public=False)

    assert "root:" not in told(made).words()
    assert b"javascript:" not in made
    assert b"file:" not in made
