"""The same fault has the same fingerprint, another one another."""

import pytest

from conformance.diagnosis.chain.chain import chain_of
from conformance.diagnosis.chain.fingerprint import fingerprint
from conformance.diagnosis.chain.story import story_of
from selftests.diagnosis.chain.telling import OTHER, OTHERS_REQUEST, REQUEST, SERVER, bundle, compute, oslo

SAID = "Instance failed to spawn: OSError: [Errno 30] Read-only file system: '/var/lib/nova/instances/{}' at {} on {}"


def of(message: str, host: str = "compute-02", server: str = SERVER, request: str = REQUEST) -> str:
    told = bundle(compute(oslo(message, instance=server, request=request), host=host), names=(server,), requests=(request,))
    return fingerprint(chain_of(story_of(told))[-1], frozenset({host}))


def test_it_is_the_same_over_instances_hosts_requests_and_nights() -> None:
    one = of(SAID.format(SERVER, "2026-11-21 10:00:00", "compute-02"))
    other = of(SAID.format(OTHER, "2027-01-02 23:11:59", "compute-17"), "compute-17", OTHER, OTHERS_REQUEST)
    assert one == other


@pytest.mark.parametrize(
    "other",
    [
        "OSError: [Errno 28] No space left on device",
        "PermissionError: [Errno 30] Read-only file system",
        "OSError: [Errno 5] Read-only file system",
    ],
)
def test_another_error_has_another(other: str) -> None:
    assert of("Instance failed to spawn: OSError: [Errno 30] Read-only file system") != of(f"Instance failed to spawn: {other}")
