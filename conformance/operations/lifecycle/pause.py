"""Have an instance stand still, and go on."""

from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.lifecycle.in_place import in_place


def pause(run: RunContext, instance: Instance) -> Operation:
    """Done when it is PAUSED without a task where it was. :raises OperationFailed: it did not get there"""
    return in_place(run, instance, OperationKind.PAUSE, {"pause": None}, status="PAUSED")


def unpause(run: RunContext, instance: Instance) -> Operation:
    """Done when it is ACTIVE again where it was. :raises OperationFailed: it did not get there"""
    return in_place(run, instance, OperationKind.UNPAUSE, {"unpause": None})
