"""What tests and operations took in earlier runs of a cloud."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from math import isfinite
from pathlib import Path
from statistics import median

from pydantic import ValidationError

from conformance.input.files import UnreadableFile
from conformance.model.base import Noun
from conformance.model.operation import OperationKind, Outcome
from conformance.report.run_file import RunFile, TestOutcome, TestRecord, read_run_file

_RUNS = 10
"""So many of the last runs are looked at: what a cloud took long ago says little."""


class Cost(Noun):
    """Seconds, and requests to the cloud's APIs."""

    seconds: float
    calls: float

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(seconds=self.seconds + other.seconds, calls=self.calls + other.calls)


class Earlier:
    """Medians over the tests that passed.

    :param runs: of the cloud in question
    """

    def __init__(self, runs: Iterable[RunFile]) -> None:
        tests: dict[OperationKind | None, list[Cost]] = defaultdict(list)
        boots: list[Cost] = []
        self.runs: list[str] = []
        for run in runs:
            self.runs.append(run.run)
            for test in run.tests:
                if test.outcome is TestOutcome.PASSED and _can_be(test):
                    own, booted = _apart(test)
                    tests[test.kind].append(own)
                    boots.extend(booted)
        self._tests = {kind: _median(costs) for kind, costs in tests.items()}
        self._boot = _median(boots) if boots else None

    def of(self, kind: OperationKind | None, *, boots: bool) -> Cost | None:
        """What a test of that kind costs, with or without the boot of its instance; None if no such test was run.

        A test that does nothing to an instance costs nothing that is worth counting.
        """
        if kind is None:
            return self._tests.get(None, Cost(seconds=0, calls=0))
        own = self._tests.get(kind)
        if own is None or (boots and self._boot is None):
            return None
        return own + self._boot if boots and self._boot else own


def earlier_runs(reports: Path, cloud: str, most: int = _RUNS) -> Iterator[RunFile]:
    """The last runs of a cloud that left a run.json, latest first; each is read when it is asked for."""
    found = 0
    for path in sorted(reports.glob("*/run.json"), reverse=True):
        if path.parent.is_symlink():
            continue
        try:
            run = read_run_file(path)
        except (ValidationError, UnreadableFile):
            continue
        if run.cloud == cloud:
            yield run
            found += 1
        if found == most:
            return


def _can_be(test: TestRecord) -> bool:
    """Whether all its times are numbers."""
    return all(isfinite(seconds) for seconds in (test.seconds, *(operation.seconds for operation in test.operations)))


def _apart(test: TestRecord) -> tuple[Cost, list[Cost]]:
    """What a test cost without its boots, and those."""
    boots = [
        Cost(seconds=operation.seconds, calls=operation.calls)
        for operation in test.operations
        if operation.kind is OperationKind.BOOT and operation.outcome is Outcome.DONE
    ]
    seconds, calls = test.seconds - sum(boot.seconds for boot in boots), test.calls - sum(boot.calls for boot in boots)
    return Cost(seconds=max(0.0, seconds), calls=max(0.0, calls)), boots


def _median(costs: list[Cost]) -> Cost:
    return Cost(seconds=median(cost.seconds for cost in costs), calls=median(cost.calls for cost in costs))
