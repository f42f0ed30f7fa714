"""What an institution takes home of a released survey: figures of every survey, answers of users only."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from typing import Any, NamedTuple

from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import get_language_info
from django.views.decorators.http import require_safe

from institutions import permissions
from surveys.models import Audience, Campaign, Release
from surveys.results.exporting import codebook, figures
from surveys.results.exporting.codebook import LANGUAGES, Variable, codebook_rows, variables_of
from surveys.results.exporting.ddi import ddi
from surveys.results.exporting.figures import figure_rows
from surveys.results.exporting.rows import answer_rows, groups_shown, released_groups
from surveys.results.exporting.syntax import syntax
from surveys.views.desk import desk, find_campaign
from workplans.actions.sheets import CSV, XLSX, Sheet, csv_response, file_name, workbook_response, write_workbook

LARGEST_WORKBOOK = 100_000  # answers; beyond, a workbook would take a minute to pack
WIDE = {6: 40, 7: 40, 8: 40}  # signs: the questions in a codebook


class Answers(NamedTuple):
    """The answers of a release as a table: its columns, and the groups that stand in them."""

    release: Release
    variables: list[Variable]
    shown: dict[str, dict[int, str]]

    @property
    def campaign(self) -> Campaign:
        return self.release.campaign

    @property
    def head(self) -> list[str]:
        return [one.code for one in self.variables]

    def rows(self) -> Any:
        return answer_rows(self.campaign, self.variables, self.shown)


@require_safe
def exports(request: HttpRequest, address: str) -> HttpResponse:
    """Say which files there are, and what stands in them."""
    campaign = find_campaign(request, address, permissions.READ_RESULTS)
    release = _newest(campaign)
    context = {
        "release": release,
        "has_answers": _has_answers(campaign),
        "fits_workbook": release is not None and release.n <= LARGEST_WORKBOOK,
        "largest_workbook": LARGEST_WORKBOOK,
        "languages": [{"code": code, "name": get_language_info(code)["name_translated"]} for code in LANGUAGES],
    }
    return render(request, "surveys/exports.html", {**desk(request, campaign, "exports"), **context})


@require_safe
def export(request: HttpRequest, address: str, name: str) -> HttpResponseBase:
    """One of the files; unknown before the release, and answers of employees are unknown for good."""
    campaign = find_campaign(request, address, permissions.READ_RESULTS)
    release = _newest(campaign)
    if release is None or name not in {**OF_RELEASE, **OF_ANSWERS}:
        raise Http404
    if name in OF_RELEASE:
        kind, write = OF_RELEASE[name]
        return HttpResponse(content_type=kind) if request.method == "HEAD" else write(release)
    if not _has_answers(campaign) or (name == "answers.xlsx" and release.n > LARGEST_WORKBOOK):
        raise Http404
    kind, write_answers = OF_ANSWERS[name]
    return HttpResponse(content_type=kind) if request.method == "HEAD" else write_answers(_answers(release))


def figures_csv(release: Release) -> HttpResponseBase:
    """The release as a table, for the institution and for everybody where it is public."""
    return csv_response(f"results-{_code(release)}", figures.KEYS, figure_rows(release))


def _newest(campaign: Campaign) -> Release | None:
    """The release that counts; nothing leaves the house before there is one of a sealed survey."""
    if campaign.state != Campaign.State.SEALED:
        return None
    found = campaign.releases.select_related("campaign__questionnaire", "campaign__institution")
    return found.order_by("-number").first()


def _has_answers(campaign: Campaign) -> bool:
    return campaign.questionnaire.audience == Audience.USERS


def _code(release: Release) -> str:
    return f"{release.campaign.address}-{release.number}"


def _answers(release: Release) -> Answers:
    shown = groups_shown(release.campaign, release.payload)
    groups = {code: released_groups(release.payload, code) for code in shown}
    return Answers(release, variables_of(release.campaign.questionnaire, groups), shown)


def _figures_xlsx(release: Release) -> HttpResponseBase:
    card = [[name, _cell(release.card[name])] for name in release.card]
    sheets = (
        Sheet("results", figures.KEYS, figure_rows(release), {4: 30, 9: 40, 10: 40, 11: 40}),
        Sheet("method", ["fact", "value"], [*card, ["sha256", release.sha256]], {0: 24, 1: 80}),
    )
    return workbook_response(f"results-{_code(release)}", *sheets)


def _cell(fact: Any) -> Any:
    """A fact of the method card in one cell."""
    return fact if fact is None or isinstance(fact, (str, int, float)) else str(fact)


def _answers_csv(answers: Answers) -> HttpResponseBase:
    return csv_response(f"answers-{_code(answers.release)}", answers.head, answers.rows())


def _answers_xlsx(answers: Answers) -> HttpResponseBase:
    target: Any = tempfile.TemporaryFile()  # noqa: SIM115 - the response closes it when all of it has left
    texts = frozenset(place for place, one in enumerate(answers.variables) if one.is_background)
    sheets = (
        Sheet("answers", answers.head, answers.rows(), as_text=texts),
        Sheet("codebook", codebook.KEYS, codebook_rows(answers.variables), WIDE),
    )
    write_workbook(target, sheets)
    target.seek(0)
    name = file_name(f"answers-{_code(answers.release)}", "xlsx")
    return FileResponse(target, as_attachment=True, filename=name, content_type=XLSX)


def _codebook_csv(answers: Answers) -> HttpResponseBase:
    return csv_response(f"codebook-{_code(answers.release)}", codebook.KEYS, codebook_rows(answers.variables))


def _syntax(answers: Answers, language: str) -> HttpResponseBase:
    code = _code(answers.release)
    whole = syntax(answers.variables, language, file_name(f"answers-{code}", "csv"))
    return _download(whole, "text/plain; charset=utf-8", file_name(f"syntax-{code}-{language}", "sps"))


def _ddi(answers: Answers) -> HttpResponseBase:
    code = _code(answers.release)
    whole = ddi(answers.release, answers.variables, file_name(f"answers-{code}", "csv"))
    return _download(whole, "application/xml", file_name(f"ddi-{code}", "xml"))


def _download(whole: str | bytes, kind: str, name: str) -> HttpResponseBase:
    return HttpResponse(whole, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _in_language(language: str) -> Callable[[Answers], HttpResponseBase]:
    return lambda answers: _syntax(answers, language)


OF_RELEASE: dict[str, tuple[str, Callable[[Release], HttpResponseBase]]] = {
    "results.csv": (CSV, figures_csv),
    "results.xlsx": (XLSX, _figures_xlsx),
}
OF_ANSWERS: dict[str, tuple[str, Callable[[Answers], HttpResponseBase]]] = {
    "answers.csv": (CSV, _answers_csv),
    "answers.xlsx": (XLSX, _answers_xlsx),
    "codebook.csv": (CSV, _codebook_csv),
    "ddi.xml": ("application/xml", _ddi),
    **{f"syntax-{code}.sps": ("text/plain; charset=utf-8", _in_language(code)) for code in LANGUAGES},
}
