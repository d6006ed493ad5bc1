"""No port is kept for a server that is gone."""

from conformance.checks.comparison import some
from conformance.checks.host import Cloud
from conformance.model.errors import CloudFault
from conformance.model.guides import NOVA_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="network-allocation-failed",
    why="Each such port holds an address and a part of the quota, until there is none left for a new instance.",
    remedy="openstack port list --device-owner compute:nova against openstack server list; delete those whose server is gone.",
    practice="Find ports that no server owns.",
    source=(NOVA_GUIDE.at("Orphan Instance Cleanup"),),
)


def check_cloud(cloud: Cloud) -> None:
    """Every port that Neutron keeps for a server is that of a server which is there."""
    cloud.require("orphaned_ports")
    lost = cloud.facts.orphaned_ports
    if lost:
        raise CloudFault("ports of servers belong to servers that are there", f"{len(lost)} to none: {some(lost)}")
