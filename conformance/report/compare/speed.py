"""Which operations are slower than the noise of earlier runs explains.

Durations vary by a factor, not by an amount, so all is done with logarithms. Of each kind of operation and each pair of hosts (or host),
earlier runs give the usual duration, the median. A run as a whole may be slower, on a busy night: that is the median over its pairs, its
shift. What is left is the noise of a single operation. Its spread is 1.4826 times the median absolute deviation, which a few wild values
do not change. A pair is slower where it exceeds its usual duration and the run's own shift by more than SPREADS spreads and by a factor
of LEAST_PAIR at least; a kind where the run's shift exceeds the greatest shift of any earlier run, by a factor of LEAST_KIND at least.
With fewer than RUNS earlier runs nothing is judged. SPREADS was set so that normal noise crosses it once in 30,000 operations.
Downtimes are judged in the same way.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import exp, isfinite, log
from statistics import median

from conformance.model.hosts import HostPair
from conformance.model.operation import Operation, OperationKind, Outcome
from conformance.report.compare.comparison import SlowOperation, Speed
from conformance.report.run_file import RunFile

RUNS = 4
"""Earlier runs that must have done a kind of operation before it is judged."""

SPREADS = 4.0
LEAST_PAIR = 1.5
LEAST_KIND = 1.3

_MAD = 1.4826
"""By which a median absolute deviation is multiplied to give the standard deviation of normal noise."""


@dataclass(frozen=True)
class Quantity:
    """What of operations is compared. of: seconds, None where it is not known; shortest: what is less is counted as this many seconds."""

    of: Callable[[Operation], float | None]
    shortest: float


DURATION = Quantity(lambda operation: operation.seconds, shortest=0.1)

DOWNTIME = Quantity(lambda operation: operation.downtime.seconds if operation.downtime else None, shortest=0.5)
"""Of what is shorter few notice a difference, and a lost packet or two make one."""

Where = HostPair | str | None
"""Where an operation was done: between two hosts, on one, or it is not known."""

Times = Mapping[Where, float]
"""By where, the logarithm of the duration in one run, in seconds; of several, their median."""


def compare_speed(run: RunFile, earlier: Sequence[RunFile], quantity: Quantity = DURATION) -> Speed:
    """What of a run is slower than in earlier ones; a run that is given twice counts once, and the run itself does not."""
    runs = {one.run: one for one in earlier if one.run != run.run}
    past = [_times(one, quantity) for one in runs.values()]
    slower: list[SlowOperation] = []
    not_judged: list[OperationKind] = []
    for kind, now in _times(run, quantity).items():
        known = [times[kind] for times in past if kind in times]
        if len(known) < RUNS:
            not_judged.append(kind)
            continue
        slower.extend(_slower(kind, now, known))
    return Speed(runs=tuple(sorted(runs)), slower=tuple(slower), not_judged=tuple(not_judged))


def _slower(kind: OperationKind, now: Times, known: Sequence[Times]) -> Iterator[SlowOperation]:
    usual = {where: median(seen) for where in now if len(seen := [times[where] for times in known if where in times]) >= RUNS}
    if not usual:
        return
    shifts = [_shift(times, usual) for times in known]
    shift = _shift(now, usual)
    most = max(*shifts, 0.0) + log(LEAST_KIND)
    if shift > most:
        typical = median(usual.values())
        yield SlowOperation(
            kind=kind, seconds=_round(exp(typical + shift)), usual=_round(exp(typical)), factor=_round(exp(shift)), limit=_round(exp(most))
        )
    noise = [times[where] - usual[where] - moved for times, moved in zip(known, shifts, strict=True) for where in times if where in usual]
    limit = max(SPREADS * _MAD * median(abs(one) for one in noise), log(LEAST_PAIR))
    for where, typical in usual.items():
        beyond = now[where] - typical - max(shift, 0.0)
        if isinstance(where, HostPair) and beyond > limit:
            yield SlowOperation(
                kind=kind,
                pair=where,
                seconds=_round(exp(now[where])),
                usual=_round(exp(typical)),
                factor=_round(exp(beyond)),
                limit=_round(exp(limit)),
            )


def _shift(times: Times, usual: Times) -> float:
    """By how much a run as a whole is slower than usual; 0 where it did nothing that is usual."""
    moved = [times[where] - typical for where, typical in usual.items() if where in times]
    return median(moved) if moved else 0.0


def _times(run: RunFile, quantity: Quantity) -> dict[OperationKind, Times]:
    found: dict[OperationKind, dict[Where, list[float]]] = defaultdict(lambda: defaultdict(list))
    for test in run.tests:
        for operation in test.operations:
            seconds = quantity.of(operation)
            if operation.outcome is Outcome.DONE and seconds is not None and isfinite(seconds):
                found[operation.kind][_where(operation.source, operation.destination)].append(log(max(seconds, quantity.shortest)))
    return {kind: {where: median(logs) for where, logs in places.items()} for kind, places in found.items()}


def _where(source: str | None, destination: str | None) -> Where:
    if source and destination and source != destination:
        return HostPair(source=source, destination=destination)
    return destination or source


def _round(number: float) -> float:
    return round(number, 2)
