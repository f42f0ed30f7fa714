"""Fills a demonstration with fictional institutions, people and work."""

import json
from typing import Any

import pghistory
from django.conf import settings
from django.core.management import BaseCommand, CommandError, call_command
from django.db import transaction
from django.utils import timezone, translation

from institutions.actions import wordings
from qmportal.management.demo.events import load_adoptions, load_news
from qmportal.management.demo.guidelines import load_guidelines
from qmportal.management.demo.letters import load_letters
from qmportal.management.demo.meetings import load_meetings
from qmportal.management.demo.people import accounts, load_institutions, load_people, load_subgroups
from qmportal.management.demo.plan import PLAN, load_activities
from qmportal.management.demo.surveys import load_surveys
from qmportal.search import vocabulary
from workplans.models import WorkPlan


class Command(BaseCommand):
    help = "Add the demonstration data that is missing; what is there, edited or not, stays as it is."

    def handle(self, *args: Any, **options: Any) -> None:
        """Add all in one transaction, so that a stopped run leaves nothing half done; then tell how to sign in."""
        if not settings.DEMO:
            raise CommandError("Fictional data belongs only where every page says so: set DEMO=1.")
        if not WorkPlan.objects.filter(code=PLAN).exists():
            call_command("load_starter", stdout=self.stdout)
        today = timezone.localdate()
        with transaction.atomic(), translation.override(settings.LANGUAGE_CODE), pghistory.context(command="load_demo"):
            load_institutions()
            load_subgroups()
            load_people()
            load_activities(today=today)
            load_meetings(today=today)
            load_news(today=today)
            load_surveys(today=today)
            load_adoptions(today=today)
            load_guidelines(today=today)
            wordings.fill()
            vocabulary.refresh()
        load_letters()
        settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
        (settings.DATA_DIR / "demo-accounts.json").write_text(json.dumps(accounts(), indent=2) + "\n")
        self.stdout.write("The demonstration data is there.")
