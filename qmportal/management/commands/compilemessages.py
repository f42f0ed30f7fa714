"""`compilemessages`: build the .mo files beside the .po files, without the gettext programs; replaces Django's."""

import os
from pathlib import Path
from typing import Any

import polib
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Called at every start: an unchanged catalogue is not written, so a read-only installation can start too."""

    help = "Build the .mo files of all catalogues that changed."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for locale in settings.LOCALE_PATHS:
            for source in sorted(Path(locale).glob("*/LC_MESSAGES/*.po")):
                if compile_catalogue(source):
                    self.stdout.write(f"compiled {source}")


def compile_catalogue(source: Path) -> bool:
    """Write the .mo beside `source` in one step, so that no reader sees half a file; say whether it changed."""
    target = source.with_suffix(".mo")
    compiled = polib.pofile(str(source)).to_binary()
    if target.exists() and target.read_bytes() == compiled:
        return False
    unfinished = target.with_suffix(f".mo.{os.getpid()}")
    unfinished.write_bytes(compiled)
    os.replace(unfinished, target)
    return True
