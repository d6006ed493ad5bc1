"""A sweep removes what the ledger has, and nothing else."""

import pytest

from conformance.cleanup.cleanup import Leftover, sweep
from conformance.instances.context import RunContext
from conformance.operations.boot import boot
from conformance.operations.live_migration import live_migrate
from conformance.operations.perform import OperationFailed
from conformance.run_dir.ledger import Kind
from selftests.fixtures.run import QUICK, RUN, MakeRun
from selftests.stand_ins.fake_cloud import FakeCloud, Server

NAME = f"conformance-{RUN}-main-9"
MARKED = {"metadata": {"conformance_run": RUN}}


def _sweep(run: RunContext, budget: float = 5.0) -> list[Leftover]:
    return sweep(run.conn, run.ledger, budget=budget, pace=QUICK)


def test_everything_of_the_run_goes_and_nothing_of_others(cloud: FakeCloud, run: RunContext, monkeypatch: pytest.MonkeyPatch) -> None:
    boot(run, "a")
    boot(run, "b")
    cloud.servers["other"] = Server("other", f"conformance-{run.run_id}-main-1-of-mine", "a", {}, "ACTIVE", None)
    cloud.groups["other"] = "conformance"
    monkeypatch.setattr(cloud, "delete_group", lambda id: cloud.groups.pop(id))
    assert _sweep(run) == []
    assert list(cloud.servers) == ["other"]
    assert list(cloud.groups) == ["other"]
    assert run.ledger.left() == []


def test_a_second_sweep_asks_for_nothing(cloud: FakeCloud, run: RunContext) -> None:
    boot(run, "a")
    _sweep(run)
    cloud.seen.clear()
    assert _sweep(run) == []
    assert cloud.seen == []


def test_a_server_that_was_asked_for_and_never_answered_for_is_found_by_its_name(cloud: FakeCloud, run: RunContext) -> None:
    run.ledger.intend(Kind.SERVER, NAME)
    cloud.servers["late"] = Server("late", NAME, "a", MARKED, "ACTIVE", None)
    assert _sweep(run) == []
    assert cloud.servers == {}


def test_what_was_asked_for_and_never_came_to_be_is_no_leftover(run: RunContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.cleanup.cleanup._APPEARS", 0.05)
    monkeypatch.setattr("conformance.cleanup.cleanup._LOOKED_FOR", 0.05)
    run.ledger.intend(Kind.SERVER, NAME)
    assert _sweep(run) == []
    assert run.ledger.left() == []


def test_a_server_on_the_move_is_deleted_only_when_it_has_come_to_rest(
    cloud: FakeCloud, make_run: MakeRun, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = make_run(live_migration=0.1)
    server = boot(run, "a")
    cloud.faults["live-hangs"] = "yes"
    with pytest.raises(OperationFailed):
        live_migrate(run, server, "b")
    moving = cloud.servers[server.id]
    tasks: list[str | None] = []

    def delete(id: str) -> None:
        tasks.append(moving.task)
        FakeCloud.delete(cloud, id)

    monkeypatch.setattr(cloud, "delete", delete)
    moving.ahead = [lambda: None] * 3 + [lambda: setattr(moving, "task", None)]
    assert _sweep(run) == []
    assert tasks == [None]


def test_what_cannot_be_removed_is_told_and_stays_in_the_ledger(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.faults["delete"] = "yes"
    leftovers = _sweep(run, budget=0.1)
    assert (leftovers[0].entry.kind, leftovers[0].entry.id) == (Kind.SERVER, server.id)
    assert "is ACTIVE" in leftovers[0].why
    assert "in use" in leftovers[1].why
    assert len(run.ledger.left()) == 2


def test_a_namesake_without_the_mark_of_a_run_is_somebody_elses(cloud: FakeCloud, run: RunContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.cleanup.cleanup._APPEARS", 0.05)
    monkeypatch.setattr("conformance.cleanup.cleanup._LOOKED_FOR", 0.05)
    run.ledger.intend(Kind.SERVER, NAME)
    cloud.servers["other"] = Server("other", NAME, "a", {}, "ACTIVE", None)
    assert _sweep(run) == []
    assert list(cloud.servers) == ["other"]


def test_a_server_that_came_to_be_twice_goes_twice(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    twin = cloud.servers[server.id]
    cloud.servers["twin"] = Server("twin", twin.name, "b", twin.request, "ACTIVE", None)
    assert _sweep(run) == []
    assert cloud.servers == {}


def test_a_server_that_shows_late_is_waited_for(cloud: FakeCloud, run: RunContext) -> None:
    """A create whose sender was killed may still be on its way through the API."""
    run.ledger.intend(Kind.SERVER, NAME)
    look, looks = cloud.detail, iter(range(100))

    def late(query: dict[str, str]) -> dict[str, object]:
        if next(looks) == 10:
            cloud.servers["late"] = Server("late", NAME, "a", MARKED, "ACTIVE", None)
        return look(query)

    cloud.detail = late  # type: ignore[method-assign]
    assert _sweep(run) == []
    assert cloud.servers == {}
    assert next(looks) > 10


def test_servers_are_listed_together_and_no_more_of_them_than_are_ours(cloud: FakeCloud, run: RunContext) -> None:
    for host in ("a", "b", "c"):
        boot(run, host)
    cloud.queries.clear()
    _sweep(run)
    lists = [query for path, query in cloud.queries if path.endswith("/servers/detail")]
    assert all(query["name"].startswith(f"^conformance-{run.run_id}-") for query in lists)
    assert len(lists) <= 4


def test_a_group_whose_creation_was_on_its_way_is_waited_for(cloud: FakeCloud, run: RunContext) -> None:
    run.ledger.intend(Kind.SECURITY_GROUP, f"conformance-{RUN}")
    look, looks = cloud.find_groups, iter(range(100))

    def late(query: dict[str, str]) -> dict[str, object]:
        if next(looks) == 3:
            cloud.add_group(f"conformance-{RUN}", f"openstack-host-conformance, run {RUN}")
        return look(query)

    cloud.find_groups = late  # type: ignore[method-assign]
    assert _sweep(run) == []
    assert cloud.groups == {}
    assert next(looks) > 3


def test_a_group_that_was_asked_for_long_ago_is_not_waited_for(run: RunContext, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.cleanup.cleanup._APPEARS_SOON", 0.0)
    run.ledger.intend(Kind.SECURITY_GROUP, f"conformance-{RUN}")
    assert _sweep(run, budget=0.5) == []
