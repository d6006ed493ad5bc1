"""What became of tests and versions between two runs."""

from datetime import date

import pytest

from conformance.known_issues.issue import Known
from conformance.report.compare.compare import compare
from conformance.report.compare.comparison import Became
from conformance.report.run_file import RunFile, TestOutcome, TestRecord
from selftests.report.compare.runs import failed, record, run

SKIPPED, BROKEN = (record("t", outcome, reason="why") for outcome in (TestOutcome.SKIPPED, TestOutcome.BROKEN))
GOOD, BAD = record("t"), failed("t", "disk-full", "a")
KNOWN = failed("t", "disk-full", "a", known=Known(entry=1, reason="r", owner="o", expires=date(2027, 1, 1)))
ANCHOR = record("anchor")
"""A test that passes in both runs."""


@pytest.mark.parametrize(
    ("before", "after", "became"),
    [
        (GOOD, GOOD, None),
        (GOOD, BAD, Became.REGRESSED),
        (BAD, GOOD, Became.FIXED),
        (BAD, BAD, Became.STILL_FAILING),
        (BAD, failed("t", "disk-full", "b"), Became.FAILING_DIFFERENTLY),
        (BAD, failed("t", "hypervisor-down", "a"), Became.FAILING_DIFFERENTLY),
        (failed("t"), failed("t"), Became.STILL_FAILING),
        (failed("t"), BAD, Became.FAILING_DIFFERENTLY),
        (failed("t", "unclassified", "a", "f00d"), failed("t", "unclassified", "b", "f00d"), Became.STILL_FAILING),
        (failed("t", "unclassified", "a", "f00d"), failed("t", "unclassified", "a", "beef"), Became.FAILING_DIFFERENTLY),
        (GOOD, KNOWN, Became.KNOWN),
        (BAD, KNOWN, Became.KNOWN),
        (KNOWN, GOOD, Became.FIXED),
        (KNOWN, BAD, Became.STILL_FAILING),
        (SKIPPED, BAD, Became.FAILS_NEWLY),
        (BROKEN, GOOD, Became.NEW),
        (None, BAD, Became.FAILS_NEWLY),
        (None, GOOD, Became.NEW),
        (GOOD, SKIPPED, Became.UNTESTED),
        (BAD, BROKEN, Became.UNTESTED),
        (GOOD, None, Became.MISSING),
        (SKIPPED, None, None),
        (SKIPPED, SKIPPED, None),
        (None, BROKEN, None),
    ],
)
def test_what_became_of_a_test(before: TestRecord | None, after: TestRecord | None, became: Became | None) -> None:
    one, other = (run(*(test for test in (tested, ANCHOR) if test)) for tested in (before, after))
    found = compare(one, other)
    assert [test.became for test in found.tests] == ([became] if became else [])
    assert found.is_regression is (became is Became.REGRESSED)


def test_regressions_come_first() -> None:
    found = compare(run(BAD, record("u"), ANCHOR), run(GOOD, failed("u"), ANCHOR))
    assert [test.became for test in found.tests] == [Became.REGRESSED, Became.FIXED]


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (run(BAD, cloud="prod"), "the baseline is of cloud lab, this run of prod"),
        (run(BAD, hosts=("x", "y")), "no compute host in common: the baseline has a, b, c; this run has x, y"),
        (run(SKIPPED), "this run tested nothing"),
        (run(record("other")), "no test in common"),
    ],
)
def test_what_cannot_be_compared_is_not(other: RunFile, why: str) -> None:
    found = compare(run(GOOD), other)
    assert why in str(found.incomparable)
    assert (found.tests, found.is_regression) == ((), False)


def test_hosts_that_came_and_went_are_told() -> None:
    found = compare(run(GOOD), run(GOOD, hosts=("b", "c", "d")))
    assert (found.added, found.removed) == (("d",), ("a",))


def test_versions_that_changed_are_told_by_host() -> None:
    before = run(
        GOOD, versions={"nova": "33.0.2", "nova_api": "2.100"}, host_versions={"nova": {"a": "33.0.2", "b": "33.0.2", "c": "33.0.2"}}
    )
    after = run(GOOD, versions={"nova": "x", "nova_api": "2.104"}, host_versions={"nova": {"a": "34.0.0", "b": "34.0.0", "c": "33.0.2"}})
    nova, api = compare(before, after).versions
    assert (nova.before, nova.after, nova.hosts, nova.of) == ("33.0.2", "34.0.0", ("a", "b"), 3)
    assert (api.before, api.after, api.hosts) == ("2.100", "2.104", ())


def test_versions_of_runs_that_did_not_keep_them_by_host_are_compared_in_words() -> None:
    (change,) = compare(
        run(GOOD, versions={"nova": "33"}), run(GOOD, versions={"nova": "34"}, host_versions={"nova": {"a": "34"}})
    ).versions
    assert (change.before, change.after) == ("33", "34")
