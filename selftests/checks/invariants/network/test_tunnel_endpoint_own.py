"""Each host ends its tunnels at an address of its own."""

from conformance.checks.invariants import hold
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
