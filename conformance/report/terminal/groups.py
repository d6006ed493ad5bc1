"""Failures that belong together, and what their pattern over the pairs of hosts says."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.model.operation import OperationKind
from conformance.model.verdict import UNCLASSIFIED
from conformance.report.run_file import TestOutcome, TestRecord
from conformance.report.terminal.words import one_line

ENOUGH = 2
"""Pairs in one direction from which on their outcome says something of the host: one pair blames its two ends alike."""


@dataclass(frozen=True)
class FailureGroup:
    """The failures of one cause on one host, or of one error that has no cause; those without a verdict are each a group of their own."""

    cause: str | None
    host: str | None
    tests: tuple[TestRecord, ...]
    error: str | None = None

    @property
    def title(self) -> str:
        """CAUSE on HOST: N failures, or unclassified (FINGERPRINT): N failures: ERROR"""
        if self.error:
            return f"{self.cause} ({self.error}): {len(self.tests)} failures: {one_line(self._detail)}"
        return f"{self.cause}{f' on {self.host}' if self.host else ''}: {len(self.tests)} failures"

    @property
    def _detail(self) -> str:
        return next((test.verdict.detail for test in self.tests if test.verdict and test.verdict.detail), "")


def groups(tests: Sequence[TestRecord]) -> list[FailureGroup]:
    """The failed tests by cause and host, those without a cause by the error; the largest group first, then as they failed.

    Failures that are known are none of these: they do not fail the run.
    """
    by_verdict: dict[tuple[str | None, str | None, str], list[TestRecord]] = {}
    for test in tests:
        if test.fails_the_run:
            verdict = test.verdict
            if verdict and verdict.cause == UNCLASSIFIED and verdict.fingerprint:
                key: tuple[str | None, str | None, str] = (verdict.cause, None, verdict.fingerprint)
            else:
                key = (verdict.cause, verdict.host, "") if verdict else (None, None, test.id)
            by_verdict.setdefault(key, []).append(test)
    found = [
        FailureGroup(cause, host, tuple(of_group), error=last if cause == UNCLASSIFIED else None)
        for (cause, host, last), of_group in by_verdict.items()
    ]
    return sorted(found, key=lambda group: -len(group.tests))


def inferences(tests: Sequence[TestRecord], hosts: Sequence[str]) -> list[str]:
    """What the outcomes of all pairs say together: 'every pair into HOST fails with CAUSE, none out of it'."""
    said: dict[str, list[OperationKind]] = {}
    for kind in OperationKind:
        for sentence in _of_kind([test for test in tests if test.pair and test.kind is kind and test.outcome.tells_of_the_cloud], hosts):
            said.setdefault(sentence, []).append(kind)
    return [f"{sentence} ({' and '.join(kind.replace('-', ' ') for kind in kinds)})" for sentence, kinds in said.items()]


def _of_kind(ran: Sequence[TestRecord], hosts: Sequence[str]) -> Iterator[str]:
    failed = _failed(ran)
    if failed and len(failed) == len(ran) >= ENOUGH:
        yield f"every pair fails {_why(failed)}: it is no matter of one host"
        return
    for host in hosts:
        into = [test for test in ran if test.pair and test.pair.destination == host]
        out = [test for test in ran if test.pair and test.pair.source == host]
        if _all_fail(into) and _all_fail(out):
            yield f"every pair into and out of {host} fails {_why([*into, *out])}"
        elif _all_fail(into):
            yield f"every pair into {host} fails {_why(into)}, {_some(out)} out of it"
        elif _all_fail(out):
            yield f"every pair out of {host} fails {_why(out)}, {_some(into)} into it"


def _failed(tests: Sequence[TestRecord]) -> list[TestRecord]:
    return [test for test in tests if test.outcome is TestOutcome.FAILED]


def _all_fail(tests: Sequence[TestRecord]) -> bool:
    return len(tests) >= ENOUGH and len(_failed(tests)) == len(tests)


def _some(tests: Sequence[TestRecord]) -> str:
    failed = len(_failed(tests))
    return f"{failed} of {len(tests)}" if failed else "none"


def _why(failed: Sequence[TestRecord]) -> str:
    """with CAUSE, or, where they differ, the causes with how often each was found."""
    causes = Counter(test.verdict.cause if test.verdict else "no verdict" for test in failed)
    if len(causes) == 1:
        return f"with {next(iter(causes))}"
    return f"({', '.join(f'{cause}: {count}' for cause, count in causes.most_common())})"
