"""What a coordinator types to plan a survey, and by which questions its results may be shown."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from institutions.forms import day_field
from institutions.models import Institution
from surveys.forms.running import people_field
from surveys.models import Audience, Campaign, Edition, Questionnaire
from surveys.models.campaigns import THRESHOLDS
from workplans.forms.editing import InThreeLanguages, Lengths

HIGHEST = 1000  # answers; nobody needs a threshold above it
TWICE = _("The institution has a survey in this edition.")
TOO_MANY = _("No more people can be asked than the survey is about.")
THRESHOLD_NAMES = ("k_total", "k_cell", "k_text", "fold_size")


def threshold_field(label: Any) -> forms.IntegerField:
    """A number below which nothing is shown; empty is what the audience needs."""
    return forms.IntegerField(label=label, required=False, min_value=1, max_value=HIGHEST)


class CampaignForm(InThreeLanguages):
    """A survey while it is planned."""

    WORDS: ClassVar[Lengths] = {"title": (_("Title"), 200, 1)}
    FACTS: ClassVar = (
        *("questionnaire", "edition", "previous", "approach", "population", "invited", "mode"),
        *("opens_on", "closes_on", "takes_part", *THRESHOLD_NAMES),
    )

    institution = forms.ModelChoiceField(label=_("Institution"), queryset=Institution.objects.none(), empty_label=None)
    questionnaire = forms.ModelChoiceField(
        label=_("Questionnaire"), queryset=Questionnaire.objects.none(), help_text=_("Only published ones are asked.")
    )
    edition = forms.ModelChoiceField(
        label=pgettext_lazy("survey", "Edition"),
        queryset=Edition.objects.none(),
        required=False,
        empty_label=_("none: the institution asks by itself"),
    )
    previous = forms.ModelChoiceField(
        label=_("The survey before"),
        queryset=Campaign.objects.none(),
        required=False,
        empty_label=_("none"),
        help_text=_("Results are set beside those of this survey."),
    )
    approach = forms.ChoiceField(
        label=_("Who is asked"),
        choices=Campaign.Approach.choices,
        help_text=_("Ask all employees: a sample saves little and costs trust."),
    )
    population = people_field(_("People it is about"), help_text=_("All employees, or all users in the period."))
    invited = people_field(_("People asked"), help_text=_("Empty where nobody knows, as for a public link."))
    mode = forms.ChoiceField(label=_("How people answer"), choices=Campaign.Mode.choices)
    opens_on = day_field(label=_("First day"))
    closes_on = day_field(label=_("Last day"))
    takes_part = forms.BooleanField(
        label=_("Takes part in the comparison of the edition"),
        required=False,
        help_text=_("The others then see the median of all, never the result of one institution."),
    )
    k_total = threshold_field(_("Smallest result shown"))
    k_cell = threshold_field(_("Smallest part of a result shown"))
    k_text = threshold_field(_("Fewest texts shown"))
    fold_size = threshold_field(_("Answers mixed at once"))

    def __init__(
        self,
        data: Any = None,
        *,
        campaign: Campaign | None = None,
        bodies: QuerySet[Institution] | None = None,
        **options: Any,
    ) -> None:
        self.campaign, self.bodies = campaign, bodies
        standing = options.pop("standing", {})
        if campaign is not None:
            standing = {**{name: getattr(campaign, name) for name in self.FACTS}, **self.words_of(campaign)}
        super().__init__(data, standing=standing, **options)

    def fit(self) -> None:
        super().fit()
        asked, edition, previous = (self._choice(name) for name in ("questionnaire", "edition", "previous"))
        asked.queryset = Questionnaire.objects.filter(state=Questionnaire.State.PUBLISHED).order_by("code", "-number")
        asked.label_from_instance = lambda one: f"{one} ({one.code}, {one.number})"
        edition.queryset = Edition.objects.order_by("-opens_on", "code")
        others = Campaign.objects.exclude(state=Campaign.State.PLANNED).newest_first()
        if self.campaign is not None:
            del self.fields["institution"]
            others = others.filter(institution=self.campaign.institution_id)
        else:
            bodies = self.bodies if self.bodies is not None else Institution.objects.none()
            self._choice("institution").queryset = bodies
            others = others.filter(institution__in=bodies)
        previous.queryset = others
        previous.label_from_instance = lambda one: f"{one} ({one.opens_on.isoformat()})"
        self.fields["k_total"].help_text = _(
            "Empty: what the audience needs, 5 answers of users or 10 of employees, and 10 for every part. It may only"
            " be higher."
        )

    def _choice(self, name: str) -> Any:
        return self.fields[name]

    def clean(self) -> dict[str, Any]:
        said = super().clean()
        first, last = said.get("opens_on"), said.get("closes_on")
        if first and last and last <= first:
            self.add_error("closes_on", _("The last day must come after the first."))
        self._check_people(said)
        self._check_edition(said)
        if questionnaire := said.get("questionnaire"):
            self._check_thresholds(said, questionnaire)
            if self._differs(said.get("previous"), questionnaire, said.get("institution")):
                self.add_error("previous", _("That survey asked other people."))
        return said

    def _check_people(self, said: dict[str, Any]) -> None:
        population, invited = said.get("population"), said.get("invited")
        if population is not None and invited is not None and invited > population:
            self.add_error("invited", TOO_MANY)
        if population is not None and self.campaign is not None and self.campaign.codes.count() > population:
            self.add_error("population", TOO_MANY)
        needs = said.get("mode") == Campaign.Mode.CODES or said.get("approach") == Campaign.Approach.SAMPLE
        if needs and not population and "population" not in self.errors:
            self.add_error("population", _("Say how many people there are: a sample and codes are counted against it."))

    def _check_edition(self, said: dict[str, Any]) -> None:
        edition = said.get("edition")
        if edition is None:
            if said.get("takes_part"):
                self.add_error("takes_part", _("Only surveys of an edition are compared."))
            return
        asked = said.get("questionnaire")
        if asked is not None and edition.questionnaire_id != asked.pk:
            self.add_error("questionnaire", _("The edition asks with another questionnaire."))
        body = self.campaign.institution if self.campaign else said.get("institution")
        others = Campaign.objects.filter(edition=edition, institution=body)
        if body is not None and others.exclude(pk=self.campaign.pk if self.campaign else 0).exists():
            self.add_error("edition", TWICE)

    def _check_thresholds(self, said: dict[str, Any], questionnaire: Questionnaire) -> None:
        """Fill in what the audience needs, and refuse less."""
        least = dict(THRESHOLDS[Audience(questionnaire.audience)])
        least["k_total"] = max(least["k_total"], questionnaire.smallest_group)
        least["k_cell"] = max(least["k_cell"], said.get("k_total") or least["k_total"])
        for name in THRESHOLD_NAMES:
            if name in self.errors:
                continue
            if said.get(name) is None:
                said[name] = least[name]
            elif said[name] < least[name]:
                self.add_error(name, _now("At least %(number)s.") % {"number": least[name]})

    def _differs(
        self, previous: Campaign | None, questionnaire: Questionnaire, institution: Institution | None
    ) -> bool:
        """Tell whether the survey before asked another audience, or for another institution."""
        if previous is None:
            return False
        is_elsewhere = institution is not None and previous.institution_id != institution.pk
        return is_elsewhere or previous.questionnaire.audience != questionnaire.audience


def offered(typed: Any, *, edition: Edition | None, today: date) -> dict[str, Any]:
    """What a new plan begins with: the edition's questions and days, and numbers the planner worked out.

    All employees can be asked; of users most often only those who wish.
    """
    asks_users = edition is not None and edition.questionnaire.audience == Audience.USERS
    facts: dict[str, Any] = {"approach": Campaign.Approach.OPEN if asks_users else Campaign.Approach.EVERYBODY}
    for name in ("population", "invited"):
        said = typed.get(name, "")
        if said.isascii() and said.isdecimal() and len(said) < 9:
            facts[name] = int(said)
    if typed.get("approach") in Campaign.Approach.values:
        facts["approach"] = typed["approach"]
    if edition is not None:
        facts |= {"edition": edition, "questionnaire": edition.questionnaire, "takes_part": True}
        facts |= {"opens_on": max(edition.opens_on, today), "closes_on": edition.closes_on}
        facts |= CampaignForm.words_of(edition)
    return facts
