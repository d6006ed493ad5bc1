"""What becomes of a test's phases."""

from datetime import UTC, date, datetime
from typing import Any

import pytest

from conformance.known_issues.issue import Known
from conformance.model.operation import Operation, OperationKind, Outcome
from conformance.model.verdict import Verdict
from conformance.report.records import LOST, NOTE, Note, Records, is_known, put_note
from conformance.report.run_file import TestOutcome, TestRecord


def report(when: Any, outcome: Any, note: Note | None = None, longrepr: Any = None, nodeid: str = "t") -> pytest.TestReport:
    made = pytest.TestReport(
        nodeid=nodeid, location=("f", 1, "t"), keywords={}, outcome=outcome, longrepr=longrepr, when=when, duration=1.0, start=0, stop=1
    )
    if note:
        put_note(made, note)
    return made


def record_of(*reports: pytest.TestReport, operations: list[tuple[str, Operation]] | None = None) -> TestRecord:
    records = Records()
    for each in reports:
        # As it comes from a worker of pytest-xdist.
        records.add(pytest.TestReport._from_json(each._to_json()))
    (record,) = records.tests(operations or [])
    return record


def test_all_phases_passed_is_passed() -> None:
    record = record_of(*(report(when, "passed", Note(host="a", claim="c")) for when in ("setup", "call", "teardown")))
    assert (record.outcome, record.host, record.claim, record.seconds) == (TestOutcome.PASSED, "a", "c", 3.0)


@pytest.mark.parametrize("phases", [("setup",), ("setup", "call"), ("setup", "teardown")])
def test_a_test_of_which_a_phase_was_lost_is_broken_whatever_the_others_say(phases: tuple[str, ...]) -> None:
    record = record_of(*(report(when, "passed", Note(host="a")) for when in phases))
    assert (record.outcome, record.host, record.reason) == (TestOutcome.BROKEN, "a", LOST)


def test_a_worker_that_died_leaves_what_the_test_was_about() -> None:
    record = record_of(report("setup", "passed", Note(host="a")), report("???", "failed", None, "worker 'gw0' crashed"))
    assert (record.outcome, record.host, record.reason) == (TestOutcome.BROKEN, "a", "worker 'gw0' crashed")


def test_what_a_worker_says_and_cannot_be_read_is_broken() -> None:
    odd = report("call", "passed")
    setattr(odd, NOTE, {"calls": "many"})
    record = record_of(report("setup", "passed", Note(host="a")), odd, report("teardown", "passed", Note()))
    assert record.outcome is TestOutcome.BROKEN
    assert record.reason is not None
    assert record.reason.startswith("its result was lost: ")


def test_a_failed_claim_keeps_its_verdict_on_the_way_from_a_worker() -> None:
    note = Note(expected="e", seen="s", where="a", verdict=Verdict(cause="disk-full", title="t"), bundle="evidence/x.json")
    record = record_of(report("setup", "passed", Note()), report("call", "failed", note, "text"), report("teardown", "passed", Note()))
    assert record.outcome is TestOutcome.FAILED
    assert record.verdict is not None
    assert (record.verdict.cause, record.bundle) == ("disk-full", "evidence/x.json")


def test_the_first_failure_counts() -> None:
    record = record_of(
        report("call", "failed", Note(seen="first"), "x"), report("teardown", "failed", Note(broken=True, reason="later"), "y")
    )
    assert (record.outcome, record.seen) == (TestOutcome.FAILED, "first")


def test_what_is_no_word_of_the_cloud_is_broken() -> None:
    record = record_of(report("setup", "failed", Note(broken=True, reason="a: SSH key refused"), "x"))
    assert (record.outcome, record.reason) == (TestOutcome.BROKEN, "a: SSH key refused")


def test_a_worker_that_died_leaves_a_broken_test() -> None:
    record = record_of(report("call", "failed", None, "worker 'gw0' crashed while running 't'"))
    assert (record.outcome, record.reason) == (TestOutcome.BROKEN, "worker 'gw0' crashed while running 't'")


KNOWN = Known(entry=2, reason="r", owner="o", expires=date(2026, 12, 31), link="https://example.org/1")


def known_failure(when: str = "call") -> pytest.TestReport:
    """As it is once pytest was told to take it for one that was expected."""
    made = report(when, "skipped", Note(seen="known", known=KNOWN), "text")
    made.wasxfail = "known issue 2: r"
    return made


def test_a_failure_that_is_known_is_a_failure() -> None:
    assert is_known(pytest.TestReport._from_json(known_failure()._to_json()))
    record = record_of(report("setup", "passed", Note()), known_failure(), report("teardown", "passed", Note()))
    assert (record.outcome, record.known, record.seen) == (TestOutcome.FAILED, KNOWN, "known")
    assert not record.fails_the_run


@pytest.mark.parametrize("broken", [False, True])
def test_a_failure_that_is_known_hides_no_other(broken: bool) -> None:
    later = report("teardown", "failed", Note(seen="news", broken=broken), "x")
    record = record_of(report("setup", "passed", Note()), known_failure(), later)
    assert (record.outcome, record.known, record.seen) == (TestOutcome.BROKEN if broken else TestOutcome.FAILED, None, "news")


def test_a_note_that_cannot_be_read_excuses_nothing() -> None:
    odd = known_failure()
    setattr(odd, NOTE, {"known": {"entry": "many"}})
    records = Records()
    records.add(odd)
    (record,) = records.tests([])
    assert (record.outcome, record.known, hasattr(odd, "wasxfail"), is_known(odd)) == (TestOutcome.BROKEN, None, False, False)


def test_a_skipped_test_says_why() -> None:
    record = record_of(
        report("setup", "skipped", Note(), ("f", 1, "Skipped: host-disabled: a is disabled")), report("teardown", "passed", Note())
    )
    assert (record.outcome, record.reason) == (TestOutcome.SKIPPED, "host-disabled: a is disabled")


def test_a_test_has_its_own_operations() -> None:
    operation = Operation(
        kind=OperationKind.BOOT,
        server_id="s",
        request_id="req",
        source=None,
        destination="a",
        started=datetime.now(UTC),
        seconds=2.5,
        outcome=Outcome.DONE,
    )
    record = record_of(report("call", "failed", Note(), "x"), operations=[("t", operation), ("another", operation)])
    assert record.operations == (operation,)
