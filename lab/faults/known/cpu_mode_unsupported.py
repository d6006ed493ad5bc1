"""Nova asks for the host's CPU to be passed through, which emulation cannot."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing
from lab.faults.patient import Patient


def inject(patient: Patient) -> None:
    """Set cpu_mode = host-passthrough."""
    patient.nova("libvirt", "cpu_mode", "host-passthrough")
    patient.restart("nova-compute")


FAULT = Fault(
    title="CPU mode that the host's hypervisor does not support",
    inject=inject,
    cause="cpu-incompatible-spawn",
    shows=(Showing(OperationKind.BOOT),),
    invariants=("cpu_mode", "nova_conf_alike"),
    difference="guests are emulated",
    remedy="correct cpu_mode, restart nova-compute, boot again",
)
