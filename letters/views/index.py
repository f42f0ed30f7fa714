"""The letters of the portal: all of them for the secretariat, one's own for everybody else."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import F
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from institutions import permissions
from institutions.forms import columns, page_number, rest_of, sort_of
from institutions.models.alphabet import alphabetical
from letters import actions
from letters.forms import CloseLetterForm, LetterFilter
from letters.models import Letter, LetterQuerySet
from letters.views.letter import person_of

LETTERS_PER_PAGE = 50
HEADS = {
    "subject": gettext_lazy("Subject"),
    "to": gettext_lazy("To"),
    "occasion": gettext_lazy("Occasion"),
    "written": gettext_lazy("Written"),
    "leaves": gettext_lazy("Sent, or next attempt"),
    "state": gettext_lazy("State"),
}
LATEST_FIRST = frozenset({"written", "leaves"})


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Newest first; for the secretariat also how the post room works, and what can be done with many at once."""
    return _page(request)


@require_POST
def send_letters(request: HttpRequest) -> HttpResponse:
    """Send the ticked letters now, those that failed again; what was sent or closed meanwhile stays as it is."""
    letters = _ticked(request)
    done = actions.send_all_again(letters, by=person_of(request))
    _tell(
        request,
        ngettext("%(number)s letter leaves within a minute.", "%(number)s letters leave within a minute.", done),
        done=done,
        ticked=len(letters),
    )
    return _back(request.GET)


@require_POST
def close_letters(request: HttpRequest) -> HttpResponse:
    """Give up the ticked letters for one reason; what was sent or closed meanwhile stays as it is."""
    letters = _ticked(request)
    form = CloseLetterForm(request.POST)
    if not form.is_valid():
        return _page(request, ticked={letter.pk for letter in letters}, close_form=form)
    done = actions.close_all(letters, by=person_of(request), reason=form.cleaned_data["reason"])
    _tell(
        request,
        ngettext("%(number)s letter is closed.", "%(number)s letters are closed.", done),
        done=done,
        ticked=len(letters),
    )
    return _back(request.GET)


def _page(
    request: HttpRequest, ticked: set[int] | None = None, close_form: CloseLetterForm | None = None
) -> HttpResponse:
    letters = Letter.objects.visible_to(request.user)
    sees_all = permissions.may(request.user, permissions.SEE_LETTERS)
    form = LetterFilter(request.GET)
    heads = HEADS if sees_all else {key: label for key, label in HEADS.items() if key != "to"}
    sort = sort_of(request.GET, heads, "-written")
    found = form.narrow(letters).select_related("recipient").order_by(*_order(sort))
    page = Paginator(found, LETTERS_PER_PAGE).get_page(page_number(request.GET))
    names = dict(actions.occasions())
    may_handle = permissions.may(request.user, permissions.RESEND_LETTERS)
    context = {
        "page_obj": page,
        "form": form,
        "sort": sort,
        "columns": columns(request.GET, heads, sort, LATEST_FIRST),
        "letters": [(letter, names.get(letter.occasion, letter.occasion)) for letter in page],
        "has_unwritten": any(not letter.subject for letter in page),
        "querystring": rest_of(request.GET),
        "address": request.GET.urlencode(),
        "is_filtered": any(request.GET.get(name) for name in form.fields),
        "may_handle": may_handle and any(letter.may_be_put_back or letter.is_open for letter in page),
        "ticked": ticked or set(),
        "close_form": close_form or CloseLetterForm(),
        "sees_all": sees_all,
        "may_edit_rules": permissions.may(request.user, permissions.EDIT_REMINDER_RULES),
        "post_room": actions.post_room(timezone.now()) if sees_all else None,
    }
    return render(request, "letters/index.html", context)


def _order(sort: str) -> list[Any]:
    """The order for a sort key, with a minus for downwards; always ends in one that is unique."""
    by: dict[str, list[Any]] = {
        "subject": [F("subject")],
        "to": [alphabetical(F("recipient__display_name")), F("address")],
        "occasion": [F("occasion")],
        "written": [F("written_at")],
        "leaves": [Coalesce("sent_at", "try_at")],
        "state": [F("state")],
    }
    down = sort.startswith("-")
    order = [key.desc(nulls_last=True) if down else key.asc(nulls_last=True) for key in by[sort.removeprefix("-")]]
    return [*order, "-pk"]


def _ticked(request: HttpRequest) -> list[Letter]:
    """The letters that were ticked, or all that the page showed; those this person cannot see are not among them."""
    if not permissions.may(request.user, permissions.RESEND_LETTERS):
        raise PermissionDenied
    words = request.POST.getlist("shown" if "all" in request.POST else "letter")[:LETTERS_PER_PAGE]
    keys = [int(word) for word in words if word.isascii() and word.isdigit() and len(word) < len(str(2**63))]
    letters: LetterQuerySet = Letter.objects.visible_to(request.user)
    return list(letters.filter(pk__in=keys).select_related("recipient").order_by("pk"))


def _tell(request: HttpRequest, success: str, *, done: int, ticked: int) -> None:
    """Say how many were handled, and how many had been handled before."""
    if not ticked:
        messages.warning(request, _("No letter is ticked."))
        return
    if done:
        messages.success(request, success % {"number": done})
    if left := ticked - done:
        words = ngettext(
            "%(number)s letter had been sent or closed in the meantime.",
            "%(number)s letters had been sent or closed in the meantime.",
            left,
        )
        messages.warning(request, words % {"number": left})


def _back(address: QueryDict) -> HttpResponse:
    """To the list as it was: filter, sort and page stand in the address of the form."""
    here = reverse("letters:index")
    return HttpResponseRedirect(f"{here}?{address.urlencode()}" if address else here)
