"""What the suite says of invariants is understood: what failed for its own reason, on which host, and what was not looked at."""

from pathlib import Path
from typing import Any

from conformance.checks import host as hosts
from conformance.checks.invariants import registry
from lab.suite.invariant_results import OF_OTHERS, InvariantResults, InvariantTest, invariant_results
from lab.suite.runner import SuiteRun


def record(invariant: str | None, host: str | None, outcome: str, **more: str) -> dict[str, Any]:
    return {"id": "x", "invariant": invariant, "host": host, "outcome": outcome, **more}


TESTS = [
    record("cpu_mode", "compute-01", "passed"),
    record("cpu_mode", "compute-03", "failed", expected="this", seen="that", where="compute-03"),
    record("kvm_device", "compute-03", "skipped", reason="not-applicable: virt_type is qemu"),
    record("virt_type_alike", "compute-04", "skipped", reason="host-disabled: compute-04 is disabled in Nova (maintenance)"),
    record("ports_owned", None, "passed"),
    record("image_usable", None, "broken", reason="no\nanswer"),
    record(None, "compute-03", "passed"),
]
RUN = SuiteRun(1, Path(), {"run": "r", "tests": TESTS})


def test_outcomes_are_read_by_invariant() -> None:
    said = invariant_results(RUN)
    assert said.failure("cpu_mode") == "cpu_mode-compute-03: expected: this seen: that on: compute-03"
    assert not said.is_well("cpu_mode", "compute-03")
    assert not said.is_well("cpu_mode", "compute-01"), "it failed elsewhere"
    assert said.is_well("kvm_device", "compute-03", "skipped")
    assert said.words("kvm_device") == "skipped: not-applicable: virt_type is qemu"
    assert said.is_well("ports_owned", "compute-03")
    assert said.words("image_usable") == "broken: no answer"
    assert said.words("no_such") == "it was not run"


def failed(name: str, words: str) -> InvariantResults:
    return InvariantResults({name.partition("-")[0]: [InvariantTest(name, "failed", words)]})


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


def test_a_host_that_took_no_part_is_not_well() -> None:
    assert not invariant_results(RUN).is_well("cpu_mode", "compute-02")


def test_a_host_that_is_disabled_is_excluded() -> None:
    results = invariant_results(RUN)
    assert results.excludes("virt_type_alike", "compute-04") == "host-disabled: compute-04 is disabled in Nova (maintenance)"
    assert results.excludes("kvm_device", "compute-03") is None
    assert results.excludes("cpu_mode", "compute-01") is None
