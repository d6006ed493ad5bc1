"""Runs of drawn faults: what was asked for, and the results, kept as they come."""

from datetime import UTC, datetime
from pathlib import Path

from conformance.model.base import Noun
from conformance.model.operation import OperationKind
from lab.errors import LabError
from lab.fuzz.grammar import FaultKind
from lab.fuzz.score import DrawnResult
from lab.matrix.store import RUN_NAME, KeptResults

REPORTS = Path("reports/fuzz")
"""Where runs leave everything, each in a directory of its own."""


class Wanted(Noun):
    """What is to be drawn: that many trials of a seed, for these operations, of these kinds."""

    seed: int
    trials: int
    operations: tuple[OperationKind, ...]
    kinds: tuple[FaultKind, ...]


class DrawnStore(KeptResults[DrawnResult]):
    """The results of one run."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, DrawnResult)
        self.options = directory / "options.json"
        self._wanted = directory / "wanted.json"

    @property
    def run(self) -> str:
        """The run's name."""
        return self.directory.name

    def wanted(self) -> Wanted:
        """What was asked for. :raises LabError: it was not kept"""
        try:
            return Wanted.model_validate_json(self._wanted.read_text())
        except (OSError, ValueError) as error:
            raise LabError(f"{self._wanted}: cannot be read: {str(error).splitlines()[0]}") from error

    def want(self, wanted: Wanted) -> None:
        """Keep what is asked for."""
        self._wanted.write_text(wanted.model_dump_json(indent=1) + "\n")

    def bundle(self, result: DrawnResult) -> Path | None:
        """The evidence of a trial, if there is any."""
        path = self.directory / result.bundle if result.bundle else None
        return path if path and path.exists() else None


def new_store(wanted: Wanted) -> DrawnStore:
    """A new run."""
    directory = REPORTS / datetime.now(UTC).strftime(RUN_NAME)
    directory.mkdir(parents=True)
    store = DrawnStore(directory)
    store.want(wanted)
    return store


def store_of(run: str) -> DrawnStore:
    """The store of that run. :raises LabError: there is none"""
    if not (REPORTS / run).is_dir():
        raise LabError(f"there is no run {run} of drawn faults in {REPORTS}")
    return DrawnStore(REPORTS / run)
