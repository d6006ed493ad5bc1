"""libvirt has terminals of its own in its container, as Kolla-Ansible gives it with Podman: nova-compute sees none of a guest's console."""

from conformance.model.operation import OperationKind
from lab.faults.containers import make_anew
from lab.faults.fault import Fault, Showing
from lab.faults.target import FaultTarget
from lab.layout import Shape


def inject(target: FaultTarget) -> None:
    """Make the container as Kolla-Ansible makes it."""
    target.stop("libvirtd")
    target.restart_later("libvirtd", "nova-compute")
    make_anew(target, "nova_libvirt", "--mount", "type=devpts,destination=/dev/pts")
    target.manager.restart("libvirtd", "nova-compute")
    target.await_service("up")


FAULT = Fault(
    title="terminals of guests not seen by nova-compute",
    inject=inject,
    cause="console-failed",
    shows=(Showing(OperationKind.BOOT, detail="terminal not seen"),),
    shapes=frozenset({Shape.KOLLA_PODMAN}),
    remedy="take devpts from the volumes of nova_libvirt, or set [serial_console] enabled = true; boot again",
)
