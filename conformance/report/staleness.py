"""What became of the entries of a file of known issues: what they matched in a run, and since when they have matched nothing."""

from collections.abc import Iterable, Iterator

from conformance.known_issues.issue import KnownIssue, KnownIssues
from conformance.report.run_file import GivenIssue, GivenIssues, RunFile, TestOutcome


def given_issues(issues: KnownIssues, run: RunFile, earlier: Iterable[RunFile]) -> GivenIssues:
    """What became of each entry.

    :param issues: what the run was given
    :param run: the run, as far as it is known without them
    :param earlier: earlier runs of the same cloud, latest first; no more of them are read than are needed
    """
    matched = {number: _matched(issue, run) for number, issue in issues.numbered()}
    idle = {
        number: issue
        for number, issue in issues.numbered()
        if not matched[number] and not issues.is_over(issue) and _put_to_the_test(issue, run)
    }
    counts = _runs_without(idle, run, earlier)
    entries = [
        GivenIssue(
            issue=issue,
            expired=issues.is_over(issue),
            matched=matched[number],
            unmatched_runs=counts.get(number, 0),
            stale=counts.get(number, 0) >= issue.stale_after,
        )
        for number, issue in issues.numbered()
    ]
    return GivenIssues(file=issues.file, entries=tuple(entries))


def _matched(issue: KnownIssue, run: RunFile) -> int:
    return sum(test.outcome is TestOutcome.FAILED and issue.matches(test) for test in run.tests)


def _put_to_the_test(issue: KnownIssue, run: RunFile) -> bool:
    """Whether a run can tell that the failure is gone: it tested the operation, on one of the entry's hosts.

    Where the cloud has no such hosts any more, the operation is enough: an entry for a host that was removed is stale, too.
    """
    told = [test for test in run.tests if test.outcome.tells_of_the_cloud and test.kind is not None]
    if any(issue.is_about(test) for test in told):
        return True
    return not issue.names_one_of(run.hosts) and any(issue.operation in {None, test.kind} for test in told)


def _runs_without(idle: dict[int, KnownIssue], run: RunFile, earlier: Iterable[RunFile]) -> dict[int, int]:
    """In how many runs in a row each entry has matched nothing, this one among them; no further than until it is stale."""
    counts = dict.fromkeys(idle, 1)
    going_on = {number: issue for number, issue in idle.items() if issue.stale_after > 1}
    runs = _once(run, earlier)
    while going_on and (past := next(runs, None)) is not None:
        was_given = {entry.issue.sought: entry for entry in past.known_issues.entries} if past.known_issues else {}
        for number, issue in list(going_on.items()):
            entry = was_given.get(issue.sought)
            if entry is None or entry.expired:
                continue
            if entry.matched:
                del going_on[number]
            elif _put_to_the_test(issue, past):
                counts[number] += 1
                if counts[number] >= issue.stale_after:
                    del going_on[number]
    return counts


def _once(run: RunFile, earlier: Iterable[RunFile]) -> Iterator[RunFile]:
    """The earlier runs without those that were gone on with: what these found is in the run that went on."""
    gone_on_with = {run.resumed}
    for past in earlier:
        if past.run not in gone_on_with:
            yield past
        gone_on_with.add(past.resumed)
