"""Servers are used again where that cannot change a result."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from conformance.coordination.coordination import Coordination
from conformance.coordination.slots import Slots
from conformance.instances.context import RunContext
from conformance.model.errors import SuiteFault
from conformance.model.instance import Instance
from conformance.operations.operate import CloudOperations
from conformance.operations.perform import OperationFailed
from conformance.operations.pool import Lease, ServerPool
from conformance.plan.budgets import Budgets
from selftests.fixtures.run import QUICK
from selftests.stand_ins.fake_cloud import FakeCloud


@pytest.fixture
def pool(run: RunContext) -> ServerPool:
    return ServerPool(run)


def _used(pool: ServerPool, passed: bool = True) -> Instance:
    lease = Lease(pool)
    server = lease.server_on("a")
    lease.end(passed=passed)
    return server


def test_the_next_test_takes_up_a_server_of_one_that_passed(run: RunContext, pool: ServerPool) -> None:
    assert _used(pool) == _used(pool)


def test_two_tests_never_hold_the_same_server(run: RunContext, pool: ServerPool) -> None:
    lease, other = Lease(pool), Lease(pool)
    assert lease.server_on("a") != other.server_on("a")


def test_a_server_of_a_test_that_did_not_pass_is_neither_used_again_nor_removed(
    cloud: FakeCloud, run: RunContext, pool: ServerPool
) -> None:
    failed = _used(pool, passed=False)
    assert _used(pool) != failed
    pool.drain()
    assert cloud.servers[failed.id].task is None


@pytest.mark.parametrize("change", [{"host": "b"}, {"status": "ERROR"}, {"task": "migrating"}])
def test_a_server_that_is_not_as_it_was_is_left_alone(cloud: FakeCloud, run: RunContext, pool: ServerPool, change: dict[str, str]) -> None:
    server = _used(pool)
    vars(cloud.servers[server.id]).update(change)
    assert _used(pool) != server


def test_a_server_that_is_gone_is_no_trouble(cloud: FakeCloud, run: RunContext, pool: ServerPool) -> None:
    server = _used(pool)
    del cloud.servers[server.id]
    assert _used(pool) != server


def test_a_server_of_another_flavor_is_not_used_again(run: RunContext, pool: ServerPool) -> None:
    lease = Lease(pool)
    server = lease.server_on("a")
    operate = CloudOperations(run, lease)
    destination = operate.resize(server).destination
    operate.confirm(server)
    lease.end(passed=True)
    assert destination
    assert pool.on(destination) != server


def test_draining_asks_for_deletion_and_leaves_the_rest_to_the_sweep(cloud: FakeCloud, run: RunContext, pool: ServerPool) -> None:
    server = _used(pool)
    pool.drain()
    assert cloud.servers[server.id].task == "deleting"
    assert server.name in [entry.name for entry in run.ledger.left()]


def _limited(run: RunContext, instances: int, tmp_path: Path, seconds: float = 120) -> Iterator[ServerPool]:
    """:param seconds: until a slot is given up; by default, far longer than a slot that can be had takes on a busy machine"""
    with Coordination(f"file://{tmp_path}/limited", "main") as coordination:
        yield ServerPool(replace(run, slots=Slots(coordination, Budgets(instances=instances), seconds, QUICK)))


@pytest.fixture
def pool_of_two(run: RunContext, tmp_path: Path) -> Iterator[ServerPool]:
    yield from _limited(run, 2, tmp_path)


def test_there_are_no_more_servers_than_the_budget_says(run: RunContext, tmp_path: Path) -> None:
    for pool in _limited(run, 2, tmp_path, seconds=0.5):
        lease = Lease(pool)
        lease.server_on("a")
        lease.server_on("b")
        with pytest.raises(SuiteFault, match="a slot for instances"):
            lease.server_on("c")


def test_idle_servers_make_room_first_and_then_what_failed_tests_left(cloud: FakeCloud, pool_of_two: ServerPool) -> None:
    failing, passing = Lease(pool_of_two), Lease(pool_of_two)
    failed, idle = failing.server_on("a"), passing.server_on("b")
    failing.end(passed=False)
    passing.end(passed=True)
    third = Lease(pool_of_two).server_on("c")
    assert cloud.servers[idle.id].task == "deleting"
    assert cloud.servers[failed.id].task is None
    fourth = Lease(pool_of_two).server_on("a")
    assert cloud.servers[failed.id].task == "deleting"
    assert len({third, fourth, failed, idle}) == 4


def test_a_server_that_did_not_boot_counts_until_it_makes_room(cloud: FakeCloud, pool_of_two: ServerPool) -> None:
    cloud.faults["boot-a"] = "no"
    for _ in range(3):
        with pytest.raises(OperationFailed):
            Lease(pool_of_two).server_on("a")
    assert sum(1 for server in cloud.servers.values() if server.task != "deleting") == 2
