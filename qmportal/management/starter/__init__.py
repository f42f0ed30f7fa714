"""The starter content: the group's real facts, written into the database from the files in qmportal/starter.

One rule protects what people wrote: a thing that exists, by its code, is left alone with all its parts, whatever became
of its texts; a thing that is missing is added whole. So loading twice changes nothing, an edited guideline keeps its
clauses, and a text that somebody deleted stays deleted. Only a thing deleted with its code comes back.
"""

from __future__ import annotations

from django.db import transaction

from qmportal.management.starter import group, guidelines, questionnaires
from qmportal.management.starter.reading import Count

KINDS = {
    "pages": group.load_pages,
    "milestones": group.load_milestones,
    "meetings": group.load_meetings,
    "work plans": group.load_work_plan,
    "guidelines": guidelines.load_guidelines,
    "supplements": guidelines.load_supplements,
    "scales": questionnaires.load_scales,
    "questionnaires": questionnaires.load_questionnaires,
}


@transaction.atomic
def load() -> dict[str, Count]:
    """Add what is missing, all or nothing; return, for each kind, how many were added and how many left alone."""
    return {kind: load_kind() for kind, load_kind in KINDS.items()}
