"""What the tests of a run say of one host."""

from datetime import UTC, datetime

from conformance.acceptance.acceptance import judged
from conformance.acceptance.record import Acceptance, Answer
from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.model.verdict import Verdict
from conformance.report.run_file import RunFile, TestOutcome, TestRecord

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
KNOWN = Acceptance(cloud="fake", host="c", profile="kolla", service="service-c", started=NOW)


def boot(host: str, outcome: TestOutcome = TestOutcome.PASSED, **more: object) -> TestRecord:
    return TestRecord.model_validate(
        {"id": f"t::test_boot[{host}]", "outcome": outcome, "seconds": 1, "kind": OperationKind.BOOT, "host": host, **more}
    )


def pair(source: str, destination: str, outcome: TestOutcome = TestOutcome.PASSED, blamed: str | None = None) -> TestRecord:
    return TestRecord(
        id=f"t::test_live[{source}-to-{destination}]",
        outcome=outcome,
        seconds=1,
        kind=OperationKind.LIVE_MIGRATION,
        pair=HostPair(source=source, destination=destination),
        verdict=Verdict(cause="disk-full", title="Disk full", host=blamed, remedy="Free it.") if blamed else None,
    )


def accepted(*tests: TestRecord, ended: bool = True) -> Acceptance:
    run = RunFile(run="r", cloud="fake", profile="kolla", hosts=("a", "b", "c"), versions={}, started=NOW, ended=NOW, tests=tests)
    return judged(KNOWN, run, "reports/r", ended=ended)


def test_a_host_whose_tests_passed_may_be_enabled() -> None:
    done = accepted(boot("c"), pair("a", "c"), pair("c", "a"))
    assert (done.answer, done.tests, done.against, done.undecided) == (Answer.YES, 3, (), ())


def test_a_failure_of_it_speaks_against_it_in_both_directions() -> None:
    for failed in (pair("a", "c", TestOutcome.FAILED, "c"), pair("c", "a", TestOutcome.FAILED, "c"), boot("c", TestOutcome.FAILED)):
        done = accepted(boot("c"), failed)
        assert done.answer is Answer.NO
        assert [reason.cause for reason in done.against] == [failed.verdict.cause if failed.verdict else None]


def test_a_failure_that_nobody_is_blamed_for_speaks_against_it() -> None:
    assert accepted(boot("c"), pair("a", "c", TestOutcome.FAILED)).answer is Answer.NO


def test_a_failure_of_the_other_host_of_a_pair_leaves_it_undecided() -> None:
    done = accepted(boot("c"), pair("a", "c", TestOutcome.FAILED, "a"))
    assert done.answer is Answer.UNDECIDED
    assert done.undecided[0].what.startswith("the other host is to blame")


def test_what_other_hosts_fail_in_is_counted_and_decides_nothing() -> None:
    done = accepted(boot("c"), boot("a", TestOutcome.FAILED), pair("a", "b", TestOutcome.FAILED, "b"))
    assert (done.answer, done.elsewhere) == (Answer.YES, 2)


def test_a_host_on_which_nothing_was_done_is_undecided() -> None:
    done = accepted(boot("a"), boot("c", TestOutcome.SKIPPED, reason="it is full"))
    assert done.answer is Answer.UNDECIDED
    assert done.undecided[0].what == "no operation was tested: it is full"


def test_a_test_that_broke_and_a_run_that_did_not_end_leave_it_undecided() -> None:
    assert accepted(boot("c"), pair("a", "c", TestOutcome.BROKEN)).answer is Answer.UNDECIDED
    assert accepted(boot("c"), ended=False).answer is Answer.UNDECIDED
