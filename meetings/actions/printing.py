"""Papers about a meeting as accessible PDF, in the active language: the agenda, the list to sign, the minutes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.conf import settings
from django.db.models import Model
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.text import capfirst
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from guidelines.templatetags.files import file_kind, file_size
from institutions.actions.printing import mark, settable, template_of, typeset, typeset_once
from institutions.results.dialect import blocks_of
from institutions.templatetags.people_dates import date_range, long_date, zone_name
from institutions.templatetags.texts import language_of
from meetings.actions.attending import lines_of
from meetings.models import ActionItem, AgendaItem, Attendance, Decision, Erratum, Meeting, MeetingDay, Minutes
from meetings.results.agenda import DayPlan
from meetings.results.freezing import Text
from meetings.results.minutes import Passage, by_item, passages_of
from meetings.results.presence import presence_of

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


def minutes_pdf(minutes: Minutes, text: Text, *, is_public: bool, errata: Iterable[Erratum]) -> bytes:
    """Minutes with a text as ``results.freezing`` makes it. The public ones name nobody; others are kept nowhere."""
    if not hasattr(minutes.meeting, "all_days"):
        minutes.meeting = Meeting.objects.with_days().get(pk=minutes.meeting_id)
    sections = [*_summary(minutes), *_presence(minutes.meeting, is_public), *_parts(minutes, text, is_public, errata)]
    template = template_of("meetings", "meeting.typ")
    content = document_of(minutes.meeting, _("Minutes"), sections, notices=[_standing(minutes)])
    on = timezone.localdate(minutes.approved_at or timezone.now())
    if is_public and minutes.is_final:
        return typeset_once(template, content, on=on, folder=FOLDER)
    return typeset(template, content, on=on)


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


def _standing(minutes: Minutes) -> str:
    """How far the minutes are, and since when."""
    if minutes.approved_at is None:
        return capfirst(minutes.get_state_display())
    approved = long_date(timezone.localdate(minutes.approved_at))
    if minutes.approved_by is None:
        return _("Approved on %(date)s: nobody had objected.") % {"date": approved}
    number = minutes.approved_by.number
    return _("Approved on %(date)s by decision %(number)s.") % {"date": approved, "number": number}


def _summary(minutes: Minutes) -> list[Tree]:
    return [_section(_cell(_("Summary")), lines=[_words(minutes, "summary")])] if minutes.summary else []


def _presence(meeting: Meeting, is_public: bool) -> list[Tree]:
    """Day by day: from which bodies how many, for members who."""
    days = presence_of(meeting)
    names = {} if is_public else _names(meeting)
    sections = [_section(_cell(_("Present")))] if days else []
    for one in days:
        quorum = " ".join(render_to_string("meetings/_quorum.html", {"quorum": one.quorum}).split())
        counted = [f"{body or _('Secretariat')}" + (f" ({count})" if count > 1 else "") for body, count in one.bodies]
        table = None if is_public else _table([_("Name"), _("Institution")], names.get(one.day.pk, []), [1, 1])
        lines = [_cell(quorum), *(map(_cell, counted) if is_public else ())]
        sections.append(_section(_cell(long_date(one.day.held_on)), level=3, table=table, lines=lines))
    return sections


def _names(meeting: Meeting) -> dict[int, list[list[Tree]]]:
    """By day a row for each who was there."""
    found: dict[int, list[list[Tree]]] = {}
    rows = Attendance.objects.filter(day__meeting=meeting).select_related("person", "institution", "substitute_for")
    for row in rows.order_by("pk"):
        absent = row.substitute_for
        instead = _("instead of %(person)s") % {"person": absent} if absent else ""
        body = str(row.institution or row.guest_body or _("Secretariat"))
        found.setdefault(row.day_id, []).append([_cell(str(row.person or row.guest_name), instead), _cell(body)])
    return found


def _parts(minutes: Minutes, text: Text, is_public: bool, errata: Iterable[Erratum]) -> list[Tree]:
    """Each part with what was decided, is to be done and was put right; last what belongs to none."""
    rows = minutes.meeting.decisions.order_by("serial")
    decisions = by_item(rows.filter(is_public=True) if is_public else rows)
    tasks = minutes.meeting.actions.select_related("institution", "owner").order_by("serial")
    actions = by_item([] if is_public else tasks)
    amended = by_item(one for one in errata if not is_public or one.item is None or one.item.is_public)
    sections = []
    for part in text:
        item = part.get("item")
        passages = [_erratum(one) for one in amended.pop(item, [])]
        passages += [_passage(one, minutes.language) for one in passages_of(part["text"])]
        lines = [*map(_decision, decisions.pop(item, [])), *map(_action, actions.pop(item, []))]
        sections.append(_section(_heading(part), passages=passages, lines=lines))
    passages = [_erratum(one) for rest in amended.values() for one in rest]
    lines = [_decision(one) for rest in decisions.values() for one in rest]
    lines += [_action(one) for rest in actions.values() for one in rest]
    if passages or lines:
        title = _cell(_("Further decisions and action items"))
        sections.append(_section(title, passages=passages, lines=lines))
    return sections


def _heading(part: Mapping[str, Any]) -> Tree:
    """Number and title, in the reader's language where there is one."""
    titles, own = part["title"], get_language()
    order = [own, *settings.MODELTRANSLATION_FALLBACK_LANGUAGES]
    language = next((code for code in order if titles.get(code)), own)
    title = titles.get(language) or _("Opening")
    return _cell(f"{part['number']}. {title}" if part["number"] else title, lang="" if language == own else language)


def _passage(passage: Passage, language: str) -> Tree:
    with translation.override(language):
        blocks = blocks_of(passage.text, heading_from=3)
    label = _("for members only") if passage.is_internal else ""
    return {"label": label, "blocks": blocks, "lang": "" if language == get_language() else language}


def _erratum(erratum: Erratum) -> Tree:
    words = _words(erratum, "text")
    label = _("Erratum %(number)s, %(date)s") % {"number": erratum.number, "date": long_date(erratum.added_at)}
    blocks = [{"t": "p", "c": [{"t": "text", "v": words["text"]}]}]
    return {"label": f"{label} ({erratum.decision.number})", "blocks": blocks, "lang": words["lang"]}


def _decision(decision: Decision) -> Tree:
    words = _words(decision, "text")
    return {**words, "text": f"{decision.number}: {words['text']}"}


def _action(action: ActionItem) -> Tree:
    who = ", ".join(map(str, filter(None, [action.institution, action.owner, long_date(action.due_on)])))
    language = "" if action.language == get_language() else action.language
    return _cell(f"{action.number}: {action.text}", f"{who} ({action.get_state_display()})", language)


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
