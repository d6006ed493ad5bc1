"""Make an image of an instance that runs."""

from conformance.cloud.nova import RUN_MARK
from conformance.cloud.wait import LastSeen
from conformance.instances.context import RunContext
from conformance.instances.images import images_of
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.lifecycle.in_place import in_place
from conformance.operations.perform import WentWrong
from conformance.run_dir.ledger import Kind
from conformance.run_dir.marks import image_name

_ENDED = frozenset({"killed", "deleted", "pending_delete", "deactivated"})
"""How Glance has an image that does not come to be active any more."""


def snapshot(run: RunContext, instance: Instance) -> Operation:
    """Done when the image is active, and the server ACTIVE without a task where it was.

    :raises OperationFailed: it did not get there
    """
    made = [entry for entry in run.ledger.ever() if entry.kind is Kind.IMAGE and entry.name.startswith(f"{instance.name}-")]
    name = image_name(instance.name, len(made) + 1)
    run.ledger.intend(Kind.IMAGE, name)

    def is_active() -> LastSeen[None]:
        found = images_of(run, instance, name)
        told = f"image {found[0]['status']}" if found else "no image of its name"
        if not found or found[0]["status"] in _ENDED:
            raise WentWrong(told)
        return LastSeen(found[0]["status"] == "active", told, None)

    action = {"createImage": {"name": name, "metadata": {RUN_MARK: run.run_id}}}
    return in_place(run, instance, OperationKind.SNAPSHOT, action, more=is_active)
