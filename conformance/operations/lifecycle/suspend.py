"""Keep an instance's memory on its host's disk, and have it go on from there."""

from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.lifecycle.in_place import in_place


def suspend(run: RunContext, instance: Instance) -> Operation:
    """Done when it is SUSPENDED without a task where it was. :raises OperationFailed: it did not get there"""
    return in_place(run, instance, OperationKind.SUSPEND, {"suspend": None}, status="SUSPENDED")


def resume(run: RunContext, instance: Instance) -> Operation:
    """Done when it is ACTIVE again where it was. :raises OperationFailed: it did not get there"""
    return in_place(run, instance, OperationKind.RESUME, {"resume": None})
