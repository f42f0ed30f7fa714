"""What is typed about people at a meeting: guests."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meetings.forms.naming import refuse_names
from meetings.models import Attendance, MeetingDay
from meetings.models.people import Mode


class GuestForm(forms.ModelForm):
    """Somebody without an account, for an institution of the portal or another body."""

    class Meta:
        model = Attendance
        fields = ("guest_name", "institution", "guest_body", "mode")

    def __init__(self, data: Any = None, *, day: MeetingDay, bodies: Any) -> None:
        super().__init__(data, instance=Attendance(day=day), prefix="guest")
        fields: dict[str, Any] = self.fields
        fields["guest_name"].required = True
        fields["institution"].queryset = bodies
        fields["mode"].choices = Mode.choices

    def _get_validation_exclusions(self) -> set[str]:
        excluded: set[str] = super()._get_validation_exclusions()  # type: ignore[misc]
        return excluded - {"day", "person"}

    def clean_guest_body(self) -> str:
        """Everybody reads which bodies were there."""
        return refuse_names(self.cleaned_data["guest_body"], meeting=self.instance.day.meeting_id)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or self.cleaned_data
        name, body = said.get("guest_name") or "", said.get("guest_body") or ""
        if name and name.casefold() in body.casefold():
            self.add_error("guest_body", _("Write the body alone; the name of the guest stands above."))
        if not said.get("institution") and not said.get("guest_body") and not self.errors:
            self.add_error("guest_body", _("Say where the guest comes from."))
        return said
