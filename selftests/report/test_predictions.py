"""A prediction stands beside its outcome, and a wrong one is shown as such."""

from datetime import UTC, datetime

import pytest

from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.model.prediction import Expected, Prediction
from conformance.model.verdict import Verdict
from conformance.report.run_file import RunFile, TestOutcome, TestRecord
from conformance.report.terminal.predictions import foreseen, predicted, what_was_wrong

PAIR = HostPair(source="a", destination="b")
BACK = HostPair(source="b", destination="a")
LIVE = OperationKind.LIVE_MIGRATION
WORKS = Prediction(kind=LIVE, pair=PAIR, expected=Expected.WORKS)
FAILS = Prediction(kind=LIVE, pair=PAIR, expected=Expected.FAILS, cause="disk-full", invariant="instances_free", because="no room")
UNKNOWN = Prediction(kind=LIVE, pair=PAIR, expected=Expected.UNKNOWN, because="not read")


def record(outcome: TestOutcome, cause: str | None = None) -> TestRecord:
    verdict = Verdict(cause=cause, title="t") if cause else None
    return TestRecord(id="t", outcome=outcome, seconds=1, kind=LIVE, pair=PAIR, verdict=verdict)


OUTCOMES = [
    (WORKS, record(TestOutcome.PASSED), None),
    (WORKS, record(TestOutcome.FAILED, "disk-full"), "was predicted to work, and fails (disk-full)"),
    (FAILS, record(TestOutcome.PASSED), "was predicted to fail (disk-full: no room), and works"),
    (FAILS, record(TestOutcome.FAILED, "disk-full"), None),
    (
        FAILS,
        record(TestOutcome.FAILED, "kvm-permission"),
        "was predicted to fail for disk-full (instances_free), and fails for kvm-permission",
    ),
    (FAILS, record(TestOutcome.BROKEN), None),
    (FAILS, record(TestOutcome.SKIPPED), None),
    (UNKNOWN, record(TestOutcome.FAILED, "disk-full"), None),
]


@pytest.mark.parametrize(("prediction", "test", "words"), OUTCOMES)
def test_a_wrong_prediction_is_told_from_a_right_one(prediction: Prediction, test: TestRecord, words: str | None) -> None:
    (beside,) = predicted([test], [prediction])
    assert beside.prediction == prediction
    assert what_was_wrong(beside) == words


def said(*tests: TestRecord, predictions: tuple[Prediction, ...]) -> list[str]:
    now = datetime.now(UTC)
    run = RunFile(
        run="r",
        cloud="c",
        profile="p",
        hosts=("a", "b"),
        versions={},
        started=now,
        ended=now,
        tests=predicted(tests, predictions),
        predictions=predictions,
    )
    return [str(line) for line in foreseen(run)]


def test_what_will_fail_is_said_where_it_was_not_tried() -> None:
    back = FAILS.model_copy(update={"pair": BACK})
    assert said(predictions=(WORKS, back)) == [
        "predicted: 1 migrations work, 1 fail, 0 unknown",
        "live-migration b-to-a: will fail: disk-full: no room",
    ]


def test_wrong_predictions_are_counted_and_named() -> None:
    assert said(record(TestOutcome.PASSED), predictions=(FAILS,)) == [
        "predicted: 0 migrations work, 1 fail, 0 unknown; of 1 tried, 1 predicted wrongly",
        "wrong prediction: live-migration a-to-b was predicted to fail (disk-full: no room), and works",
    ]


def test_a_run_without_predictions_says_nothing_of_them() -> None:
    assert said(record(TestOutcome.PASSED), predictions=()) == []
