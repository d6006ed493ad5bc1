"""The bridges of the physical networks are there."""

from conformance.model.errors import CloudFault
from conformance.model.invariant import ARRIVES, About, NotApplicable
from conformance.run.host import Host
from conformance.run.network_agents import mappings

ABOUT = About(
    cause="port-binding-failed",
    why="An agent whose bridge is missing binds no port of that network, or does not start.",
    remedy="ovs-vsctl add-br BRIDGE, and add its port; or correct bridge_mappings of the agent (OVN: external_ids:ovn-bridge-mappings).",
    source="OpenStack Error Guide: Instance failed to spawn, step 4; neutron/plugins/ml2/drivers/openvswitch",
    stops=ARRIVES,
)


def check(host: Host) -> None:
    """Each bridge that a physical network is mapped to exists in Open vSwitch, and so does the integration bridge."""
    mapped = mappings(host)
    bridges = host.switch.bridges
    missing = {bridge: network for network, bridge in mapped.items() if bridge not in bridges}
    if missing:
        bridge, network = next(iter(missing.items()))
        raise CloudFault(f"bridge {bridge}, which {network} is mapped to", f"bridges: {', '.join(bridges) or 'none'}", host.name)
    if not bridges:
        raise NotApplicable("Open vSwitch has no bridges here, and none is mapped")
