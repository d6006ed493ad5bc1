"""An operation is done when every record of it agrees, and fails as soon as one says so."""

import socket
import time
from collections.abc import Callable
from dataclasses import replace

import pytest

from conformance.instances.context import RunContext
from conformance.instances.location import CloudLocation
from conformance.model.errors import SuiteFault
from conformance.model.instance import Instance
from conformance.model.operation import Downtime, Operation, OperationKind, Outcome
from conformance.operations.boot import boot
from conformance.operations.cold_migration import cold_migrate
from conformance.operations.live_migration import live_migrate
from conformance.operations.perform import OperationFailed
from conformance.operations.resize import resize
from conformance.operations.settle import confirm, revert
from conformance.run_dir.ledger import Kind
from selftests.fixtures.run import MakeRun
from selftests.stand_ins.fake_cloud import FakeCloud


def _asked(cloud: FakeCloud, path_end: str) -> list[str]:
    return [path for path, body in cloud.bodies if path.endswith(path_end) and body]


def test_a_boot_is_in_the_ledger_before_it_is_asked_for(cloud: FakeCloud, run: RunContext) -> None:
    cloud.faults["quota"] = "Quota exceeded for instances"
    with pytest.raises(OperationFailed, match="Quota exceeded"):
        boot(run, "a")
    server = next(line for line in run.ledger.path.read_text().splitlines() if '"server"' in line)
    assert f'"event": "intend", "kind": "server", "name": "conformance-{run.run_id}-main-' in server
    assert cloud.servers == {}


def test_what_was_clearly_refused_is_not_looked_for_at_the_end(cloud: FakeCloud, run: RunContext) -> None:
    cloud.faults["quota"] = "Quota exceeded for instances"
    with pytest.raises(OperationFailed):
        boot(run, "a")
    assert [entry.kind for entry in run.ledger.left()] == [Kind.SECURITY_GROUP]


def test_a_boot_whose_answer_is_lost_is_found_by_name_and_not_asked_for_twice(cloud: FakeCloud, run: RunContext) -> None:
    cloud.faults["lost-reply"] = "Gateway Timeout"
    server = boot(run, "a")
    assert list(cloud.servers) == [server.id]
    assert run.ledger.left()[-1].id == server.id


def test_a_failed_boot_ends_at_once_with_novas_fault_the_server_and_the_request(cloud: FakeCloud, run: RunContext) -> None:
    cloud.faults["boot-a"] = "No valid host was found."
    began = time.monotonic()
    with pytest.raises(OperationFailed, match="No valid host was found") as caught:
        boot(run, "a")
    assert time.monotonic() - began < 60
    operation = caught.value.operation
    assert operation.server_id in cloud.servers
    assert operation.outcome is Outcome.FAILED
    assert caught.value.host == "a"
    assert [note.split(":")[0] for note in caught.value.__notes__] == ["request id", "server"]
    assert run.journal.operations()[-1] == ("", operation)


def test_a_live_migration_is_not_done_before_its_record_says_so(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    operation = live_migrate(run, server, "b")
    assert cloud.migrations[-1].status == "completed"
    assert "migration accepted" in operation.steps[-2].saw
    assert (operation.source, operation.destination, operation.outcome) == ("a", "b", Outcome.DONE)


def test_a_live_migration_measures_for_how_long_its_guest_is_silent(cloud: FakeCloud, run: RunContext) -> None:
    with socket.socket() as nobody:
        nobody.bind(("127.0.0.1", 0))
        options = run.profile.guest.model_copy(update={"reachable": True, "probe_port": nobody.getsockname()[1]})
        probing = replace(run, profile=run.profile.model_copy(update={"guest": options}))
        server = boot(run, "a").model_copy(update={"address": "127.0.0.1"})
        probed = live_migrate(probing, server, "b")
        plain = live_migrate(run, server, "a")
    assert probed.downtime is not None
    assert probed.downtime.over
    assert probed.downtime.seconds is not None
    assert probed.downtime.seconds <= 1
    assert run.journal.operations()[-2][1] == probed
    assert plain.downtime == Downtime(why_not="guests are not reachable from this machine (guest.reachable)")


def test_a_live_migration_that_fails_tells_what_was_seen_until_then(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.faults["live"] = "yes"
    with pytest.raises(OperationFailed) as caught:
        live_migrate(run, server, "b")
    assert caught.value.operation.downtime is not None


def test_a_live_migration_is_never_forced(cloud: FakeCloud, run: RunContext) -> None:
    live_migrate(run, boot(run, "a"), "b")
    (asked,) = [body["os-migrateLive"] for _, body in cloud.bodies if "os-migrateLive" in body]
    assert asked == {"host": "b", "block_migration": "auto"}


def test_a_failed_live_migration_is_told_once_its_server_has_come_to_rest(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.faults["live"] = "yes"
    with pytest.raises(OperationFailed, match="status ACTIVE, task None, host a, migration error"):
        live_migrate(run, server, "b")


def test_a_request_that_comes_to_nothing_does_not_cost_the_whole_budget(cloud: FakeCloud, make_run: MakeRun) -> None:
    run = make_run(live_migration=60)
    server = boot(run, "a")
    cloud.faults["live-nothing"] = "yes"
    with pytest.raises(OperationFailed, match="nothing came of the request"):
        live_migrate(run, server, "b")


def test_an_operation_that_hangs_times_out_with_its_last_state(cloud: FakeCloud, make_run: MakeRun) -> None:
    run = make_run(live_migration=0.2)
    server = boot(run, "a")
    cloud.faults["live-hangs"] = "yes"
    with pytest.raises(OperationFailed, match=r"not within its 0\.2 s .* last seen: status MIGRATING, task migrating") as caught:
        live_migrate(run, server, "b")
    assert caught.value.operation.outcome is Outcome.TIMED_OUT


def test_an_api_that_is_away_for_a_while_fails_no_operation(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.unavailable = 4
    live_migrate(run, server, "b")
    assert len(_asked(cloud, "/action")) >= 1


def test_resize_goes_where_it_is_scheduled_and_can_be_taken_back(run: RunContext) -> None:
    server = boot(run, "c")
    resized = resize(run, server)
    assert (resized.source, resized.destination) == ("c", "a")
    reverted = revert(run, server)
    assert reverted.kind is OperationKind.RESIZE_REVERT
    CloudLocation(run).expect_only_on(server, "c", left="a")


def test_a_failed_resize_knows_where_it_was_scheduled(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.faults["resize"] = "Host key verification failed."
    with pytest.raises(OperationFailed, match="Host key verification failed") as caught:
        resize(run, server)
    assert caught.value.operation.destination == "b"


@pytest.mark.parametrize(
    ("begin", "kind"),
    [(lambda run, server: cold_migrate(run, server, "b"), OperationKind.COLD_MIGRATION_CONFIRM), (resize, OperationKind.RESIZE_CONFIRM)],
)
def test_a_confirmation_is_of_what_it_confirms(
    run: RunContext, begin: Callable[[RunContext, Instance], Operation], kind: OperationKind
) -> None:
    server = boot(run, "a")
    begin(run, server)
    assert confirm(run, server).kind is kind
    CloudLocation(run).expect_only_on(server, "b", left="a")


def test_to_confirm_what_is_not_there_is_our_own_fault(run: RunContext) -> None:
    with pytest.raises(SuiteFault, match="no resize or cold migration"):
        confirm(run, boot(run, "a"))
