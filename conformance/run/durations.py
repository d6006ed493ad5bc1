"""What operations usually take in a cloud: learned from the journals of its earlier runs, and from this one as it goes."""

import json
from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from pathlib import Path
from statistics import median

from conformance.model.operation import Operation, OperationKind, Outcome
from conformance.model.site import FILE as SITE
from conformance.run.journal import FILE as JOURNAL
from conformance.run.journal import Journal

_RUNS = 5
"""So many of the latest runs are learned from: a cloud changes."""

_REMEMBERED = 100
"""Of a kind, the latest so many."""


class Durations:
    """By kind, the seconds of operations that were done, the latest last.

    :param known: what is known when the run begins
    """

    def __init__(self, known: Mapping[OperationKind, Iterable[float]] | None = None) -> None:
        self._seconds: dict[OperationKind, deque[float]] = defaultdict(lambda: deque(maxlen=_REMEMBERED))
        for kind, seconds in (known or {}).items():
            self._seconds[kind].extend(seconds)

    def usual(self, kind: OperationKind) -> float | None:
        """The median, in seconds; None where none has been seen."""
        seconds = self._seconds.get(kind)
        return median(seconds) if seconds else None

    def learn(self, operation: Operation) -> None:
        """One more; those that were not done tell nothing of what it takes."""
        if operation.outcome is Outcome.DONE:
            self._seconds[operation.kind].append(operation.seconds)

    def known(self) -> dict[OperationKind, tuple[float, ...]]:
        """All that is remembered."""
        return {kind: tuple(seconds) for kind, seconds in self._seconds.items()}


def durations_of(cloud: str, reports: Path) -> Durations:
    """What the latest runs over that cloud have taken, by the journals in their directories.

    :param reports: the directory in which runs leave their results
    """
    durations = Durations()
    runs = [site.parent for site in sorted(reports.glob(f"*/{SITE}")) if not site.parent.is_symlink() and _cloud_of(site) == cloud]
    for run in runs[-_RUNS:]:
        for _, operation in Journal(run / JOURNAL).operations():
            durations.learn(operation)
    return durations


def _cloud_of(site: Path) -> str | None:
    try:
        return str(json.loads(site.read_text())["cloud"])
    except (OSError, ValueError, KeyError):
        return None
