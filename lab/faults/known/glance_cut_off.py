"""A firewall keeps one host from Glance, and it has not cached the image."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, Showing
from lab.faults.patient import FORGET_IMAGES, Patient


def inject(patient: Patient) -> None:
    """Reject what the host sends to Glance, and have it fetch the image anew."""
    patient.change(FORGET_IMAGES, FORGET_IMAGES)
    patient.refuse("OUTPUT", f"-d {patient.address('control')} -p tcp --dport 9292 -j REJECT --reject-with tcp-reset")


FAULT = Fault(
    title="Glance cut off from one host",
    inject=inject,
    cause="image-download-failed",
    shows=(Showing(OperationKind.BOOT),),
    blamed=Blamed.NONE,
    remedy="open the way to Glance, boot again",
)
