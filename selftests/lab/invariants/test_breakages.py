"""Each invariant is broken in the lab, or it is said why it cannot be; and what the suite says of it is understood."""

import json
from pathlib import Path

import pytest

from conformance.run import host as hosts
from conformance.run.invariants import registry
from lab.faults.fault import FaultPlace
from lab.invariants import outcome
from lab.invariants.breakage import NamedBreakage, breakages, not_here
from lab.invariants.outcome import OF_OTHERS, Said, read
from lab.invariants.page import PAGE, SEEN, page

JUNIT = """<testsuites><testsuite>
<testcase name="test_host[cpu_mode-compute-01]"/>
<testcase name="test_host[cpu_mode-compute-03]"><failure message="expected: this&#10;seen: that&#10;on: compute-03"/></testcase>
<testcase name="test_host[kvm_device-compute-03]"><skipped message="not-applicable: virt_type is qemu"/></testcase>
<testcase name="test_cloud[ports_owned]"/>
<testcase name="test_cloud[image_usable]"><error message="no answer"/></testcase>
</testsuite></testsuites>"""


def test_each_invariant_is_broken_or_it_is_said_why_not() -> None:
    known = {invariant.id for invariant in registry()}
    tried = {one.invariant for one in breakages()}
    assert tried | set(not_here()) == known
    assert not tried & set(not_here())


@pytest.mark.parametrize("one", breakages(), ids=lambda one: one.invariant)
def test_each_says_what_it_breaks(one: NamedBreakage) -> None:
    assert one.what.endswith(".")
    assert one.breakage.inject.__doc__


def test_what_is_broken_at_once_is_on_one_node_and_of_one_profile() -> None:
    for which in {one.breakage.together for one in breakages()}:
        together = [one.breakage for one in breakages() if one.breakage.together == which]
        assert len({one.place for one in together}) == 1, which
        keys = [key for one in together for key in (*one.thresholds, *one.guest)]
        assert len(keys) == len(set(keys)), which


def test_the_page_says_what_was_seen_last() -> None:
    assert PAGE.read_text() == page(), "renew it: python -m lab invariants"
    assert set(json.loads(SEEN.read_text())) <= {one.invariant for one in breakages()}


def test_outcomes_are_read_by_invariant(tmp_path: Path) -> None:
    (tmp_path / "results.xml").write_text(JUNIT)
    said = read(tmp_path / "results.xml")
    assert said.failure("cpu_mode") == "cpu_mode-compute-03: expected: this seen: that on: compute-03"
    assert not said.is_well("cpu_mode", "compute-03")
    assert not said.is_well("cpu_mode", "compute-01"), "it failed elsewhere"
    assert said.is_well("kvm_device", "compute-03", "skipped")
    assert said.words("kvm_device") == "skipped: not-applicable: virt_type is qemu"
    assert said.is_well("ports_owned", "compute-03")
    assert said.words("image_usable") == "error: no answer"
    assert said.words("no_such") == "it was not run"


def failed(name: str, words: str) -> Said:
    return Said({name.partition("-")[0]: [outcome.Test(name, "failed", words)]})


SILENT = "expected: libvirt answers virsh seen: error: failed to connect on: compute-03"


def test_an_invariant_that_fails_for_another_reason_has_not_been_seen_to_fail() -> None:
    own = "expected: cpu_models with cpu_mode = custom seen: cpu_models is not set on: compute-03"
    assert failed("cpu_mode-compute-03", own).own_failure("cpu_mode", "compute-03") == f"cpu_mode-compute-03: {own}"
    assert failed("cpu_mode-compute-03", SILENT).own_failure("cpu_mode", "compute-03") is None
    assert failed("libvirt_answers-compute-03", SILENT).own_failure("libvirt_answers", "compute-03")
    unread = "expected: options can be read seen: nova.conf:1: no configuration on: compute-03"
    assert failed("cpu_mode-compute-03", unread).own_failure("cpu_mode", "compute-03") is None


def test_the_failure_of_another_host_is_none_of_this_one() -> None:
    elsewhere = "expected: cpu_models with cpu_mode = custom seen: cpu_models is not set on: compute-01"
    assert failed("cpu_mode-compute-01", elsewhere).own_failure("cpu_mode", "compute-03") is None
    way = "expected: compute-03 itself answers compute-01 at compute-03:49215 seen: no answer on: compute-01"
    assert failed("qemu_port_reachable-compute-01", way).own_failure("qemu_port_reachable", "compute-03")
    assert failed("qemu_port_reachable-compute-01", way).own_failure("qemu_port_reachable", "compute-0") is None


def test_what_is_said_of_a_silent_host_is_known() -> None:
    assert set(hosts._CLAIMS.values()) <= set(OF_OTHERS)
    known = {invariant.id for invariant in registry()}
    assert {owner for owner in OF_OTHERS.values() if owner} <= known


@pytest.mark.parametrize(("invariant", "seen"), json.loads(SEEN.read_text()).items())
def test_what_was_seen_was_the_invariants_own(invariant: str, seen: dict[str, str]) -> None:
    names, _, words = seen["broken"].partition(": ")
    said = failed(names.partition(", ")[0], words)
    of_control = next(one for one in breakages() if one.invariant == invariant).breakage.place is FaultPlace.CONTROL
    assert (said.own_failure(invariant, None if of_control else "compute-03") is not None) == (seen["seen"] == "yes")


def test_a_host_that_took_no_part_is_not_well(tmp_path: Path) -> None:
    (tmp_path / "results.xml").write_text(JUNIT)
    assert not read(tmp_path / "results.xml").is_well("cpu_mode", "compute-02")
