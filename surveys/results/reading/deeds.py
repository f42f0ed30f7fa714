"""What the institution does about its results, for its own readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from institutions.templatetags.people_dates import long_date
from surveys.models import Improvement
from surveys.results.reading.names import Names
from surveys.results.reading.numbers import DASH
from surveys.results.reading.parts import Part, Table


def deeds(found: Iterable[Improvement], names: Names) -> Iterator[Part]:
    """Each improvement with the measure that will show whether it helped."""
    rows = [
        [
            one.title,
            names.measure(one.measure),
            long_date(one.due_on) or DASH,
            "; ".join(filter(None, [capfirst(str(one.get_state_display())), one.closing_note])),
        ]
        for one in found
    ]
    if rows:
        title = _("Improvements")
        head = [_("What is done"), _("Measure"), pgettext("improvement", "Due"), _("State")]
        yield Part("improvements", title, table=Table(title, head, rows))
