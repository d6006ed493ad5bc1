"""The flavor asks for huge pages, of which the host has none."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget

NAME = "lab.fault.hugepages"


def inject(target: FaultTarget) -> None:
    """Make such a flavor."""
    flavor = target.create("compute", "flavor", NAME, ram=96, vcpus=1, disk=1)
    target.cloud.compute.create_flavor_extra_specs(flavor, {"hw:mem_page_size": "2MB"})


FAULT = Fault(
    title="huge pages missing",
    inject=inject,
    cause="numa-topology",
    shows=(Showing(OperationKind.BOOT, HostRole.ANY, profile={"guest": {"flavor": NAME}}),),
    place=FaultPlace.CONTROL,
    apart=True,
    blamed=Blamed.TARGET,
    remedy="reserve huge pages on the host, boot again",
)
