"""A firewall on the destination drops what comes to libvirt's port: the source waits, and gives up."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Part, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Drop what comes to libvirt's port from other hosts."""
    patient.refuse("INPUT", "-i mgmt0 -p tcp --dport 16509 -j DROP")


FAULT = Fault(
    title="libvirt's port dropped by a firewall",
    inject=inject,
    cause="migration-network-blocked",
    shows=(Showing(OperationKind.LIVE_MIGRATION, Part.DESTINATION),),
    invariants=("migration_port_reachable",),
    remedy="open the port, migrate again",
)
