"""Servers are used again where that cannot change a result."""

import pytest

from conformance.model.instance import Instance
from conformance.run.context import RunContext
from conformance.run.operate import Operate
from conformance.run.pool import Lease, ServerPool
from selftests.run.fake_cloud import FakeCloud


@pytest.fixture
def pool(run: RunContext) -> ServerPool:
    return ServerPool(run)


def _used(run: RunContext, pool: ServerPool, passed: bool = True) -> Instance:
    lease = Lease(run, pool)
    server = lease.server_on("a")
    lease.end(passed=passed)
    return server


def test_the_next_test_takes_up_a_server_of_one_that_passed(run: RunContext, pool: ServerPool) -> None:
    assert _used(run, pool) == _used(run, pool)


def test_two_tests_never_hold_the_same_server(run: RunContext, pool: ServerPool) -> None:
    lease, other = Lease(run, pool), Lease(run, pool)
    assert lease.server_on("a") != other.server_on("a")


def test_a_server_of_a_test_that_did_not_pass_is_neither_used_again_nor_removed(
    cloud: FakeCloud, run: RunContext, pool: ServerPool
) -> None:
    failed = _used(run, pool, passed=False)
    assert _used(run, pool) != failed
    pool.drain()
    assert cloud.servers[failed.id].task is None


@pytest.mark.parametrize("change", [{"host": "b"}, {"status": "ERROR"}, {"task": "migrating"}])
def test_a_server_that_is_not_as_it_was_is_left_alone(cloud: FakeCloud, run: RunContext, pool: ServerPool, change: dict[str, str]) -> None:
    server = _used(run, pool)
    vars(cloud.servers[server.id]).update(change)
    assert _used(run, pool) != server


def test_a_server_that_is_gone_is_no_trouble(cloud: FakeCloud, run: RunContext, pool: ServerPool) -> None:
    server = _used(run, pool)
    del cloud.servers[server.id]
    assert _used(run, pool) != server


def test_a_server_of_another_flavor_is_not_used_again(run: RunContext, pool: ServerPool) -> None:
    lease = Lease(run, pool)
    server = lease.server_on("a")
    operate = Operate(run, lease)
    destination = operate.resize(server).destination
    operate.confirm(server)
    lease.end(passed=True)
    assert destination
    assert pool.on(destination) != server


def test_draining_asks_for_deletion_and_leaves_the_rest_to_the_sweep(cloud: FakeCloud, run: RunContext, pool: ServerPool) -> None:
    server = _used(run, pool)
    pool.drain()
    assert cloud.servers[server.id].task == "deleting"
    assert server.name in [entry.name for entry in run.ledger.left()]
