"""What all of these share: an action, after which the server must come to rest, with the status and on the host that belong to it."""

from collections.abc import Callable
from dataclasses import dataclass
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


@dataclass(frozen=True)
class Rest:
    """How a server should come to rest: with one of these statuses, on that host (None: on whichever).

    locked: whether it is locked then; None: that is not looked at. more: what else must be so, looked at once the server is at rest.
    """

    status: tuple[str, ...]
    host: str | None
    locked: bool | None = None
    more: Callable[[], LastSeen[None]] | None = None

    def __str__(self) -> str:
        locked = {None: "", True: ", locked", False: ", not locked"}[self.locked]
        return f"{' or '.join(self.status)}{locked}, no task{f', on {self.host}' if self.host else ''}"

    def is_of(self, server: ServerState) -> bool:
        """Whether the server is so."""
        return server.at_rest and server.status in self.status and self.host in {None, server.host} and self.locked in {None, server.locked}


def in_place(
    run: RunContext,
    instance: Instance,
    kind: OperationKind,
    action: dict[str, Any],
    *,
    status: str = "ACTIVE",
    locked: bool | None = None,
    asker: Nova | None = None,
    more: Callable[[], LastSeen[None]] | None = None,
) -> Operation:
    """Ask for the action, and watch the server come to rest where it was.

    :param status: the server's, at the end
    :param locked: whether it is locked at the end; None: that is not looked at
    :param asker: who asks for it; None: the run's own user
    :param more: what else must be so at the end
    :raises OperationFailed: it did not come to that
    """
    host = run.read_with_retry(f"server {instance.name}", lambda: run.nova.server(instance.id)).host
    with run.slots.hold(receiving=host):
        rest = Rest(status=(status,), host=host, locked=locked, more=more)
        return come_to_rest(run, instance, kind, action, rest, source=host, destination=host, asker=asker)


def come_to_rest(
    run: RunContext,
    instance: Instance,
    kind: OperationKind,
    action: dict[str, Any],
    rest: Rest,
    *,
    source: str | None,
    destination: str | None,
    microversion: str = READ,
    asker: Nova | None = None,
) -> Operation:
    """Ask for the action, and watch the server come to that rest. Slots are held already.

    :param destination: None: the host that it is then on
    :raises OperationFailed: it did not come to that
    """
    where = f" on {source}" if source else ""
    expected = f"{kind} of {instance.name}{where}: {rest}"
    undertaking = Undertaking(run, kind, expected, server_id=instance.id, source=source, destination=destination)
    return undertaking.do(
        lambda request_id: (asker or run.nova).act(instance.id, action, microversion, request_id),
        lambda: heard(run, instance.id, kind),
        _RestWatch(run.nova, instance.id, rest, source or destination).look,
        run.profile.timeouts.of(kind),
    )


class _RestWatch:
    """Looks at a server until it is at rest as it should be. Nova sets its task before it answers, so one at rest has ended."""

    def __init__(self, nova: Nova, server_id: str, rest: Rest, host: str | None) -> None:
        self._nova = nova
        self._server_id = server_id
        self._rest = rest
        self._host = host
        self._unchanged = 0

    def look(self) -> LastSeen[ServerState]:
        """One look. :raises WentWrong: it is in ERROR, or came to rest otherwise"""
        server = self._nova.server(self._server_id)
        state = in_words(server, None)
        if server.at_rest and server.status == "ERROR":
            raise WentWrong(state, server.host or self._host)
        done = self._rest.is_of(server)
        if done and self._rest.more:
            more = self._rest.more()
            return LastSeen(more.done, f"{state}, {more.state}", server)
        self._unchanged = self._unchanged + 1 if server.at_rest and not done else 0
        if self._unchanged == _UNCHANGED_LOOKS:
            raise WentWrong(f"{state}: nothing came of the request", server.host or self._host)
        return LastSeen(done, state, server)
