"""What all of these share: an action, after which the server must come to rest on its host, with the status that belongs to it."""

from typing import Any

from conformance.cloud.nova import READ, Nova, ServerState
from conformance.cloud.wait import LastSeen
from conformance.instances.context import RunContext
from conformance.model.instance import Instance
from conformance.model.operation import Operation, OperationKind
from conformance.operations.heard import heard
from conformance.operations.perform import Undertaking, WentWrong
from conformance.operations.watch import in_words

_UNCHANGED_LOOKS = 3
"""So many looks in a row at a server at rest that is not as it should be, and the request has come to nothing."""


def in_place(
    run: RunContext,
    instance: Instance,
    kind: OperationKind,
    action: dict[str, Any],
    *,
    status: str = "ACTIVE",
    locked: bool | None = None,
    asker: Nova | None = None,
) -> Operation:
    """Ask for the action, and watch the server come to rest where it was.

    :param status: the server's, at the end
    :param locked: whether it is locked at the end; None: that is not looked at
    :param asker: who asks for it; None: the run's own user
    :raises OperationFailed: it did not come to that
    """
    host = run.read_with_retry(f"server {instance.name}", lambda: run.nova.server(instance.id)).host
    watch = _RestWatch(run.nova, instance.id, host, status, locked)
    told = {None: "", True: ", locked", False: ", not locked"}[locked]
    with run.slots.hold(receiving=host):
        expected = f"{kind} of {instance.name} on {host}: {status}{told}, no task, on {host}"
        undertaking = Undertaking(run, kind, expected, server_id=instance.id, source=host, destination=host)
        return undertaking.do(
            lambda request_id: (asker or run.nova).act(instance.id, action, READ, request_id),
            lambda: heard(run, instance.id, kind),
            watch.look,
            run.profile.timeouts.of(kind),
        )


class _RestWatch:
    """Looks at a server until it is at rest as it should be. Nova sets its task before it answers, so one at rest has ended."""

    def __init__(self, nova: Nova, server_id: str, host: str | None, status: str, locked: bool | None) -> None:
        self._nova = nova
        self._server_id = server_id
        self._host = host
        self._status = status
        self._locked = locked
        self._unchanged = 0

    def look(self) -> LastSeen[ServerState]:
        """One look. :raises WentWrong: it is in ERROR, or came to rest otherwise"""
        server = self._nova.server(self._server_id)
        state = in_words(server, None)
        if server.at_rest and server.status == "ERROR":
            raise WentWrong(state, server.host or self._host)
        done = server.at_rest and server.status == self._status and server.host == self._host and self._locked in {None, server.locked}
        self._unchanged = self._unchanged + 1 if server.at_rest and not done else 0
        if self._unchanged == _UNCHANGED_LOOKS:
            raise WentWrong(f"{state}: nothing came of the request", server.host or self._host)
        return LastSeen(done, state, server)
