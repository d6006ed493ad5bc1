"""Each host ends its tunnels at an address of its own."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.cloud_facts import Agent
from conformance.model.errors import CloudFault
from conformance.model.facts import Switch, UnreadFact
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "tunnel_endpoint_own",
    one(switch=Switch(bridges=("br-int",), settings={"ovn-encap-ip": "192.0.2.2"})),
    "tunnels end at an address of the host: 192.0.2.1",
    "192.0.2.2",
    one(switch=Switch(bridges=("br-int",), settings={"ovn-encap-ip": "192.0.2.1"})),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_another_host_whose_switch_does_not_answer_does_not_fail_the_tunnels_of_this_one() -> None:
    ends = Switch(bridges=("br-int",), settings={"ovn-encap-ip": "192.0.2.1"})
    mute = host("h2", switch=None, gaps=(UnreadFact(what="switch", why="no answer", ours=False),))
    hold("tunnel_endpoint_own", around(host(switch=ends), mute), "h1")


def ovn(**settings: str) -> Switch:
    """Open vSwitch with what OVN is told: encap_ip for ovn-encap-ip."""
    return Switch(bridges=("br-int",), settings={f"ovn-{key.replace('_', '-')}": value for key, value in settings.items()})


def test_tunnels_may_be_over_ipv6_and_at_several_addresses() -> None:
    own = ("10.0.0.1", "10.1.0.1", "fd00::1")
    for told in ("fd00::1", "fd00:0:0::1", "10.0.0.1,10.1.0.1", "10.0.0.1, fd00::1"):
        hold("tunnel_endpoint_own", one(addresses=own, switch=ovn(encap_ip=told)), "h1")
    with pytest.raises(CloudFault) as caught:
        hold("tunnel_endpoint_own", one(addresses=own, switch=ovn(encap_ip="10.0.0.1,10.2.0.1")), "h1")
    assert caught.value.seen == "10.2.0.1"


def test_the_agent_of_open_vswitch_may_tell_an_ipv6_address() -> None:
    agent = Agent(kind="Open vSwitch agent", host="h1", alive=True, enabled=True, tunnel_address="fd00::1")
    hold("tunnel_endpoint_own", around(host(addresses=("10.0.0.1", "fd00::1")), cloud_changes={"agents": (agent,)}), "h1")


def test_what_ovn_is_told_for_this_chassis_comes_before_what_it_is_told_for_all() -> None:
    hold("tunnel_endpoint_own", one(switch=ovn(encap_ip="192.0.2.9", encap_ip_c1="192.0.2.1")), "h1")
    both = ovn(encap_ip="192.0.2.1", encap_ip_c1="192.0.2.8", encap_ip_c2="192.0.2.9")
    hold("tunnel_endpoint_own", one(switch=both), "h1")
    named = both.model_copy(update={"settings": both.settings | {"system-id": "c2"}})
    with pytest.raises(CloudFault) as caught:
        hold("tunnel_endpoint_own", one(switch=named), "h1")
    assert caught.value.seen == "192.0.2.9"


def test_one_of_several_addresses_that_another_host_has_too() -> None:
    mine = Switch(bridges=("br-int",), settings={"ovn-encap-ip": "192.0.2.1, 192.0.2.7"})
    other = Switch(bridges=("br-int",), settings={"ovn-encap-ip": "192.0.2.7"})
    hosts = around(host(switch=mine, addresses=("192.0.2.1", "192.0.2.7")), host("h2", switch=other))
    with pytest.raises(CloudFault) as caught:
        hold("tunnel_endpoint_own", hosts, "h1")
    assert (caught.value.expected, caught.value.seen) == ("tunnels of h1 alone end at 192.0.2.7", "those of h2, too")
