"""What stays of a run is found wherever it is, and told apart from what could not be looked at."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance.cleanup.cleanup import sweep
from conformance.cleanup.leaks import Leaks, find_leaks, places_of
from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.operations.boot import boot
from conformance.operations.live_migration import live_migrate
from conformance.target import Access
from selftests.fixtures.run import QUICK, RUN
from selftests.stand_ins.fake_cloud import FakeCloud, Server


@pytest.fixture(autouse=True)
def settled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.cleanup.leaks._SETTLES", 0.1)


def _look(run: RunContext) -> Leaks:
    return find_leaks(run.ledger, places_of(Access(run.conn, run.hosts), run.profile, run.site, run.run_dir), pace=QUICK)


@pytest.fixture
def gone(cloud: FakeCloud, run: RunContext) -> Instance:
    """A server that was migrated, and removed with all that it had."""
    server = boot(run, "a")
    live_migrate(run, server, "b")
    assert sweep(run.conn, run.ledger, pace=QUICK) == []
    return server


def test_after_a_sweep_nothing_is_found(run: RunContext, gone: Instance) -> None:
    assert _look(run) == Leaks()


def _port(cloud: FakeCloud, server: Instance) -> None:
    cloud.ports.append({"id": "port-1", "device_id": server.id})


def _server(cloud: FakeCloud, server: Instance) -> None:
    request = {"metadata": {"conformance_run": RUN}}
    cloud.servers["again"] = Server("again", server.name, "a", request, "ACTIVE", None)


def _allocation(cloud: FakeCloud, server: Instance) -> None:
    cloud.allocations[server.id] = {"c"}


def _migration(cloud: FakeCloud, server: Instance) -> None:
    cloud.allocations[cloud.migrations[-1].uuid] = {"a"}


def _domain(cloud: FakeCloud, server: Instance) -> None:
    (cloud.directory / "domains" / "c" / server.id).touch()


def _directory(cloud: FakeCloud, server: Instance) -> None:
    (cloud.directory / "instances" / f"{server.id}_resize").mkdir()


def _keypair(cloud: FakeCloud, server: Instance) -> None:
    cloud.keypairs.append(f"{server.name}-key")


def _group(cloud: FakeCloud, server: Instance) -> None:
    cloud.add_group(f"conformance-{RUN}", f"openstack-host-conformance, run {RUN}")


@pytest.mark.parametrize(
    ("leave", "said"),
    [
        (_server, "server conformance-"),
        (_port, "port port-1 of server conformance-"),
        (_allocation, "Placement allocation of server conformance-"),
        (_migration, "Placement allocation of a migration of server conformance-"),
        (_domain, "domain "),
        (_directory, "directory "),
        (_keypair, "keypair conformance-"),
        (_group, "security-group conformance-"),
    ],
)
def test_each_kind_of_leak_is_found(
    cloud: FakeCloud, run: RunContext, gone: Instance, leave: Callable[[FakeCloud, Instance], None], said: str
) -> None:
    leave(cloud, gone)
    leaks = _look(run)
    assert leaks.left
    assert all(said in line for line in leaks.left)
    assert leaks.unseen == []


def test_what_is_others_is_no_leak(cloud: FakeCloud, run: RunContext, gone: Instance) -> None:
    cloud.ports.append({"id": "port-1", "device_id": "other"})
    cloud.keypairs.append("mine")
    cloud.servers["other"] = Server("other", "other", "a", {}, "ACTIVE", None)
    (cloud.directory / "domains" / "c" / "other").touch()
    (cloud.directory / "instances" / "other").mkdir()
    assert _look(run) == Leaks()


def test_what_goes_a_little_later_is_no_leak(cloud: FakeCloud, run: RunContext, gone: Instance, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.cleanup.leaks._SETTLES", 10.0)
    cloud.ports.append({"id": "port-1", "device_id": gone.id})
    ports, looks = cloud.ports, iter(range(100))

    class Later(list[dict[str, object]]):
        def __iter__(self) -> Iterator[dict[str, object]]:
            return iter([] if next(looks) > 1 else ports)

    cloud.ports = Later()
    assert _look(run) == Leaks()
    assert next(looks) > 2


def test_a_place_that_cannot_be_looked_at_is_neither_clean_nor_a_leak(cloud: FakeCloud, run: RunContext, gone: Instance) -> None:
    Path(cloud.directory / "instances").rmdir()
    leaks = _look(run)
    assert leaks.left == []
    assert [line.partition(":")[0] for line in leaks.unseen] == ["directories on a", "directories on b", "directories on c"]
