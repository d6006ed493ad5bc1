"""Stops libvirtd: Nova's connection to the hypervisor breaks."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, FaultGroup, HostRole, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Stop libvirtd."""
    target.stop("libvirtd")


def recover(target: FaultTarget) -> None:
    """Restart nova-compute: Nova disables the host by itself, and enables it again when it finds libvirt."""
    target.restart("nova-compute")


FAULT = Fault(
    title="libvirtd stopped",
    inject=inject,
    recover=recover,
    cause="hypervisor-down",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, midway=True), Showing(OperationKind.PAUSE, midway=True)),
    invariants=(
        Violation("libvirt_answers", group=FaultGroup.STOPPED),
        Violation("services_run"),
    ),
    remedy="start libvirtd and nova-compute, migrate again",
)
