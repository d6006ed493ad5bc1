"""For how long guests did not answer while they were moved, at the end of a run and in a comparison."""

from collections.abc import Iterable, Iterator

from conformance.report.downtimes import LongestDowntime, longest_downtimes, why_not_measured
from conformance.report.run_file import TestRecord
from conformance.report.terminal.words import one_line

_REASONS = 3
"""Reasons for which nothing was measured that are told."""


def downtime_lines(tests: Iterable[TestRecord]) -> Iterator[str]:
    """The longest downtime of each kind in a line; then how many were not measured, and why."""
    known = tuple(tests)
    for longest in longest_downtimes(known):
        yield f"longest downtime, {longest_in_words(longest)}"
    reasons = sorted(why_not_measured(known).items(), key=lambda reason: -reason[1])
    for why, count in reasons[:_REASONS]:
        yield f"downtime not measured, {count} x: {one_line(why)}"


def longest_in_words(longest: LongestDowntime) -> str:
    """`live migration compute-02 to compute-01: no answer for 3.64 s (to 0.15 s); ... (of 6)`."""
    where = f" {longest.pair.source} to {longest.pair.destination}" if longest.pair else ""
    return f"{longest.kind.value.replace('-', ' ')}{where}: {longest.downtime.in_words} (the longest of {longest.of})"
