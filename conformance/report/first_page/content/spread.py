"""How the times of operations are spread: their durations, and whatever else is measured of an operation in seconds."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from conformance.model.operation import Operation, OperationKind, Outcome
from conformance.report.run_file import RunFile, TestRecord

BINS = 24
"""Bars of a histogram."""

FEW = 3
"""Operations from which on a distribution is drawn."""


@dataclass(frozen=True)
class Measure:
    """Something that is measured of an operation that is done. of: seconds, or None where it was not measured."""

    name: str
    of: Callable[[Operation], float | None]


def _duration(operation: Operation) -> float | None:
    return operation.seconds


def _downtime(operation: Operation) -> float | None:
    return operation.downtime.seconds if operation.downtime else None


MEASURES = (Measure("duration", _duration), Measure("downtime", _downtime))
"""What is shown, in order. A further measure is a line here; it is left out for operations that do not have it."""


@dataclass(frozen=True)
class Spread:
    """One measure of one kind of operation, in seconds. bars: where each begins, where it ends, and how many operations are in it.

    slow: above the upper 95 %. longest: the operation that took longest, and its test.
    """

    measure: str
    kind: OperationKind
    count: int
    median: float
    high: float
    most: float
    bars: tuple[tuple[float, float, int], ...]
    longest: tuple[Operation, TestRecord]


def spreads(run: RunFile) -> list[Spread]:
    """All that can be drawn, by operation and measure."""
    done: dict[OperationKind, list[tuple[Operation, TestRecord]]] = {}
    for test in run.tests:
        for operation in test.operations:
            if operation.outcome is Outcome.DONE:
                done.setdefault(operation.kind, []).append((operation, test))
    return list(_spreads(done))


def _spreads(done: dict[OperationKind, list[tuple[Operation, TestRecord]]]) -> Iterator[Spread]:
    for kind in OperationKind:
        for measure in MEASURES:
            measured = sorted(_measured(measure, done.get(kind, ())), key=lambda one: one[0])
            if len(measured) < FEW:
                continue
            values = [value for value, *_ in measured]
            _, operation, test = measured[-1]
            yield Spread(
                measure=measure.name,
                kind=kind,
                count=len(values),
                median=_quantile(values, 0.5),
                high=_quantile(values, 0.95),
                most=values[-1],
                bars=tuple(_bars(values)),
                longest=(operation, test),
            )


def _measured(measure: Measure, done: Iterable[tuple[Operation, TestRecord]]) -> Iterator[tuple[float, Operation, TestRecord]]:
    for operation, test in done:
        value = measure.of(operation)
        if value is not None:
            yield value, operation, test


def _quantile(values: Sequence[float], part: float) -> float:
    """The nearest rank: a value that was measured."""
    return values[max(0, ceil(part * len(values)) - 1)]


def _bars(values: Sequence[float]) -> Iterator[tuple[float, float, int]]:
    """Bars of one width that is a round number."""
    low, high = values[0], values[-1]
    width = _round_up((high - low) / (BINS - 2) or max(high, 1.0) / BINS)
    first = floor(low / width)
    counts = [0] * (floor(high / width) - first + 1)
    for value in values:
        counts[floor(value / width) - first] += 1
    for place, count in enumerate(counts):
        yield (first + place) * width, (first + place + 1) * width, count


def _round_up(width: float) -> float:
    """The next of 1, 2, 5, 10, ..."""
    scale = 10.0 ** floor(log10(width))
    return next(step * scale for step in (1, 2, 5, 10) if step * scale >= width)
