"""`manage.py anonymity_check ADDRESS`: tries on one survey what an attacker would, and prints what came of it."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from surveys.models import Campaign
from surveys.results.attacking import Outcome, attack

LANGUAGES = dict(settings.LANGUAGES)


class Command(BaseCommand):
    """Reads only."""

    help = "Try the known attacks on the answers of a survey; exit 1 where one of them finds something."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("address", help="the end of the survey's link")
        parser.add_argument("--language", choices=sorted(LANGUAGES), help="only in this language")

    def handle(self, *args: Any, **options: Any) -> None:
        campaign = Campaign.objects.filter(address=options["address"]).first()
        if campaign is None:
            raise CommandError(f"There is no survey {options['address']}.")
        findings = attack(campaign)
        for language in [options["language"]] if options["language"] else LANGUAGES:
            with translation.override(language):
                self.stdout.write(f"{campaign} [{language}]")
                for finding in findings:
                    self.stdout.write(f"- {finding.attempt}\n  {finding.outcome.label}: {finding.found}")
                self.stdout.write("")
        leaks = [finding.code for finding in findings if finding.outcome is Outcome.ATTENTION]
        if leaks:
            raise CommandError(f"Look at: {', '.join(leaks)}.")
