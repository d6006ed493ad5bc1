"""The results of a run of the matrix, kept as they come, so that a run can be gone on with."""

import threading
from pathlib import Path
from typing import Generic, TypeVar

from lab.errors import LabError
from lab.matrix.trial import OfTrial, TrialResult

REPORTS = Path("reports/faults")
"""Where runs of the matrix leave everything, each in a directory of its own."""


RUN_NAME = "%Y%m%dT%H%M%SZ"
"""A run is named by the time at which it began."""


R = TypeVar("R", bound=OfTrial)


class KeptResults(Generic[R]):
    """Results of one kind, of one run. directory: where that run leaves everything."""

    def __init__(self, directory: Path, kind: type[R]) -> None:
        self.directory = directory
        self._kind = kind
        self._path = directory / "results.jsonl"
        self._lock = threading.Lock()

    def add(self, result: R) -> None:
        """One more; it takes the place of an earlier one of the same trial."""
        with self._lock, self._path.open("a") as stream:
            stream.write(result.model_dump_json() + "\n")

    def results(self) -> list[R]:
        """All so far, by trial."""
        if not self._path.exists():
            return []
        read = [self._kind.model_validate_json(line) for line in self._path.read_text().splitlines() if line]
        return sorted({result.trial: result for result in read}.values(), key=lambda result: result.trial)


class ResultStore(KeptResults[TrialResult]):
    """The results of one run of the matrix."""

    def __init__(self, directory: Path) -> None:
        super().__init__(directory, TrialResult)

    def run_directory(self, result: TrialResult) -> Path:
        """Where the suite left its run with the fault."""
        return self.directory / result.trial / "broken" / (result.run or "none")

    def bundle(self, result: TrialResult) -> Path | None:
        """The evidence of a trial, if there is any."""
        return next(self.run_directory(result).glob("evidence/*.json"), None)


def store_of(run: str) -> ResultStore:
    """The store of that run. :raises LabError: there is none"""
    if not (REPORTS / run).is_dir():
        raise LabError(f"there is no run {run} of the matrix in {REPORTS}")
    return ResultStore(REPORTS / run)
