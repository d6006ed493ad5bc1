"""How a host's L2 agent is set up, be it Open vSwitch's own, OVN's, or one that needs no Open vSwitch."""

from conformance.checks.host import Host
from conformance.config.profile_model import LogicalService, ServiceKind
from conformance.input.names import plain_address
from conformance.model.cloud_facts import Agent
from conformance.model.invariant import NotApplicable

_OF_SWITCH = frozenset({"Open vSwitch agent", "OVN Controller agent", "OVN Controller Gateway agent"})
_OTHERS = frozenset({"Linux bridge agent", "Macvtap agent", "NIC Switch agent"})
"""Kinds of agents that plug ports, as Neutron names them."""


def l2_agents(host: Host) -> list[Agent]:
    """The agents of this host that plug ports."""
    cloud = host.around.cloud
    cloud.require("agents")
    return [agent for agent in cloud.facts.agents if agent.host == host.name and agent.kind in _OF_SWITCH | _OTHERS]


def has_none(host: Host, name: LogicalService) -> bool:
    """Whether the profile says that the deployment has no such service."""
    service = host.profile.services.get(name)
    return service is not None and service.kind is ServiceKind.NONE and not service.alternatives


def why_without_switch(host: Host) -> str | None:
    """Why there is no Open vSwitch on a host to look at; None where there is one, or is to be."""
    if host.facts.switch is not None:
        return None
    if has_none(host, LogicalService.VSWITCH):
        return "this deployment has no Open vSwitch: the profile says services.vswitch.kind: none"
    service = host.profile.services.get(LogicalService.VSWITCH)
    absent = any(state.service == LogicalService.VSWITCH and state.is_absent for state in host.facts.services)
    if service is not None and service.optional and absent:
        return "there is no Open vSwitch on this host, which the profile lets it do without"
    agents = l2_agents(host)
    if agents and not any(agent.kind in _OF_SWITCH for agent in agents):
        return f"its L2 agent is the {agents[0].kind}, which uses no Open vSwitch"
    return None


def mappings(host: Host) -> dict[str, str]:
    """Physical networks and their bridges: as the agent told Neutron, or as OVN keeps them in Open vSwitch.

    :raises NotApplicable: no agent told, and there is no Open vSwitch
    """
    told = {network: bridge for agent in l2_agents(host) for network, bridge in agent.mappings.items()}
    if told:
        return told
    if why := why_without_switch(host):
        raise NotApplicable(why)
    pairs = _of_ovn(host, "ovn-bridge-mappings").split(",")
    return dict(pair.strip().split(":", 1) for pair in pairs if ":" in pair)


def physical_networks(host: Host) -> tuple[str, ...]:
    """The physical networks that are on interfaces of the host, without a bridge that is named."""
    return tuple(sorted({network for agent in l2_agents(host) for network in agent.interfaces}))


def tunnel_addresses(host: Host) -> tuple[str, ...]:
    """The addresses at which tunnels from other hosts end, in their shortest form; none where there are none."""
    told = next((agent.tunnel_address for agent in l2_agents(host) if agent.tunnel_address), None)
    if told is None:
        told = "" if why_without_switch(host) else _of_ovn(host, "ovn-encap-ip")
    return tuple(plain_address(one.strip()) or one.strip() for one in told.split(",") if one.strip())


def _of_ovn(host: Host, key: str) -> str:
    """What OVN's controller is told in Open vSwitch: for the chassis of this host alone, or for all."""
    settings = host.switch.settings
    chassis = settings.get("system-id")
    own = [name for name in settings if name.startswith(f"{key}-") and (chassis is None or name == f"{key}-{chassis}")]
    return settings.get(own[0] if len(own) == 1 else key, "")
