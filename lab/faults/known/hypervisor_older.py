"""The destination's QEMU is older than the source's, and Nova sees it before anything is moved."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, FaultGroup, HostRole, Showing, Violation
from lab.faults.older_qemu import run_older_qemu
from lab.faults.target import FaultTarget
from lab.layout import Shape


def inject(target: FaultTarget) -> None:
    """Run a QEMU that says it is of an earlier stable release, and have Nova look at its version anew."""
    run_older_qemu(target)
    target.restart("nova-compute")


FAULT = Fault(
    title="older QEMU on the destination",
    inject=inject,
    cause="hypervisor-version-gap",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION),),
    invariants=(
        Violation("qemu_not_older", within=60, group=FaultGroup.VERSION),
        Violation("versions_alike", within=60, group=FaultGroup.VERSION),
    ),
    difference="QEMU is a copy of its own with another last number of its version",
    remedy="upgrade QEMU on the older host, migrate again; until then, migrate from older to newer only",
    shapes=frozenset({Shape.SUPERVISOR}),
)
