"""Nova on this host verifies signatures, and the image has none."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Have Nova verify signatures, and fetch the image anew."""
    patient.nova("glance", "verify_glance_signatures", "true")
    patient.change("rm -f /var/lib/nova/instances/_base/*", "true")
    patient.restart("nova-compute")


FAULT = Fault(
    title="image without a signature where one is required",
    inject=inject,
    cause="image-signature-invalid",
    shows=(Showing(OperationKind.BOOT, blamed=Blamed.NONE),),
    invariants=("nova_conf_alike",),
    remedy="sign the image or do without, restart nova-compute, boot again",
)
