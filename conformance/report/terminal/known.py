"""Failures that a site has accepted, in words; and which entries of its file of them want to be looked at."""

from collections.abc import Iterator

from rich.text import Text

from conformance.known_issues.issue import Known, KnownIssue, KnownIssues
from conformance.report.run_file import RunFile, TestOutcome, TestRecord
from conformance.report.terminal.message import failure_line
from conformance.report.terminal.words import one_line

_LONGEST_REASON = 160
"""Characters of a reason that are shown in a line: owner and expiry stand behind it."""


def in_words(known: Known) -> str:
    """known issue 3: REASON (owner OWNER, until 2027-01-31, LINK)"""
    about = [f"owner {one_line(known.owner)}", f"until {known.expires}", *([known.link] if known.link else [])]
    return f"known issue {known.entry}: {one_line(known.reason, _LONGEST_REASON)} ({', '.join(about)})"


def expired_lines(issues: KnownIssues) -> Iterator[str]:
    """A line for each entry that excuses nothing any more."""
    for number, issue in issues.expired():
        yield f"{_named(number, issue)} expired on {issue.expires} and excuses nothing: {one_line(issue.reason, _LONGEST_REASON)}"


def known_lines(run: RunFile) -> Iterator[Text]:
    """The failures that are known, by entry; then the entries that have expired and match failures, and those that are stale."""
    yield from _known_failures(run)
    if run.known_issues is None:
        return
    for number, entry in enumerate(run.known_issues.entries, 1):
        if entry.expired and entry.matched:
            failures = f"{entry.matched} failure{'s' if entry.matched > 1 else ''}"
            yield Text(f"{_named(number, entry.issue)} expired on {entry.issue.expires}, and {failures} would match it", "yellow")
        elif entry.stale:
            runs = f"{entry.unmatched_runs} run{'s in a row' if entry.unmatched_runs > 1 else ''}"
            yield Text(
                f"{_named(number, entry.issue)} is stale: it matched nothing in {runs}. Remove it from {run.known_issues.file} if its "
                "failure is gone",
                "yellow",
            )


def _known_failures(run: RunFile) -> Iterator[Text]:
    by_entry: dict[Known, list[TestRecord]] = {}
    for test in run.tests:
        if test.outcome is TestOutcome.FAILED and test.known:
            by_entry.setdefault(test.known, []).append(test)
    if not by_entry:
        return
    yield Text(f"known failures, which do not fail the run: {sum(map(len, by_entry.values()))}", "bold yellow")
    for known, tests in sorted(by_entry.items(), key=lambda item: item[0].entry):
        yield Text(f"  {in_words(known)}", "yellow")
        for test in tests:
            yield Text(f"    {failure_line(test)}", "yellow")


def _named(number: int, issue: KnownIssue) -> str:
    return f"known issue {number} ({issue.sought}; owner {one_line(issue.owner)})"
