"""The bridges of the physical networks are there."""

from conformance.checks.host import Host
from conformance.checks.network_agents import mappings
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import ARRIVES
from conformance.model.reference import Reference

_AGENT = "https://opendev.org/openstack/neutron/src/branch/stable/2026.1/neutron/plugins/ml2/drivers/openvswitch/agent/ovs_neutron_agent.py"

ABOUT = About(
    cause="port-binding-failed",
    why="An agent whose bridge is missing binds no port of that network, or does not start.",
    remedy="ovs-vsctl add-br BRIDGE, and add its port; or correct bridge_mappings of the agent (OVN: external_ids:ovn-bridge-mappings).",
    practice="See that the OVS bridges of the mappings exist.",
    source=(
        SPAWN_GUIDE.at("step 4: correlate with Neutron"),
        Reference(title="neutron/plugins/ml2/drivers/openvswitch/agent/ovs_neutron_agent.py (Neutron 2026.1)", url=_AGENT),
    ),
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
