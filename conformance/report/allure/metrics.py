"""What is measured of a run, as Allure's performance metrics: kept in its history, and shown with their course over the runs.

Of each kind of operation, its numbers (METRICS); of each host, how many of the tests of operations to it or from it failed. The latter
stand in for Allure's chart of stability, whose score grows with instability: in 3.18.0, a test that passes and fails by turns counts as
stable.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from math import isfinite
from typing import Any

from conformance.model.operation import SPECS, Operation, OperationKind, Outcome
from conformance.report.run_file import TestOutcome, TestRecord

IN_RESULTS = "run-perf.json"
"""The file in allure-results/: Allure reads all that end with -perf.json."""

_SIDES = {"destination": "Failed tests of operations by destination host", "source": "Failed tests of operations by source host"}


@dataclass(frozen=True)
class Metric:
    """A number that operations have, of which less is better: a line of METRICS.

    id: in the keys, by which a history is kept. title: of the group in the report, in which each kind of operation has a line.
    of: the number of an operation, or None where it has none.
    """

    id: str
    title: str
    unit: str
    of: Callable[[Operation], float | None]


METRICS = (Metric("duration", "Durations of operations", "s", lambda operation: operation.seconds),)
"""All of them. They are counted of operations that were done."""


def samples(tests: Iterable[TestRecord], metrics: Iterable[Metric] = METRICS) -> list[dict[str, Any]]:
    """The content of the file: one sample for each number of each operation that was done, and two for each host that was tested."""
    every = tuple(tests)
    found = [*_of_operations(every, tuple(metrics)), *_of_hosts(every)]
    return [{"id": str(number), **sample} for number, sample in enumerate(found)]


def described(hosts: Iterable[str], metrics: Iterable[Metric] = METRICS) -> dict[str, Any]:
    """What the metrics are, for Allure's configuration: its key `performance`."""
    known, names = tuple(metrics), tuple(hosts)
    lines = {
        _key(metric.id, kind): {"title": kind.replace("-", " "), "unit": metric.unit, "better": "lower", "group": metric.id}
        for metric in known
        for kind in OperationKind
    }
    lines |= {_key(side, host): {"title": host, "unit": "%", "better": "lower", "group": side} for side in _SIDES for host in names}
    groups = {metric.id: {"title": metric.title} for metric in known} | {side: {"title": title} for side, title in _SIDES.items()}
    return {"groups": groups, "metrics": lines}


def _key(group: str, what: str) -> str:
    return f"{group}.{what}"


def _of_operations(tests: Iterable[TestRecord], metrics: tuple[Metric, ...]) -> Iterator[dict[str, Any]]:
    for operation in (operation for test in tests for operation in test.operations if operation.outcome is Outcome.DONE):
        for metric in metrics:
            value = metric.of(operation)
            if value is not None and isfinite(value):
                start = round(operation.started.timestamp() * 1000)
                times = {"start": start, "stop": start + round(operation.seconds * 1000)}
                yield {"key": _key(metric.id, operation.kind), "value": value, **times}


def _of_hosts(tests: Iterable[TestRecord]) -> Iterator[dict[str, Any]]:
    """In per cent of the tests that tell of the cloud; a failure that is known is one."""
    failed: dict[str, list[bool]] = defaultdict(list)
    for test in tests:
        if test.outcome.tells_of_the_cloud:
            for side, host in _hosts(test):
                failed[_key(side, host)].append(test.outcome is TestOutcome.FAILED)
    for key, outcomes in sorted(failed.items()):
        yield {"key": key, "value": round(100 * sum(outcomes) / len(outcomes), 1), "start": 0, "stop": 0}


def _hosts(test: TestRecord) -> Iterator[tuple[str, str]]:
    if test.pair:
        yield "source", test.pair.source
        yield "destination", test.pair.destination
    elif test.kind and test.host:
        # what has a migration record leaves its host for another, which the scheduler chooses
        yield ("source" if SPECS[test.kind].migration_type else "destination"), test.host
