"""A sweep does what it can, whatever the ledger and the APIs say, and touches nothing that is not marked as its run's."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from conformance.cleanup.cleanup import Leftover, sweep, would_remove
from conformance.cleanup.leaks import Leaks, find_leaks, places_of
from conformance.cloud.wait import LastSeen, Pace
from conformance.instances.context import RunContext
from conformance.operations.boot import boot
from conformance.run_dir.ledger import Kind
from conformance.target import Access
from selftests.fixtures.run import QUICK, RUN
from selftests.stand_ins.fake_cloud import FakeCloud, Server

NAME, GROUP = f"conformance-{RUN}-main-9", f"conformance-{RUN}"
DESCRIPTION = f"openstack-host-conformance, run {RUN}"


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("cleanup._APPEARS", "cleanup._APPEARS_SOON", "cleanup._LOOKED_FOR", "leaks._SETTLES"):
        monkeypatch.setattr(f"conformance.cleanup.{name}", 0.05)


def _sweep(run: RunContext, told: list[str] | None = None) -> list[Leftover]:
    lines: list[str] = [] if told is None else told
    return sweep(run.conn, run.ledger, budget=1.0, pace=QUICK, tell=lines.append)


def _deletions(cloud: FakeCloud) -> list[str]:
    return [path for method, path, _ in cloud.seen if method == "DELETE"]


def _server(cloud: FakeCloud, id: str, name: str, run: str | None) -> None:
    cloud.servers[id] = Server(id, name, "a", {"metadata": {"conformance_run": run} if run else {}}, "ACTIVE", None)


def test_a_ledger_that_names_what_is_others_deletes_nothing(cloud: FakeCloud, run: RunContext) -> None:
    """What stands in a ledger is what somebody wrote into it; these are the things that a cloud has."""
    _server(cloud, "id-1", "prod-db-1", None)
    group = cloud.add_group("default-web")
    for kind, name, id in (
        ("server", "prod-db-1", "id-1"),
        ("image", "ubuntu-22.04", None),
        ("flavor", "m1.large", None),
        ("security-group", "default-web", group),
    ):
        run.ledger._lines.append({"at": "2026-01-01T00:00:00+00:00", "event": "created", "kind": kind, "name": name, "id": id})
    assert _sweep(run) == []
    assert list(would_remove(run.conn, run.ledger)) == []
    assert _deletions(cloud) == []
    assert len(run.ledger.refused()) == 4


@pytest.mark.parametrize("marked", [None, "20260101T000000Z-ffff"])
def test_a_server_of_the_ledgers_id_that_is_not_marked_as_of_this_run_is_left_alone_and_said(
    cloud: FakeCloud, run: RunContext, marked: str | None
) -> None:
    run.ledger.created(Kind.SERVER, NAME, "id-1")
    _server(cloud, "id-1", NAME, marked)
    (left,) = _sweep(run)
    assert left.entry.id == "id-1"
    assert "not marked as one of this run" in left.why
    assert _deletions(cloud) == []
    assert [entry.id for entry in run.ledger.left()] == ["id-1"]
    assert list(would_remove(run.conn, run.ledger)) == []


def test_a_server_of_the_ledgers_name_that_another_run_marked_is_left_alone(cloud: FakeCloud, run: RunContext) -> None:
    run.ledger.intend(Kind.SERVER, NAME)
    _server(cloud, "id-1", NAME, "20260101T000000Z-ffff")
    assert _sweep(run) == []
    assert _deletions(cloud) == []


def test_a_group_of_the_name_without_the_runs_description_is_left_alone(cloud: FakeCloud, run: RunContext) -> None:
    run.ledger.intend(Kind.SECURITY_GROUP, GROUP)
    cloud.add_group(GROUP, "web servers")
    assert _sweep(run) == []
    assert _deletions(cloud) == []


def test_a_group_of_another_project_is_not_the_runs(cloud: FakeCloud, run: RunContext) -> None:
    """With an administrator's eyes Neutron lists the groups of all projects."""
    run.ledger.intend(Kind.SECURITY_GROUP, GROUP)
    cloud.add_group(GROUP, DESCRIPTION, "somebody else's")
    assert _sweep(run) == []
    assert _deletions(cloud) == []


def test_the_runs_own_group_goes_even_if_it_came_to_another_project(cloud: FakeCloud, run: RunContext) -> None:
    group = cloud.add_group(GROUP, DESCRIPTION, "somebody else's")
    run.ledger.created(Kind.SECURITY_GROUP, GROUP, group)
    assert _sweep(run) == []
    assert cloud.groups == {}


def test_no_group_of_another_project_is_used(cloud: FakeCloud, run: RunContext) -> None:
    other = cloud.add_group(GROUP, DESCRIPTION, "somebody else's")
    boot(run, "a")
    assert len(cloud.groups) == 2
    assert cloud.bodies[-1] is not None
    (asked,) = [body["server"]["security_groups"] for path, body in cloud.bodies if path.endswith("/servers")]
    assert asked != [{"name": other}]


