"""What operations usually take in a cloud: learned from the journals of its earlier runs, and from this one as it goes."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from contextlib import suppress
from itertools import islice
from math import isfinite
from pathlib import Path
from statistics import median

from conformance.input.files import MIB, UnreadableFile, read_json
from conformance.model.operation import Operation, OperationKind, Outcome
from conformance.model.site import FILE as SITE
from conformance.model.site import LARGEST
from conformance.run_dir.journal import FILE as JOURNAL
from conformance.run_dir.journal import Journal

_RUNS = 5
"""So many of the latest runs are learned from: a cloud changes."""

_LARGEST_JOURNAL = 16 * MIB
"""Bytes of the journal of an earlier run that are read: some thousand operations."""

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
        """One more; those that were not done tell nothing of what it takes, nor does a time that cannot be."""
        if operation.outcome is Outcome.DONE and isfinite(operation.seconds) and operation.seconds >= 0:
            self._seconds[operation.kind].append(operation.seconds)

    def known(self) -> dict[OperationKind, tuple[float, ...]]:
        """All that is remembered."""
        return {kind: tuple(seconds) for kind, seconds in self._seconds.items()}


def durations_of(cloud: str, reports: Path) -> Durations:
    """What the latest runs over that cloud have taken, by the journals in their directories; what cannot be read of them is left out.

    :param reports: the directory in which runs leave their results
    """
    durations = Durations()
    sites = (site for site in sorted(reports.glob(f"*/{SITE}"), reverse=True) if not site.parent.is_symlink())
    latest = [site.parent for site in islice((site for site in sites if _cloud_of(site) == cloud), _RUNS)]
    for run in reversed(latest):
        with suppress(UnreadableFile):
            for _, operation in Journal(run / JOURNAL, _LARGEST_JOURNAL).operations():
                durations.learn(operation)
    return durations


def _cloud_of(site: Path) -> str | None:
    try:
        content = read_json(site, LARGEST)
    except UnreadableFile:
        return None
    cloud = content.get("cloud") if isinstance(content, dict) else None
    return cloud if isinstance(cloud, str) else None
