"""Runs to compare."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from conformance.model.hosts import HostPair
from conformance.model.operation import Operation, OperationKind, Outcome
from conformance.model.verdict import Verdict
from conformance.report.run_file import RunFile, TestOutcome, TestRecord

_NUMBERS = count(1)
"""Of runs that are given no name: no two are the same."""

BEGAN = datetime(2026, 11, 1, 2, tzinfo=UTC)


def run(*tests: TestRecord, name: str = "", day: int = 0, **more: Any) -> RunFile:
    """A run of cloud `lab` with hosts a, b and c."""
    began = BEGAN + timedelta(days=day)
    given = {"cloud": "lab", "profile": "lab", "hosts": ("a", "b", "c"), "versions": {}, "started": began, "ended": began} | more
    return RunFile.model_validate({"run": name or f"run-{next(_NUMBERS)}", "tests": tests, **given})


def record(id: str, outcome: TestOutcome = TestOutcome.PASSED, **more: Any) -> TestRecord:
    """A test."""
    return TestRecord(id=id, outcome=outcome, seconds=1, **more)


def failed(id: str, cause: str = "", host: str | None = None, fingerprint: str | None = None, **more: Any) -> TestRecord:
    """A test that failed, with a verdict if it has a cause."""
    verdict = Verdict(cause=cause, title=cause, host=host, fingerprint=fingerprint) if cause else None
    return record(id, TestOutcome.FAILED, verdict=verdict, **more)


def migrations(times: Mapping[str, float], **more: Any) -> RunFile:
    """A run of live migrations that took so many seconds, by `a to b`."""
    tests = []
    for name, seconds in times.items():
        source, destination = name.split(" to ")
        operation = Operation(
            kind=OperationKind.LIVE_MIGRATION,
            server_id=None,
            request_id="",
            source=source,
            destination=destination,
            started=BEGAN,
            seconds=seconds,
            outcome=Outcome.DONE,
        )
        pair = HostPair(source=source, destination=destination)
        tests.append(record(name, kind=OperationKind.LIVE_MIGRATION, pair=pair, operations=(operation,)))
    return run(*tests, **more)
