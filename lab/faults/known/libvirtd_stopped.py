"""Stops libvirtd: Nova's connection to the hypervisor breaks."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Stop libvirtd."""
    target.stop("libvirtd")
    # Nova disables the host by itself, and enables it again when it finds libvirt
    target.restart_later("nova-compute")


FAULT = Fault(
    title="libvirtd stopped",
    inject=inject,
    cause="hypervisor-down",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, midway=True),),
    invariants=("libvirt_answers", "services_run"),
    remedy="start libvirtd and nova-compute, migrate again",
)
