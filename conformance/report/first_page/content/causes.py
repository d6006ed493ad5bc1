"""Why tests failed: causes, and the fingerprints of errors without one, each with its hosts, what it stopped, and the remedy."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from conformance.model.verdict import UNCLASSIFIED, Quote
from conformance.report.run_file import RunFile, TestOutcome, TestRecord
from conformance.report.terminal.words import log_line, one_line

_LONGEST_QUOTE = 400
"""Characters of the deciding line."""

_LONGEST_REMEDY = 4000


@dataclass(frozen=True)
class Cause:
    """Failures of one cause; of an error without a cause, those of its fingerprint; or those without a verdict that saw the same.

    name: the cause's id, or what stands in its place. hosts: those to blame, and of how many failures each. operations: what failed, and
    how often. quote: the deciding line of the first failure. confidence: the least and the greatest of its verdicts, 0 to 1.
    """

    name: str
    title: str
    tests: tuple[TestRecord, ...]
    hosts: tuple[tuple[str, int], ...]
    operations: tuple[tuple[str, int], ...]
    fingerprint: str | None = None
    remedy: str = ""
    quote: str | None = None
    confidence: tuple[float, float] | None = None

    @property
    def count(self) -> int:
        """How many failures."""
        return len(self.tests)


@dataclass(frozen=True)
class Trouble:
    """Tests that ended with one error of the suite or of its access to the cloud."""

    reason: str
    tests: tuple[TestRecord, ...]


def causes(run: RunFile) -> list[Cause]:
    """The causes of the failures that fail the run, the most frequent first."""
    by_key: dict[tuple[str, str], list[TestRecord]] = {}
    for test in run.tests:
        if test.fails_the_run:
            by_key.setdefault(_key(test), []).append(test)
    return sorted((_cause(tests) for tests in by_key.values()), key=lambda cause: -cause.count)


def troubles(run: RunFile) -> list[Trouble]:
    """The errors, those of one reason together, the most frequent first."""
    by_reason: dict[str, list[TestRecord]] = {}
    for test in run.tests:
        if test.outcome is TestOutcome.BROKEN:
            by_reason.setdefault(one_line(test.reason or "no reason given"), []).append(test)
    found = [Trouble(reason, tuple(tests)) for reason, tests in by_reason.items()]
    return sorted(found, key=lambda trouble: -len(trouble.tests))


def _key(test: TestRecord) -> tuple[str, str]:
    verdict = test.verdict
    if verdict is None:
        return "", test.invariant or test.kind or test.id
    return verdict.cause, (verdict.fingerprint or "") if verdict.cause == UNCLASSIFIED else ""


def _cause(tests: Sequence[TestRecord]) -> Cause:
    first = tests[0]
    verdict = next((test.verdict for test in tests if test.verdict), None)
    if verdict is None:
        return Cause(
            name=first.invariant or (f"{first.kind.replace('-', ' ')} failed" if first.kind else one_line(first.id, 80)),
            title=one_line(first.claim or first.expected or ""),
            tests=tuple(tests),
            hosts=_most(test.where or test.host for test in tests),
            operations=_most(_what(test) for test in tests),
            quote=one_line(first.seen or first.reason or "", _LONGEST_QUOTE) or None,
        )
    verdicts = [test.verdict for test in tests if test.verdict]
    return Cause(
        name=verdict.cause,
        title=one_line((verdict.detail if verdict.cause == UNCLASSIFIED else None) or verdict.title),
        tests=tuple(tests),
        hosts=_most(one.host for one in verdicts),
        operations=_most(_what(test) for test in tests),
        fingerprint=verdict.fingerprint if verdict.cause == UNCLASSIFIED else None,
        remedy=verdict.remedy[:_LONGEST_REMEDY],
        quote=_quoted(verdict.quotes[0]) if verdict.quotes else None,
        confidence=(min(one.confidence for one in verdicts), max(one.confidence for one in verdicts)),
    )


def _quoted(quote: Quote) -> str:
    return f"{quote.source}{f' on {quote.host}' if quote.host else ''}: {log_line(quote.line, _LONGEST_QUOTE)}"


def _what(test: TestRecord) -> str:
    return test.kind.replace("-", " ") if test.kind else "invariant" if test.invariant else "other test"


def _most(names: Iterable[str | None]) -> tuple[tuple[str, int], ...]:
    return tuple(Counter(name for name in names if name).most_common())
