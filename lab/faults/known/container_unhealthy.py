"""libvirtd hangs in its container, and the socket by which its health check asks it is gone: it runs, and the check fails."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import KOLLA_SHAPES
from lab.wait import wait_for

_SOCKET = "/run/libvirt/libvirt-sock"
_CHECKS = 300
"""Seconds: three health checks in a row must fail, each begun 30 s after the one before ended, on a machine that may be busy."""


def inject(target: FaultTarget) -> None:
    """Take its socket away, stop its clock, and wait until the engine calls the container unhealthy."""
    # with the socket there the check would hang, too: Docker ends one that takes too long, Podman before 5.6 waits for it without end
    target.change(
        f"mv {_SOCKET} {_SOCKET}.lab; kill -STOP $(pidof libvirtd)",
        f"kill -CONT $(pidof libvirtd) 2> /dev/null || :; [ ! -e {_SOCKET}.lab ] || mv {_SOCKET}.lab {_SOCKET}",
    )
    health = f"{target.engine.program} inspect --format '{{{{.State.Health.Status}}}}' nova_libvirt"
    wait_for(f"nova_libvirt on {target.name} to be unhealthy", lambda: target.sh(health).strip() == "unhealthy", budget=_CHECKS, interval=5)


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
