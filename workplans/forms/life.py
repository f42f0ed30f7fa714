"""Steps in the life of an activity: what each asks for and what it does, in words; owner and lead body."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from institutions.forms import day_field, decision_field, own_words
from institutions.models import Affiliation, GroupMembership, Institution, User
from workplans.forms.deadlines import OPEN_AGAIN
from workplans.models import Activity, ActivityBody
from workplans.models.states import OPEN_STATES, State

LARGEST_KEY = 2**63 - 1  # what the column holds


class ConfirmForm(forms.Form):
    """The claim is accepted."""

    decision = decision_field()


class ReasonForm(forms.Form):
    """Why, and by which decision where there was one."""

    reason = own_words(_("Reason"))
    decision = decision_field()


class HoldForm(ReasonForm):
    """Why, and when it is looked at again."""

    field_order = ("reason", "review_on", "decision")
    review_on = day_field(label=_("Look at it again on"))

    def __init__(self, *args: Any, today: date, **options: Any) -> None:
        super().__init__(*args, **options)
        self.today = today

    def clean_review_on(self) -> date:
        day: date = self.cleaned_data["review_on"]
        if day <= self.today:
            raise ValidationError(_("Choose a day to come."))
        return day


class ResumeForm(forms.Form):
    """It goes on; a reason may be given."""

    reason = own_words(_("Reason"), required=False)


class CancelForm(ReasonForm):
    """Why, and the decision without which nothing is cancelled."""

    decision = decision_field(required=True)


@dataclass(frozen=True)
class Step:
    """One step: the states it leaves, the one it leads to, its form, and its words."""

    leaves: Collection[str]
    leads_to: Collection[str]
    form: type[forms.Form]
    title: Any
    effect: Any
    act: Any
    done: Any
    is_grave: bool = False


STEPS: dict[str, Step] = {
    "confirm": Step(
        leaves=(State.DONE,),
        leads_to=(State.CONFIRMED,),
        form=ConfirmForm,
        title=_("Confirm that it is done"),
        effect=_("The activity is closed, and how far its end lay from the baseline is kept for good."),
        act=_("Confirm"),
        done=_("Confirmed: activity %(code)s is done."),
    ),
    "refuse": Step(
        leaves=(State.DONE,),
        leads_to=(State.UNDER_WAY,),
        form=ReasonForm,
        title=_("Refuse the claim that it is done"),
        effect=_("The activity is under way again and takes reports; reminders of its deadline go out again."),
        act=_("Refuse"),
        done=_("Activity %(code)s is under way again."),
    ),
    "hold": Step(
        leaves=OPEN_STATES,
        leads_to=(State.ON_HOLD,),
        form=HoldForm,
        title=_("Put it on hold"),
        effect=_("Reminders stop, and the activity takes no reports. On the day you name it is looked at again."),
        act=_("Put on hold"),
        done=_("Activity %(code)s is on hold."),
    ),
    "resume": Step(
        leaves=(State.ON_HOLD,),
        leads_to=(State.UNDER_WAY, State.PLANNED),
        form=ResumeForm,
        title=_("Resume it"),
        effect=_("The activity goes on where its reports left it, with its present deadline; reminders go out again."),
        act=_("Resume"),
        done=_("Activity %(code)s goes on."),
    ),
    "cancel": Step(
        leaves=(*OPEN_STATES, State.ON_HOLD),
        leads_to=(State.CANCELLED,),
        form=CancelForm,
        title=_("Cancel it"),
        effect=_("The activity ends for good and reminders stop; it can be copied to the next plan."),
        act=_("Cancel the activity"),
        done=_("Activity %(code)s is cancelled."),
        is_grave=True,
    ),
    "reopen": Step(
        leaves=(State.CONFIRMED,),
        leads_to=(State.UNDER_WAY,),
        form=ReasonForm,
        title=_("Reopen it"),
        effect=_("The activity is under way again, takes reports and counts as open; reminders go out again."),
        act=_("Reopen"),
        done=_("Activity %(code)s is under way again."),
    ),
}


class OwnerForm(forms.Form):
    """Who looks after an activity: somebody of its subgroup or lead body, or nobody."""

    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), required=False, empty_label=_("nobody")
    )
    seen_owner = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput, error_messages=OPEN_AGAIN
    )

    def __init__(self, data: Any = None, *, activity: Activity, today: date) -> None:
        super().__init__(data, initial={"owner": activity.owner_id, "seen_owner": activity.owner_id})
        field: Any = self.fields["owner"]
        field.queryset = people_for(activity, today)

    def has_seen(self, owner: User | None) -> None:
        """Let the next save build on the present owner; what was chosen stays."""
        typed: Any = self.data
        self.data = {**typed.dict(), "seen_owner": owner.pk if owner else ""}


def people_for(activity: Activity, today: date) -> Any:
    """Who may own it: people of the lead body and of the subgroup with an account, and the present owner; by name."""
    lead = activity.lead_body
    staff = Affiliation.objects.counting(today).filter(institution=lead) if lead else Affiliation.objects.none()
    people = User.objects.filter(pk__in=staff.values("user"))
    if activity.subgroup_id:
        people |= User.objects.seated_in(activity.subgroup_id, on=today)
    present = Q(pk=activity.owner_id or 0)
    return User.objects.filter(Q(pk__in=people.values("pk"), is_active=True) | present).by_name()


class LeadBodyForm(forms.Form):
    """Which institution leads from a day on, by which decision, and whether the owner stays."""

    institution = forms.ModelChoiceField(label=_("New lead body"), queryset=Institution.objects.none())
    on = day_field(label=_("From"))
    decision = decision_field(required=True)
    keeps_owner = forms.BooleanField(required=False)
    seen_part = forms.IntegerField(
        required=False, min_value=1, max_value=LARGEST_KEY, widget=forms.HiddenInput, error_messages=OPEN_AGAIN
    )

    def __init__(self, data: Any = None, *, activity: Activity, newest: ActivityBody | None, today: date) -> None:
        super().__init__(data, initial={"on": today, "seen_part": newest and newest.pk})
        self.newest = newest
        members = GroupMembership.objects.on(today).values("institution")
        field: Any = self.fields["institution"]
        field.queryset = Institution.objects.filter(pk__in=members).by_name()
        if activity.owner:
            self.fields["keeps_owner"].label = _("%(name)s stays the owner") % {"name": activity.owner}
        else:
            del self.fields["keeps_owner"]

    def clean(self) -> dict[str, Any]:
        """Who leads already cannot follow herself; the same choice sent twice is no mistake."""
        said: dict[str, Any] = super().clean() or {}
        present = self.newest if self.newest and self.newest.valid_to is None else None
        if present and present.institution == said.get("institution") and present.valid_from != said.get("on"):
            self.add_error("institution", _("This institution leads already."))
        return said

    def has_seen(self, newest: ActivityBody | None) -> None:
        """Let the next save build on the present lead body; what was typed stays."""
        typed: Any = self.data
        self.data = {**typed.dict(), "seen_part": newest.pk if newest else ""}
