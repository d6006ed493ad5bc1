"""The bridges of the physical networks are there."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.cloud_facts import Agent
from conformance.model.errors import CloudFault
from conformance.model.facts import Switch
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import around, host

CASE = Case("bridges_there", one(switch=Switch(bridges=("br-int",))), "bridge br-ex, which ext is mapped to", "bridges: br-int")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_what_ovn_is_told_for_the_chassis_alone_comes_first() -> None:
    settings = {"ovn-bridge-mappings": "ext:br-ex", "system-id": "c1", "ovn-bridge-mappings-c1": "ext:br-old"}
    agent = Agent(kind="OVN Controller agent", host="h1", alive=True, enabled=True)
    hosts = around(host(switch=Switch(bridges=("br-ex", "br-int"), settings=settings)), cloud_changes={"agents": (agent,)})
    with pytest.raises(CloudFault) as caught:
        hold("bridges_there", hosts, "h1")
    assert caught.value.expected == "bridge br-old, which ext is mapped to"
