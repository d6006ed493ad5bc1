"""Move a stopped guest's disk to another host and start it there; it then awaits confirmation."""

from typing import Any

from conformance.cloud.nova import MIGRATE
from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.move import move, see_that_any_host_will_do
from conformance.operations.watch import Landing


def cold_migrate(run: RunContext, instance: Instance, to: str) -> Operation:
    """To a host of our choice, which the scheduler validates. :raises OperationFailed: it did not get there"""
    return _cold(run, instance, OperationKind.COLD_MIGRATION, {"migrate": {"host": to}}, to)


def cold_migrate_as_scheduled(run: RunContext, instance: Instance) -> Operation:
    """To a host that the scheduler picks: the record's destination.

    :raises OperationFailed: it did not get there
    :raises SuiteFault: it could land on a host that is to be left alone
    """
    see_that_any_host_will_do(run, "a cold migration")
    return _cold(run, instance, OperationKind.SCHEDULED_COLD_MIGRATION, {"migrate": None}, None)


def _cold(run: RunContext, instance: Instance, kind: OperationKind, action: dict[str, Any], to: str | None) -> Operation:
    return move(
        run,
        instance,
        kind,
        action=action,
        microversion=MIGRATE,
        landing=Landing(status="VERIFY_RESIZE", record="finished", host=to),
        budget=run.profile.timeouts.of(kind),
    )
