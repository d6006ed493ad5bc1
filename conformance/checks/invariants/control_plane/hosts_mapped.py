"""Every compute host is in a cell."""

from conformance.checks.comparison import some
from conformance.checks.host import Cloud
from conformance.model.errors import CloudFault
from conformance.model.guides import NOVA_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="cell-mapping",
    why="A host that is mapped to no cell reports, and is up, and never gets an instance.",
    remedy="nova-manage cell_v2 discover_hosts --verbose; nova-manage cell_v2 list_cells shows whether each cell's URLs are right.",
    practice="Map every compute host to a cell.",
    source=(NOVA_GUIDE.at("Deploy: post-deploy verification"), NOVA_GUIDE.at("Troubleshoot 6: Cell Mapping Issues")),
)


def check_cloud(cloud: Cloud) -> None:
    """Every nova-compute service has a hypervisor in Nova's list, which holds only those of hosts that are mapped to a cell."""
    cloud.require("services")
    cloud.require("hypervisors")
    mapped = set(cloud.facts.hypervisors.values())
    lost = sorted({service.host for service in cloud.facts.services if service.binary == "nova-compute"} - mapped)
    if lost:
        raise CloudFault("every nova-compute has a hypervisor in Nova's list", f"none: {some(lost)}")
