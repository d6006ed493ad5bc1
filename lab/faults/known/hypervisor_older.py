"""The destination's QEMU is older than the source's, and Nova sees it before anything is moved."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultGroup, HostRole, Showing, Violation
from lab.faults.newer_qemu import run_newer_qemu
from lab.faults.target import FaultTarget
from lab.layout import Shape


def inject(target: FaultTarget) -> None:
    """Run Debian 13's QEMU on the source, and have Nova look at its version anew: a host is not made older, its peer is newer."""
    run_newer_qemu(target)
    target.restart("nova-compute")


FAULT = Fault(
    title="older QEMU on the destination",
    inject=inject,
    cause="hypervisor-version-gap",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.SOURCE),),
    blamed=Blamed.PEER,
    invariants=(
        Violation("qemu_not_older", on=Blamed.PEER, within=60, group=FaultGroup.VERSION),
        Violation("versions_alike", on=Blamed.TARGET, within=60, group=FaultGroup.VERSION),
    ),
    difference="the source runs Debian 13's QEMU under Debian 12's libvirt",
    remedy="upgrade QEMU on the older host, migrate again; until then, migrate from older to newer only",
    shapes=frozenset({Shape.SUPERVISOR}),
)
