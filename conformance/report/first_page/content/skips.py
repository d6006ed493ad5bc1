"""What was skipped, and why; and what is known of failures."""

from collections.abc import Sequence
from dataclasses import dataclass

from conformance.cloud.web_address import web_address
from conformance.report.run_file import GivenIssue, RunFile, TestOutcome, TestRecord
from conformance.report.terminal.words import one_line


@dataclass(frozen=True)
class Skip:
    """Tests that were skipped for one reason."""

    reason: str
    tests: tuple[TestRecord, ...]


@dataclass(frozen=True)
class Issue:
    """An entry of the file of known issues, or what a failure says of one. link: a web address, or None."""

    number: int
    sought: str
    reason: str
    owner: str
    expires: str
    state: str
    link: str | None
    tests: tuple[TestRecord, ...]


def skips(run: RunFile) -> list[Skip]:
    """By reason, the most frequent first."""
    found: dict[str, list[TestRecord]] = {}
    for test in run.tests:
        if test.outcome is TestOutcome.SKIPPED:
            found.setdefault(one_line(test.reason or "no reason given"), []).append(test)
    return sorted((Skip(reason, tuple(tests)) for reason, tests in found.items()), key=lambda skip: -len(skip.tests))


def issues(run: RunFile) -> list[Issue]:
    """The entries that the run was given, in their order, with the failures that are known by them."""
    if run.known_issues is None:
        return []
    matched: dict[int, list[TestRecord]] = {}
    for test in run.tests:
        if test.known and test.outcome is TestOutcome.FAILED:
            matched.setdefault(test.known.entry, []).append(test)
    return [_issue(number, given, matched.get(number, ())) for number, given in enumerate(run.known_issues.entries, 1)]


def _issue(number: int, given: GivenIssue, tests: Sequence[TestRecord]) -> Issue:
    issue = given.issue
    return Issue(
        number=number,
        sought=one_line(issue.sought),
        reason=one_line(issue.reason),
        owner=one_line(issue.owner),
        expires=str(issue.expires),
        state=_state(given, len(tests)),
        link=_web_link(issue.link),
        tests=tuple(tests),
    )


def _state(given: GivenIssue, matched: int) -> str:
    if given.expired:
        return f"expired; {given.matched} would match" if given.matched else "expired"
    if given.stale:
        return f"stale: matched nothing in {given.unmatched_runs} runs"
    return f"matched {matched}" if matched else "matched nothing"


def _web_link(link: str | None) -> str | None:
    """The link, if a browser may be led there. run.json may have been written by others: a link in it can be a script."""
    try:
        web_address(link or "")
    except ValueError:
        return None
    return link
