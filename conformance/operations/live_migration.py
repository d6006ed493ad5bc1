"""Move a running guest to another host without stopping it."""

from conformance.cloud.nova import LIVE_MIGRATE
from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.move import move
from conformance.operations.watch import Landing


def live_migrate(run: RunContext, instance: Instance, to: str) -> Operation:
    """Never forced: the scheduler validates the destination. :raises OperationFailed: it did not get there"""
    return move(
        run,
        instance,
        OperationKind.LIVE_MIGRATION,
        action={"os-migrateLive": {"host": to, "block_migration": run.profile.block_migration}},
        microversion=LIVE_MIGRATE,
        landing=Landing(status="ACTIVE", record="completed", host=to),
        budget=run.profile.timeouts.of(OperationKind.LIVE_MIGRATION),
        probe=run.probes.of(instance, run.profile.guest),
    )
