"""Steps in the life of a text: what each asks for and what it does, in words."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from guidelines.models import Disposition, Edition
from guidelines.models.states import State
from institutions import permissions
from institutions.forms import day_field, decision_field

Words = str | Promise


class StepForm(forms.Form):
    """Nothing to say. ``text`` is what the step is about."""

    def __init__(self, *args: Any, text: Edition, **options: Any) -> None:
        super().__init__(*args, **options)
        self.text = text

    def facts(self) -> dict[str, Any]:
        """What the verb of the same name is called with."""
        return dict(self.cleaned_data)


class AdoptForm(StepForm):
    decision = decision_field(required=True)


class PublishForm(StepForm):
    """From which day it holds; that may be a day to come, and for what was decided earlier one that has passed."""

    in_force_from = day_field(label=_("In force from"))

    def __init__(self, *args: Any, text: Edition, **options: Any) -> None:
        super().__init__(*args, text=text, **options)
        self.fields["in_force_from"].initial = text.in_force_from or timezone.localdate()

    def facts(self) -> dict[str, Any]:
        return {**super().facts(), "today": timezone.localdate()}


class ScheduleForm(PublishForm):
    """When it becomes public by itself, in the group's own time."""

    field_order = ("publish_on", "publish_time", "in_force_from")
    publish_on = day_field(label=_("To be published on"))
    publish_time = forms.TimeField(
        label=_("At"), initial=time(8), widget=forms.TimeInput({"type": "time"}, "%H:%M"), input_formats=["%H:%M"]
    )

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        on, at = said.get("publish_on"), said.get("publish_time")
        if on and at and timezone.make_aware(datetime.combine(on, at)) <= timezone.now():
            self.add_error("publish_on", _("Choose a moment to come, or publish it now."))
        return said

    def facts(self) -> dict[str, Any]:
        moment = datetime.combine(self.cleaned_data["publish_on"], self.cleaned_data["publish_time"])
        return {"at": timezone.make_aware(moment), "in_force_from": self.cleaned_data["in_force_from"]}


class WithdrawForm(StepForm):
    """By which decision, and why, for everybody who reads the text later; at least in its source language."""

    decision = decision_field(required=True)

    def __init__(self, *args: Any, text: Edition, **options: Any) -> None:
        super().__init__(*args, text=text, **options)
        for code, name in settings.LANGUAGES:
            self.fields[f"reason_{code}"] = forms.CharField(
                label=_("Why it is withdrawn (%(language)s)") % {"language": name},
                required=code == text.source_language,
                max_length=1000,
                widget=forms.Textarea({"rows": 3, "cols": 40, "lang": code}),
            )

    def facts(self) -> dict[str, Any]:
        reason = {code: self.cleaned_data[f"reason_{code}"] for code, _name in settings.LANGUAGES}
        return {"today": timezone.localdate(), "decision": self.cleaned_data["decision"], "reason": reason}


class DisposeForm(StepForm):
    """What becomes of the supplement at the next edition."""

    disposition = forms.ChoiceField(
        label=_("At the next edition"), choices=Disposition.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, text: Edition, **options: Any) -> None:
        super().__init__(*args, text=text, **options)
        self.fields["disposition"].initial = text.disposition

    def clean_disposition(self) -> str:
        chosen: str = self.cleaned_data["disposition"]
        names_it = self.text.incorporated_in.filter(edition__replaces=self.text.supplement_to)
        if chosen == Disposition.INCORPORATED and not names_it.exists():
            raise ValidationError(
                _("No clause of the next edition says that it incorporates this supplement. Mark one first.")
            )
        return chosen


