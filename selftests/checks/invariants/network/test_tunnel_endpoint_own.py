"""Each host ends its tunnels at an address of its own."""

import pytest

from conformance.checks.invariants import hold
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


@pytest.mark.parametrize(
    ("settings", "wrong"),
    [
        ({"ovn-encap-ip": "192.0.2.1,192.0.2.9"}, "192.0.2.9"),
        ({"ovn-encap-ip": "192.0.2.1", "system-id": "c1", "ovn-encap-ip-c1": "192.0.2.9"}, "192.0.2.9"),
        ({"ovn-encap-ip": "192.0.2.9", "system-id": "c1", "ovn-encap-ip-c1": "192.0.2.1"}, None),
        ({"ovn-encap-ip": "192.0.2.1", "system-id": "c1", "ovn-encap-ip-c2": "192.0.2.9"}, None),
    ],
)
def test_each_of_several_addresses_counts_and_what_is_set_for_the_chassis_comes_first(settings: dict[str, str], wrong: str | None) -> None:
    hosts = one(switch=Switch(bridges=("br-int",), settings=settings))
    if wrong is None:
        hold("tunnel_endpoint_own", hosts, "h1")
        return
    with pytest.raises(CloudFault) as caught:
        hold("tunnel_endpoint_own", hosts, "h1")
    assert caught.value.seen == wrong


def test_one_of_several_addresses_that_another_host_has_too() -> None:
    mine = Switch(bridges=("br-int",), settings={"ovn-encap-ip": "192.0.2.1, 192.0.2.7"})
    other = Switch(bridges=("br-int",), settings={"ovn-encap-ip": "192.0.2.7"})
    hosts = around(host(switch=mine, addresses=("192.0.2.1", "192.0.2.7")), host("h2", switch=other))
    with pytest.raises(CloudFault) as caught:
        hold("tunnel_endpoint_own", hosts, "h1")
    assert (caught.value.expected, caught.value.seen) == ("tunnels of h1 alone end at 192.0.2.7", "those of h2, too")
