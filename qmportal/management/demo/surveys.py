"""Surveys of the fictional institutions: planned, running, closed, sealed and released, with invented answers.

Answers take the way of real ones: they wait, are folded, sealed and released. They are drawn with a fixed seed.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from institutions.models import Affiliation, Institution, User
from qmportal.management.demo.data import Entry, day, in_languages, read
from surveys.actions.comparing import compare, pool_of
from surveys.actions.folding import fold, seal
from surveys.actions.releasing import publish, release
from surveys.models import (
    Audience,
    Campaign,
    CampaignDimension,
    Edition,
    Improvement,
    Item,
    Questionnaire,
    TextAnswer,
    TextTheme,
    WaitingAnswer,
)
from surveys.models.campaigns import THRESHOLDS
from surveys.results.asking import layout_of
from surveys.results.disclosure.benchmarks import FEWEST_OTHERS
from surveys.results.layout import NONE, NOT_APPLICABLE, Layout

LEFT_OUT, NOT_FITTING = 0.04, 0.03  # of all answers
WRITES = 0.3  # of the people who answer


def load_surveys(*, today: date) -> None:
    """Let the fictional institutions ask with the common questionnaires, unless one of them already does."""
    if Campaign.objects.filter(institution__code__startswith="demo-").exists():
        return
    data = read("surveys.toml")
    asked = {
        questionnaire.audience: questionnaire
        for questionnaire in Questionnaire.objects.filter(state=Questionnaire.State.PUBLISHED).order_by("number", "pk")
    }
    for entry in data["edition"]:
        if entry["audience"] in asked:
            _load_edition(entry, asked[entry["audience"]], today)
    for entry in data["survey"]:
        if entry["audience"] in asked:
            _load_survey(entry, asked[entry["audience"]], data["words"], today)
    for edition in Edition.objects.all():
        if len(pool_of(edition)) > FEWEST_OTHERS:
            compare(edition, edition.closes_on + timedelta(days=30))


def _load_edition(entry: Entry, questionnaire: Questionnaire, today: date) -> None:
    Edition.objects.create(
        code=entry["code"],
        questionnaire=questionnaire,
        opens_on=day(entry, "opens", today=today) or today,
        closes_on=day(entry, "closes", today=today) or today,
        **in_languages(entry, "title"),
    )


def _load_survey(entry: Entry, questionnaire: Questionnaire, words: Entry, today: date) -> None:
    edition = Edition.objects.filter(code=entry.get("edition", "")).first()
    institution = Institution.objects.get(code=entry["institution"])
    opens_on = day(entry, "opens", today=today) or (edition.opens_on if edition else today)
    closes_on = day(entry, "closes", today=today) or (edition.closes_on if edition else today)
    titles = in_languages(entry, "title") or {f"title_{code}": text for code, text in words["title"].items()}
    campaign = Campaign.objects.create(
        institution=institution,
        questionnaire=questionnaire,
        edition=edition,
        previous=Campaign.objects.filter(institution=institution, edition__code=entry.get("after", "")).first(),
        opens_on=opens_on,
        closes_on=closes_on,
        invited=entry.get("invited"),
        population=entry.get("population", entry.get("invited")),
        approach=entry.get("approach", Campaign.Approach.OPEN),
        takes_part=edition is not None,
        **THRESHOLDS[Audience(entry["audience"])],
        **titles,
    )
    _declare(campaign)
    if entry["state"] != Campaign.State.PLANNED:
        _answer(campaign, entry, words)
        _live(campaign, entry)


def _declare(campaign: Campaign) -> None:
    """The first two questions on background that have answers, each answer a category of its own."""
    background = campaign.questionnaire.items.filter(role=Item.Role.BACKGROUND).prefetch_related("scale__options")
    options: Any = {item: item.scale.options.all() if item.scale else () for item in background}
    offered = {item: [[option.code] for option in found if option.code != "NA"][:6] for item, found in options.items()}
    usable = [(item, codes) for item, codes in offered.items() if len(codes) > 1][:2]
    for position, (item, codes) in enumerate(usable, start=1):
        CampaignDimension.objects.create(campaign=campaign, item=item, position=position, categories=codes)


def _answer(campaign: Campaign, entry: Entry, words: Entry) -> None:
    """Let so many people answer, more or less content, each with a mood of her own that shows in all her answers."""
    seed = f"{campaign.institution.code}/{entry['state']}/{entry.get('edition', '')}"
    dice = random.Random(seed)  # noqa: S311 - the same invented answers everywhere
    layout = layout_of(campaign.questionnaire)
    texts = list(campaign.questionnaire.items.filter(role=Item.Role.TEXT)[:2])
    places = [question.code for question in layout.questions]
    columns = [places.index(dimension.item.code) for dimension in campaign.dimensions.select_related("item")]
    leanings = {index: dice.gauss(0, 0.08) for index in layout.indexes}  # some things are better here than others
    rows = []
    for _person in range(entry["answers"]):
        given = _person_says(layout, dice, entry["mood"], leanings)
        groups = [given[column] for column in columns]
        row = WaitingAnswer(campaign=campaign, answers=given, texts=_words(texts, words, dice))
        row.d1, row.d2, row.d3 = [*groups, 0, 0, 0][:3]
        rows.append(row)
    WaitingAnswer.objects.bulk_create(rows)


def _person_says(layout: Layout, dice: random.Random, mood: float, leanings: Mapping[str, float]) -> bytes:
    own = dice.gauss(mood, 0.15)
    drift = {index: dice.gauss(leaning, 0.06) for index, leaning in leanings.items()}
    given = []
    for number, question in enumerate(layout.questions):
        luck = dice.random()
        if luck < LEFT_OUT or not question.places:
            given.append(NONE)
        elif luck < LEFT_OUT + NOT_FITTING and question.index:
            given.append(NOT_APPLICABLE)
        elif question.index or question.places > 4 or number == layout.overall:
            share = min(max(own + drift.get(question.index, 0) + dice.gauss(0, 0.14), 0), 1)
            share = 1 - share if question.is_reversed else share
            given.append(1 + round(share * (question.places - 1)))
        else:
            given.append(dice.randint(1, question.places))
    return bytes(given)


def _words(texts: Sequence[Item], words: Entry, dice: random.Random) -> dict[str, str]:
    if dice.random() > WRITES:
        return {}
    item = dice.choice(texts)
    return {str(item.pk): dice.choice(words["good" if item == texts[0] else "better"])["text"]}


def _live(campaign: Campaign, entry: Entry) -> None:
    """Take the survey as far as its state says; each step in the order of a real one."""
    layout = layout_of(campaign.questionnaire)
    _move(campaign, Campaign.State.OPEN)
    while fold(campaign, layout):
        pass
    if entry["state"] == Campaign.State.OPEN:
        folded = campaign.responses.count()
        Campaign.objects.filter(pk=campaign.pk).update(shown_count=folded // campaign.fold_size * campaign.fold_size)
        return
    _move(campaign, Campaign.State.CLOSED)
    while fold(campaign, layout):
        pass
    if entry["state"] == Campaign.State.SEALED:
        seal(campaign)
        campaign.refresh_from_db()
    if entry.get("released"):
        _release(campaign, entry)


def _release(campaign: Campaign, entry: Entry) -> None:
    """Read what people wrote, sort it by theme, release, and say what is done about it."""
    themes = {row["text"]: row["theme"] for kind in ("good", "better") for row in read("surveys.toml")["words"][kind]}
    for text in TextAnswer.objects.filter(campaign=campaign):
        text.theme, _is_new = TextTheme.objects.get_or_create(campaign=campaign, name=themes[text.text])
        text.state, text.shown = TextAnswer.State.KEPT, text.text
        text.save(update_fields=["theme", "state", "shown"])
    coordinator = (
        User.objects.filter(
            affiliations__institution=campaign.institution, affiliations__role=Affiliation.Role.COORDINATOR
        )
        .order_by("pk")
        .first()
    )
    made = release(campaign, campaign.closes_on + timedelta(days=14))
    if entry.get("public"):
        publish(made)
    for one in entry.get("improvement", ()):
        Improvement.objects.create(
            institution=campaign.institution,
            release=made,
            measure=one["measure"],
            finding=one["finding"],
            title=one["title"],
            owner=coordinator,
            due_on=campaign.closes_on + timedelta(days=one["days"]),
            state=one.get("state", Improvement.State.OPEN),
            closing_note=one.get("note", ""),
        )


def _move(campaign: Campaign, state: str) -> None:
    Campaign.objects.filter(pk=campaign.pk).update(state=state)
    campaign.refresh_from_db()
