"""The database itself refuses states and roles it does not know: an unknown state could make a draft public."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from institutions.models import Affiliation, GroupRole, SubgroupSeat
from meetings.models import Meeting
from surveys.models import Campaign, Questionnaire
from tests.factories import make_campaign, make_meeting, make_questionnaire, make_user
from workplans.models import Deadline, WorkPlan

KNOWN = [
    (Affiliation, "role"),
    (GroupRole, "role"),
    (SubgroupSeat, "role"),
    (WorkPlan, "state"),
    (Meeting, "state"),
    (Questionnaire, "state"),
    (Campaign, "state"),
]


@pytest.mark.parametrize(("model", "field"), KNOWN)
def test_an_unknown_word_is_refused_and_every_known_one_taken(model, field, activity, member, secretariat):
    make_meeting()
    make_campaign(state=Campaign.State.PLANNED)
    make_questionnaire(state=Questionnaire.State.DRAFT)  # what is published never is a draft again
    make_user(group_role=GroupRole.Role.CHAIR)  # the role that changes; the secretariat's must not
    one = model.objects.filter(pk=model.objects.latest("pk").pk)

    for value in model._meta.get_field(field).choices:
        one.update(**{field: value[0]})
    if model is Campaign:  # what is sealed stays sealed
        one = model.objects.filter(pk=make_campaign(state=Campaign.State.PLANNED).pk)
    with pytest.raises(IntegrityError, match=f"{model._meta.model_name}_{field}_known"), transaction.atomic():
        one.update(**{field: "unheard"})


def test_only_the_first_deadline_is_the_baseline(activity):
    later = {"activity": activity, "version": 2, "due_on": date(2019, 1, 1), "is_baseline": False, "reason": ""}

    with pytest.raises(IntegrityError, match="deadline_move_has_reason"), transaction.atomic():
        Deadline.objects.create(**later)
    Deadline.objects.bulk_create([Deadline(**{**later, "reason": "Late."})])
    with pytest.raises(IntegrityError, match=r"deadline_(baseline_is_first|one_baseline)"), transaction.atomic():
        Deadline.objects.create(**{**later, "version": 3, "is_baseline": True})
