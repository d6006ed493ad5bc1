"""Who holds something in Placement and is nobody is found without asking for every migration that there ever was."""

import uuid

from conformance.checks.facts.ask_cloud import ask_cloud
from conformance.instances.context import RunContext
from conformance.operations.boot import boot
from selftests.stand_ins.fake_cloud import FakeCloud

NOBODY = str(uuid.uuid4())


def _migrations_asked_for(cloud: FakeCloud) -> list[dict[str, str]]:
    return [query for path, query in cloud.queries if path.endswith("/os-migrations")]


def test_a_consumer_that_is_no_server_and_no_migration_is_an_orphan(cloud: FakeCloud, run: RunContext) -> None:
    boot(run, "a")
    cloud.allocations[NOBODY] = {"b"}
    assert ask_cloud(run.conn, run.site).orphaned_allocations == {NOBODY: "b.example"}
    assert _migrations_asked_for(cloud) == [{"marker": NOBODY, "limit": "1"}]


def test_a_migration_that_goes_on_is_none(cloud: FakeCloud, run: RunContext) -> None:
    server = boot(run, "a")
    cloud.faults["live-holds"] = ""
    run.nova.act(server.id, {"os-migrateLive": {"host": "b", "block_migration": "auto"}}, "2.34", "req-1")
    (record,) = cloud.migrations
    facts = ask_cloud(run.conn, run.site)
    assert facts.orphaned_allocations == {}
    assert facts.gap("orphaned_allocations") is None
    assert _migrations_asked_for(cloud) == [{"marker": record.uuid, "limit": "1"}]


def test_where_everybody_is_known_no_migration_is_asked_for(cloud: FakeCloud, run: RunContext) -> None:
    boot(run, "a")
    assert ask_cloud(run.conn, run.site).orphaned_allocations == {}
    assert _migrations_asked_for(cloud) == []


def test_an_api_that_does_not_tell_is_a_gap(cloud: FakeCloud, run: RunContext) -> None:
    cloud.allocations[NOBODY] = {"b"}
    answer = cloud.migrations_of
    cloud.migrations_of = lambda query: answer({})  # type: ignore[method-assign]
    facts = ask_cloud(run.conn, run.site)
    assert facts.orphaned_allocations == {}
    assert facts.gap("orphaned_allocations") is not None
