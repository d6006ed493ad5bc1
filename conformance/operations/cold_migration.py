"""Move a stopped guest's disk to another host and start it there; it then awaits confirmation."""

from conformance.cloud.nova import MIGRATE
from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.move import move
from conformance.operations.watch import Landing


def cold_migrate(run: RunContext, instance: Instance, to: str) -> Operation:
    """To a host of our choice, which the scheduler validates. :raises OperationFailed: it did not get there"""
    return move(
        run,
        instance,
        OperationKind.COLD_MIGRATION,
        action={"migrate": {"host": to}},
        microversion=MIGRATE,
        landing=Landing(status="VERIFY_RESIZE", record="finished", host=to),
        budget=run.profile.timeouts.of(OperationKind.COLD_MIGRATION),
    )
