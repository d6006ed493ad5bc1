"""Start an instance anew from its image."""

from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.lifecycle.in_place import in_place


def rebuild(run: RunContext, instance: Instance) -> Operation:
    """Done when it is ACTIVE without a task where it was. :raises OperationFailed: it did not get there"""
    return in_place(run, instance, OperationKind.REBUILD, {"rebuild": {"imageRef": run.site.image}})
