"""The planner in a process of its own, which like a worker's runs it more than once, beside one bare INSERT.

Takes the number of rounds; prints JSON: seconds of the first run, the next, and the bare INSERT ... SELECT of the same
rows (a list each), the rows written first and next, and the peak memory in MiB.
"""

import json
import resource
import sys
import time
from typing import Any

import django


def main() -> None:
    django.setup()
    from letters.models import JobRun, Letter  # noqa: PLC0415 - after the setup
    from workplans.tasks import write_reminders  # noqa: PLC0415

    columns = ", ".join(f'"{field.column}"' for field in Letter._meta.concrete_fields if not field.primary_key)
    said: dict[str, Any] = {"first": [], "again": [], "bare": [], "rows": 0, "rows_again": 0}
    for _round in range(int(sys.argv[1])):
        ask("TRUNCATE letters_letter CASCADE")
        for name, rows in (("first", "rows"), ("again", "rows_again")):
            said[name].append(took(write_reminders))
            run = JobRun.objects.newest()
            said[rows] = sum(run.counts.values()) if run else 0
        ask("CREATE TABLE bench_letters AS SELECT * FROM letters_letter")
        ask("TRUNCATE letters_letter CASCADE")
        insert = f"INSERT INTO letters_letter ({columns}) SELECT {columns} FROM bench_letters"  # noqa: S608 - our names
        said["bare"].append(took(lambda: ask(insert)))  # noqa: B023 - called at once
        ask("DROP TABLE bench_letters")
    said["peak"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # KiB on Linux
    print(json.dumps(said))


def took(deed: Any) -> float:
    begun = time.perf_counter()
    deed()
    return time.perf_counter() - begun


def ask(statement: str) -> None:
    from django.db import connection  # noqa: PLC0415 - after the setup

    with connection.cursor() as cursor:
        cursor.execute(statement)


if __name__ == "__main__":
    main()
