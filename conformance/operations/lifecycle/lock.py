"""Lock an instance against users without the role admin, and unlock it."""

from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.lifecycle.in_place import in_place


def lock(run: RunContext, instance: Instance) -> Operation:
    """Done when it says that it is locked. :raises OperationFailed: it did not get there"""
    return in_place(run, instance, OperationKind.LOCK, {"lock": None}, locked=True)


def unlock(run: RunContext, instance: Instance) -> Operation:
    """Done when it says that it is not. :raises OperationFailed: it did not get there"""
    return in_place(run, instance, OperationKind.UNLOCK, {"unlock": None}, locked=False)
