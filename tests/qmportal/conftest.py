"""What several files of this room share."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from django.core import mail
from django.core.mail import EmailMessage
from django.core.management import call_command
from django.db import transaction
from django.test import override_settings
from django.utils import translation


class LoadedDemo(NamedTuple):
    folder: Path
    mails: list[EmailMessage]


@pytest.fixture(scope="module")
def loaded_demo(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[LoadedDemo]:
    """The demonstration data, loaded once for all tests of a file, each of which begins with them as they were."""
    folder = tmp_path_factory.mktemp("demo")
    here = override_settings(DEMO=True, DATA_DIR=folder, MAIL_DIR=str(folder / "mail"))
    with django_db_blocker.unblock(), transaction.atomic():
        mail.outbox = []
        with here, translation.override("en"):
            call_command("load_demo")
        yield LoadedDemo(folder, list(mail.outbox))
        transaction.set_rollback(True)
