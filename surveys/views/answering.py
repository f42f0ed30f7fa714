"""The form people answer, for everybody and for nobody in particular: no cookie, no session, no account.

``qmportal.middleware`` calls these views without whatever knows who is there, and has nobody store what they answer.
"""

from __future__ import annotations

import logging
import time
from datetime import date, datetime
from functools import lru_cache
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse, UnreadablePostError
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from surveys.actions import doorkeeping
from surveys.actions.answering import CodeUsed, NotOpen, hold, is_taking, submit
from surveys.actions.doorkeeping import Page
from surveys.forms.answering import Filled, Forged
from surveys.models import Campaign
from surveys.results.layout import Unfit
from surveys.results.sheets import Sheet, categories_of, kept_layout, sheet_in_use

logger = logging.getLogger(__name__)
FORM = "application/x-www-form-urlencoded"
# ready-made: to put it together from the model would take longer than to ask it
FOUND = """
    SELECT id, address, state, mode, opens_on, closes_on, questionnaire_id
    FROM surveys_campaign WHERE address = %s AND state <> %s
"""
TOKEN = "token-of-this-page"  # noqa: S105 - stands in kept pages where the token belongs
KEPT = 256  # forms in the memory of a process
KEPT_SECONDS = 60  # a new title of a survey shows so much later


@login_not_required
@csrf_exempt
@require_safe
def short_link(request: HttpRequest, address: str) -> HttpResponse:
    """From a poster to the form in the language the browser prefers; what follows ``#`` stays with the browser."""
    return redirect("surveys:answer", address=address, preserve_request=True)


@login_not_required
@csrf_exempt
@require_safe
def thanks(request: HttpRequest, address: str) -> HttpResponse:
    """What happens next; the same page for everybody."""
    return HttpResponse(_write("surveys/answer_thanks.html", request.path, _find(address).pk, {}))


@login_not_required
@csrf_exempt
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, address: str) -> HttpResponse:
    """The questionnaire of a survey, on one page or part by part; sent, the answers are taken in."""
    campaign, now = _find(address), timezone.now()
    if request.method == "POST":
        return _receive(request, campaign, now)
    if not is_taking(campaign, now=now):
        return _closed(request, campaign)
    return _form(request, campaign, Filled(sheet_in_use(campaign.questionnaire_id)), doorkeeping.new_page(address))


@sensitive_variables()
def _receive(request: HttpRequest, campaign: Campaign, now: datetime) -> HttpResponse:
    try:
        if request.content_type != FORM:
            raise Forged
        filled = Filled(sheet_in_use(campaign.questionnaire_id), request.POST)
    except (Forged, UnreadablePostError):
        raise BadRequest("No form of ours.") from None  # what was sent is in no report
    page = doorkeeping.read_page(filled.controls.get("token", ""), campaign.address)
    if not is_taking(campaign, now=now, opened=page.made):
        return _closed(request, campaign, filled)
    if filled.controls.get("go") != "send":
        fresh = page if page.age(now) < doorkeeping.LIFE else doorkeeping.new_page(campaign.address)
        return _form(request, campaign, filled, fresh)
    if not filled.judge():
        return _form(request, campaign, filled, page)
    return _send(request, campaign, filled, page, now)


