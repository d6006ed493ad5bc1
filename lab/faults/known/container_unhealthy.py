"""libvirtd hangs in its container: it runs, and its health check does not end well."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import KOLLA_SHAPES
from lab.wait import wait_for

_CHECKS = 300
"""Seconds: three health checks in a row, each 30 s after the one before and given 30 s."""


def inject(target: FaultTarget) -> None:
    """Stop its clock, and wait until the engine calls the container unhealthy."""
    target.change("kill -STOP $(pidof libvirtd)", "kill -CONT $(pidof libvirtd) 2> /dev/null || :")
    health = f"{target.engine.program} inspect --format '{{{{.State.Health.Status}}}}' nova_libvirt"
    wait_for(f"nova_libvirt on {target.name} to be unhealthy", lambda: target.sh(health).strip() == "unhealthy", budget=_CHECKS, interval=2)


def recover(target: FaultTarget) -> None:
    """Restart nova-compute, which waits for libvirt."""
    target.restart("nova-compute")


FAULT = Fault(
    title="libvirt's container unhealthy",
    inject=inject,
    recover=recover,
    cause="hypervisor-down",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, midway=True),),
    invariants=(Violation("libvirt_answers"), Violation("services_run")),
    shapes=KOLLA_SHAPES,
    remedy="restart the container nova_libvirt, then nova_compute; migrate again",
)
