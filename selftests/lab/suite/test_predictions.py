"""What came of a migration is told beside what was foreseen of it."""

from typing import Any

import pytest

from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.model.prediction import Expected, Prediction
from conformance.model.verdict import Verdict
from conformance.report.run_file import TestOutcome, TestRecord
from lab.suite.predictions import foreseen_tests

PAIR = HostPair(source="compute-02", destination="compute-01")
WORKS = Prediction(kind=OperationKind.LIVE_MIGRATION, pair=PAIR, expected=Expected.WORKS)
FAILS = WORKS.model_copy(update={"expected": Expected.FAILS, "cause": "hypervisor-version-gap"})
UNKNOWN = WORKS.model_copy(update={"expected": Expected.UNKNOWN})


def as_kept(*tests: TestRecord) -> list[dict[str, Any]]:
    """As run.json has them."""
    return [test.model_dump(mode="json") for test in tests]


def migration(outcome: TestOutcome, prediction: Prediction | None, cause: str | None = None) -> TestRecord:
    fields: dict[str, Any] = {"verdict": Verdict(cause=cause, title="t")} if cause else {}
    return TestRecord(id="t", outcome=outcome, seconds=1, kind=OperationKind.LIVE_MIGRATION, pair=PAIR, prediction=prediction, **fields)


@pytest.mark.parametrize(
    ("test", "came_to", "right"),
    [
        (migration(TestOutcome.PASSED, WORKS), "works", True),
        (migration(TestOutcome.PASSED, FAILS), "works", False),
        (migration(TestOutcome.PASSED, UNKNOWN), "works", False),
        (migration(TestOutcome.FAILED, FAILS, "hypervisor-version-gap"), "hypervisor-version-gap", True),
        (migration(TestOutcome.FAILED, FAILS, "disk-full"), "disk-full", False),
        (migration(TestOutcome.FAILED, WORKS, "disk-full"), "disk-full", False),
        (migration(TestOutcome.BROKEN, FAILS), "broken, without a verdict", False),
        (migration(TestOutcome.SKIPPED, WORKS), "skipped, without a verdict", False),
    ],
)
def test_a_migration_is_right_that_came_as_it_was_foreseen(test: TestRecord, came_to: str, *, right: bool) -> None:
    (seen,) = foreseen_tests(as_kept(test))
    assert (seen.came_to, seen.right) == (came_to, right)


def test_what_is_no_migration_is_left_out() -> None:
    boot = TestRecord(id="b", outcome=TestOutcome.PASSED, seconds=1, kind=OperationKind.BOOT, host="compute-01")
    assert list(foreseen_tests(as_kept(boot, migration(TestOutcome.PASSED, None)))) == []
