"""Rows of long tables: functions, because a template takes five times as long for fifty of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from institutions.templatetags.people_dates import number, write
from institutions.templatetags.shapes import shape

register = template.Library()

TIMELINE_ROW = (
    '<tr><th scope="row"><span class="activities__code">{code}</span> <a href="{url}"{lang}>{title}</a></th>'
    '<td data-label="{lead_word}">{lead}</td><td data-label="{baseline_word}">{baseline}</td>'
    '<td data-label="{due_word}">{due}</td><td class="table__number" data-label="{slip_word}">{slip}</td>'
    '<td class="table__number" data-label="{moves_word}">{moves}</td><td data-label="{state_word}">{status}</td>'
    '<td data-label="{waits_word}"><span>{waits_for}</span></td></tr>'
)
SECRETARIAT_ROW = (
    '<tr><td>{code}</td><th scope="row"><a href="{url}"{lang}>{title}</a></th>'
    '<td data-label="{lead_word}">{lead}</td><td data-label="{owner_word}">{owner}</td>'
    '<td data-label="{state_word}">{status}</td><td data-label="{due_word}"><span>{due}{baseline}</span></td>'
    '<td class="table__number" data-label="{slip_word}">{slip}</td><td data-label="{report_word}">{report}</td>'
    '<td data-label="{proposal_word}"><span>{proposal}</span></td><td>{acts}</td></tr>'
)
LINK = '<a href="{}?next={}">{}<span class="unseen"> {}</span></a>'
BUTTON = '<button class="btn btn-sm" type="submit" formaction="{}">{}<span class="unseen"> {}</span></button>'


@register.simple_tag
def timeline_rows(lines: Iterable[Any]) -> SafeString:
    """``{% timeline_rows lines %}``: rows of the table that says what the picture of a plan shows; of ``lines_of``."""
    words = {
        "lead_word": escape(_("Lead body")),
        "baseline_word": escape(_("Baseline")),
        "due_word": escape(_("Now due")),
        "slip_word": escape(_("Slip in days")),
        "moves_word": escape(_("Moves")),
        "state_word": escape(_("State")),
        "waits_word": escape(_("Waits for")),
    }
    later = escape(_("due later"))
    return mark_safe("\n".join(_timeline_row(line, words, later) for line in lines))  # noqa: S308 - escaped there


@register.simple_tag
def secretariat_rows(entries: Iterable[Mapping[str, Any]], back: str) -> SafeString:
    """``{% secretariat_rows lines back %}``: rows with the ways to act, which lead ``back``; of ``with_acts``."""
    words = {
        "lead_word": escape(_("Lead body")),
        "owner_word": escape(_("Owner")),
        "state_word": escape(_("State")),
        "due_word": escape(_("Deadline")),
        "slip_word": escape(_("Slip")),
        "report_word": escape(_("Last report")),
        "proposal_word": escape(_("Proposal")),
    }
    acts = Acts(back)
    return mark_safe("\n".join(_secretariat_row(entry, words, acts) for entry in entries))  # noqa: S308 - as above


@register.simple_tag
def density_rows(density: Mapping[str, Any], scale: Any) -> SafeString:
    """``{% density_rows density scale %}``: the columns over a long timeline in figures, a row for each part."""
    rows = []
    for place, part in enumerate(scale.parts):
        cells = (row["cells"][place] for row in density["rows"])
        figures = "".join(f'<td class="table__number">{_sums(sums)}</td>' for sums in cells)
        rows.append(f'<tr><th scope="row">{escape(when(part.first, part.months))}</th>{figures}</tr>')
    return mark_safe("\n".join(rows))  # noqa: S308 - numbers, and dates escaped above


def _sums(sums: Mapping[str, int]) -> str:
    return " / ".join(number(sums[name]) for name in ("total", "done", "overdue")) if sums else "–"


def when(first: date, months: int) -> str:
    """The name of a part of time that begins on the day: October 2018, Q4 2018, 2018."""
    return write(first, {1: "LLLL y", 3: "QQQ y"}.get(months, "y"))


class Acts:
    """Links to deeds on activities and proposals; addresses and words are looked up once."""

    def __init__(self, back: str) -> None:
        self.back = quote(back, safe="")
        deeds = ("edit-activity", "move-deadline", "remind", "approve-proposal")
        self.addresses = {deed: reverse(f"workplans:{deed}", args=[0]) for deed in deeds}
        self.words = {
            "edit-activity": escape(_("Edit")),
            "move-deadline": escape(pgettext("a deadline", "Move")),
            "remind": escape(_("Remind")),
            "approve-proposal": escape(pgettext("a proposal", "Answer")),
        }
        self.approve = escape(pgettext("a proposal", "Approve"))
        self.nobody = f"<strong>{escape(_('nobody'))}</strong>"

    def link(self, deed: str, pk: int, code: str) -> str:
        return LINK.format(self.address(deed, pk), self.back, self.words[deed], code)

    def button(self, pk: int, code: str) -> str:
        return BUTTON.format(self.address("approve-proposal", pk), self.approve, code)

    def address(self, deed: str, pk: int) -> str:
        return self.addresses[deed].replace("/0/", f"/{pk}/")


def _timeline_row(line: Any, words: Mapping[str, str], later: str) -> str:
    waits_for = (
        f'<a href="{before.url}">{before.code}</a>' + (f" ({later})" if before.is_conflict else "")
        for before in line.waits_for
    )
    return TIMELINE_ROW.format(
        **words,
        code=line.code,
        url=line.url,
        lang=lang_of(line.title),
        title=escape(line.title.text),
        lead=marked(line.lead) if line.lead else "–",
        baseline=escape(line.baseline) or "–",
        due=escape(line.due) or "–",
        slip="–" if line.slip is None else number(line.slip),
        moves=line.moves,
        status=status_of(line),
        waits_for=", ".join(waits_for) or "–",
    )


def _secretariat_row(entry: Mapping[str, Any], words: Mapping[str, str], acts: Acts) -> str:
    line, code = entry["line"], entry["line"].code
    deeds = ["edit-activity"]
    deeds += ["move-deadline"] if entry["may_move"] else []
    deeds += ["remind"] if entry["may_remind"] else []
    said = escape(_("baseline %(date)s") % {"date": line.baseline}) if line.moves else ""
    return SECRETARIAT_ROW.format(
        **words,
        code=code,
        url=line.url,
        lang=lang_of(line.title),
        title=escape(line.title.text),
        lead=marked(line.lead) if line.lead else acts.nobody,
        owner=escape(entry["owner"]) if entry["owner"] else acts.nobody,
        status=status_of(line),
        due=escape(line.due) or "–",
        baseline=f'<span class="table__note">{said}</span>' if said else "",
        slip=escape(_days(line.slip)) if line.slip else "–",
        report=escape(_age(entry["report_days"])),
        proposal=_proposal(entry["proposal"], code, acts),
        acts=" ".join(acts.link(deed, line.pk, code) for deed in deeds),
    )


def _proposal(proposal: Mapping[str, Any] | None, code: str, acts: Acts) -> str:
    """The date asked for, and the click that approves it; a far move needs its page."""
    if proposal is None:
        return "–"
    pk = proposal["pk"]
    act = acts.link("approve-proposal", pk, code) if proposal["is_large"] else acts.button(pk, code)
    return f"{escape(proposal['words'])} {act}"


def _days(count: int) -> str:
    return ngettext("%(days)s day", "%(days)s days", count) % {"days": number(count)}


def _age(days: int | None) -> str:
    if days is None:
        return _("none yet")
    return ngettext("%(days)s day ago", "%(days)s days ago", days) % {"days": number(days)} if days else _("today")


def status_of(line: Any) -> str:
    """As includes/_status.html."""
    word = f'<span class="status__word">{escape(line.state_label)}</span>'
    return f'<span class="status status--{line.state}">{word}{shape(line.state)}</span>'


def marked(words: Any) -> str:
    """A text with its language, where that is not the page's."""
    return f"<span{lang_of(words)}>{escape(words.text)}</span>"


def lang_of(words: Any) -> str:
    """The attribute, with a space before it; nothing for the page's own language."""
    return f' lang="{words.language}"' if words.language else ""
