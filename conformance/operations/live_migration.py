"""Move a running guest to another host without stopping it."""

from conformance.cloud.nova import LIVE_MIGRATE
from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.move import move, see_that_any_host_will_do
from conformance.operations.watch import Landing


def live_migrate(run: RunContext, instance: Instance, to: str) -> Operation:
    """Never forced: the scheduler validates the destination. :raises OperationFailed: it did not get there"""
    return _live(run, instance, OperationKind.LIVE_MIGRATION, to)


def live_migrate_as_scheduled(run: RunContext, instance: Instance) -> Operation:
    """To a host that the scheduler picks: the record's destination.

    :raises OperationFailed: it did not get there
    :raises SuiteFault: it could land on a host that is to be left alone
    """
    see_that_any_host_will_do(run, "a live migration")
    return _live(run, instance, OperationKind.SCHEDULED_LIVE_MIGRATION, None)


def _live(run: RunContext, instance: Instance, kind: OperationKind, to: str | None) -> Operation:
    return move(
        run,
        instance,
        kind,
        action={"os-migrateLive": {"host": to, "block_migration": run.profile.block_migration}},
        microversion=LIVE_MIGRATE,
        landing=Landing(status="ACTIVE", record="completed", host=to),
        budget=run.profile.timeouts.of(kind),
        probe=run.probes.of(instance, run.profile.guest),
    )
