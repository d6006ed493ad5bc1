"""Where a run is, in a line."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean


@dataclass(frozen=True)
class Progress:
    """Counts of a run.

    rounds: 0 where no pairs are gone over; round: 0 while none is in flight. seconds: to go; None: not known yet. failed: without those
    that are known.
    """

    tests: int
    done: int
    pairs: int
    pairs_done: int
    round: int
    rounds: int
    in_flight: int
    failed: int
    seconds: float | None
    known: int = 0


def in_words(progress: Progress) -> str:
    """`12 of 24 tests, 5 of 12 pairs done, 7 to go, round 2 of 3, 3 in flight, 1 failed, about 4 min to go`"""
    parts = [f"{progress.done} of {progress.tests} tests"]
    if progress.pairs:
        parts.append(f"{progress.pairs_done} of {progress.pairs} pairs done, {progress.pairs - progress.pairs_done} to go")
    if progress.round:
        parts.append(f"round {progress.round} of {progress.rounds}")
    parts.append(f"{progress.in_flight} running")
    if progress.failed:
        parts.append(f"{progress.failed} failed")
    if progress.known:
        parts.append(f"{progress.known} known")
    if progress.seconds is not None:
        parts.append(f"about {_time(progress.seconds)} to go")
    return ", ".join(parts)


def seconds_to_go(
    left: Iterable[str], took: Mapping[str, Sequence[float]], before: Mapping[str, float], *, spent: float, abreast: int
) -> float | None:
    """How long what is left will take; None where nothing is known of a part of it.

    :param left: the kind of each test that has not ended
    :param took: by kind, the seconds of those that have ended in this run
    :param before: by kind, what one usually took in earlier runs
    :param spent: seconds that those in flight have taken so far
    :param abreast: how many are in flight at once
    """
    total = 0.0
    for kind in left:
        if took.get(kind):
            total += mean(took[kind])
        elif kind in before:
            total += before[kind]
        else:
            return None
    return max(0.0, total - spent) / abreast


def _time(seconds: float) -> str:
    if seconds < 90:
        return f"{seconds:.0f} s"
    minutes = round(seconds / 60)
    return f"{minutes} min" if minutes < 90 else f"{minutes // 60} h {minutes % 60:02} min"
