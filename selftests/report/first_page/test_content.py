"""What the page says, computed from a run."""

from datetime import timedelta

import pytest

from conformance.model.operation import OperationKind
from conformance.report.compare.compare import compare
from conformance.report.compare.comparison import Became
from conformance.report.first_page.content.about import about, short_names
from conformance.report.first_page.content.ages import NO_RESULT, OF_THIS_RUN, ages
from conformance.report.first_page.content.causes import causes, troubles
from conformance.report.first_page.content.changes import changes
from conformance.report.first_page.content.forecast import forecast
from conformance.report.first_page.content.headline import State, headline
from conformance.report.first_page.content.hosts import host_rows, violations
from conformance.report.first_page.content.skips import issues, skips
from conformance.report.first_page.content.spread import BINS, spreads
from conformance.report.first_page.content.words import named
from conformance.report.run_file import RunFile, TestOutcome
from conformance.run_dir.pair_results import PairResult, state_of
from selftests.report.compare.runs import failed, record
from selftests.report.compare.runs import run as small_run
from selftests.report.first_page.builder import run_of


@pytest.fixture(scope="module")
def twelve() -> RunFile:
    return run_of(12)


@pytest.mark.parametrize(
    ("run", "state", "text"),
    [
        (small_run(record("t"), record("u")), State.PASSED, "All 2 tests passed on 3 hosts"),
        (small_run(record("t"), failed("u", "disk-full", "a")), State.FAILED, "1 of 2 tests failed: disk-full on a"),
        (
            small_run(failed("s", "x"), failed("t", "disk-full", "a"), failed("u", "disk-full", "b")),
            State.FAILED,
            "3 of 3 tests failed, with 2 causes, most of all disk-full on 2 hosts (2)",
        ),
        (
            small_run(record("t"), record("u", TestOutcome.BROKEN)),
            State.ERROR,
            "No test failed, but 1 test ended with an error of the suite or of its access",
        ),
        (small_run(record("t", TestOutcome.SKIPPED)), State.NOTHING, "Nothing was tested: all tests were skipped"),
        (small_run(), State.NOTHING, "Nothing was tested: the run had no tests"),
    ],
)
def test_the_verdict_is_one_line(run: RunFile, state: State, text: str) -> None:
    found = headline(run, causes(run))
    assert (found.state, found.text) == (state, text)


def test_a_known_failure_fails_no_run_and_is_said(twelve: RunFile) -> None:
    known = next(test for test in run_of(40).tests if test.known)
    found = headline(small_run(record("t"), known), [])
    assert (found.state, found.text) == (State.PASSED, "No new failure: 1 of 2 tests passed on 3 hosts; 1 failure known")
    assert known.id not in {test.id for cause in causes(run_of(40)) for test in cause.tests}


def test_causes_have_their_hosts_and_what_they_stopped(twelve: RunFile) -> None:
    blocked = next(cause for cause in causes(twelve) if cause.name == "migration-network-blocked")
    # one of the column's eleven pairs ended with an error
    assert blocked.hosts == (("compute-02", 10),)
    assert blocked.operations == (("live migration", 10),)
    assert blocked.remedy.startswith("Open the libvirt port")
    assert blocked.quote is not None
    assert blocked.quote.startswith("nova-compute on compute-02: ")


def test_errors_without_a_cause_stand_together_by_their_fingerprint() -> None:
    run = small_run(
        *(failed(f"t{mark}{number}", "unclassified", None, mark) for mark in ("aa", "bb") for number in range(2)), failed("u", "x")
    )
    assert [(cause.name, cause.fingerprint, cause.count) for cause in causes(run)] == [
        ("unclassified", "aa", 2),
        ("unclassified", "bb", 2),
        ("x", None, 1),
    ]


def test_errors_of_the_suite_stand_together_by_their_reason() -> None:
    run = small_run(*(record(f"t{number}", TestOutcome.BROKEN, reason="no answer") for number in range(3)), record("u", TestOutcome.BROKEN))
    assert [(trouble.reason, len(trouble.tests)) for trouble in troubles(run)] == [("no answer", 3), ("no reason given", 1)]


def test_hosts_with_what_does_not_hold_on_them(twelve: RunFile) -> None:
    rows = {row.host: row for row in host_rows(twelve)}
    assert rows["compute-02"].violated == ("clock_right", "migration_port_listens")
    assert (rows["compute-02"].into.failed, rows["compute-02"].into.of) == (11, 19)
    assert max(rows.values(), key=lambda row: row.weight).host == "compute-02"
    assert [(one.invariant, one.hosts, one.of) for one in violations(twelve)] == [
        ("clock_right", ("compute-02", "compute-03"), 12),
        ("migration_port_listens", ("compute-02",), 12),
    ]


def test_predictions_beside_outcomes(twelve: RunFile) -> None:
    found = forecast(twelve)
    assert found is not None
    assert sum(count for counts in found.counts.values() for count in counts.values()) == 2 * 12 * 11
    assert found.wrong[0].how == "was predicted to work, and fails (disk-full)"
    assert forecast(small_run(record("t"))) is None


