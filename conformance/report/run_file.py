"""run.json: the whole of a run for programs, in a schema with a version."""

from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Literal

from pydantic import Field

from conformance.checks.skips import SkipReason
from conformance.input.files import MIB, read_bytes
from conformance.known_issues.issue import Known, KnownIssue
from conformance.model.base import Noun
from conformance.model.hosts import HostPair
from conformance.model.invariant import NOT_APPLICABLE
from conformance.model.operation import Operation, OperationKind
from conformance.model.prediction import Prediction
from conformance.model.verdict import Verdict
from conformance.run_dir.api_troubles import ApiTroubles
from conformance.text.writing import json_text

_LARGEST = 256 * MIB
"""Bytes of a run.json that are read: some ten thousand tests."""


_NOT_ABOUT_IT = frozenset({NOT_APPLICABLE, SkipReason.NO_BLOCK_STORAGE.value})
"""Reasons of tests that were skipped as there is nothing that they could be about."""


class TestOutcome(StrEnum):
    """How a test ended: failed is the cloud's doing, broken is the suite's or its access to the cloud's."""

    __test__ = False

    PASSED = "passed"
    FAILED = "failed"
    BROKEN = "broken"
    SKIPPED = "skipped"

    @property
    def tells_of_the_cloud(self) -> bool:
        """Whether the cloud was put to the test, and passed it or not."""
        return self in {TestOutcome.PASSED, TestOutcome.FAILED}


class TestRecord(Noun):
    """One test of the run.

    id is pytest's node id; kind the operation that it is marked with, if any; claim the first line of its docstring; pair or host
    what it was about; invariant which one it is, if any, and leads_to the cause that its violation leads to; prediction what was to be
    expected before anything was moved; reason why it was skipped or is broken. expected, seen, where, verdict and bundle (a path
    relative to the run's directory) are those of a failure. known: the site has accepted this failure, which does not fail the run; the
    outcome is failed all the same. seconds is the time of all its phases, calls the requests that it sent.
    """

    __test__ = False

    id: str
    outcome: TestOutcome
    seconds: float
    kind: OperationKind | None = None
    claim: str = ""
    pair: HostPair | None = None
    host: str | None = None
    invariant: str | None = None
    leads_to: str | None = None
    prediction: Prediction | None = None
    reason: str | None = None
    expected: str | None = None
    seen: str | None = None
    where: str | None = None
    verdict: Verdict | None = None
    known: Known | None = None
    bundle: str | None = None
    calls: int = 0
    operations: tuple[Operation, ...] = ()

    @property
    def fails_the_run(self) -> bool:
        """Whether it failed, and that is not known."""
        return self.outcome is TestOutcome.FAILED and self.known is None

    @property
    def applies(self) -> bool:
        """Whether it is about something that the host or the cloud has: an invariant that does not apply says nothing of it."""
        return (self.reason or "").partition(":")[0] not in _NOT_ABOUT_IT


class GivenIssue(Noun):
    """An entry of the file of known issues that a run was given, and what came of it.

    expired: it excused nothing. matched: failures that are this one. unmatched_runs: in so many runs of this cloud in a row, this one
    among them, it matched nothing, though its operation was tested on its hosts; counted up to stale_after. stale: as many as that.
    """

    issue: KnownIssue
    expired: bool = False
    matched: int = 0
    unmatched_runs: int = 0
    stale: bool = False


class GivenIssues(Noun):
    """All of them, in the order of the file."""

    file: str
    entries: tuple[GivenIssue, ...] = ()


class RunShard(Noun):
    """Which part of a plan a run did.

    numbers: of --shard I/N, I; several where shards were put together to be compared. of: N. plan: the mark of the plan, which is the same
    for all of its shards.
    """

    numbers: tuple[int, ...]
    of: int
    plan: str

    def __str__(self) -> str:
        return f"{','.join(map(str, self.numbers))}/{self.of}"

    @property
    def lacking(self) -> tuple[int, ...]:
        """The parts of the plan that are not among these."""
        return tuple(number for number in range(1, self.of + 1) if number not in self.numbers)


class RunFile(Noun):
    """The content of run.json. version changes when a reader of the former one would misread it; fields may be added without.

    versions: by product, in words; host_versions: by product and host. api: how often the cloud's APIs had to be asked again.
    resumed: the run that this one went on with; its tests are among these.
    known_issues: the failures that the site has accepted; None: the run was given no file of them.
    shard: with --shard, the part of the plan whose tests these are; None: all of it.
    """

    version: Literal[1] = 1
    run: str
    cloud: str
    profile: str
    hosts: tuple[str, ...]
    versions: dict[str, str]
    host_versions: dict[str, dict[str, str]] = Field(default_factory=dict)
    started: datetime
    ended: datetime
    tests: tuple[TestRecord, ...]
    predictions: tuple[Prediction, ...] = ()
    api: ApiTroubles = ApiTroubles()
    resumed: str | None = None
    known_issues: GivenIssues | None = None
    shard: RunShard | None = None


def write_run_file(content: RunFile, run_dir: Path) -> Path:
    """Writes run.json into the run's directory, and returns where."""
    path = run_dir / "run.json"
    path.write_text(json_text(content.model_dump(mode="json"), indent=2) + "\n", encoding="utf-8")
    return path


def read_run_file(path: Path) -> RunFile:
    """The content of a run.json.

    :raises UnreadableFile: it is no regular file, or larger than the limit (256 MiB)
    :raises pydantic.ValidationError: it is none, or one of another version
    """
    return RunFile.model_validate_json(read_bytes(path, _LARGEST))
