"""Neutron's agents are alive."""

from conformance.checks.comparison import some
from conformance.checks.host import Cloud
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="vif-plug-timeout",
    why="A VIF timeout is usually an agent that stopped reporting; DHCP and metadata agents fail the guest after it is ACTIVE.",
    remedy="openstack network agent list; restart the agent, and look in its log why it does not report.",
    practice="Alert on dead agents of Neutron.",
    source=(SPAWN_GUIDE.at("prevention best practices"),),
)


def check_cloud(cloud: Cloud) -> None:
    """Every agent of Neutron that is enabled is alive."""
    cloud.require("agents")
    dead = [f"{agent.kind} on {agent.host}" for agent in cloud.facts.agents if agent.enabled and not agent.alive]
    if dead:
        raise CloudFault("every agent of Neutron that is enabled is alive", f"dead: {some(dead)}")
