"""nova-compute of one host looks for Neutron in a region that the catalog does not have."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Give [neutron] another region."""
    target.nova("neutron", "region_name", "NoSuchRegion")
    target.restart("nova-compute")


FAULT = Fault(
    title="a region that the catalog does not have",
    inject=inject,
    cause="service-catalog",
    shows=(Showing(OperationKind.BOOT, detail="network"),),
    remedy="correct the region, restart nova-compute, boot again",
)
