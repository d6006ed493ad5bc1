"""Which migrations will work, by the facts of the two hosts alone. Pure: nothing is asked of anybody.

The invariants say it: each names the operations that its violation stops. One that does not hold is a failure with its cause; one that
could not be seen leaves the outcome unknown; else the pair is expected to work.
"""

from collections.abc import Iterator

from conformance.model.errors import CloudFault
from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind
from conformance.model.prediction import Expected, Prediction
from conformance.run.host import AllHosts, Host
from conformance.run.invariants import violations

MIGRATIONS = (OperationKind.LIVE_MIGRATION, OperationKind.COLD_MIGRATION)
"""The operations that are done over pairs."""

DEEPEST_FIRST = (
    "libvirt_answers",
    "cpu_virtualization",
    "acceleration",
    "kvm_device",
    "kvm_ownership",
    "cpu_mode",
    "cpu_models",
    "virt_type_alike",
    "qemu_not_older",
    "machine_types_known",
    "cpu_features_there",
    "instances_storage_alike",
    "migration_ssh_works",
    "migration_certificates_valid",
    "migration_port_listens",
)
"""Where several do not hold, the one that explains the others or is met first; those that are not named come after, by their names."""

LAST = ("l2_agent_alive", "compute_service_runs")
"""What says least of why: these two say only that a service is not there."""


def predict(kind: OperationKind, source: Host, destination: Host) -> Prediction:
    """What is to be expected of that operation from one host to the other."""
    pair = HostPair(source=source.name, destination=destination.name)
    found = list(violations(source, destination, lambda invariant: kind in invariant.about.stops))
    faults = [(invariant, trouble) for invariant, trouble in found if isinstance(trouble, CloudFault)]
    if faults:
        invariant, fault = min(faults, key=lambda one: _depth(one[0].id))
        where = f" on {fault.host}" if fault.host else ""
        because = f"expected {fault.expected}; seen{where}: {fault.seen}"
        about = {"cause": invariant.about.cause, "invariant": invariant.id, "because": because}
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


def _depth(invariant: str) -> tuple[int, str]:
    if invariant in LAST:
        return (len(DEEPEST_FIRST) + 1 + LAST.index(invariant), invariant)
    return (DEEPEST_FIRST.index(invariant) if invariant in DEEPEST_FIRST else len(DEEPEST_FIRST), invariant)
