"""Whether Nova has heard of an action that got no clear answer: it then remembers one more than the run's journal has of that server."""

from conformance.model.operation import OperationKind
from conformance.run.context import RunContext

_REMEMBERED_AS = {
    OperationKind.HARD_REBOOT: "reboot",
    OperationKind.LIVE_MIGRATION: "live-migration",
    OperationKind.COLD_MIGRATION: "migrate",
    OperationKind.COLD_MIGRATION_CONFIRM: "confirmResize",
    OperationKind.RESIZE: "resize",
    OperationKind.RESIZE_CONFIRM: "confirmResize",
    OperationKind.RESIZE_REVERT: "revertResize",
}
"""Nova's names for its actions."""


def heard(run: RunContext, server_id: str, kind: OperationKind) -> bool:
    """Whether the request that was just made was heard. Nobody but the run acts on its servers. :raises Transient: Nova does not say"""
    name = _REMEMBERED_AS[kind]
    done = [one for _, one in run.journal.operations() if one.server_id == server_id and _REMEMBERED_AS.get(one.kind) == name]
    return run.nova.actions(server_id)[name] > len(done)
