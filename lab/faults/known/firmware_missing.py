"""The image asks for UEFI, for which these hosts have no firmware."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Register such an image."""
    target.create_image("lab-fault-uefi", hw_firmware_type="uefi")


FAULT = Fault(
    title="UEFI without a firmware",
    inject=inject,
    cause="firmware-or-device-unsupported",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY, blamed=Blamed.TARGET, profile={"guest": {"image": "lab-fault-uefi"}}),),
    place=FaultPlace.CONTROL,
    apart=True,
    remedy="install the firmware, or boot another image",
)
