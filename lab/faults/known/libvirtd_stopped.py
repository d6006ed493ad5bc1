"""Stops libvirtd: Nova's connection to the hypervisor breaks."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Part, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Stop libvirtd."""
    patient.stop("libvirtd")
    # Nova disables the host by itself, and enables it again when it finds libvirt
    patient.restart_later("nova-compute")


FAULT = Fault(
    title="libvirtd stopped",
    inject=inject,
    cause="hypervisor-down",
    shows=(Showing(OperationKind.LIVE_MIGRATION, Part.DESTINATION, midway=True),),
    invariants=("libvirt_answers", "services_run"),
    remedy="start libvirtd and nova-compute, migrate again",
)
