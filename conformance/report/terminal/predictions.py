"""Predictions beside outcomes: what was to be expected of each pair, and where that was wrong."""

from collections import Counter
from collections.abc import Iterable, Iterator

from rich.text import Text

from conformance.model.prediction import Expected, Prediction
from conformance.report.run_file import RunFile, TestOutcome, TestRecord
from conformance.report.terminal.words import one_line


def predicted(tests: Iterable[TestRecord], predictions: Iterable[Prediction]) -> tuple[TestRecord, ...]:
    """The tests, those of pairs with what was to be expected of them."""
    known = {(prediction.kind, prediction.pair): prediction for prediction in predictions}
    found = ((test, known.get((test.kind, test.pair)) if test.kind and test.pair else None) for test in tests)
    return tuple(test.model_copy(update={"prediction": prediction}) if prediction else test for test, prediction in found)


def in_words(prediction: Prediction) -> str:
    """What is to be expected, and why unless all is well."""
    if prediction.expected is Expected.WORKS:
        return "will work"
    if prediction.expected is Expected.FAILS:
        return f"will fail: {prediction.cause}: {prediction.because}"
    return f"unknown: {prediction.because}"


def what_was_wrong(test: TestRecord) -> str | None:
    """In words, how the prediction of a test differs from its outcome; None if it does not, or cannot be said to."""
    prediction = test.prediction
    if prediction is None or prediction.expected is Expected.UNKNOWN:
        return None
    if test.outcome is TestOutcome.PASSED and prediction.expected is Expected.FAILS:
        return f"was predicted to fail ({prediction.cause}: {prediction.because}), and works"
    if test.outcome is not TestOutcome.FAILED:
        return None
    cause = test.verdict.cause if test.verdict else "no verdict"
    if prediction.expected is Expected.WORKS:
        return f"was predicted to work, and fails ({cause})"
    if test.verdict and test.verdict.cause != prediction.cause:
        return f"was predicted to fail for {prediction.cause} ({prediction.invariant}), and fails for {cause}"
    return None


def foreseen(run: RunFile) -> Iterator[Text]:
    """How many pairs were predicted what, those that were to fail and have not been tried, and each prediction that was wrong."""
    if not run.predictions:
        return
    counts = Counter(prediction.expected for prediction in run.predictions)
    tried = [test for test in run.tests if test.prediction and test.outcome.tells_of_the_cloud]
    wrong = [(test, words) for test in tried if (words := what_was_wrong(test))]
    head = f"predicted: {counts[Expected.WORKS]} migrations work, {counts[Expected.FAILS]} fail, {counts[Expected.UNKNOWN]} unknown"
    yield Text(f"{head}; of {len(tried)} tried, {len(wrong)} predicted wrongly" if tried else head)
    done = {(test.kind, test.pair) for test in tried}
    for prediction in run.predictions:
        if prediction.expected is Expected.FAILS and (prediction.kind, prediction.pair) not in done:
            yield Text(one_line(f"{prediction.kind} {prediction.pair}: {in_words(prediction)}"), "yellow")
    for test, words in wrong:
        yield Text(one_line(f"wrong prediction: {test.kind} {test.pair} {words}"), "bold yellow")
