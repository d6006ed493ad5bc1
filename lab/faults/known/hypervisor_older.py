"""The destination's QEMU is older than the source's, and Nova sees it before anything is moved."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Part, Showing

FAULT = Fault(
    title="older QEMU on the destination",
    inject=None,
    cause="hypervisor-version-gap",
    shows=(Showing(OperationKind.LIVE_MIGRATION, Part.DESTINATION),),
    invariants=("qemu_not_older", "versions_alike"),
    recorded="Debian 12 has one QEMU",
)
