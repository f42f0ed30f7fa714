"""One run of the planner in a process of its own: prints JSON with its seconds, its rows and its peak memory."""

import json
import resource
import time

import django


def main() -> None:
    django.setup()
    from letters.models import JobRun  # noqa: PLC0415 - after the setup
    from workplans.tasks import write_reminders  # noqa: PLC0415

    begun = time.perf_counter()
    write_reminders()
    seconds = time.perf_counter() - begun
    run = JobRun.objects.newest()
    rows = sum(run.counts.values()) if run else 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024  # KiB on Linux
    print(json.dumps({"seconds": seconds, "rows": rows, "peak": peak}))


if __name__ == "__main__":
    main()
