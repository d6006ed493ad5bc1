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
