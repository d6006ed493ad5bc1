"""Which records are the operation's own, and which error all else follows from."""

import pytest

from conformance.diagnosis.chain.chain import chain_of
from conformance.diagnosis.chain.story import story_of
from conformance.diagnosis.chain.subject import Relation
from conformance.model.evidence import Bundle, Evidence, Source
from selftests.diagnosis.chain.telling import OTHER, OTHERS_REQUEST, REQUEST, SERVER, bundle, compute, oslo


def errors(told: Bundle) -> list[str]:
    return [link.text for link in chain_of(story_of(told))]


def relations(told: Bundle) -> list[Relation]:
    return [each.relation for each in story_of(told).told]


def test_what_belongs_to_the_operation_is_told_by_its_request_and_its_instance() -> None:
    told = bundle(
        compute(
            oslo("own"),
            oslo("own by its instance", request=OTHERS_REQUEST),
            oslo("another's", request=OTHERS_REQUEST, instance=OTHER),
            oslo("another's, of no instance", request=OTHERS_REQUEST, instance=""),
            oslo("a periodic task", request=OTHERS_REQUEST, instance="", user=""),
        ),
        compute("2026-11-21 09:00:00.000 7 ERROR nova.x [-] before", earlier=True),
    )
    assert relations(told) == [Relation.OWN, Relation.OWN, Relation.OTHERS, Relation.OTHERS, Relation.NOBODYS, Relation.BEFORE]


def test_the_first_error_of_the_operation_is_the_innermost() -> None:
    told = bundle(
        Evidence(source=Source.SERVER_FAULT, text="server status=ERROR\nfault 500: Build of instance x aborted: no reason"),
        compute(
            oslo("Instance failed to spawn: OSError: [Errno 30] Read-only file system", second=1),
            oslo("Failed to build and run instance: OSError: later", second=2),
            oslo("something else: ValueError: of others", second=0, request=OTHERS_REQUEST, instance=OTHER),
        ),
    )
    assert errors(told) == ["Build of instance x aborted: no reason", "OSError: [Errno 30] Read-only file system"]


def test_of_a_failure_on_two_hosts_the_one_where_it_began_is_last() -> None:
    told = bundle(
        compute(oslo("Live Migration failure: libvirt.libvirtError: it did not begin", second=5), host="compute-01"),
        compute(oslo("Exception during message handling: nova.exception.MigrationPreCheckError: no", second=4)),
        source="compute-01",
    )
    hosts = [link.told.record.spoken_on for link in chain_of(story_of(told))]
    assert hosts == ["compute-01", "compute-02"]


def test_what_qemu_says_is_the_innermost_where_libvirt_only_lost_it() -> None:
    told = bundle(
        compute(oslo("Instance failed to spawn: libvirt.libvirtError: internal error: qemu unexpectedly closed the monitor")),
        Evidence(
            source=Source.QEMU,
            host="compute-02",
            text="2026-11-21T09:59:59.000000Z qemu-system-x86_64: -drive file=x: Could not open x: Permission denied",
        ),
    )
    assert errors(told)[-1].endswith("Could not open x: Permission denied")


def test_warnings_without_an_exception_and_housekeeping_are_no_links() -> None:
    told = bundle(
        compute(oslo("This host appears to have multiple sockets", level="WARNING"), oslo("Error updating resources for node compute-02."))
    )
    assert errors(told) == []


def test_without_names_the_operation_is_the_failure_that_is_told_most_often() -> None:
    rare = oslo("Instance failed block device setup: nova.exception.VolumeNotCreated: rare", instance=OTHER, request=OTHERS_REQUEST)
    often = [
        oslo("Instance failed to spawn: nova.exception.VirtualInterfaceCreateException: often", instance=SERVER[:-1] + str(n), second=n + 1)
        for n in range(3)
    ]
    told = bundle(compute(rare, *often), requests=(), names=())
    assert errors(told) == ["nova.exception.VirtualInterfaceCreateException: often"]


@pytest.mark.parametrize(
    "text", ["", "\x00", "[" * 5000, "ERROR " * 3000, "Traceback (most recent call last):\n" * 2000, "Stderr: '" * 2000]
)
def test_odd_texts_are_borne(text: str) -> None:
    for source in (Source.NOVA_COMPUTE, Source.SERVER_FAULT, Source.LIBVIRT, Source.CLI):
        chain_of(story_of(bundle(Evidence(source=source, text=text))))


def test_a_global_request_id_brings_the_local_ones_that_stand_beside_it() -> None:
    local = "req-12345678-aaaa-4bbb-8ccc-dddddddddddd"
    both = f"2026-11-21 10:00:00.000 7 INFO nova.api [{REQUEST} {local} u p - - default default] asked"
    told = bundle(compute(both, oslo("own by the local id", request=local, instance="")))
    assert relations(told) == [Relation.OWN, Relation.OWN]
