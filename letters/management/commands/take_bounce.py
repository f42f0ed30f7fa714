"""Reads a mail that came back, from standard input, and ends the letter it is about."""

from __future__ import annotations

import sys
from typing import Any

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from letters import actions
from letters.management import bounces

TRY_AGAIN = 75  # EX_TEMPFAIL of sysexits.h: the mail server keeps the mail and asks again


class Command(BaseCommand):
    help = (
        "Let the mail server pipe what arrives at BOUNCE_ADDRESS into this command. A delivery status notification "
        "about one of our letters makes it failed, and its address one that letters come back from; anything else is "
        "ignored without an answer."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        refusal = bounces.read_refusal(sys.stdin.buffer.read(bounces.LARGEST))
        if refusal is None:
            self.stdout.write("ignored: no notification of a failed delivery")
            return
        try:
            letters = actions.take_back(refusal.message_id, answer=refusal.answer, is_for_good=refusal.is_for_good)
        except DatabaseError as trouble:
            self.stderr.write(f"{type(trouble).__name__}: try again later")
            sys.exit(TRY_AGAIN)
        self.stdout.write(f"letters that came back: {letters}")
