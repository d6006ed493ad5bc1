"""Nova on this host verifies signatures, and the image has none."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Have Nova verify signatures, and fetch the image anew."""
    target.nova("glance", "verify_glance_signatures", "true")
    target.change("rm -f /var/lib/nova/instances/_base/*", "true", within="nova-compute")
    target.restart("nova-compute")


FAULT = Fault(
    title="image without a signature where one is required",
    inject=inject,
    cause="image-signature-invalid",
    shows=(Showing(OperationKind.BOOT, blamed=Blamed.NONE),),
    invariants=(Violation("nova_conf_alike"),),
    remedy="sign the image or do without, restart nova-compute, boot again",
)
