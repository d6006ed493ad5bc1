"""The L2 agent is alive."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.cloud_facts import Agent
from conformance.model.errors import CloudFault
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case(
    "l2_agent_alive",
    around(
        host(),
        host("h2"),
        cloud_changes={"agents": (Agent(kind="Open vSwitch agent", host="h1", alive=False, enabled=True),)},
    ),
    "Neutron has an L2 agent of h1 that is alive",
    "Open vSwitch agent does not report (Alive: XXX)",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_an_agent_that_was_stopped_just_now_is_not_alive_though_neutron_says_so() -> None:
    first, second, agent = host().services
    stopped = agent.model_copy(update={"state": "exited", "running": False})
    with pytest.raises(CloudFault) as caught:
        hold("l2_agent_alive", one(services=(first, second, stopped)), "h1")
    assert (caught.value.expected, caught.value.seen) == ("l2_agent (docker neutron_openvswitch_agent) runs", "exited")
