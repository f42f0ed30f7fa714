"""Bring the portal up to date before it opens, in one process, because starting Django takes longer than most steps.

Called by the supervisor: `python -m qmportal.launch.prepare DONE TOTAL LOG [--demo]`.
"""

import sys
import traceback
from pathlib import Path

import django
from django.core.management import call_command

from .screen import Steps


def main(done: str, total: str, log: str, *options: str) -> int:
    steps = Steps(int(total), int(done))
    with Path(log).open("w") as file:
        try:
            # Catalogues first: what is read once stays in memory, also while content is loaded.
            with steps.step("languages"):
                django.setup()
                call_command("compilemessages", stdout=file, stderr=file)
            with steps.step("tables"):
                call_command("migrate", interactive=False, stdout=file, stderr=file)
            with steps.step("static files"):
                call_command("collectstatic", interactive=False, stdout=file, stderr=file)
            with steps.step("content"):
                call_command("load_starter", stdout=file, stderr=file)
                if "--demo" in options:
                    call_command("load_demo", stdout=file, stderr=file)
        except Exception:
            traceback.print_exc(file=file)  # the supervisor shows its end
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
