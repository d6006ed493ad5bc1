"""Ask a guest to shut itself down, and start it again."""

from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.lifecycle.in_place import in_place


def soft_reboot(run: RunContext, instance: Instance) -> Operation:
    """Done when it is ACTIVE without a task where it was. :raises OperationFailed: it did not get there"""
    return in_place(run, instance, OperationKind.SOFT_REBOOT, {"reboot": {"type": "SOFT"}})
