"""The verdict on a run in one line."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from conformance.report.first_page.content.causes import Cause
from conformance.report.first_page.content.words import counted
from conformance.report.run_file import RunFile, TestOutcome
from conformance.report.terminal.tables import Shown, shown


class State(StrEnum):
    """What the run comes to."""

    PASSED = "passed"
    FAILED = "failed"
    ERROR = "error"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Headline:
    """The verdict in one line, and how many tests ended how: passed, failed, known, broken (an error), skipped."""

    state: State
    text: str
    counts: dict[Shown, int]


def headline(run: RunFile, causes: Sequence[Cause]) -> Headline:
    """The verdict on a run.

    :param causes: of its failures, the most frequent first
    """
    counts = Counter(shown(test) for test in run.tests)
    failed, broken, known, passed = counts[TestOutcome.FAILED], counts[TestOutcome.BROKEN], counts["known"], counts[TestOutcome.PASSED]
    told = failed + known + passed
    also = [f"{counted(broken, 'test')} ended with an error"] if broken else []
    also += [f"{counted(known, 'failure')} known"] if known else []
    if failed:
        state, text = State.FAILED, f"{failed:,} of {counted(told, 'test')} failed{_why(causes)}"
    elif broken:
        also = also[1:]
        state, text = State.ERROR, f"No test failed, but {counted(broken, 'test')} ended with an error of the suite or of its access"
    elif not told:
        state, text = State.NOTHING, "Nothing was tested: " + ("all tests were skipped" if run.tests else "the run had no tests")
    elif known:
        state, text = State.PASSED, f"No new failure: {passed:,} of {counted(told, 'test')} passed on {counted(len(run.hosts), 'host')}"
    else:
        state, text = State.PASSED, f"All {counted(told, 'test')} passed on {counted(len(run.hosts), 'host')}"
    return Headline(state, "; ".join([text, *also]), dict(counts))


def _why(causes: Sequence[Cause]) -> str:
    if not causes:
        return ""
    first = causes[0]
    where = f" on {first.hosts[0][0]}" if len(first.hosts) == 1 else f" on {len(first.hosts)} hosts" if first.hosts else ""
    if len(causes) == 1:
        return f": {first.name}{where}"
    return f", with {len(causes)} causes, most of all {first.name}{where} ({first.count:,})"
