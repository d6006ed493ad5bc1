"""Give an instance another flavor, on whichever host the scheduler picks; it then awaits confirmation."""

from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.run.context import RunContext
from conformance.run.nova import READ
from conformance.run.operations.move import move
from conformance.run.operations.watch import Landing


def resize(run: RunContext, instance: Instance) -> Operation:
    """Nova takes no target for it: the record's destination is as scheduled. :raises OperationFailed: it did not get there"""
    return move(
        run,
        instance,
        OperationKind.RESIZE,
        action={"resize": {"flavorRef": run.site.resize_flavor}},
        microversion=READ,
        landing=Landing(status="VERIFY_RESIZE", record="finished", host=None),
        budget=run.profile.timeouts.resize,
    )