@sensitive_variables()
def _send(request: HttpRequest, campaign: Campaign, filled: Filled, page: Page, now: datetime) -> HttpResponse:
    """Look whether a person sends this, and take it in; whatever is wrong, all that was filled in stays."""
    source = get_adapter().get_client_ip(request)
    refusal = _refusal(campaign, filled, page, now, source)
    if refusal is not None:
        return _again(request, campaign, filled, page, *refusal, now=now)
    if not doorkeeping.spend(page, now):
        words = _("An answer was already sent from this page. If it was yours, you are done. If not, press Send again.")
        return _again(request, campaign, filled, Page("", None), words, HTTPStatus.CONFLICT, now=now)
    try:
        _take_in(campaign, filled, page, now, source)
    except CodeUsed:
        doorkeeping.give_back(page)
        doorkeeping.note_wrong_code(campaign.address, source)
        words = _("This code is not known, or was already used. Please check it; your answers are still here.")
        return _again(request, campaign, filled, page, words, HTTPStatus.CONFLICT, now=now)
    except NotOpen:
        return _closed(request, campaign, filled)
    except Unfit:
        raise BadRequest("No form of ours.") from None
    except Exception as trouble:
        # an error of the database quotes the row it could not write: only its kind may reach the log
        doorkeeping.give_back(page)
        logger.error("An answer could not be taken in: %s", type(trouble).__name__)
        words = _("Your answers could not be stored. They are still here; please send them again in a moment.")
        return _again(request, campaign, filled, page, words, HTTPStatus.INTERNAL_SERVER_ERROR, now=now)
    return redirect("surveys:answer-thanks", address=campaign.address)


def _refusal(
    campaign: Campaign, filled: Filled, page: Page, now: datetime, source: str
) -> tuple[str, HTTPStatus] | None:
    """Why this is not taken in as it is, in words."""
    if filled.controls.get("homepage"):
        return _("Please leave the field empty that asks for nothing."), HTTPStatus.BAD_REQUEST
    if page.age(now) >= doorkeeping.LIFE:
        return _("This page was open for a long time. Please press Send again."), HTTPStatus.CONFLICT
    if campaign.mode == Campaign.Mode.CODES:
        if not filled.controls.get("code"):
            return _("Please type the code from your slip."), HTTPStatus.OK
        if not doorkeeping.may_try_code(campaign.address, source):
            words = _("There were many wrong codes from your network. Please send your answers in ten minutes.")
            return words, HTTPStatus.TOO_MANY_REQUESTS
    elif page.age(now) < doorkeeping.YOUNGEST:
        return _("That was very fast. Please look through your answers and press Send again."), HTTPStatus.OK
    return None


@sensitive_variables()
def _take_in(campaign: Campaign, filled: Filled, page: Page, now: datetime, source: str) -> None:
    layout = kept_layout(campaign.questionnaire_id)
    answers = filled.as_bytes(layout)
    given: dict[str, Any] = {
        "layout": layout,
        "breakdowns": categories_of(campaign.pk, answers),
        "texts": filled.words(),
        "now": now,
        "opened": page.made,
    }
    if campaign.mode == Campaign.Mode.CODES:
        submit(campaign, answers, code=filled.controls["code"], **given)
    elif doorkeeping.is_many(campaign.address, source) or not doorkeeping.is_solved(
        page, filled.controls.get("proof", "")
    ):
        hold(campaign, answers, **given)
    else:
        submit(campaign, answers, **given)


def _find(address: str) -> Campaign:
    """What is needed of the survey to answer it; 404 for what is not there, or only planned."""
    for found in Campaign.objects.raw(FOUND, [address, Campaign.State.PLANNED]):
        return found
    raise Http404


def _again(
    request: HttpRequest,
    campaign: Campaign,
    filled: Filled,
    page: Page,
    words: str,
    status: HTTPStatus,
    *,
    now: datetime,
) -> HttpResponse:
    """The form as it was filled in, on a fresh page where the old one is used up."""
    if page.age(now) >= doorkeeping.LIFE:
        page = doorkeeping.new_page(campaign.address)
        filled.controls.pop("proof", None)
    return _form(request, campaign, filled, page, words=words, status=status)


def _form(
    request: HttpRequest, campaign: Campaign, filled: Filled, page: Page, *, words: str = "", status: int = 200
) -> HttpResponse:
    """The form with what is filled in: all of it, or the part whose turn it is."""
    shown = _part_shown(request, filled) if request.GET.get("by") == "group" else None
    if filled.values or filled.texts or filled.controls or words:
        body = _write_form(request.path, campaign.pk, filled, page.token, shown, words)
    else:
        moment = int(time.monotonic()) // KEPT_SECONDS
        body = _kept_form(request.path, campaign.pk, campaign.closes_on, shown, moment).replace(TOKEN, page.token)
    return HttpResponse(body, status=status)


