"""Which migrations will work, by the facts of the two hosts alone. Pure: nothing is asked of anybody.

The invariants say it: each names the operations that its violation stops. One that does not hold is a failure with its cause; one that
could not be seen leaves the outcome unknown; else the pair is expected to work.
"""

from collections.abc import Iterator

from conformance.checks.host import AllHosts, Host
from conformance.checks.invariants import Invariant, violations
from conformance.model.errors import CloudFault
from conformance.model.hosts import HostPair
from conformance.model.operation import MIGRATIONS, OperationKind
from conformance.model.prediction import Expected, Prediction


def predict(kind: OperationKind, source: Host, destination: Host) -> Prediction:
    """What is to be expected of that operation from one host to the other."""
    pair = HostPair(source=source.name, destination=destination.name)
    found = list(violations(source, destination, lambda invariant: kind in invariant.about.stops))
    faults = [(invariant, trouble) for invariant, trouble in found if isinstance(trouble, CloudFault)]
    if faults:
        invariant, fault = min(faults, key=lambda one: in_order(one[0]))
        where = f" on {fault.host}" if fault.host else ""
        because = f"expected {fault.expected}; seen{where}: {fault.seen}"
        about = {"cause": invariant.about.cause, "invariant": invariant.id, "because": because, "host": fault.host}
        return Prediction(kind=kind, pair=pair, expected=Expected.FAILS, **about)
    if found:
        invariant, trouble = found[0]
        return Prediction(kind=kind, pair=pair, expected=Expected.UNKNOWN, invariant=invariant.id, because=str(trouble))
    return Prediction(kind=kind, pair=pair, expected=Expected.WORKS)


def predict_all(hosts: AllHosts) -> Iterator[Prediction]:
    """Every migration of every ordered pair."""
    for kind in MIGRATIONS:
        for source in hosts.all:
            for destination in hosts.others(source.name):
                yield predict(kind, source, destination)


def in_order(invariant: Invariant) -> tuple[int, str]:
    """What invariants are sorted by, the one first that is predicted to be why an operation fails where several do not hold."""
    return (invariant.about.rank, invariant.id)
