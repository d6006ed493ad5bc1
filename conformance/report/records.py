"""What the controller learns of each test from the reports of its phases, whichever process ran it."""

from collections.abc import Iterable

import pytest
from pydantic import ValidationError

from conformance.known_issues.issue import Known
from conformance.model.base import Noun
from conformance.model.hosts import HostPair
from conformance.model.operation import Operation, OperationKind
from conformance.model.verdict import Verdict
from conformance.report.run_file import TestOutcome, TestRecord
from conformance.text.writing import document

NOTE = "conformance_note"
"""The attribute of a phase's report that carries its note; pytest-xdist hands such attributes over as JSON."""

LOST = "its result was lost: not all of its phases were reported"


class Note(Noun):
    """What the process that ran a phase knows of it: the test's subject, what went wrong, and how many requests it sent.

    known: the phase failed, and that is a failure which the site has accepted. To pytest it is then an expected failure.
    """

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
    known: Known | None = None
    bundle: str | None = None
    calls: int = 0


def put_note(report: pytest.TestReport, note: Note) -> None:
    """Gives a phase's report its note."""
    setattr(report, NOTE, document(note.model_dump(mode="json")))


def is_known(report: pytest.TestReport) -> bool:
    """Whether a phase failed in a way that the site has accepted."""
    note = getattr(report, NOTE, None)
    return isinstance(note, dict) and note.get("known") is not None


def is_complete(phases: Iterable[pytest.TestReport]) -> bool:
    """Whether a test's phases, as far as they were reported, tell how it ended: one failed or was skipped, or none is missing."""
    seen = list(phases)
    return any(report.failed or report.skipped for report in seen) or {"call", "teardown"} <= {report.when for report in seen}


class Records:
    """The tests of a run, in the order in which they were first heard of."""

    def __init__(self) -> None:
        self._phases: dict[str, list[tuple[pytest.TestReport, Note]]] = {}

    def add(self, report: pytest.TestReport) -> None:
        """One phase of one test. What a worker says of it and cannot be read makes it an error."""
        try:
            note = Note.model_validate(getattr(report, NOTE, {}))
        except ValidationError as error:
            report.outcome = "failed"
            # what cannot be read excuses nothing
            setattr(report, NOTE, {})
            vars(report).pop("wasxfail", None)
            note = Note(broken=True, reason=f"its result was lost: {error.errors()[0]['msg']}")
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
        known=note.known if outcome is TestOutcome.FAILED else None,
        bundle=note.bundle,
        calls=sum(note.calls for _, note in phases),
        operations=operations,
    )


def _decisive(phases: list[tuple[pytest.TestReport, Note]]) -> tuple[TestOutcome, pytest.TestReport, Note]:
    """The first phase that failed, or else failed as is known, or else was skipped, or else the last.

    Only a test of which no phase is missing passed. A failure that is known hides no other one.
    """
    for report, note in phases:
        if report.failed:
            # A worker that died leaves a report without a note: that is no word of the cloud.
            if not hasattr(report, NOTE):
                return TestOutcome.BROKEN, report, phases[0][1]
            return (TestOutcome.BROKEN if note.broken else TestOutcome.FAILED), report, note
    for report, note in phases:
        if note.known:
            return TestOutcome.FAILED, report, note
    for report, note in phases:
        if report.skipped:
            return TestOutcome.SKIPPED, report, note
    report, note = phases[-1]
    if not is_complete(report for report, _ in phases):
        return TestOutcome.BROKEN, report, note.model_copy(update={"reason": LOST})
    return TestOutcome.PASSED, report, note


def _why_skipped(report: pytest.TestReport) -> str:
    if isinstance(report.longrepr, tuple):
        return report.longrepr[2].removeprefix("Skipped: ")
    return getattr(report, "wasxfail", "") or report.longreprtext


def _last_line(report: pytest.TestReport) -> str | None:
    failed = report.failed or is_known(report)
    return report.longreprtext.strip().splitlines()[-1] if failed and report.longreprtext.strip() else None
