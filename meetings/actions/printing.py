"""Papers about a meeting as accessible PDF, in the active language: the agenda and the list to sign."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from guidelines.templatetags.files import file_kind, file_size
from institutions.actions.printing import mark, settable, template_of, typeset, typeset_once
from institutions.templatetags.people_dates import date_range, long_date, zone_name
from institutions.templatetags.texts import language_of
from meetings.actions.attending import lines_of
from meetings.models import AgendaItem, Meeting, MeetingDay
from meetings.results.agenda import DayPlan

Tree = dict[str, Any]
FOLDER = "meetings"  # of the media, where what visitors may have is kept
SIGNING = 5  # millimetres above and below a name, for the pen


def agenda_pdf(meeting: Meeting, plans: Iterable[DayPlan], *, is_member: bool, today: date) -> bytes:
    """The items of ``plans`` as the page shows them; people and papers only to members."""
    sections = [_agenda_section(plan, is_member) for plan in plans]
    notices = [] if sections else [_("The agenda is still empty")]
    content = document_of(meeting, _("Agenda"), sections, notices=notices, foot=_as_of(today))
    template = template_of("meetings", "meeting.typ")
    return typeset_once(template, content, on=today, folder=FOLDER)


def attendance_pdf(day: MeetingDay, *, today: date) -> bytes:
    """Everybody expected or recorded on the day, with room to sign; it names people, so it is kept nowhere."""
    rows = [
        [_cell(line.name), _cell(line.institution or _("Secretariat")), _cell(_("yes") if line.stored else ""), _cell()]
        for line in lines_of(day, today=day.held_on)
    ]
    head = [_("Name"), _("Institution"), _("Present"), _("Signature")]
    section = _section(_cell(long_date(day.held_on)), table=_table(head, rows, [4, 4, 2, 4], room=SIGNING))
    content = document_of(day.meeting, _("Attendance"), [section], foot=_as_of(today))
    return typeset(template_of("meetings", "meeting.typ"), content, on=today)


def document_of(
    meeting: Meeting, kicker: str, sections: list[Tree], *, notices: Iterable[str] = (), foot: str = ""
) -> str:
    """The paper as JSON with every word the template needs, all of them fit to be set."""
    words = settable(
        {
            "lang": get_language() or settings.LANGUAGE_CODE,
            "group": _("Inter-institutional Working Group for Quality Management"),
            "kicker": kicker,
            "title": _words(meeting, "title"),
            "running": ", ".join(filter(None, [meeting.number, _days_in_short(meeting)])),
            "facts": _facts(meeting),
            "notices": [_cell(notice) for notice in notices],
            "sections": sections,
            "foot": foot,
            "page": _("Page %(number)s of %(total)s") % {"number": "{number}", "total": "{total}"},
            "anchors": [],
            "site": {"url": settings.SITE_URL},
        }
    )
    return json.dumps({**words, "mark": mark()}, ensure_ascii=False, sort_keys=True)


def _as_of(today: date) -> str:
    return _("As of %(as_of)s.") % {"as_of": long_date(today)}


def _days_in_short(meeting: Meeting) -> str:
    days = [day.held_on for day in meeting.all_days]
    return date_range(days[0], days[-1]) if days else ""


def _facts(meeting: Meeting) -> list[Tree]:
    """Number, days and place."""
    number = [_cell(f"{_('Number')}: {meeting.number}")] if meeting.number else []
    place = [_words(meeting, "place")] if meeting.place else []
    return [*number, *(_cell(_day(day)) for day in meeting.all_days), *place]


def _day(day: MeetingDay) -> str:
    if day.begins_at is None or day.starts is None:
        return long_date(day.held_on)
    starts = day.starts.strftime("%H:%M")
    hours = f"{starts}–{day.ends:%H:%M}" if day.ends else _("from %(time)s") % {"time": starts}
    return f"{long_date(day.held_on)}, {hours} ({zone_name(day.begins_at)})"


def _agenda_section(plan: DayPlan, is_member: bool) -> Tree:
    head = [_("No."), _("Item"), _("Kind"), _("Presented by"), pgettext("duration", "Minutes")]
    table = _table(head, [_agenda_row(item, is_member) for item in plan.items], [1, 7, 3, 4, 2])
    sums = []
    if plan.minutes:
        sums.append(_("Together %(sum)s min.") % {"sum": plan.minutes})
    if plan.over:
        sums.append(_("That is %(over)s min more than the day has.") % {"over": plan.over})
    title = long_date(plan.day.held_on) if plan.day else _("Agenda")
    return _section(_cell(title), table=table, lines=[_cell(" ".join(sums))] if sums else [])


def _agenda_row(item: AgendaItem, is_member: bool) -> list[Tree]:
    notes = [item.text.guideline.code] if item.text else []
    if not item.is_public:
        notes.append(_("for members only"))
    if item.state == AgendaItem.State.CARRIED:
        notes.append(item.get_state_display())
    if is_member:
        notes += [f"{paper.file_name} ({file_kind(paper)}, {file_size(paper.size)})" for paper in item.papers.all()]
    person = str(item.presenter) if is_member and item.presenter else ""
    return [
        _cell(str(item.number)),
        {**_words(item, "title"), "note": "; ".join(notes)},
        _cell(item.get_kind_display()),
        _cell(str(item.presenting_body or "–"), person),
        _cell(str(item.minutes or "–")),
    ]


def _section(
    title: Tree, *, level: int = 2, passages: Iterable[Tree] = (), table: Tree | None = None, lines: Iterable[Tree] = ()
) -> Tree:
    return {"title": title, "level": level, "passages": list(passages), "table": table, "lines": list(lines)}


def _table(head: list[str], rows: list[list[Tree]], wide: list[int], *, room: float = 2.2) -> Tree:
    """``wide`` are the parts of the width, ``room`` the millimetres above and below the words."""
    return {"head": head, "rows": rows, "wide": wide, "room": room}


def _cell(text: str = "", note: str = "", lang: str = "") -> Tree:
    return {"text": text, "lang": lang, "note": note, "note_lang": ""}


def _words(thing: Model, field: str) -> Tree:
    """A translated field, with its language where it is not the reader's."""
    language = language_of(thing, field)
    return _cell(str(getattr(thing, field)), lang="" if language == get_language() else language)
