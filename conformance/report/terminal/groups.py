"""Failures that belong together, and what their pattern over the pairs of hosts says."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from conformance.model.operation import OperationKind
from conformance.report.run_file import TestOutcome, TestRecord

ENOUGH = 2
"""Pairs in one direction from which on their outcome says something of the host: one pair blames its two ends alike."""


@dataclass(frozen=True)
class FailureGroup:
    """The failures of one cause on one host; those without a verdict are each a group of their own."""

    cause: str | None
    host: str | None
    tests: tuple[TestRecord, ...]

    @property
    def title(self) -> str:
        """CAUSE on HOST: N failures"""
        return f"{self.cause}{f' on {self.host}' if self.host else ''}: {len(self.tests)} failures"


def groups(tests: Sequence[TestRecord]) -> list[FailureGroup]:
    """The failed tests by cause and host, the largest group first, then in the order in which they failed."""
    by_verdict: dict[tuple[str | None, str | None, str], list[TestRecord]] = {}
    for test in tests:
        if test.outcome is TestOutcome.FAILED:
            verdict = test.verdict
            key = (verdict.cause, verdict.host, "") if verdict else (None, None, test.id)
            by_verdict.setdefault(key, []).append(test)
    found = [FailureGroup(cause, host, tuple(of_group)) for (cause, host, _), of_group in by_verdict.items()]
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
