"""The image asks for a machine type that this QEMU does not have."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Register such an image."""
    target.create_image("lab-fault-machine", hw_machine_type="pc-i440fx-99.9")


FAULT = Fault(
    title="machine type that the hypervisor does not know",
    inject=inject,
    cause="firmware-or-device-unsupported",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY, blamed=Blamed.TARGET, profile={"guest": {"image": "lab-fault-machine"}}),),
    place=FaultPlace.CONTROL,
    apart=True,
    remedy="correct the image's property, boot again",
)
