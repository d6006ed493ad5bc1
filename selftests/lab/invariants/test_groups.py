"""An invariant is violated in the lab by one fault, or it is said why it cannot be."""

import json

import pytest

from conformance.checks.invariants import registry
from lab.faults.fault import FaultGroup, FaultPlace, NamedFault
from lab.faults.registry import faults
from lab.invariants.groups import members, not_here, shown
from lab.invariants.page import PAGE, SEEN, page
from lab.layout import Storage
from lab.suite.invariant_results import InvariantResults, InvariantTest


def test_no_invariant_is_violated_by_two_faults_of_groups_or_both_violated_and_not() -> None:
    told = [*(one.invariant for one in shown()), *not_here()]
    assert len(told) == len(set(told))
    assert set(told) <= {invariant.id for invariant in registry()}


@pytest.mark.parametrize("named", faults(), ids=lambda named: named.name)
def test_each_says_how_it_is_injected(named: NamedFault) -> None:
    for step in (named.fault.inject, named.fault.recover, named.fault.given):
        assert step is None or step.__doc__


@pytest.mark.parametrize(
    "named", [named for named in faults() if named.fault.inject and Storage.LOCAL in named.fault.storages], ids=lambda named: named.name
)
def test_none_violates_what_cannot_be_violated_here(named: NamedFault) -> None:
    assert not {violation.invariant for violation in named.fault.invariants} & set(not_here())


@pytest.mark.parametrize("group", FaultGroup)
def test_what_is_injected_together_is_on_one_node_and_of_one_profile(group: FaultGroup) -> None:
    together = {one.named.name: one.named.fault for one in members(group)}.values()
    assert len({one.place for one in together}) == 1
    keys = [key for one in together for key in one.thresholds]
    assert len(keys) == len(set(keys))


def test_the_page_says_what_was_seen_last() -> None:
    assert PAGE.read_text() == page(), "renew it: python -m lab invariants"
    assert set(json.loads(SEEN.read_text())) <= {one.invariant for one in shown()}


@pytest.mark.parametrize(("invariant", "seen"), json.loads(SEEN.read_text()).items())
def test_what_was_seen_was_the_invariants_own(invariant: str, seen: dict[str, str]) -> None:
    names, _, words = seen["broken"].partition(": ")
    name = names.partition(", ")[0]
    said = InvariantResults({name.partition("-")[0]: [InvariantTest(name, "failed", words)]})
    of_control = next(one for one in shown() if one.invariant == invariant).named.fault.place is FaultPlace.CONTROL
    # of a result of an earlier form of the fault, the host may have been another one
    host = None if of_control or "fault" not in seen else "compute-03"
    assert (said.own_failure(invariant, host) is not None) == (seen["seen"] == "yes")
