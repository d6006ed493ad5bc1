"""The image asks for another architecture than the hosts have."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget

NAME = "lab-fault-aarch64"


def inject(target: FaultTarget) -> None:
    """Register such an image."""
    target.create_image(NAME, hw_architecture="aarch64", architecture="aarch64")


FAULT = Fault(
    title="image that ImagePropertiesFilter keeps from every host",
    inject=inject,
    cause="no-valid-host",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY, detail="ImagePropertiesFilter", profile={"guest": {"image": NAME}}),),
    place=FaultPlace.CONTROL,
    apart=True,
    blamed=Blamed.NONE,
    remedy="correct the image's properties, boot again",
)
