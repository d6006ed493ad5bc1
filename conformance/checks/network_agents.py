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
    pairs = _ovn_setting(host, "ovn-bridge-mappings").split(",")
    return dict(pair.strip().split(":", 1) for pair in pairs if ":" in pair)


def tunnel_addresses(host: Host) -> tuple[str, ...]:
    """The addresses at which tunnels from other hosts end: OVN may have several; none where there are no tunnels."""
    told = tuple(agent.tunnel_address for agent in l2_agents(host) if agent.tunnel_address)
    if told:
        return told[:1]
    return tuple(address for word in _ovn_setting(host, "ovn-encap-ip").split(",") if (address := word.strip()))


def _ovn_setting(host: Host, name: str) -> str:
    """What ovn-controller is told in Open vSwitch; what is set for its chassis alone comes before what is set for all."""
    settings = host.switch.settings
    return settings.get(f"{name}-{settings.get('system-id', '')}", settings.get(name, ""))
