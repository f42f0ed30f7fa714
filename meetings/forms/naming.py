"""Words for everybody name institutions, not people."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from meetings.results.freezing import known_people
from meetings.results.reducing import names_in
from workplans.forms.editing import InThreeLanguages


def refuse_names(text: str, *, meeting: int) -> str:
    """Give the text back; raise ValidationError where it names somebody the portal knows, or a guest of the meeting."""
    if text and (found := names_in(text, known_people(meeting))):
        raise ValidationError(
            _("Everybody reads this: name the institution instead of %(names)s.") % {"names": ", ".join(found)}
        )
    return text


def refuse_names_in(form: InThreeLanguages, *, meeting: int) -> None:
    """Say it at each field of a form in three languages that names somebody."""
    for name in [f"{word}_{code}" for code in form.languages for word in form.WORDS]:
        try:
            refuse_names(form.cleaned_data.get(name) or "", meeting=meeting)
        except ValidationError as refusal:
            form.add_error(name, refusal)
