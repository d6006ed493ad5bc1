"""What is done with an instance where it is: each operation ends when the server is as it should be, and what is otherwise is seen."""

from collections.abc import Callable

import pytest

from conformance.instances.context import RunContext
from conformance.instances.guest import CloudGuest
from conformance.instances.location import CloudLocation
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.instance import DomainState, Instance
from conformance.model.operation import Operation, OperationKind, Outcome
from conformance.operations.boot import boot
from conformance.operations.lifecycle.lock import lock, unlock
from conformance.operations.lifecycle.member import ProjectMember
from conformance.operations.lifecycle.pause import pause, unpause
from conformance.operations.lifecycle.rebuild import rebuild
from conformance.operations.lifecycle.stop import start, stop
from conformance.operations.lifecycle.suspend import resume, suspend
from conformance.operations.perform import OperationFailed
from conformance.run_dir.ledger import Kind
from selftests.fixtures.run import MakeRun
from selftests.stand_ins.fake_cloud import FakeCloud

Performed = Callable[[RunContext, Instance], Operation]

THERE_AND_BACK: list[tuple[Performed, str, DomainState, Performed]] = [
    (stop, "SHUTOFF", DomainState.SHUT_OFF, start),
    (pause, "PAUSED", DomainState.PAUSED, unpause),
    (suspend, "SUSPENDED", DomainState.SAVED, resume),
]


@pytest.mark.parametrize(("there", "status", "domain", "back"), THERE_AND_BACK)
def test_there_and_back(cloud: FakeCloud, run: RunContext, there: Performed, status: str, domain: DomainState, back: Performed) -> None:
    server = boot(run, "a")
    location = CloudLocation(run)
    assert there(run, server).outcome is Outcome.DONE
    assert cloud.servers[server.id].status == status
    location.expect_held_on(server, "a", domain)
    assert back(run, server).outcome is Outcome.DONE
    location.expect_only_on(server, "a")
    done = [one.kind for _, one in run.journal.operations()]
    assert done == [OperationKind.BOOT, OperationKind(there.__name__), OperationKind(back.__name__)]


@pytest.mark.parametrize("failing", ["stop", "pause", "suspend"])
def test_a_server_that_comes_to_rest_as_it_was_has_not_done_it(cloud: FakeCloud, run: RunContext, failing: str) -> None:
    server = boot(run, "a")
    cloud.faults[failing] = "yes"
    performed = next(one[0] for one in THERE_AND_BACK if one[0].__name__ == failing)
    with pytest.raises(OperationFailed, match=r"status ACTIVE, task None, host a: nothing came of the request\non: a"):
        performed(run, server)


@pytest.mark.parametrize(("there", "status", "domain", "back"), THERE_AND_BACK)
def test_a_domain_that_is_otherwise_than_nova_says_is_seen(
    cloud: FakeCloud,
    run: RunContext,
    monkeypatch: pytest.MonkeyPatch,
    there: Performed,
    status: str,
    domain: DomainState,
    back: Performed,
) -> None:
    monkeypatch.setattr("conformance.instances.location._GRACE", 0.2)
    server = boot(run, "a")
    cloud.faults[f"{there.__name__}-domain"] = "yes"
    there(run, server)
    with pytest.raises(CloudFault, match=f"libvirt on a does not have its domain {domain}"):
        CloudLocation(run).expect_held_on(server, "a", domain)


def test_a_guest_that_goes_on_while_it_is_paused_is_seen(cloud: FakeCloud, run: RunContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.instances.guest._STILL", 0.1)
    guest = CloudGuest(run)
    server = boot(run, "a")
    guest.boot_of(server)
    pause(run, server)
    guest.expect_standing_still(server)
    cloud.faults["not-still"] = "yes"
    with pytest.raises(CloudFault, match=r"stands still: no heartbeat.*\nseen: heartbeat \d+ came after \d+\non: a"):
        guest.expect_standing_still(server)


@pytest.fixture
def telling(run: RunContext) -> RunContext:
    """A run whose image tells of its patterns."""
    guest = run.profile.guest.model_copy(update={"console_patterns": True})
    return type(run)(**{**vars(run), "profile": run.profile.model_copy(update={"guest": guest})})


def test_a_disk_that_was_kept_is_told_from_a_fresh_one(cloud: FakeCloud, telling: RunContext) -> None:
    guest = CloudGuest(telling)
    server = boot(telling, "a")
    mark = guest.disk_mark_of(server)
    assert mark is not None
    stop(telling, server)
    start(telling, server)
    guest.expect_disk_kept(server, mark)
    with pytest.raises(CloudFault, match=f"has no more the pattern {mark} on its disk\nseen: the pattern {mark}\non: a"):
        guest.expect_disk_fresh(server, mark)
    rebuild(telling, server)
    guest.expect_disk_fresh(server, mark)
    with pytest.raises(CloudFault, match=f"has still the pattern {mark} on its disk"):
        guest.expect_disk_kept(server, mark)
    cloud.faults["damaged"] = "yes"
    with pytest.raises(CloudFault, match="memory damaged, disk intact"):
        guest.disk_mark_of(server)


def test_nothing_is_claimed_of_a_disk_where_the_image_does_not_tell(run: RunContext) -> None:
    guest = CloudGuest(run)
    server = boot(run, "a")
    assert guest.disk_mark_of(server) is None
    guest.expect_disk_kept(server, None)
    guest.expect_disk_fresh(server, None)


def test_a_locked_server_is_kept_from_members_and_not_from_administrators(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    member = ProjectMember(run)
    lock(run, server)
    member.expect_refused(server)
    pause(run, server)
    unpause(run, server)
    unlock(run, server)
    member.expect_obeyed(server)
    with pytest.raises(CloudFault, match="a user with the role member is refused to pause it\nseen: it was accepted"):
        member.expect_refused(server)
    member.end()
    assert cloud.credentials == []
    assert [entry.kind for entry in run.ledger.left()] == [Kind.SECURITY_GROUP, Kind.SERVER]


def test_a_lock_that_is_not_set_is_seen(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.faults["lock"] = "yes"
    with pytest.raises(OperationFailed, match="ACTIVE, locked, no task"):
        lock(run, server)


def test_a_login_that_is_given_no_application_credential_is_told_what_to_do(cloud: FakeCloud, run: RunContext) -> None:
    cloud.faults["credential"] = "You are not authorized"
    with pytest.raises(SuiteFault, match=r"no application credential with the role member .*Give its user the role member"):
        ProjectMember(run)
    assert run.ledger.left() == []


def test_a_cloud_whose_locks_keep_nobody_out_is_seen(cloud: FakeCloud, make_run: MakeRun) -> None:
    run = make_run()
    server = boot(run, "a")
    member = ProjectMember(run)
    lock(run, server)
    cloud.faults["not-locked"] = "yes"
    with pytest.raises(CloudFault, match="it was accepted"):
        member.expect_refused(server)
