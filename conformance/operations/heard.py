"""Whether Nova has heard of an action that got no clear answer: it then remembers one more than the run's journal has of that server."""

from conformance.instances.context import RunContext
from conformance.model.operation import OperationKind, nova_action


def heard(run: RunContext, server_id: str, kind: OperationKind) -> bool:
    """Whether the request that was just made was heard. Nobody but the run acts on its servers. :raises Transient: Nova does not say"""
    name = nova_action(kind)
    done = [one for _, one in run.journal.operations() if one.server_id == server_id and nova_action(one.kind) == name]
    return run.nova.actions(server_id)[name] > len(done)
