"""The wish that a run ends in order: written down beside its results, where every process of the run sees it."""

import time
from enum import StrEnum
from pathlib import Path

_FILE = "stopping"


class Why(StrEnum):
    """Why no further test begins."""

    INTERRUPTED = "Ctrl-C"
    OUT_OF_TIME = "the time that --max-minutes gives is over"


class Stopping:
    """Whether a run is to end.

    :param until: when its time is over, by time.time(); None: never
    """

    def __init__(self, run_dir: Path, until: float | None = None) -> None:
        self._path = run_dir / _FILE
        self._until = until

    def ask(self) -> None:
        """What is in flight is finished; nothing further begins, in any process of the run."""
        self._path.touch()

    @property
    def why(self) -> Why | None:
        """Why the run is to end; None while it goes on."""
        if self._path.exists():
            return Why.INTERRUPTED
        if self._until is not None and time.time() >= self._until:
            return Why.OUT_OF_TIME
        return None
