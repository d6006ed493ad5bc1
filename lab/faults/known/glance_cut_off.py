"""A firewall keeps one host from Glance, and it has not cached the image."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Showing
from lab.faults.target import FORGET_IMAGES, FaultTarget


def inject(target: FaultTarget) -> None:
    """Reject what the host sends to Glance, and have it fetch the image anew."""
    target.change(FORGET_IMAGES, FORGET_IMAGES, within="nova-compute")
    target.refuse("OUTPUT", f"-d {target.address('control')} -p tcp --dport 9292 -j REJECT --reject-with tcp-reset")


FAULT = Fault(
    title="Glance cut off from one host",
    inject=inject,
    cause="image-download-failed",
    shows=(
        Showing(OperationKind.BOOT),
        Showing(OperationKind.REBUILD, midway=True),
        Showing(OperationKind.RESCUE, midway=True),
    ),
    blamed=Blamed.NONE,
    remedy="open the way to Glance, boot again",
)