@lru_cache(maxsize=KEPT)
def _kept_form(path: str, campaign: int, _closes_on: date, shown: int | None, _moment: int) -> str:
    """The form before anything is filled in, in the language of the path, which is the same for everybody."""
    questionnaire = Campaign.objects.only("questionnaire_id").get(pk=campaign).questionnaire_id
    return _write_form(path, campaign, Filled(sheet_in_use(questionnaire)), TOKEN, shown, "")


def _write_form(path: str, campaign: int, filled: Filled, token: str, shown: int | None, words: str) -> str:
    asked, count = filled.sheet.questions, len(filled.sheet.parts)
    context = {
        **_parts(filled, shown),
        "filled": filled,
        "token": token,
        "bits": doorkeeping.BITS,
        "words": words,
        "wrong": [(name, asked[name].text, error) for name, error in filled.errors.items()],
        "number": shown,
        "place": None if shown is None else shown + 1,
        "count": count,
        "by_form": True,
        "is_last": shown is None or shown == count - 1,
    }
    return _write("surveys/answer.html", path, campaign, context, is_by_part=shown is not None)


def _parts(filled: Filled, shown: int | None) -> dict[str, Any]:
    """What is asked now, with what was said; what was said elsewhere goes along unseen."""
    sheet: Sheet = filled.sheet
    visible = sheet.parts if shown is None else sheet.parts[shown : shown + 1]
    names = {asked.name for part in visible for asked in part.questions}
    parts, lead = [], ""
    for part in visible:
        rows = [
            {
                "asked": asked,
                "chosen": filled.values.get(asked.name),
                "text": filled.texts.get(asked.name, ""),
                "error": filled.errors.get(asked.name, ""),
            }
            for asked in part.questions
        ]
        parts.append({"title": part.title, "lead": part.lead if part.lead != lead else "", "rows": rows})
        lead = part.lead
    elsewhere = {**filled.values, **filled.texts}
    return {"parts": parts, "elsewhere": [(name, said) for name, said in elsewhere.items() if name not in names]}


def _part_shown(request: HttpRequest, filled: Filled) -> int:
    """The part whose turn it is, from 0: where something is wrong, else where the buttons lead."""
    last = len(filled.sheet.parts) - 1
    if filled.errors:
        return filled.sheet.part_of(next(iter(filled.errors)))
    said = filled.controls.get("page", "")
    number = int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else 0
    steps = {"next": 1, "back": -1}
    return max(0, min(last, number + steps.get(filled.controls.get("go", ""), 0)))


def _closed(request: HttpRequest, campaign: Campaign, filled: Filled | None = None) -> HttpResponse:
    """When the survey can be answered; with everything somebody had filled in, to keep for herself."""
    ahead = campaign.is_ahead_on(timezone.localdate())
    said = []
    for name, asked in filled.sheet.questions.items() if filled else ():
        labels = {choice.value: choice.label for choice in asked.choices}
        words = filled.texts.get(name) or labels.get(filled.values.get(name, -1), "") if filled else ""
        said += [(asked.text, words)] if words else []
    status = HTTPStatus.CONFLICT if filled else HTTPStatus.OK
    context = {"is_ahead": ahead, "said": said}
    return HttpResponse(_write("surveys/answer_closed.html", request.path, campaign.pk, context), status=status)


def _write(template: str, path: str, campaign: int, context: dict[str, Any], *, is_by_part: bool = False) -> str:
    """A page that knows nobody: no context processor, only the survey and the languages."""
    _root, present, rest = path.split("/", 2)
    query = "?by=group" if is_by_part else ""
    languages = [
        {
            "code": code,
            "name": get_language_info(code)["name_local"].capitalize(),
            "url": f"/{code}/{rest}{query}",
            "current": code == present,
        }
        for code, _name in settings.LANGUAGES
    ]
    survey = Campaign.objects.for_list().get(pk=campaign)
    return render_to_string(template, {**context, "campaign": survey, "languages": languages, "demo": settings.DEMO})