class DescriptionForm(forms.ModelForm):
    """What readers are told about the text besides its clauses."""

    class Meta:
        model = Edition
        fields = ["year"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        names = ["change_summary"] if not self.instance.is_supplement else ["title", "change_summary"]
        for field in names:
            for code, language in settings.LANGUAGES:
                label = _("Title (%(language)s)") if field == "title" else _("What it changes (%(language)s)")
                self.fields[f"{field}_{code}"] = forms.CharField(
                    label=label % {"language": language},
                    required=field == "title" and code == self.instance.source_language,
                    max_length=200 if field == "title" else 5000,
                    initial=getattr(self.instance, f"{field}_{code}"),
                    widget=forms.TextInput({"lang": code})
                    if field == "title"
                    else forms.Textarea({"rows": 4, "cols": 40, "lang": code}),
                )

    def clean_year(self) -> int:
        year: int = self.cleaned_data["year"]
        if not 2000 <= year <= 2099:
            raise ValidationError(_("Write a year between 2000 and 2099."))
        return year

    def save(self, commit: bool = True) -> Edition:
        written = {name: value for name, value in self.cleaned_data.items() if name != "year"}
        for name, value in written.items():
            setattr(self.instance, name, value)
        self.instance.save(update_fields=["year", *written])
        return self.instance


@dataclass(frozen=True)
class Step:
    """One step: the states it leaves, who takes it, its form and its words. ``only`` says to which texts it belongs."""

    leaves: Collection[str]
    permission: str
    title: Words
    effect: Words
    act: Words
    done: Words
    form: type[StepForm] = StepForm
    is_grave: bool = False
    only: str = ""

    def is_open_to(self, text: Edition, *, may_work: bool, may_publish: bool) -> bool:
        """Tell whether the text is where the step begins, and this person may take it."""
        if text.state not in self.leaves or (self.only == "supplement" and not text.is_supplement):
            return False
        if self.only == "scheduled" and text.publish_at is None:
            return False
        return may_publish or (may_work and self.permission == permissions.WRITE_GUIDELINE)


STEPS: dict[str, Step] = {
    "submit": Step(
        leaves={State.DRAFT},
        permission=permissions.WRITE_GUIDELINE,
        title=_("Submit for adoption"),
        effect=_("The text is frozen until the group has decided. The secretariat puts it on the agenda."),
        act=_("Submit for adoption"),
        done=_("Submitted for adoption."),
    ),
    "take_back": Step(
        leaves={State.FOR_ADOPTION, State.ADOPTED},
        permission=permissions.PUBLISH_GUIDELINE,
        title=_("Make it a draft again"),
        effect=_("The text can be changed again; a decision that adopted it no longer counts."),
        act=_("Make it a draft again"),
        done=_("It is a draft again."),
    ),
    "adopt": Step(
        leaves={State.FOR_ADOPTION},
        permission=permissions.PUBLISH_GUIDELINE,
        title=_("Record its adoption"),
        effect=_("The source text is final from now on. Translations can be finished before it is published."),
        act=_("Record the adoption"),
        done=_("Adoption recorded."),
        form=AdoptForm,
    ),
    "publish": Step(
        leaves={State.ADOPTED},
        permission=permissions.PUBLISH_GUIDELINE,
        title=_("Publish"),
        effect=_(
            "Everybody can read it at once. On the day it comes into force it takes the place of the edition it "
            "replaces. Who follows the guideline is told by e-mail."
        ),
        act=_("Publish now"),
        done=_("Published."),
        form=PublishForm,
    ),
    "schedule": Step(
        leaves={State.ADOPTED},
        permission=permissions.PUBLISH_GUIDELINE,
        title=_("Publish later"),
        effect=_("It becomes public by itself at that moment, unless something stands in the way then."),
        act=_("Set the moment"),
        done=_("It will be published by itself."),
        form=ScheduleForm,
    ),
    "unschedule": Step(
        leaves={State.ADOPTED},
        permission=permissions.PUBLISH_GUIDELINE,
        title=_("Do not publish by itself"),
        effect=_("The text stays adopted until somebody publishes it."),
        act=_("Cancel the moment"),
        done=_("It will not be published by itself."),
        only="scheduled",
    ),
    "dispose": Step(
        leaves={State.PUBLISHED},
        permission=permissions.PUBLISH_GUIDELINE,
        title=_("Say what becomes of this supplement"),
        effect=_("The next edition can be published only when this is said of every supplement."),
        act=_("Save"),
        done=_("Saved."),
        form=DisposeForm,
        only="supplement",
    ),
    "withdraw": Step(
        leaves={State.PUBLISHED},
        permission=permissions.PUBLISH_GUIDELINE,
        title=_("Withdraw"),
        effect=_("The text stays readable at its address, with a notice that it no longer holds and why."),
        act=_("Withdraw"),
        done=_("Withdrawn."),
        form=WithdrawForm,
        is_grave=True,
    ),
}
