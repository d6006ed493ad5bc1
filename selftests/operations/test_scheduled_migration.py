"""Where Nova is left to pick the host of a migration, the record says which it was, and none is asked for that could be another's."""

from collections.abc import Callable

import pytest

from conformance.instances.context import RunContext
from conformance.instances.location import CloudLocation
from conformance.model.errors import SuiteFault
from conformance.model.instance import Instance
from conformance.model.operation import Operation
from conformance.operations.boot import boot
from conformance.operations.cold_migration import cold_migrate_as_scheduled
from conformance.operations.live_migration import live_migrate_as_scheduled
from conformance.operations.settle import confirm


def test_a_live_migration_lands_where_the_scheduler_picked(run: RunContext) -> None:
    server = boot(run, "b")
    assert live_migrate_as_scheduled(run, server).destination == "c"
    CloudLocation(run).expect_only_on(server, "c", left="b")


def test_a_cold_migration_lands_where_the_scheduler_picked(run: RunContext) -> None:
    server = boot(run, "c")
    assert cold_migrate_as_scheduled(run, server).destination == "a"
    confirm(run, server)
    CloudLocation(run).expect_only_on(server, "a", left="c")


@pytest.mark.parametrize("move", [live_migrate_as_scheduled, cold_migrate_as_scheduled])
def test_none_is_asked_for_that_could_land_on_a_host_that_is_excluded(
    run: RunContext, move: Callable[[RunContext, Instance], Operation]
) -> None:
    server = boot(run, "a")
    hosts = run.site.hosts
    limited = type(run)(**{**vars(run), "site": run.site.model_copy(update={"hosts": hosts[:2], "excluded": hosts[2:]})})
    with pytest.raises(SuiteFault, match="c is excluded"):
        move(limited, server)
