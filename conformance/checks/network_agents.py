"""How a host's L2 agent is set up, be it Open vSwitch's own or OVN's."""

from conformance.checks.host import Host
from conformance.model.cloud_facts import Agent

_L2 = ("Open vSwitch agent", "OVN Controller agent", "OVN Controller Gateway agent", "Linux bridge agent", "Macvtap agent")
"""Kinds of agents that plug ports, as Neutron names them."""


def l2_agents(host: Host) -> list[Agent]:
    """The agents of this host that plug ports."""
    cloud = host.around.cloud
    cloud.require("agents")
    return [agent for agent in cloud.facts.agents if agent.host == host.name and agent.kind in _L2]


def mappings(host: Host) -> dict[str, str]:
    """Physical networks and their bridges: as the agent told Neutron, or as OVN keeps them in Open vSwitch."""
    told = {network: bridge for agent in l2_agents(host) for network, bridge in agent.mappings.items()}
    if told:
        return told
    pairs = host.switch.settings.get("ovn-bridge-mappings", "").split(",")
    return dict(pair.strip().split(":", 1) for pair in pairs if ":" in pair)


def tunnel_address(host: Host) -> str | None:
    """The address at which tunnels from other hosts end; None where there are none."""
    told = next((agent.tunnel_address for agent in l2_agents(host) if agent.tunnel_address), None)
    return told or host.switch.settings.get("ovn-encap-ip") or None
