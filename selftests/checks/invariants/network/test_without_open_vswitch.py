"""Hosts whose network needs no Open vSwitch, or none of Neutron's agents."""

from typing import Any

import pytest

from conformance.checks.host import AllHosts
from conformance.checks.invariants import hold
from conformance.config.profile_model import LogicalService, Service, ServiceKind
from conformance.model.cloud_facts import Agent
from conformance.model.errors import CloudFault
from conformance.model.facts import ABSENT, ServiceState, UnreadFact
from conformance.model.invariant import NotApplicable
from selftests.checks.invariants.good import PROFILE, around, host

NO_SWITCH = UnreadFact(what="switch", why="container openvswitch_vswitchd: there is no such container")
WITH_SWITCH = Service(kind=ServiceKind.DOCKER, name="openvswitch_vswitchd", optional=True)
NONE = Service(kind=ServiceKind.NONE, name="none")
OF_SWITCH = ("bridges_there", "bridge_mappings_alike", "tunnel_endpoint_own")


def hosts(agents: tuple[Agent, ...], **services: Service) -> AllHosts:
    """h1 and h2, whose Open vSwitch could not be read, as there is none."""
    profile = PROFILE.model_copy(update={"services": PROFILE.services | {LogicalService(name): one for name, one in services.items()}})
    absent = ServiceState(service="vswitch", state=ABSENT, running=False)
    changes: dict[str, Any] = {"switch": None, "gaps": (NO_SWITCH,), "services": (*host().services, absent)}
    return around(host("h1", **changes), host("h2", **changes), cloud_changes={"agents": agents}, profile=profile)


def agents(kind: str, *networks: str, second: tuple[str, ...] | None = None) -> tuple[Agent, ...]:
    of = {"h1": networks, "h2": networks if second is None else second}
    return tuple(Agent(kind=kind, host=name, alive=True, enabled=True, interfaces=there) for name, there in of.items())


LINUX_BRIDGE = agents("Linux bridge agent", "physnet1")


def skipped(invariant: str, of: AllHosts) -> str:
    with pytest.raises(NotApplicable) as caught:
        hold(invariant, of, "h1")
    return str(caught.value)


@pytest.mark.parametrize("kind", ["Linux bridge agent", "Macvtap agent", "NIC Switch agent"])
def test_agents_that_need_no_open_vswitch(kind: str) -> None:
    there = hosts(agents(kind, "physnet1"), vswitch=WITH_SWITCH)
    hold("l2_agent_alive", there, "h1")
    hold("bridge_mappings_alike", there, "h1")
    assert skipped("bridges_there", there) == "there is no Open vSwitch on this host, which the profile lets it do without"
    assert skipped("tunnel_endpoint_own", there) == "the host has no tunnel endpoint"
    without_service = hosts(agents(kind, "physnet1"))
    assert skipped("bridges_there", without_service) == f"its L2 agent is the {kind}, which uses no Open vSwitch"


def test_physical_networks_on_interfaces_are_compared_by_name() -> None:
    other = hosts(agents("Linux bridge agent", "physnet1", second=("physnet1", "physnet2")), vswitch=WITH_SWITCH)
    with pytest.raises(CloudFault) as caught:
        hold("bridge_mappings_alike", other, "h2")
    assert (caught.value.expected, caught.value.seen) == (
        "bridge mappings: physnet1, as on h1",
        "bridge mappings: physnet1, physnet2",
    )


def test_a_linux_bridge_agent_may_have_tunnels() -> None:
    vxlan = tuple(agent.model_copy(update={"tunnel_address": "192.0.2.9"}) for agent in LINUX_BRIDGE)
    with pytest.raises(CloudFault):
        hold("tunnel_endpoint_own", hosts(vxlan, vswitch=WITH_SWITCH), "h1")


def test_a_network_without_agents_of_neutron() -> None:
    """Calico, Contrail, NSX: the profile says that there are none."""
    there = hosts((), vswitch=NONE, l2_agent=NONE)
    assert skipped("l2_agent_alive", there) == "this deployment has no L2 agent: the profile says services.l2_agent.kind: none"
    for invariant in OF_SWITCH[:2]:
        assert skipped(invariant, there) == "this deployment has no Open vSwitch: the profile says services.vswitch.kind: none"
    assert skipped("tunnel_endpoint_own", there) == "the host has no tunnel endpoint"


def test_an_agent_of_a_service_that_the_profile_does_not_know_is_looked_at() -> None:
    hold("l2_agent_alive", hosts(LINUX_BRIDGE, l2_agent=NONE), "h1")
    dead = tuple(agent.model_copy(update={"alive": False}) for agent in LINUX_BRIDGE)
    with pytest.raises(CloudFault):
        hold("l2_agent_alive", hosts(dead, l2_agent=NONE), "h1")


def test_a_host_without_an_agent_is_told_where_there_should_be_one() -> None:
    with pytest.raises(CloudFault, match="it knows of none"):
        hold("l2_agent_alive", hosts(()), "h1")
