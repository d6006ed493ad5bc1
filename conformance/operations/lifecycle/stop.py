"""Shut an instance down, and start it again."""

from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.lifecycle.in_place import in_place


def stop(run: RunContext, instance: Instance) -> Operation:
    """Done when it is SHUTOFF without a task where it was. :raises OperationFailed: it did not get there"""
    return in_place(run, instance, OperationKind.STOP, {"os-stop": None}, status="SHUTOFF")


def start(run: RunContext, instance: Instance) -> Operation:
    """Done when it is ACTIVE again where it was. :raises OperationFailed: it did not get there"""
    return in_place(run, instance, OperationKind.START, {"os-start": None})