def test_a_distribution_has_all_that_was_done(twelve: RunFile) -> None:
    live = next(spread for spread in spreads(twelve) if spread.kind is OperationKind.LIVE_MIGRATION)
    done = sorted(
        operation.seconds
        for test in twelve.tests
        for operation in test.operations
        if operation.kind is live.kind and test.outcome == "passed"
    )
    assert (live.count, live.most, live.longest[0].seconds) == (len(done), done[-1], done[-1])
    assert live.median in done
    assert live.median <= live.high <= live.most
    assert sum(count for *_, count in live.bars) == live.count
    assert len(live.bars) <= BINS
    assert all(low <= done[-1] for low, _, _ in live.bars)


@pytest.mark.parametrize("seconds", [0.0, 0.004, 12.0, 86400.0])
def test_a_distribution_of_one_value_is_drawn_too(seconds: float) -> None:
    run = run_of(3, sound=True)
    alike = tuple(
        test.model_copy(update={"operations": tuple(one.model_copy(update={"seconds": seconds}) for one in test.operations)})
        for test in run.tests
    )
    for spread in spreads(run.model_copy(update={"tests": alike})):
        assert [count for *_, count in spread.bars if count] == [spread.count]


def test_changes_of_one_cause_stand_together_whatever_the_host(twelve: RunFile) -> None:
    found = changes(compare(run_of(12, sound=True, name="baseline"), twelve))
    regressed = [change for change in found.changes if change.became is Became.REGRESSED]
    assert found.regressed == sum(len(change.subjects) for change in regressed)
    assert [(change.after, change.hosts) for change in regressed[:1]] == [("disk-full", ("compute-05",))]
    assert [(one.product, one.before, one.after, len(one.hosts)) for one in found.versions] == [("nova", "34.0.0", "34.0.1", 12)]


def test_how_old_results_are(twelve: RunFile) -> None:
    pairs = [test.pair for test in twelve.tests if test.kind is OperationKind.LIVE_MIGRATION and test.pair]
    when = [twelve.ended, twelve.started - timedelta(hours=2), twelve.started - timedelta(days=40)]
    states = {host: state_of(twelve.host_versions, host) for host in twelve.hosts}
    results = [
        PairResult(
            cloud=twelve.cloud,
            kind=OperationKind.LIVE_MIGRATION,
            pair=pair,
            passed=True,
            ended=ended,
            run="r",
            states=(states[pair.source], states[pair.destination]),
        )
        for pair, ended in zip(pairs, when, strict=False)
    ]
    found = ages(twelve, {(result.kind, result.pair): result for result in results})
    assert found is not None
    assert (found.counts[OF_THIS_RUN], found.counts["up to 1 day older"], found.counts["more than 30 days older"]) == (1, 1, 1)
    assert found.counts[NO_RESULT] == 12 * 11 - 3
    assert found.oldest[0] == (pairs[2], 40.0)
    assert ages(twelve, {}) is None


def test_what_was_skipped_and_what_is_known(twelve: RunFile) -> None:
    assert [(skip.reason, len(skip.tests)) for skip in skips(twelve)] == [
        ("not-applicable: the host has no huge pages", 12),
        ("the host has no room for another instance: compute-12", 11),
    ]
    assert [issue.state for issue in issues(twelve)] == ["matched nothing", "stale: matched nothing in 5 runs"]


@pytest.mark.parametrize("link", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "https://a b", ""])
def test_a_link_that_is_no_web_address_leads_nowhere(link: str, twelve: RunFile) -> None:
    given = twelve.known_issues
    assert given is not None
    entries = tuple(entry.model_copy(update={"issue": entry.issue.model_copy(update={"link": link})}) for entry in given.entries)
    run = twelve.model_copy(update={"known_issues": given.model_copy(update={"entries": entries})})
    assert {issue.link for issue in issues(run)} == {None}
    assert {issue.link for issue in issues(twelve)} == {"https://bugs.example/1"}


def test_many_hosts_are_named_as_ranges() -> None:
    order = {f"h{number}": number for number in range(1, 20)}
    assert named(["h3"], order) == "h3"
    assert named(["h3", "h1"], order) == "h1 and h3"
    assert named([f"h{number}" for number in (1, 2, 3, 4, 9)], order) == "5 hosts (h1 to h4, h9)"


def test_names_lose_a_domain_that_all_have() -> None:
    assert short_names(["a.x.org", "b.x.org"]) == {"a.x.org": "a", "b.x.org": "b"}
    for hosts in (["a.x.org", "b.y.org"], ["10.0.0.1", "10.0.0.2"], ["a.x", "a.x"], ["a", "b"]):
        assert short_names(hosts) == {host: host for host in hosts}


def test_a_test_without_an_operation_is_named_by_its_id() -> None:
    assert about(record("suites/x.py::test_y")) == "suites/x.py::test_y"
