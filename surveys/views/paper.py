"""Answers on paper: lots, slips typed in line by line, a share of them twice, and handing a lot in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.db.models import Count, Max
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from institutions import permissions
from surveys.actions import paper as deeds
from surveys.actions.answering import CodeUsed, NotOpen
from surveys.forms.paper import SettleForm, SlipForm, paper_of
from surveys.models import Campaign, PaperLot, PaperSlip
from surveys.results.asking import layout_of
from surveys.views.desk import desk, find_campaign

View = Callable[..., HttpResponse]


def _when_taking(view: View) -> View:
    """Send whoever comes too late back to the list of lots, and say why."""

    @wraps(view)
    def asked(request: HttpRequest, address: str, **more: Any) -> HttpResponse:
        try:
            return view(request, address, **more)
        except NotOpen:
            messages.error(request, _("This takes no more answers on paper; nothing was saved."))
            return redirect("surveys:paper", address=address)

    return asked


@require_http_methods(["GET", "HEAD", "POST"])
@_when_taking
def paper(request: HttpRequest, address: str) -> HttpResponse:
    """The lots of a survey; a post starts a new one."""
    campaign = find_campaign(request, address, permissions.ENTER_PAPER)
    if request.method == "POST":
        lot = deeds.start_lot(campaign)
        return redirect("surveys:paper-lot", address=address, lot=lot.number)
    context = desk(request, campaign, "paper") | {
        "lots": campaign.lots.annotate(typed=Count("slips")).order_by("number"),
        "takes": campaign.state in deeds.TAKES_PAPER,
    }
    return render(request, "surveys/paper.html", context)


@require_http_methods(["GET", "HEAD"])
def lot(request: HttpRequest, address: str, lot: int) -> HttpResponse:
    """What was typed of a lot, without any answer, and what is to be done before it is handed in."""
    campaign, found = _find(request, address, lot)
    slips = list(found.slips.order_by("number"))
    drawn = [slip for slip in slips if slip.is_drawn]
    pending = [slip for slip in drawn if deeds.is_pending(slip)]
    missing = deeds.to_draw(len(slips)) - len(drawn)
    context = desk(request, campaign, "paper") | {
        "lot": found,
        "slips": [(slip, _state(slip)) for slip in slips],
        "takes": campaign.state in deeds.TAKES_PAPER and not found.is_committed,
        "missing_slips": max(0, campaign.fold_size - len(slips)),
        "missing_draws": max(0, missing),
        "to_type_again": sum(slip.again is None for slip in pending),
        "differing": sum(slip.again is not None for slip in pending),
        "may_hand_in": len(slips) >= campaign.fold_size and missing <= 0 and not pending,
    }
    return render(request, "surveys/paper_lot.html", context)


@require_POST
@_when_taking
def lot_step(request: HttpRequest, address: str, lot: int, step: str) -> HttpResponse:
    """Draw slips for the second keying, hand the lot in, or forget an empty one; twice is harmless."""
    _campaign, found = _find(request, address, lot)
    if step == "draw":
        deeds.draw(found)
    elif step == "hand-in":
        _hand_in(request, found)
    elif step == "remove":
        if deeds.remove_lot(found):
            return redirect("surveys:paper", address=address)
        messages.error(request, _("Remove its slips first."))
    else:
        raise Http404
    return redirect("surveys:paper-lot", address=address, lot=lot)


def _hand_in(request: HttpRequest, lot: PaperLot) -> None:
    try:
        deeds.hand_in(lot)
    except deeds.TooFew:
        messages.error(request, _("A lot is handed in only as a group."))
    except deeds.NotChecked:
        messages.error(request, _("Slips still wait for their second keying."))
    else:
        messages.success(request, _("The lot is handed in; its slips are forgotten here."))


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@_when_taking
def add_slip(request: HttpRequest, address: str, lot: int) -> HttpResponse:
    """Type one answer; saved, the page is ready for the next."""
    campaign, found = _find(request, address, lot, is_open=True)
    last = found.slips.aggregate(last=Max("number"))["last"] or 0
    form = SlipForm(
        request.POST or None,
        paper=paper_of(campaign),
        asks_code=campaign.mode == Campaign.Mode.CODES,
        initial={"number": last + 1},
    )
    if form.is_valid() and _kept(form, lambda data: _add(found, campaign, data)):
        messages.success(request, _("Slip %(number)s is saved.") % {"number": form.cleaned_data["number"]})
        return redirect("surveys:add-slip", address=address, lot=lot)
    return _slip_page(request, campaign, found, form)


def _add(lot: PaperLot, campaign: Campaign, data: dict[str, Any]) -> None:
    layout, code = layout_of(campaign.questionnaire), data.get("code", "")
    deeds.add_slip(lot, data["number"], data["answers"], layout=layout, texts=data["texts"], code=code)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@_when_taking
def edit_slip(request: HttpRequest, address: str, lot: int, number: int) -> HttpResponse:
    """Type a slip of an open lot anew."""
    campaign, found = _find(request, address, lot, is_open=True)
    slip = get_object_or_404(found.slips, number=number)
    asked = paper_of(campaign)
    initial = SlipForm.initial_of(asked, slip.number, bytes(slip.answers), slip.texts)
    form = SlipForm(request.POST or None, paper=asked, initial=initial)
    if form.is_valid() and _kept(form, lambda data: _change(slip, campaign, data)):
        messages.success(request, _("Slip %(number)s is saved.") % {"number": form.cleaned_data["number"]})
        return redirect("surveys:paper-lot", address=address, lot=lot)
    return _slip_page(request, campaign, found, form, slip)


def _change(slip: PaperSlip, campaign: Campaign, data: dict[str, Any]) -> None:
    layout = layout_of(campaign.questionnaire)
    deeds.change_slip(slip, data["number"], data["answers"], layout=layout, texts=data["texts"])


@require_http_methods(["GET", "HEAD", "POST"])
@_when_taking
def remove_slip(request: HttpRequest, address: str, lot: int, number: int) -> HttpResponse:
    """Forget a slip, asked once more; its code, where there was one, is used up."""
    campaign, found = _find(request, address, lot, is_open=True)
    slip = get_object_or_404(found.slips, number=number)
    if request.method == "POST":
        deeds.remove_slip(slip)
        return redirect("surveys:paper-lot", address=address, lot=lot)
    context = desk(request, campaign, "paper") | {"lot": found, "slip": slip}
    return render(request, "surveys/remove_slip.html", context)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@_when_taking
def key_again(request: HttpRequest, address: str, lot: int) -> HttpResponse:
    """Type the next drawn slip a second time, without seeing what was typed first."""
    campaign, found = _find(request, address, lot, is_open=True)
    waiting = found.slips.filter(is_drawn=True, again=None).order_by("number")
    wanted = request.POST.get("slip", "")
    slip = (waiting.filter(number=int(wanted)) if _is_number(wanted) else waiting).first()
    if slip is None:
        return redirect("surveys:paper-lot", address=address, lot=lot)
    form = SlipForm(request.POST or None, paper=paper_of(campaign), again=True)
    if form.is_valid():
        deeds.key_again(slip, form.cleaned_data["answers"], layout=layout_of(campaign.questionnaire))
        return redirect("surveys:key-again", address=address, lot=lot)
    return _slip_page(request, campaign, found, form, slip, again=True)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
@_when_taking
def settle_slip(request: HttpRequest, address: str, lot: int, number: int) -> HttpResponse:
    """Two keyings that differ, side by side: say which one the paper agrees with."""
    campaign, found = _find(request, address, lot, is_open=True)
    slip = get_object_or_404(found.slips.exclude(again=None), number=number)
    first, second = bytes(slip.answers), bytes(slip.again or b"")
    form = SettleForm(request.POST or None, paper=paper_of(campaign), first=first, second=second)
    if first == second:
        return redirect("surveys:paper-lot", address=address, lot=lot)
    if form.is_valid():
        deeds.settle(slip, form.answers, layout=layout_of(campaign.questionnaire))
        return redirect("surveys:paper-lot", address=address, lot=lot)
    context = desk(request, campaign, "paper") | {"lot": found, "slip": slip, "form": form}
    return render(request, "surveys/settle_slip.html", context)


def _find(request: HttpRequest, address: str, number: int, *, is_open: bool = False) -> tuple[Campaign, PaperLot]:
    campaign = find_campaign(request, address, permissions.ENTER_PAPER)
    found = get_object_or_404(PaperLot.objects.select_related("campaign"), campaign=campaign, number=number)
    if is_open and (found.is_committed or campaign.state not in deeds.TAKES_PAPER):
        raise NotOpen
    return campaign, found


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 6


def _state(slip: PaperSlip) -> str:
    """What is known of a slip: typed, to be typed again, the same, or different."""
    if not slip.is_drawn:
        return "typed"
    if slip.again is None:
        return "again"
    return "differs" if deeds.is_pending(slip) else "same"


def _kept(form: SlipForm, keep: Callable[[dict[str, Any]], object]) -> bool:
    """Save, or say at the field why that is not possible."""
    try:
        keep(form.cleaned_data)
    except deeds.NumberTaken:
        form.add_error("number", _("This lot has a slip of this number."))
    except CodeUsed:
        form.add_error("code", _("This code is unknown or was used."))
    return form.is_valid()


def _slip_page(
    request: HttpRequest,
    campaign: Campaign,
    lot: PaperLot,
    form: SlipForm,
    slip: PaperSlip | None = None,
    *,
    again: bool = False,
) -> HttpResponse:
    context = desk(request, campaign, "paper") | {"lot": lot, "form": form, "slip": slip, "again": again}
    return render(request, "surveys/slip.html", context)
