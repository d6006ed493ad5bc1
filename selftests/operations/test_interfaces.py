"""A second port of an instance: the ledger knows it before it is made, and what Neutron or the guest has otherwise is seen."""

import pytest

from conformance.cleanup.cleanup import sweep
from conformance.cleanup.leaks import Places, find_leaks
from conformance.cloud.wait import Pace
from conformance.instances.context import RunContext
from conformance.instances.guest import CloudGuest
from conformance.instances.interfaces import CloudInterfaces
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.operation import OperationKind, Outcome
from conformance.operations.boot import boot
from conformance.operations.lifecycle.interface import attach_interface, detach_interface
from conformance.operations.lifecycle.soft_reboot import soft_reboot
from conformance.operations.perform import OperationFailed
from conformance.run_dir.ledger import Kind
from selftests.fixtures.run import MakeRun
from selftests.stand_ins.fake_cloud import FakeCloud

QUICK = Pace(first=0.002, growth=1.2, longest=0.02)


@pytest.fixture
def telling(make_run: MakeRun) -> RunContext:
    """A run whose image tells of its network devices, and whose guests are not waited for long."""
    run = make_run(guest=0.3)
    guest = run.profile.guest.model_copy(update={"console_patterns": True})
    return type(run)(**{**vars(run), "profile": run.profile.model_copy(update={"guest": guest})})


def test_an_interface_is_attached_and_detached(cloud: FakeCloud, telling: RunContext) -> None:
    run = telling
    interfaces = CloudInterfaces(run, CloudGuest(run))
    server = boot(run, "a")
    assert attach_interface(run, server).outcome is Outcome.DONE
    assert [entry.id for entry in run.ledger.left() if entry.kind is Kind.PORT] == [cloud.ports[0]["id"]]
    interfaces.expect_attached(server, "a")
    assert detach_interface(run, server).outcome is Outcome.DONE
    interfaces.expect_detached(server)
    assert cloud.ports == []
    assert [entry for entry in run.ledger.left() if entry.kind is Kind.PORT] == []
    done = [one.kind for _, one in run.journal.operations()]
    assert done == [OperationKind.BOOT, OperationKind.ATTACH_INTERFACE, OperationKind.DETACH_INTERFACE]


@pytest.mark.parametrize(
    ("fault", "seen"),
    [
        ("attach-binding", r"is bound to a and active.*bound to elsewhere as ovs, ACTIVE\n?"),
        ("attach-guest", r"sees a network device with the address fa:16:3e:00:01:00: .*network devices: fa:16:3e:00:00:01"),
    ],
)
def test_an_interface_that_is_not_all_there_is_seen(cloud: FakeCloud, telling: RunContext, fault: str, seen: str) -> None:
    server = boot(telling, "a")
    cloud.faults[fault] = "yes"
    attach_interface(telling, server)
    with pytest.raises(CloudFault, match=seen):
        CloudInterfaces(telling, CloudGuest(telling)).expect_attached(server, "a")


def test_a_device_that_the_guest_still_sees_is_seen(cloud: FakeCloud, telling: RunContext) -> None:
    interfaces = CloudInterfaces(telling, CloudGuest(telling))
    server = boot(telling, "a")
    attach_interface(telling, server)
    interfaces.expect_attached(server, "a")
    cloud.faults["detach-guest"] = "yes"
    detach_interface(telling, server)
    with pytest.raises(CloudFault, match="no more sees a network device with the address"):
        interfaces.expect_detached(server)


def test_a_quota_that_is_used_up_is_the_operations_failure(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.faults["port-quota"] = "Quota exceeded for resources: ['port']."
    with pytest.raises(OperationFailed, match=r"409: Quota exceeded for resources: \['port'\]"):
        attach_interface(run, server)


def test_a_port_of_a_run_that_ended_early_is_found_and_swept(cloud: FakeCloud, run: RunContext, monkeypatch: pytest.MonkeyPatch) -> None:
    server = boot(run, "a")
    attach_interface(run, server)
    monkeypatch.setattr("conformance.cleanup.leaks._SETTLES", 0.1)
    cloud.ports[0]["device_id"] = ""
    theirs = {**cloud.ports[0], "id": "theirs", "description": "of somebody else", "name": "conformance"}
    cloud.ports.append(theirs)
    assert f"port {server.name} ({cloud.ports[0]['id']})" in find_leaks(run.ledger, Places(run.conn), pace=QUICK).left
    assert sweep(run.conn, run.ledger, pace=QUICK) == []
    assert cloud.ports == [theirs]


def test_there_is_nothing_to_detach_where_nothing_was_attached(run: RunContext) -> None:
    with pytest.raises(SuiteFault, match="attach one first"):
        detach_interface(run, boot(run, "a"))


def test_a_guest_that_rebooted_by_itself_is_a_new_boot(run: RunContext) -> None:
    guest = CloudGuest(run)
    server = boot(run, "a")
    before = guest.boot_of(server)
    assert soft_reboot(run, server).outcome is Outcome.DONE
    guest.expect_new_boot(server, before)
