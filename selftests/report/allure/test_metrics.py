"""Numbers of operations and hosts for Allure's performance metrics."""

import pytest

from conformance.model.operation import OperationKind, Outcome
from conformance.report.allure.metrics import METRICS, Metric, described, samples
from conformance.report.run_file import TestOutcome, TestRecord
from selftests.report.allure.made import moved, operation
from selftests.report.compare.runs import BEGAN, record


def values(tests: list[TestRecord], metrics: tuple[Metric, ...] = METRICS) -> list[tuple[str, float]]:
    return [(sample["key"], sample["value"]) for sample in samples(tests, metrics)]


def test_an_operation_that_was_done_is_a_sample_of_its_kind() -> None:
    skipped = moved("a", "b", operation(2.5), operation(9.0, outcome=Outcome.FAILED), outcome=TestOutcome.SKIPPED)
    start = int(BEGAN.timestamp() * 1000)
    assert samples([skipped]) == [{"id": "0", "key": "duration.live-migration", "value": 2.5, "start": start, "stop": start + 2500}]


def test_a_metric_is_one_line_and_may_have_no_number_of_some_operations() -> None:
    calls = Metric("calls", "Requests", "", lambda one: one.calls or None)
    found = values([moved("a", "b", operation(1.0, calls=7), operation(1.0))], (*METRICS, calls))
    assert [value for key, value in found if key == "calls.live-migration"] == [7]


@pytest.mark.parametrize(
    ("test", "side"),
    [
        (record("t", kind=OperationKind.BOOT, host="c"), "destination"),
        (record("t", kind=OperationKind.RESIZE, host="c"), "source"),
        (record("t", invariant="clock", host="c"), None),
    ],
)
def test_a_host_is_counted_where_an_operation_goes_to_or_comes_from(test: TestRecord, side: str | None) -> None:
    assert values([test]) == ([(f"{side}.c", 0)] if side else [])


def test_of_a_host_the_share_of_failed_tests_is_counted() -> None:
    broken = moved("b", "c", outcome=TestOutcome.BROKEN)
    found = values([moved("a", "c", outcome=TestOutcome.FAILED), moved("b", "c"), moved("a", "b"), broken])
    assert dict(found) == {"destination.c": 50, "destination.b": 0, "source.a": 50, "source.b": 0}


def test_every_sample_is_of_a_metric_that_is_described_with_its_group() -> None:
    about = described("ab")
    assert all(metric["group"] in about["groups"] for metric in about["metrics"].values())
    found = values([moved("a", "b", *(operation(1.0, kind=kind) for kind in OperationKind)), moved("b", "a")])
    assert {key for key, _ in found} == set(about["metrics"])
