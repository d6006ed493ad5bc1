"""Give an instance another flavor, on whichever host the scheduler picks; it then awaits confirmation."""

from conformance.cloud.nova import READ
from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.move import move, see_that_any_host_will_do
from conformance.operations.watch import Landing


def resize(run: RunContext, instance: Instance) -> Operation:
    """Nova takes no target for it: the record's destination is as scheduled.

    :raises OperationFailed: it did not get there
    :raises SuiteFault: it could land on a host that is to be left alone
    """
    see_that_any_host_will_do(run, "a resize")
    return move(
        run,
        instance,
        OperationKind.RESIZE,
        action={"resize": {"flavorRef": run.site.resize_flavor}},
        microversion=READ,
        landing=Landing(status="VERIFY_RESIZE", record="finished", host=None),
        budget=run.profile.timeouts.of(OperationKind.RESIZE),
    )
