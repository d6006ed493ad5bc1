"""qemu.conf of one host has a port that is out of range: libvirt's QEMU driver does not start, and nova-compute disables itself."""

from contextlib import suppress

from conformance.model.operation import OperationKind
from lab.errors import LabError
from lab.faults.fault import Fault, HostRole, Showing
from lab.faults.target import FaultTarget

CONFIGURATION = "/etc/libvirt/qemu.conf"


def inject(target: FaultTarget) -> None:
    """Add the option, and restart libvirtd, which nova-compute loses."""
    path = target.path(CONFIGURATION)
    target.write(path, f"{target.read(path)}\nmigration_port_max = 1\n")
    # that it does not start is the fault
    with suppress(LabError):
        target.restart("libvirtd")


FAULT = Fault(
    title="a value that qemu.conf may not have",
    inject=inject,
    cause="service-misconfigured",
    shows=(Showing(OperationKind.LIVE_MIGRATION, part=HostRole.SOURCE, midway=True),),
    remedy="correct the value, restart libvirtd, migrate again",
)
