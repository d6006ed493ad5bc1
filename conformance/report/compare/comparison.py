"""What a comparison of two runs says: the content of comparison.json, in a schema with a version."""

from datetime import datetime
from enum import StrEnum
from typing import Literal

from conformance.model.base import Noun
from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.report.downtimes import LongestDowntime
from conformance.report.run_file import TestOutcome


class Became(StrEnum):
    """What became of a test between two runs. Only REGRESSED counts as a regression.

    REGRESSED: it passed, and fails. FAILING_DIFFERENTLY: it failed, and fails with another cause, on another host or with another error.
    FAILS_NEWLY: it fails, and the baseline did not test it. KNOWN: it fails, and the site has accepted that (--known-issues).
    UNTESTED: the baseline tested it; this run skipped it or could not.
    MISSING: the baseline tested it, and this run did not have it. NEW: it passes, and the baseline did not test it.
    """

    REGRESSED = "regressed"
    FAILS_NEWLY = "fails, and was not tested before"
    FAILING_DIFFERENTLY = "still failing, with another cause"
    STILL_FAILING = "still failing"
    KNOWN = "failing, which is known"
    FIXED = "fixed"
    UNTESTED = "not tested this time"
    MISSING = "missing"
    NEW = "new"


class Ending(Noun):
    """How a test ended in one of the runs; cause, detail, host and fingerprint are the verdict's, reason why it was not tested."""

    outcome: TestOutcome
    cause: str | None = None
    detail: str | None = None
    host: str | None = None
    fingerprint: str | None = None
    reason: str | None = None


class ChangedTest(Noun):
    """A test that did not pass in both runs. before, after: None where a run did not have it."""

    id: str
    became: Became
    kind: OperationKind | None = None
    pair: HostPair | None = None
    host: str | None = None
    invariant: str | None = None
    before: Ending | None = None
    after: Ending | None = None


class ChangedVersion(Noun):
    """A product of which some hosts have another version; hosts: empty for the cloud as a whole. of: hosts that tell it in both runs."""

    product: str
    before: str
    after: str
    hosts: tuple[str, ...] = ()
    of: int = 0


class SlowOperation(Noun):
    """An operation that took longer than the noise of earlier runs explains.

    pair: None where the kind is slower on all pairs (or hosts) alike. seconds: of this run; usual: the median of earlier runs. factor: how
    many times as long; of one pair, beyond what the kind as a whole is slower. limit: the factor above which it is no noise.
    """

    kind: OperationKind
    pair: HostPair | None = None
    seconds: float
    usual: float
    factor: float
    limit: float


class Speed(Noun):
    """The comparison of durations. runs: from which the noise was learned. not_judged: kinds that too few of them did."""

    runs: tuple[str, ...] = ()
    slower: tuple[SlowOperation, ...] = ()
    not_judged: tuple[OperationKind, ...] = ()


class DowntimeChange(Noun):
    """The comparison of downtimes. before, after: the longest of each kind in the two runs. longer: by more than noise explains.

    not_judged: kinds of which too few earlier runs measured it.
    """

    before: tuple[LongestDowntime, ...] = ()
    after: tuple[LongestDowntime, ...] = ()
    longer: tuple[SlowOperation, ...] = ()
    not_judged: tuple[OperationKind, ...] = ()


class RunName(Noun):
    """A run that was compared; of several shards, run has the names of all, with commas. lacking: shards of its plan that are not there."""

    run: str
    cloud: str
    started: datetime
    lacking: tuple[str, ...] = ()


class Comparison(Noun):
    """Two runs compared. version changes when a reader of the former one would misread it; fields may be added without.

    incomparable: why they cannot be compared; None if they can. added, removed: hosts that one of the runs did not have.
    tests: those that did not pass in both runs, regressions first. passed: how many passed in both. incomplete: why that no test regressed
    says nothing of some, as shards of one of the runs are not there; None if it does.
    """

    version: Literal[1] = 1
    baseline: RunName
    run: RunName
    incomparable: str | None = None
    incomplete: str | None = None
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    tests: tuple[ChangedTest, ...] = ()
    passed: int = 0
    versions: tuple[ChangedVersion, ...] = ()
    speed: Speed = Speed()
    downtime: DowntimeChange = DowntimeChange()

    def that(self, became: Became) -> tuple[ChangedTest, ...]:
        """The tests of which that became."""
        return tuple(test for test in self.tests if test.became is became)

    @property
    def is_regression(self) -> bool:
        """Whether something that passed fails."""
        return bool(self.that(Became.REGRESSED))
