"""How old the results of pairs are, and what a test adds to them."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from conformance.plan.choice import Strategy
from conformance.report.run_file import TestOutcome, TestRecord
from conformance.run.rotating import last_tested, nights
from conformance.run.run_facts import RunFacts
from conformance.run_dir.pair_results import NEVER, PairResult, PairResults, state_of


def pair_result(test: TestRecord, facts: RunFacts, ended: datetime) -> PairResult:
    """The result of a test of an operation on a pair. :raises ValueError: it is none"""
    if test.pair is None or test.kind is None:
        raise ValueError(f"{test.id} is no operation on a pair")
    versions = facts.site.host_versions
    return PairResult(
        cloud=facts.site.cloud,
        kind=test.kind,
        pair=test.pair,
        passed=test.outcome is TestOutcome.PASSED,
        ended=ended,
        run=facts.run_id,
        states=(state_of(versions, test.pair.source), state_of(versions, test.pair.destination)),
    )


def age_lines(facts: RunFacts, reports: Path, now: datetime) -> Iterator[str]:
    """With --strategy rotate: how many pairs have a result that counts, how old the oldest is, and how many nights are left.

    :param now: when the run began: what is newer is of this night
    :raises UnreadableFile: the results cannot be read
    """
    if facts.choice.strategy is not Strategy.ROTATE:
        return
    latest = PairResults(reports).latest(facts.site.cloud)
    tested = last_tested(facts.planned_hosts, latest, facts.site.host_versions)
    size, known = len(facts.choice.pairs), [when for when in tested.values() if when != NEVER]
    fresh = sum(1 for when in tested.values() if when >= now)
    oldest = f"; the oldest is {(now - min(known)).total_seconds() / 86400:.1f} days old" if known and min(known) < now else ""
    left = nights(tested, size, now)
    more = f"; {left} more night{'s' if left != 1 else ''} of {size} pairs until all are newer" if left else ""
    new = f", {fresh} of this run" if fresh else ""
    yield f"results of pairs: {len(known)} of {len(tested)} have one{new}{oldest}{more}"
