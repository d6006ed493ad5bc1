"""Give an instance another flavor, on whichever host the scheduler picks; it then awaits confirmation."""

from conformance.checks.skips import why_no_choice
from conformance.cloud.nova import READ
from conformance.instances.context import RunContext
from conformance.model.errors import SuiteFault
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.move import move
from conformance.operations.watch import Landing


def resize(run: RunContext, instance: Instance) -> Operation:
    """Nova takes no target for it: the record's destination is as scheduled.

    :raises OperationFailed: it did not get there
    :raises SuiteFault: it could land on a host that is to be left alone
    """
    why_not = why_no_choice(run.site, "a resize")
    if why_not:
        raise SuiteFault(f"no resize is asked for: {why_not}")
    return move(
        run,
        instance,
        OperationKind.RESIZE,
        action={"resize": {"flavorRef": run.site.resize_flavor}},
        microversion=READ,
        landing=Landing(status="VERIFY_RESIZE", record="finished", host=None),
        budget=run.profile.timeouts.of(OperationKind.RESIZE),
    )
