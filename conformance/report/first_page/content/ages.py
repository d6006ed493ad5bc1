"""How old the newest results of the pairs are, over all runs of the cloud."""

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from conformance.model.hosts import HostPair
from conformance.report.run_file import RunFile
from conformance.run.rotating import last_tested
from conformance.run_dir.pair_results import NEVER, Latest

_BANDS = (("up to 1 day older", timedelta(days=1)), ("up to 7 days older", timedelta(days=7)), ("up to 30 days older", timedelta(days=30)))
_OLDER, OF_THIS_RUN, NO_RESULT = "more than 30 days older", "of this run", "no result"

BANDS = (OF_THIS_RUN, *(name for name, _ in _BANDS), _OLDER, NO_RESULT)
"""Names of the ages, the newest first."""


@dataclass(frozen=True)
class Ages:
    """counts: by band, how many of the pairs. oldest: the pairs with the oldest results that count, and their age in days."""

    pairs: int
    counts: dict[str, int]
    oldest: tuple[tuple[HostPair, float], ...]


def ages(run: RunFile, latest: Latest) -> Ages | None:
    """The age of the pairs' results when the run began; None where no run has left any.

    A pair is as old as the oldest of its kinds of operations. A result does not count where one of its hosts has another version since.
    """
    if not latest:
        return None
    tested = last_tested(run.hosts, latest, run.host_versions)
    counts = Counter(_band(run.started - when if when != NEVER else None) for when in tested.values())
    old = sorted(((pair, when) for pair, when in tested.items() if NEVER < when < run.started), key=lambda item: item[1])
    oldest = tuple((pair, (run.started - when) / timedelta(days=1)) for pair, when in old[:5])
    return Ages(len(tested), {band: counts[band] for band in BANDS}, oldest)


def _band(age: timedelta | None) -> str:
    if age is None:
        return NO_RESULT
    if age <= timedelta():
        return OF_THIS_RUN
    return next((name for name, limit in _BANDS if age <= limit), _OLDER)
