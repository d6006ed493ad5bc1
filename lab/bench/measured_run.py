"""A run of the suite, and what it took."""

import json
import resource
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from lab.errors import LabError
from lab.suite.runner import SuiteRun, SuiteRunner


@dataclass(frozen=True)
class MeasuredRun:
    """A run: when its first instance was asked for and its last record was final; its processes' time, and the greatest memory of one.

    beside: by test, the seconds that it took beside its operations: claims about the guest and where it is, and waiting for slots.
    """

    began: datetime
    ended: datetime
    passed: int
    wall: float
    cpu: float
    mebibytes: float
    directory: Path
    beside: tuple[float, ...]


def measure(runner: SuiteRunner, workers: int, selection: Sequence[str] = ("-m", "live_migration or cold_migration")) -> MeasuredRun:
    """Run it. :raises LabError: a test did not pass; says where its output is"""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    run = runner.run("suites/instances", "-n", str(workers), *selection)
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    if run.status != 0:
        raise LabError(f"a test of the suite did not pass: {runner.log}")
    started, ended = _span(run)
    return MeasuredRun(
        began=started,
        ended=ended,
        passed=sum(1 for test in run.tests if test["outcome"] == "passed"),
        wall=wall,
        cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        mebibytes=after.ru_maxrss / 1024,
        directory=run.directory,
        beside=tuple(round(test["seconds"] - sum(one["seconds"] for one in test["operations"]), 3) for test in run.tests),
    )


def _span(run: SuiteRun) -> tuple[datetime, datetime]:
    """When the first operation began, and when the last one ended."""
    operations = [json.loads(line)["operation"] for line in (run.directory / "journal.jsonl").read_text().splitlines()]
    spans = [(datetime.fromisoformat(one["started"]), timedelta(seconds=one["seconds"])) for one in operations]
    return min(started for started, _ in spans), max(started + took for started, took in spans)
