"""What is typed to write an activity: its words, and before its adoption everything else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, ClassVar

from crispy_forms.layout import Fieldset
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from institutions.models import Affiliation, GroupRole, Institution, Subgroup, User
from institutions.models.alphabet import alphabetical
from workplans.forms.editing import LAST_NUMBER, LONGEST_TEXT, InThreeLanguages, Lengths
from workplans.forms.wishes import WishField, read_wish, wish_as_typed
from workplans.models import Activity, ActivityBody, Area, Dependency

MOST_PREDECESSORS = 50
CODE = re.compile(r"([0-9]{1,4})\.([0-9]{1,4})")
Part = ActivityBody.Part
BODIES = {"lead_body": Part.LEAD, "contributing": Part.CONTRIBUTING, "consulted": Part.CONSULTED}
UNTIL_ADOPTED = ("area", "position", "owner", "lead_body", "wish")
NO_CIRCLE = _("Activity %(code)s waits for this one already, itself or through others.")


class ActivityForm(InThreeLanguages):
    """An activity of a plan. ``words_only`` is for the lead of its subgroup.

    Deadline, lead body and owner of an adopted activity have pages of their own, with reason and decision.
    """

    WORDS: ClassVar[Lengths] = {
        "title": (_("Title"), 200, 1),
        "description": (_("Description"), LONGEST_TEXT, 4),
        "output": (_("Expected output"), 300, 1),
    }

    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.none(), empty_label=None)
    position = forms.IntegerField(
        label=_("Number in the area"),
        min_value=1,
        max_value=LAST_NUMBER,
        required=False,
        help_text=_("Empty: the last."),
    )
    subgroup = forms.ModelChoiceField(label=_("Subgroup"), queryset=Subgroup.objects.none(), required=False)
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=User.objects.none(), required=False, help_text=_("A person of the group.")
    )
    lead_body = forms.ModelChoiceField(label=_("Lead body"), queryset=Institution.objects.none(), required=False)
    contributing = forms.ModelMultipleChoiceField(
        label=_("Contributing bodies"),
        queryset=Institution.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    consulted = forms.ModelMultipleChoiceField(
        label=_("Consulted bodies"),
        queryset=Institution.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    wish = WishField(
        label=_("Wished deadline"),
        help_text=_("A day (2018-06-30), a month (2018-06), a quarter (2018-Q2), or nothing."),
    )
    priority = forms.TypedChoiceField(label=_("Priority"), choices=Activity.Priority.choices, coerce=int)
    waits_for = forms.CharField(
        label=_("Waits for"),
        max_length=400,
        required=False,
        help_text=_("Numbers of activities of this plan that have to be finished first, for example 1.2, 2.3."),
    )

    def __init__(
        self, data: Any = None, *, activity: Activity, today: date, words_only: bool = False, **options: Any
    ) -> None:
        self.activity, self.today, self.words_only = activity, today, words_only
        super().__init__(data, standing=standing_of(activity) if activity.pk else {}, **options)
        if not activity.pk:
            self.initial.update({"area": activity.area_id, "priority": Activity.Priority.NORMAL})

    def fit(self) -> None:
        super().fit()
        facts = [name for name in self.declared_fields if name != "seen"]
        dropped = facts if self.words_only else UNTIL_ADOPTED if self.activity.is_promised else ()
        for name in dropped:
            del self.fields[name]
        if not self.words_only:
            self._fill_choices()

    def _fill_choices(self) -> None:
        activity, standing = self.activity, self.initial
        parts = [pk for name in BODIES for pk in _listed(standing.get(name))]
        people = Q(pk__in=Affiliation.objects.counting(self.today).values("user")) | Q(
            pk__in=GroupRole.objects.on(self.today).values("user")
        )
        in_group = Institution.objects.in_group(self.today).values("pk")
        bodies = Institution.objects.filter(Q(pk__in=in_group) | Q(pk__in=parts)).by_name()
        active = Q(state=Subgroup.State.ACTIVE) | Q(pk=activity.subgroup_id)
        querysets = {
            "area": activity.area.plan.areas.order_by("number"),
            "subgroup": Subgroup.objects.filter(active).order_by(alphabetical("name"), "pk"),
            "owner": User.objects.filter(Q(is_active=True) & people | Q(pk=activity.owner_id)).by_name(),
        }
        one_query = list(bodies)
        for name, field in self.fields.items():
            choice: Any = field
            if name in BODIES:
                choice.queryset = bodies
                empty = [("", _("not known yet"))] if name == "lead_body" else []
                choice.choices = [*empty, *((body.pk, str(body)) for body in one_query)]
            elif name in querysets:
                choice.queryset = querysets[name]

    def clean_waits_for(self) -> str:
        """Turn the numbers into activities; tell at the field what is unknown and what would be a circle."""
        typed = [word for word in re.split(r"[\s,;]+", self.cleaned_data["waits_for"]) if word]
        codes = list(dict.fromkeys(typed))
        if len(codes) > MOST_PREDECESSORS:
            raise ValidationError(
                _("An activity waits for at most %(most)s others."), params={"most": MOST_PREDECESSORS}
            )
        found = self._activities_of(codes)
        unknown = [code for code in codes if code not in found]
        if unknown:
            raise ValidationError(_("This plan has no activity %(codes)s."), params={"codes": ", ".join(unknown)})
        for code, other in found.items():
            if self.activity.pk and waits_already(other.pk, for_id=self.activity.pk):
                raise ValidationError(NO_CIRCLE, params={"code": code})
        return codes_of(found.values())

    def _activities_of(self, codes: Iterable[str]) -> dict[str, Activity]:
        numbers = {code: tuple(map(int, match.groups())) for code in codes if (match := CODE.fullmatch(code))}
        where = Q(pk__in=[])
        for number, position in numbers.values():
            where |= Q(area__number=number, position=position)
        found = Activity.objects.filter(where, area__plan=self.activity.area.plan_id).select_related("area")
        by_number = {(activity.area.number, activity.position): activity for activity in found}
        return {code: by_number[place] for code, place in numbers.items() if place in by_number}

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        known = {body.institution_id for body in self._kept_bodies()}
        for name in BODIES:
            for body in self.bodies_in(said, name):
                if body.pk in known:
                    self.add_error(name, gettext("%(name)s already has another part.") % {"name": body})
                known.add(body.pk)
        return said

    def _kept_bodies(self) -> list[ActivityBody]:
        """Parts this form does not change."""
        changed = {part for name, part in BODIES.items() if name in self.fields}
        return [body for body in self.activity.current_bodies if body.part not in changed] if self.activity.pk else []

    @staticmethod
    def bodies_in(said: dict[str, Any], name: str) -> list[Institution]:
        """The institutions chosen for a part."""
        chosen = said.get(name) or []
        return [chosen] if isinstance(chosen, Institution) else list(chosen)

    @property
    def values(self) -> dict[str, Any]:
        """What ``actions.write_activity`` takes, once the form is valid."""
        said = dict(self.cleaned_data)
        if "wish" in said:
            said["due_on"], said["due_precision"] = read_wish(said.pop("wish"))
        bodies = {part: self.bodies_in(said, name) for name, part in BODIES.items() if name in said}
        if "waits_for" in said:
            codes = said["waits_for"].split(", ") if said["waits_for"] else []
            said["waits_for"] = list(self._activities_of(codes).values())
        return {**{name: said[name] for name in said if name not in BODIES}, "bodies": bodies}

    def arranged(self, sets: list[Any], facts: list[str]) -> list[Any]:
        """Words first: the lead of a subgroup sees nothing else."""
        shown = [name for name in facts if name != "seen"]
        return ["seen", *sets, *([Fieldset(_("Who, when and after what"), *shown)] if shown else [])]


def standing_of(activity: Activity) -> dict[str, Any]:
    """What is stored of an activity (with ``current_bodies``), as the form names and types it."""
    bodies: dict[str, list[int]] = {name: [] for name in BODIES}
    for body in activity.current_bodies:
        bodies[next(name for name, part in BODIES.items() if part == body.part)].append(body.institution_id)
    predecessors = Activity.objects.filter(followers__activity=activity, area__plan=activity.area.plan_id)
    return {
        **ActivityForm.words_of(activity),
        "area": activity.area_id,
        "position": activity.position,
        "subgroup": activity.subgroup_id,
        "owner": activity.owner_id,
        "lead_body": next(iter(bodies["lead_body"]), None),
        "contributing": bodies["contributing"],
        "consulted": bodies["consulted"],
        "wish": wish_as_typed(activity.due_on, activity.due_precision),
        "priority": activity.priority,
        "waits_for": codes_of(predecessors.select_related("area")),
    }


def codes_of(activities: Iterable[Activity]) -> str:
    """Their numbers in the order of the plan: "1.2, 2.3"."""
    in_order = sorted(activities, key=lambda activity: (activity.area.number, activity.position))
    return ", ".join(activity.code for activity in in_order)


def waits_already(activity_id: int, *, for_id: int) -> bool:
    """Tell whether the activity is, or waits through any number of others for, ``for_id``."""
    reached, frontier = {activity_id}, {activity_id}
    while frontier and for_id not in reached:
        rows = Dependency.objects.filter(activity__in=frontier).values_list("predecessor", flat=True)
        frontier = set(rows) - reached
        reached |= frontier
    return for_id in reached


def _listed(value: Any) -> Collection[Any]:
    if value is None:
        return []
    return value if isinstance(value, (list, tuple)) else [value]
