"""Start an instance from the disk of a rescue, and from its own again."""

from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.lifecycle.in_place import in_place


def rescue(run: RunContext, instance: Instance) -> Operation:
    """Done when it is in RESCUE without a task where it was. :raises OperationFailed: it did not get there"""
    return in_place(run, instance, OperationKind.RESCUE, {"rescue": {"rescue_image_ref": run.site.image}}, status="RESCUE")


def unrescue(run: RunContext, instance: Instance) -> Operation:
    """Done when it is ACTIVE again where it was. :raises OperationFailed: it did not get there"""
    return in_place(run, instance, OperationKind.UNRESCUE, {"unrescue": None})
