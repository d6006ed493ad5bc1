"""What is left of an instance where it should not be is seen."""

import pytest

from conformance.instances.context import RunContext
from conformance.instances.domains import Domains
from conformance.instances.location import CloudLocation
from conformance.model.errors import CloudFault, SuiteFault
from conformance.operations.boot import boot
from conformance.operations.cold_migration import cold_migrate
from conformance.operations.live_migration import live_migrate
from conformance.operations.settle import confirm
from selftests.stand_ins.fake_cloud import FakeCloud


@pytest.fixture(autouse=True)
def _no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.instances.location._GRACE", 0.05)


def test_an_instance_that_is_where_it_should_be_has_no_traces_elsewhere(run: RunContext) -> None:
    server = boot(run, "a")
    CloudLocation(run).expect_only_on(server, "a", left="b")
    assert CloudLocation(run).traces_on(server, "b") == []


def test_all_that_is_wrong_is_said_at_once(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.domain(cloud.servers[server.id], "b")
    cloud.allocations[server.id] = {"b", "c"}
    with pytest.raises(CloudFault) as caught:
        CloudLocation(run).expect_only_on(server, "a", left="b")
    assert caught.value.seen == (
        "libvirt on b still has its domain; Placement has no allocation of it on a; "
        "Placement still has an allocation of it on b; Placement still has an allocation of it on c"
    )
    assert caught.value.host == "a"


def test_an_allocation_that_a_migration_has_left_is_seen(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.faults["allocation-stays"] = "yes"
    cold_migrate(run, server, "b")
    confirm(run, server)
    with pytest.raises(CloudFault, match="an allocation of its migration on a"):
        CloudLocation(run).expect_only_on(server, "b", left="a")


def test_libvirt_that_does_not_answer_is_the_clouds_fault_and_a_missing_client_ours(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    virsh = cloud.directory / "bin" / "virsh"
    virsh.write_text("#!/bin/sh\necho 'error: failed to connect to the hypervisor' >&2; exit 1\n")
    with pytest.raises(CloudFault, match="failed to connect"):
        Domains(run).has("a", server)
    virsh.write_text("#!/bin/sh\necho 'sh: 1: virsh: not found' >&2; exit 127\n")
    with pytest.raises(SuiteFault, match="nova_libvirt"):
        Domains(run).has("a", server)


def test_what_is_asked_does_not_grow_with_the_migrations_that_an_instance_has_behind_it(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    asked = []
    for destination in ("b", "c", "a", "b"):
        live_migrate(run, server, destination)
        before = len(cloud.seen)
        CloudLocation(run).expect_only_on(server, destination)
        asked.append(len(cloud.seen) - before)
    assert asked[-1] <= asked[0]
