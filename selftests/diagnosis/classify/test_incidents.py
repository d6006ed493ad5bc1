"""The failures of a log that holds many."""

from conformance.diagnosis.classify.incidents import incidents
from conformance.diagnosis.taxonomy.taxonomy import load_taxonomy
from conformance.model.evidence import Bundle
from selftests.diagnosis.chain.telling import OTHER, OTHERS_REQUEST, SERVER, bundle, compute, oslo

TAXONOMY = load_taxonomy()


def of_log(*records: str) -> Bundle:
    return bundle(compute(*records), requests=(), names=(), operation="")


FULL = "Instance failed to spawn: OSError: [Errno 28] No space left on device"


def test_each_kind_is_told_once_with_how_often_and_when() -> None:
    log = of_log(
        oslo("Instance failed to spawn: ValueError: the moon is in the way", instance=OTHER, request=OTHERS_REQUEST, second=1),
        *(oslo(FULL, instance=SERVER[:-1] + str(number), second=2 + number) for number in range(3)),
    )
    full, strange = incidents(log, TAXONOMY)
    assert (full.cause, full.count, full.first, full.last) == ("disk-full", 3, "2026-11-21 10:00:02.000", "2026-11-21 10:00:04.000")
    assert (full.name, full.host) == (SERVER[:-1] + "0", "compute-02")
    assert (strange.cause, strange.count, strange.detail) == ("unclassified", 1, "ValueError: the moon is in the way")


def test_what_services_say_of_their_housekeeping_is_no_incident() -> None:
    assert incidents(of_log(oslo("Error updating resources for node compute-02.", user="", instance="")), TAXONOMY) == ()


def test_a_healthy_log_has_none() -> None:
    assert incidents(of_log(oslo("Took 6.02 seconds to build instance.", level="INFO")), TAXONOMY) == ()


def test_many_kinds_are_bounded() -> None:
    letters = "abcdefghijklmnopqrstuvwxyz"
    log = of_log(*(oslo(f"Instance failed: ValueError: {one}{two}", instance=OTHER) for one in letters for two in letters))
    assert 0 < len(incidents(log, TAXONOMY)) <= 40
