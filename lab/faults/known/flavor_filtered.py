"""The flavor asks for a capability that no host has."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget

NAME = "lab.fault.xen"


def inject(target: FaultTarget) -> None:
    """Make such a flavor."""
    flavor = target.create("compute", "flavor", NAME, ram=96, vcpus=1, disk=1)
    target.cloud.compute.create_flavor_extra_specs(flavor, {"capabilities:hypervisor_type": "s== XEN"})


FAULT = Fault(
    title="flavor that ComputeCapabilitiesFilter keeps from every host",
    inject=inject,
    cause="no-valid-host",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY, detail="ComputeCapabilitiesFilter", profile={"guest": {"flavor": NAME}}),),
    place=FaultPlace.CONTROL,
    apart=True,
    blamed=Blamed.NONE,
    remedy="correct the flavor's extra specs, boot again",
)
