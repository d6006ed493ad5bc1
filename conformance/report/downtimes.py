"""For how long guests did not answer while they were moved: which operations of a run measured it, and the longest of each kind."""

from collections.abc import Iterable, Iterator

from conformance.model.base import Noun
from conformance.model.hosts import HostPair
from conformance.model.operation import Downtime, Operation, OperationKind
from conformance.report.run_file import TestRecord


class LongestDowntime(Noun):
    """The longest downtime of a kind of operation in a run. pair: between which hosts, where that is known; of: so many were measured."""

    kind: OperationKind
    pair: HostPair | None
    downtime: Downtime
    of: int


def measured(tests: Iterable[TestRecord]) -> Iterator[tuple[Operation, Downtime, float]]:
    """Every operation of which the downtime was measured, with what was seen and the seconds."""
    for test in tests:
        for operation in test.operations:
            if operation.downtime is not None and operation.downtime.seconds is not None:
                yield operation, operation.downtime, operation.downtime.seconds


def longest_downtimes(tests: Iterable[TestRecord]) -> tuple[LongestDowntime, ...]:
    """The longest of each kind, in the order of the kinds; the first of several that are as long."""
    known = list(measured(tests))
    found = []
    for kind in OperationKind:
        of_kind = [one for one in known if one[0].kind is kind]
        if of_kind:
            operation, downtime, _ = max(of_kind, key=lambda one: one[2])
            found.append(LongestDowntime(kind=kind, pair=pair_of(operation), downtime=downtime, of=len(of_kind)))
    return tuple(found)


def why_not_measured(tests: Iterable[TestRecord]) -> dict[str, int]:
    """How many operations were not measured, by the reason."""
    found: dict[str, int] = {}
    for test in tests:
        for operation in test.operations:
            if operation.downtime is not None and operation.downtime.why_not is not None:
                found[operation.downtime.why_not] = found.get(operation.downtime.why_not, 0) + 1
    return found


def pair_of(operation: Operation) -> HostPair | None:
    """The hosts that an operation moved its guest between; None where it stayed, or that is not known."""
    source, destination = operation.source, operation.destination
    return HostPair(source=source, destination=destination) if source and destination and source != destination else None