ODD: list[Any] = [{}, [], "<html>Please log in</html>", {"servers": None}, {"servers": [7]}, {"servers": [{}]}]


@pytest.mark.parametrize("answer", ODD, ids=json.dumps)
def test_an_answer_of_another_shape_leaves_servers_and_stops_nothing_else(cloud: FakeCloud, run: RunContext, answer: Any) -> None:
    group = cloud.add_group(GROUP, DESCRIPTION)
    run.ledger.created(Kind.SERVER, NAME, "id-1")
    run.ledger.created(Kind.SECURITY_GROUP, GROUP, group)
    cloud.detail = lambda query: answer  # type: ignore[method-assign]
    (left,) = _sweep(run)
    assert left.entry.name == NAME
    assert left.why
    assert "\n" not in left.why
    assert cloud.groups == {}


LEADS_ELSEWHERE = {"id": "../routers/1", "name": GROUP, "description": DESCRIPTION, "project_id": "p"}


@pytest.mark.parametrize(
    "answer", [{}, [], "text", {"security_groups": [{"name": GROUP}]}, {"security_groups": [LEADS_ELSEWHERE]}], ids=json.dumps
)
def test_an_odd_answer_of_neutron_leaves_the_group_and_removes_servers(cloud: FakeCloud, run: RunContext, answer: Any) -> None:
    run.ledger.created(Kind.SECURITY_GROUP, GROUP, "id-1")
    run.ledger.created(Kind.SERVER, NAME, "id-2")
    _server(cloud, "id-2", NAME, RUN)
    cloud.find_groups = lambda query: answer  # type: ignore[method-assign]
    (left,) = _sweep(run)
    assert (left.entry.kind, cloud.servers) == (Kind.SECURITY_GROUP, {})
    assert _deletions(cloud) == ["/compute/v2.1/servers/id-2"]


def test_one_server_that_cannot_be_deleted_keeps_no_other(cloud: FakeCloud, run: RunContext, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in ("1", "2", "3"):
        name = f"conformance-{RUN}-main-{number}"
        run.ledger.created(Kind.SERVER, name, f"id-{number}")
        _server(cloud, f"id-{number}", name, RUN)
    delete = run.nova.__class__.delete

    def odd(nova: Any, id: str) -> None:
        if id == "id-1":
            raise TypeError("an answer that nobody has foreseen")
        delete(nova, id)

    monkeypatch.setattr("conformance.cloud.nova.Nova.delete", odd)
    (left,) = _sweep(run)
    assert left.entry.id == "id-1"
    assert "nobody has foreseen" in left.why
    assert list(cloud.servers) == ["id-1"]


def test_a_disk_that_is_full_stops_no_removal(cloud: FakeCloud, run: RunContext, monkeypatch: pytest.MonkeyPatch) -> None:
    boot(run, "a")
    told: list[str] = []

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("conformance.run_dir.records.JsonLines.append", full)
    assert _sweep(run, told) == []
    assert (cloud.servers, cloud.groups) == ({}, {})
    assert len([line for line in told if "No space left on device" in line]) == 1


def test_a_time_far_ahead_is_not_waited_for(run: RunContext, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[float] = []

    def wait(what: str, look: Callable[[], LastSeen[object]], budget: float, *, pace: Pace) -> object:
        waits.append(budget)
        return look().value

    monkeypatch.setattr("conformance.cleanup.cleanup.wait_until", wait)
    run.ledger._lines.append({"at": "9000-01-01T00:00:00+00:00", "event": "intend", "kind": "server", "name": NAME})
    assert _sweep(run) == []
    assert max(waits) <= 1.0


def test_a_server_of_another_run_is_no_leak_of_this_one(cloud: FakeCloud, run: RunContext) -> None:
    run.ledger.created(Kind.SERVER, NAME, "id-1")
    _server(cloud, "id-2", NAME, "20260101T000000Z-ffff")
    cloud.add_group(GROUP, "web servers")
    (cloud.directory / "instances" / "id-10").mkdir()
    assert _leaks(run) == Leaks()


@pytest.mark.parametrize("break_it", ["facts", "answer"])
def test_what_nobody_has_foreseen_is_said_as_not_looked_at(cloud: FakeCloud, run: RunContext, break_it: str) -> None:
    run.ledger.created(Kind.SERVER, NAME, "id-1")
    if break_it == "facts":
        (run.run_dir / "facts.json").write_bytes(b'{"hosts": \xff')
        (cloud.directory / "instances" / "id-1").mkdir()
        assert any("directory " in line for line in _leaks(run).left)
        return
    cloud.detail = lambda query: {"servers": [7]}  # type: ignore[method-assign]
    leaks = _leaks(run)
    assert [line.partition(":")[0] for line in leaks.unseen] == ["servers"]


def _leaks(run: RunContext) -> Leaks:
    return find_leaks(run.ledger, places_of(Access(run.conn, run.hosts), run.profile, run.site, run.run_dir), pace=QUICK)
