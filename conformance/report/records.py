"""What the controller learns of each test from the reports of its phases, whichever process ran it."""

from collections.abc import Iterable

import pytest

from conformance.model.base import Noun
from conformance.model.hosts import HostPair
from conformance.model.operation import Operation, OperationKind
from conformance.model.verdict import Verdict
from conformance.report.run_file import TestOutcome, TestRecord
from conformance.text.writing import document

NOTE = "conformance_note"
"""The attribute of a phase's report that carries its note; pytest-xdist hands such attributes over as JSON."""


class Note(Noun):
    """What the process that ran a phase knows of it: the test's subject, what went wrong, and how many requests it sent."""

    claim: str = ""
    kind: OperationKind | None = None
    pair: HostPair | None = None
    host: str | None = None
    invariant: str | None = None
    leads_to: str | None = None
    broken: bool = False
    reason: str | None = None
    expected: str | None = None
    seen: str | None = None
    where: str | None = None
    verdict: Verdict | None = None
    bundle: str | None = None
    calls: int = 0


def put_note(report: pytest.TestReport, note: Note) -> None:
    """Gives a phase's report its note."""
    setattr(report, NOTE, document(note.model_dump(mode="json")))


class Records:
    """The tests of a run, in the order in which they were first heard of."""

    def __init__(self) -> None:
        self._phases: dict[str, list[tuple[pytest.TestReport, Note]]] = {}

    def add(self, report: pytest.TestReport) -> None:
        """One phase of one test."""
        note = Note.model_validate(getattr(report, NOTE, {}))
        self._phases.setdefault(report.nodeid, []).append((report, note))

    def test(self, id: str) -> TestRecord:
        """One test, without its operations. :raises KeyError: it was not heard of"""
        return _record(id, self._phases[id], ())

    def tests(self, operations: Iterable[tuple[str, Operation]]) -> tuple[TestRecord, ...]:
        """Every test so far, with the operations of the journal that are its own."""
        of_test: dict[str, list[Operation]] = {}
        for test, operation in operations:
            of_test.setdefault(test, []).append(operation)
        return tuple(_record(test, phases, tuple(of_test.get(test, ()))) for test, phases in self._phases.items())


def _record(test: str, phases: list[tuple[pytest.TestReport, Note]], operations: tuple[Operation, ...]) -> TestRecord:
    outcome, report, note = _decisive(phases)
    return TestRecord(
        id=test,
        outcome=outcome,
        seconds=round(sum(report.duration for report, _ in phases), 3),
        kind=note.kind,
        claim=note.claim,
        pair=note.pair,
        host=note.host,
        invariant=note.invariant,
        leads_to=note.leads_to,
        reason=_why_skipped(report) if outcome is TestOutcome.SKIPPED else note.reason or _last_line(report),
        expected=note.expected,
        seen=note.seen,
        where=note.where,
        verdict=note.verdict,
        bundle=note.bundle,
        calls=sum(note.calls for _, note in phases),
        operations=operations,
    )


def _decisive(phases: list[tuple[pytest.TestReport, Note]]) -> tuple[TestOutcome, pytest.TestReport, Note]:
    """The first phase that failed, or else the one that was skipped, or else the last."""
    for report, note in phases:
        if report.failed:
            # A worker that died leaves a report without a note: that is no word of the cloud.
            broken = note.broken or not hasattr(report, NOTE)
            return (TestOutcome.BROKEN if broken else TestOutcome.FAILED), report, note
    for report, note in phases:
        if report.skipped:
            return TestOutcome.SKIPPED, report, note
    return TestOutcome.PASSED, *phases[-1]


def _why_skipped(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return getattr(report, "wasxfail", "") or report.longreprtext


def _last_line(report: pytest.TestReport) -> str | None:
    return report.longreprtext.strip().splitlines()[-1] if report.failed and report.longreprtext.strip() else None
