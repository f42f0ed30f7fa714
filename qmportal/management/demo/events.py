"""News, and the application of guidelines in the fictional institutions."""

from __future__ import annotations

from datetime import date

from guidelines.models import Adoption, Edition
from institutions.models import Institution, News
from qmportal.management.demo.data import day, in_languages, moment, read


def load_news(*, today: date) -> None:
    """Tell the news that are not there yet."""
    known = set(News.objects.values_list("code", flat=True))
    for entry in read("news.toml")["news"]:
        if entry["code"] not in known:
            published = day(entry, "published", today=today) or today
            words = in_languages(entry, "title", "body")
            News.objects.create(code=entry["code"], published_at=moment(published), **words)


def load_adoptions(*, today: date) -> None:
    """Say which institution applies which guideline in force, unless a fictional institution has said so already."""
    if Adoption.objects.filter(institution__code__startswith="demo-").exists():
        return
    editions = {
        edition.guideline.code: edition for edition in Edition.objects.in_force(today).select_related("guideline")
    }
    bodies = {body.code: body for body in Institution.objects.filter(code__startswith="demo-")}
    Adoption.objects.bulk_create(
        Adoption(
            institution=bodies[f"demo-{entry['institution']}"],
            edition=editions[entry["guideline"]],
            status=entry["status"],
            target_on=day(entry, "target", today=today),
            adopted_on=day(entry, "adopted", today=today),
            reason=entry.get("reason", ""),
        )
        for entry in read("adoptions.toml")["adoption"]
        if entry["guideline"] in editions
    )
