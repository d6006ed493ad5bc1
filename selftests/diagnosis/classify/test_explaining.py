"""A verdict explains the innermost error of the operation's own chain, or says that nothing explains it."""

import pytest

from conformance.diagnosis.classify.classify import classify
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.evidence import Bundle, Evidence, Side, Source
from selftests.diagnosis.chain.telling import OTHER, OTHERS_REQUEST, bundle, compute, oslo

TAXONOMY = load_taxonomy()

STRANGE = "Instance failed to spawn: ValueError: the moon is in the way"


def test_an_error_that_nobody_has_a_rule_for_is_told_itself() -> None:
    verdict = classify(bundle(compute(oslo(STRANGE))), TAXONOMY)
    assert (verdict.cause, verdict.host, verdict.side) == ("unclassified", "compute-02", Side.DESTINATION)
    assert verdict.detail == "ValueError: the moon is in the way"
    assert verdict.title == "ValueError: the moon is in the way on compute-02"
    assert verdict.fingerprint
    assert verdict.confidence == 0.0
    assert [link.message for link in verdict.chain] == ["the moon is in the way"]
    assert "the moon is in the way" in verdict.quotes[0].line


CONFLICT = "Failed to create allocations for instance: ResourceProviderUpdateConflict: resource provider generation conflict"


@pytest.mark.parametrize(
    "beside",
    [
        oslo(CONFLICT, request=OTHERS_REQUEST, instance=OTHER),
        oslo(CONFLICT, request=OTHERS_REQUEST, instance="", user=""),
        oslo("Instance failed to spawn: OSError: [Errno 28] No space left on device", request=OTHERS_REQUEST, instance=OTHER),
    ],
    ids=["another instance's", "a periodic task's", "another instance's, of a documented cause"],
)
def test_what_others_met_is_never_the_cause(beside: str) -> None:
    assert classify(bundle(compute(beside, oslo(STRANGE, second=2))), TAXONOMY).cause == "unclassified"


def test_a_condition_explains_a_chain_that_ends_in_a_symptom_and_no_other() -> None:
    down = Evidence(
        source=Source.SERVICES,
        text="nova-compute on compute-02: state=down status=enabled forced_down=False reported=x disabled_reason=none",
    )
    symptom = Evidence(
        source=Source.SERVER_FAULT, text="server status=ERROR\nfault 500: No valid host was found. There are not enough hosts."
    )
    assert classify(bundle(symptom, down), TAXONOMY).cause == "compute-service-down"
    assert classify(bundle(compute(oslo(STRANGE)), down), TAXONOMY).cause == "unclassified"


def test_a_root_that_explains_it_comes_before_one_that_only_stands_beside() -> None:
    full = oslo("Instance failed to spawn: OSError: [Errno 28] No space left on device: '/var/lib/nova/instances/x'")
    beside = "2026-11-21 10:00:00.000 7 ERROR nova.virt [-] Could not access KVM kernel module: Permission denied"
    verdict = classify(bundle(compute(beside, full)), TAXONOMY)
    assert verdict.cause == "disk-full"


def test_the_fingerprint_stands_beside_a_cause_too() -> None:
    verdict = classify(bundle(compute(oslo("Instance failed to spawn: OSError: [Errno 28] No space left on device"))), TAXONOMY)
    assert (verdict.cause, bool(verdict.fingerprint)) == ("disk-full", True)


def test_evidence_without_a_chain_is_judged_by_its_lines() -> None:
    alone = Bundle(id="b", operation="", evidence=(Evidence(source=Source.CLI, text="OSError: [Errno 28] No space left on device"),))
    assert classify(alone, TAXONOMY).cause == "disk-full"


def test_an_error_that_libvirt_was_given_by_the_other_host_is_that_hosts() -> None:
    """The source tells it, as its libvirt was answered so; who raised it says it in another function."""
    words = "Unable to open /dev/moon: No such file or directory"
    said = [
        Evidence(source=Source.LIBVIRT, host=host, text=f"2026-11-21 10:00:0{second}.104+0000: 41: error : {function}:172 : {words}")
        for host, second, function in (("compute-01", 2, "virNetClientProgramDispatchError"), ("compute-02", 1, "virMoonOpen"))
    ]
    failed = compute(oslo(f"Live Migration failure: {words}: libvirt.libvirtError: {words}", second=2), host="compute-01")
    verdict = classify(bundle(failed, *said, source="compute-01", operation="live-migration"), TAXONOMY)
    assert (verdict.cause, verdict.host, verdict.side) == ("unclassified", "compute-02", Side.DESTINATION)
    assert [link.host for link in verdict.chain] == ["compute-01", "compute-02"]


def test_what_a_periodic_task_met_is_no_root_though_it_names_the_instance() -> None:
    """The record's first line says whose it is, not the line of its traceback that a rule finds."""
    record = oslo("Error updating resources for node compute-02.: nova.exception.InvalidDiskInfo: x", request="req-0", instance="", user="")
    found = "nova.exception.InvalidDiskInfo: Disk info file is invalid: qemu-img failed to execute on /var/lib/nova/instances/x/disk"
    down = Evidence(
        source=Source.SERVICES,
        text="nova-compute on compute-02: state=down status=enabled forced_down=False reported=x disabled_reason=none",
    )
    assert (
        classify(bundle(compute(f"{record}\nTraceback (most recent call last):\n{found}"), down), TAXONOMY).cause == "compute-service-down"
    )


def test_an_agent_that_ended_with_its_configuration_and_came_back_is_no_cause() -> None:
    agent = "neutron.plugins.ml2.drivers.openvswitch.agent.ovs_neutron_agent"
    ended = f"2026-11-21 09:59:00.000 7 ERROR {agent} [-] Parsing bridge_mappings failed: Invalid mapping: 'x'. Agent terminated!"
    back = f"2026-11-21 09:59:30.000 9 INFO {agent} [-] Agent initialized successfully, now running... "
    logs = [Evidence(source=Source.NEUTRON_AGENT, host="compute-02", text=text) for text in (ended, f"{ended}\n{back}")]
    assert classify(bundle(logs[0]), TAXONOMY).cause == "service-misconfigured"
    assert classify(bundle(logs[1]), TAXONOMY).cause != "service-misconfigured"
