"""Failures that a site has accepted: which a run is given, what pytest is to make of one, and what is said of those that have expired."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.known_issues.issue import Known, KnownIssues
from conformance.known_issues.reading import kept_known_issues, read_known_issues
from conformance.plugin.state import facts_of, say
from conformance.report.records import is_known
from conformance.report.terminal.known import expired_lines, in_words
from conformance.text.writing import for_terminal

CATEGORY = "known"
"""What pytest counts such failures as, in the last line of its output."""


def known_issues_of(config: pytest.Config) -> KnownIssues | None:
    """What --known-issues names, or else what the run that is gone on with was given; None: neither.

    Read once, by the controller: workers are handed what it read.

    :raises UsageProblem: it cannot be read, or is wrong
    """
    file: Path | None = config.getoption("known_issues")
    today = datetime.now(UTC).date()
    if file is not None:
        return read_known_issues(file, {cause.id for cause in load_taxonomy().causes}, today)
    resumed = config.getoption("resume")
    return kept_known_issues(Path(resumed), today) if resumed else None


def say_what_expired(config: pytest.Config) -> None:
    """Name, before anything is run, each entry that excuses nothing any more."""
    facts = facts_of(config)
    if facts is not None and facts.known_issues is not None:
        for line in expired_lines(facts.known_issues):
            say(config, line)


def excuse(report: pytest.TestReport, known: Known, failure: str) -> None:
    """Have pytest, and so JUnit, -x and the exit code, take a phase that failed for one that was expected to.

    :param failure: the failure in one line, of which JUnit has no more then
    """
    report.outcome = "skipped"
    report.wasxfail = for_terminal(f"{in_words(known)}: {failure}")


@pytest.hookimpl(tryfirst=True)
def pytest_report_teststatus(report: pytest.TestReport) -> tuple[str, str, str] | None:
    """Count it as known, and not as one of the failures that a suite's author expects."""
    return (CATEGORY, "k", "KNOWN") if isinstance(report, pytest.TestReport) and is_known(report) else None
