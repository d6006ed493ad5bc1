"""The suite's own migrations of all pairs, as an operator runs them."""

import json
import resource
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from lab.access.operator import suite_command, with_access
from lab.errors import LabError
from lab.layout import Layout


@dataclass(frozen=True)
class SuiteRun:
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


def run_suite(
    layout: Layout,
    workers: int,
    reports: Path,
    selection: Sequence[str] = ("-m", "live_migration or cold_migration"),
    profile: str | Path = "lab",
) -> SuiteRun:
    """Run it. :raises LabError: a test did not pass; says where its results are"""
    words = ("suites/instances", "-n", str(workers), *selection)
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    done = subprocess.run(
        suite_command(layout, *words, reports=reports, profile=profile),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        env=with_access(layout),
        check=False,
    )
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    (reports / "suite.log").write_text(done.stdout + done.stderr)
    if done.returncode != 0:
        raise LabError(f"a test of the suite did not pass: {reports / 'suite.log'}")
    directory = (reports / "latest").resolve()
    operations = [json.loads(line)["operation"] for line in (directory / "journal.jsonl").read_text().splitlines()]
    spans = [(datetime.fromisoformat(one["started"]), timedelta(seconds=one["seconds"])) for one in operations]
    tests = json.loads((directory / "run.json").read_text())["tests"]
    return SuiteRun(
        began=min(started for started, _ in spans),
        ended=max(started + took for started, took in spans),
        passed=sum(1 for test in tests if test["outcome"] == "passed"),
        wall=wall,
        cpu=after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime,
        mebibytes=after.ru_maxrss / 1024,
        directory=directory,
        beside=tuple(round(test["seconds"] - sum(one["seconds"] for one in test["operations"]), 3) for test in tests),
    )
