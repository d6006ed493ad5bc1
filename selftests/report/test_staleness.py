"""Since when an entry of known issues has matched nothing, by the runs of the same cloud."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from conformance.known_issues.issue import KnownIssue, KnownIssues
from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.model.verdict import Verdict
from conformance.report.run_file import GivenIssue, RunFile, TestOutcome, TestRecord
from conformance.report.staleness import given_issues

NOW = datetime(2026, 6, 15, tzinfo=UTC)
LIVE, BOOT = OperationKind.LIVE_MIGRATION, OperationKind.BOOT
DISK_FULL = Verdict(cause="disk-full", title="t")


def issue(**about: Any) -> KnownIssue:
    content: dict[str, Any] = {"cause": "disk-full", "reason": "r", "owner": "o", "expires": date(2026, 12, 31), "stale_after": 3}
    return KnownIssue(**content | about)


def ran(place: str, kind: OperationKind | None = LIVE, outcome: TestOutcome = TestOutcome.PASSED) -> TestRecord:
    source, _, destination = place.partition("-to-")
    pair = HostPair(source=source, destination=destination) if destination else None
    verdict = DISK_FULL if outcome is TestOutcome.FAILED else None
    return TestRecord(id=f"t[{place}]", outcome=outcome, seconds=1, kind=kind, pair=pair, host=None if pair else source, verdict=verdict)


FULL = (ran("a-to-b"), ran("b-to-a"))
FAILING = (ran("a-to-b"), ran("b-to-a", outcome=TestOutcome.FAILED))


class Nights:
    """Runs of a cloud, one after the other, each with what it found of the entries that it was given."""

    def __init__(self, *entries: KnownIssue) -> None:
        self.known = KnownIssues(file="f", day=NOW.date(), issues=entries)
        self._runs: list[RunFile] = []
        self.read = 0

    def run(self, *tests: TestRecord, given: bool = True, resumed: str | None = None) -> GivenIssue | None:
        run = RunFile(
            run=str(len(self._runs)),
            cloud="mine",
            profile="p",
            hosts=("a", "b", "c"),
            versions={},
            started=NOW,
            ended=NOW,
            tests=tests,
            resumed=resumed,
        )
        if given:
            run = run.model_copy(update={"known_issues": given_issues(self.known, run, self._latest_first())})
        self._runs.append(run)
        return run.known_issues.entries[0] if run.known_issues else None

    def counts(self, *runs: tuple[TestRecord, ...]) -> list[int]:
        entries = [self.run(*tests) for tests in runs]
        return [entry.unmatched_runs for entry in entries if entry]

    def _latest_first(self) -> Iterator[RunFile]:
        for run in reversed(self._runs):
            self.read += 1
            yield run


def test_an_entry_is_stale_when_it_has_matched_nothing_in_so_many_runs_in_a_row() -> None:
    nights = Nights(issue())
    found = [nights.run(*FULL) for _ in range(5)]
    assert [entry and (entry.unmatched_runs, entry.stale) for entry in found] == [(1, False), (2, False), (3, True), (3, True), (3, True)]


def test_a_run_in_which_it_matched_starts_the_count_anew() -> None:
    assert Nights(issue()).counts(FULL, FULL, FAILING, FULL, FULL, FULL) == [1, 2, 0, 1, 2, 3]


def test_a_run_that_did_not_test_the_operation_does_not_count() -> None:
    other = (ran("a", BOOT), ran("a", None))
    assert Nights(issue(operation=LIVE)).counts(FULL, other, FULL, other, FULL) == [1, 0, 2, 0, 3]
    only_invariants = (ran("a", None),)
    assert Nights(issue()).counts(FULL, only_invariants, FULL) == [1, 0, 2]


def test_a_run_that_did_not_come_to_its_hosts_does_not_count() -> None:
    elsewhere = (ran("b-to-c"),)
    errors = tuple(test.model_copy(update={"outcome": TestOutcome.BROKEN}) for test in FULL)
    assert Nights(issue(hosts=("a",))).counts(FULL, elsewhere, errors, FULL) == [1, 0, 0, 2]
    assert Nights(issue(pair="c to a")).counts(FULL, elsewhere) == [0, 0]


def test_an_entry_for_hosts_that_are_gone_becomes_stale_too() -> None:
    assert Nights(issue(hosts=("gone-*",))).counts(FULL, FULL, FULL) == [1, 2, 3]
    assert Nights(issue(pair="a to gone")).counts(FULL, FULL, FULL) == [1, 2, 3]


def test_a_run_without_the_entry_says_nothing_of_it() -> None:
    nights = Nights(issue())
    nights.run(*FULL)
    nights.run(*FULL, given=False)
    nights.known = KnownIssues(file="f", day=NOW.date(), issues=(issue(operation=BOOT),))
    nights.run(*FULL)
    nights.known = KnownIssues(file="f", day=NOW.date(), issues=(issue(reason="another", owner="another"),))
    assert nights.counts(FULL) == [2]


def test_what_a_run_found_that_was_gone_on_with_counts_once() -> None:
    nights = Nights(issue())
    nights.run(FULL[0])
    found = nights.run(*FULL, resumed="0")
    assert found is not None
    assert found.unmatched_runs == 1
    assert nights.counts(FULL) == [2]


def test_an_entry_that_has_expired_is_not_called_stale_and_what_it_would_match_is_counted() -> None:
    nights = Nights(issue(expires=date(2026, 6, 14)))
    assert nights.counts(FULL, FULL, FULL, FULL) == [0, 0, 0, 0]
    found = nights.run(*FAILING)
    assert found is not None
    assert (found.expired, found.matched, found.stale) == (True, 1, False)


def test_no_more_runs_are_read_than_are_needed() -> None:
    nights = Nights(issue(stale_after=2))
    nights.counts(*[FULL] * 10)
    assert nights.read == 9
    nights.read = 0
    nights.run(*FAILING)
    assert nights.read == 0
