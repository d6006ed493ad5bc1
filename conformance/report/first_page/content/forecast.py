"""What was predicted of the pairs, beside what came of it."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from conformance.model.prediction import Expected, Prediction
from conformance.report.run_file import RunFile, TestOutcome, TestRecord
from conformance.report.terminal.predictions import what_was_wrong
from conformance.report.terminal.words import one_line

Came = Literal["passed", "failed", "not tried"]

CAME: tuple[Came, ...] = ("passed", "failed", "not tried")
"""What may come of a prediction, in the order of the columns."""


@dataclass(frozen=True)
class Wrong:
    """Predictions that were wrong in the same way: how, and the tests."""

    how: str
    tests: tuple[TestRecord, ...]


@dataclass(frozen=True)
class Feared:
    """Pairs that were predicted to fail for one reason and have not been tried."""

    why: str
    predictions: tuple[Prediction, ...]


@dataclass(frozen=True)
class Forecast:
    """counts: of each expectation, how many predictions came to what. wrong, feared: the largest groups first."""

    counts: dict[Expected, dict[Came, int]]
    wrong: tuple[Wrong, ...]
    feared: tuple[Feared, ...]


def forecast(run: RunFile) -> Forecast | None:
    """Predictions and outcomes; None where nothing was predicted."""
    if not run.predictions:
        return None
    tried = {(test.kind, test.pair): test for test in run.tests if test.pair and test.outcome.tells_of_the_cloud}
    counts: dict[Expected, Counter[Came]] = {expected: Counter() for expected in Expected}
    feared: dict[str, list[Prediction]] = {}
    for prediction in run.predictions:
        test = tried.get((prediction.kind, prediction.pair))
        counts[prediction.expected][_came(test)] += 1
        if test is None and prediction.expected is Expected.FAILS:
            feared.setdefault(one_line(f"{prediction.cause}: {prediction.because}"), []).append(prediction)
    return Forecast(
        counts={expected: {came: count[came] for came in CAME} for expected, count in counts.items()},
        wrong=_wrong(tried.values()),
        feared=tuple(sorted((Feared(why, tuple(of)) for why, of in feared.items()), key=lambda one: -len(one.predictions))),
    )


def _came(test: TestRecord | None) -> Came:
    if test is None:
        return "not tried"
    return "passed" if test.outcome is TestOutcome.PASSED else "failed"


def _wrong(tests: Iterable[TestRecord]) -> tuple[Wrong, ...]:
    found: dict[str, list[TestRecord]] = {}
    for test in tests:
        if words := what_was_wrong(test):
            found.setdefault(one_line(words), []).append(test)
    return tuple(sorted((Wrong(how, tuple(of)) for how, of in found.items()), key=lambda one: -len(one.tests)))
