"""Boot an instance on a host of our choice, through the scheduler."""

import itertools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from conformance.cloud.nova import RUN_MARK, Refused, ServerState
from conformance.cloud.wait import LastSeen, Transient
from conformance.instances.context import RunContext
from conformance.instances.security_group import security_group
from conformance.model.instance import Instance
from conformance.model.operation import OperationKind
from conformance.operations.perform import Undertaking
from conformance.operations.watch import look_at_rest
from conformance.run_dir.ledger import Kind
from conformance.run_dir.marks import beginning, server_name

_numbers = itertools.count(1)


@dataclass(frozen=True)
class BootSource:
    """What a server boots from where that is not the image: what is asked of Nova, what it is for people, and what is done at each look.

    look: given the server's id; it may note what Nova has made for the server by then.
    """

    kind: OperationKind
    asked: dict[str, Any]
    what: str
    look: Callable[[str], None]


def boot(run: RunContext, host: str, source: BootSource | None = None) -> Instance:
    """A new instance on that host, ACTIVE and without a task. It is asked for again only when no server of its name came of it.

    :param source: what it boots from; None: the image
    :raises OperationFailed: it did not get there
    """
    name = server_name(run.run_id, run.worker, next(_numbers))
    group = security_group(run)
    kind = source.kind if source else OperationKind.BOOT
    expected = f"boot of {name} on {host}{f' from {source.what}' if source else ''}: ACTIVE, no task, on {host}"
    with run.slots.hold(receiving=host):
        undertaking = Undertaking(run, kind, expected, server_id=None, source=None, destination=host)
        booting = _Booting(run, undertaking, name, host, source)
        run.ledger.intend(Kind.SERVER, name)
        budget = run.profile.timeouts.of(kind)
        undertaking.do(lambda request_id: booting.ask(group, request_id), booting.heard, booting.look, budget)
    server = run.read_with_retry(f"server {name}", lambda: run.nova.server(undertaking.server_id or ""))
    if source:
        run.read_with_retry(f"what {name} boots from", lambda: source.look(server.id))
    return Instance(id=server.id, name=name, address=server.address)


class _Booting:
    def __init__(self, run: RunContext, undertaking: Undertaking, name: str, host: str, source: BootSource | None) -> None:
        self._run = run
        self._undertaking = undertaking
        self._name = name
        self._host = host
        self._source = source
        self._clear = True

    def ask(self, group: str, request_id: str) -> None:
        """Ask for the server under the name that the ledger already has."""
        run = self._run
        wanted = {
            "name": self._name,
            "imageRef": run.site.image,
            "flavorRef": run.site.flavor,
            "networks": [{"uuid": run.site.network}],
            "security_groups": [{"name": group}],
            "config_drive": run.profile.guest.config_drive,
            "metadata": {RUN_MARK: run.run_id},
            "tags": [beginning(run.run_id)],
            "host": self._host,
            **(self._source.asked if self._source else {}),
        }
        try:
            self._found(run.nova.create(wanted, request_id))
        except Transient:
            self._clear = False
            raise
        except Refused:
            if self._clear:
                run.ledger.removed(Kind.SERVER, self._name)
            raise

    def heard(self) -> bool:
        """Whether there is a server of this name. Should there come to be two, the ledger has the name, and both go at the end."""
        found = self._run.nova.named(self._name)
        if found:
            self._found(found[0].id)
        return bool(found)

    def look(self) -> LastSeen[ServerState]:
        """One look. :raises WentWrong: it failed"""
        id = self._undertaking.server_id or ""
        if self._source:
            self._source.look(id)
        return look_at_rest(self._run.nova, id, self._host)

    def _found(self, id: str) -> None:
        self._undertaking.server_id = id
        self._run.ledger.created(Kind.SERVER, self._name, id)
