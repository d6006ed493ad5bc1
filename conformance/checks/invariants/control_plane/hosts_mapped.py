"""Every compute host is in a cell."""

from conformance.checks.comparison import some
from conformance.checks.host import Cloud
from conformance.input.names import short_name
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
    """Every nova-compute service has a hypervisor in Nova's list, which holds only those of hosts that are mapped to a cell.

    One of Ironic has none as long as it has no node: what counts is a host that is tested, or has a resource provider.
    """
    cloud.require("services")
    cloud.require("hypervisors")
    cloud.require("providers")
    mapped = set(cloud.facts.hypervisors.values())
    computes = {one.host for one in cloud.facts.services if one.binary == "nova-compute" and one.cell_answers}
    providers = {short_name(provider.name) for provider in cloud.facts.providers}
    lost = sorted(host for host in computes - mapped if host in cloud.around.names or short_name(host) in providers)
    if lost:
        raise CloudFault("every nova-compute has a hypervisor in Nova's list", f"none: {some(lost)}")
