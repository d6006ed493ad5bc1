"""Nova's API as this suite uses it: few calls, each with the least microversion that has what it needs."""

from collections import Counter
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

import requests
from keystoneauth1 import exceptions as keystone
from openstack import exceptions
from openstack.connection import Connection
from pydantic import ConfigDict

from conformance.cloud.answers import NotUnderstood, understanding
from conformance.cloud.wait import Transient
from conformance.input.names import host_in, uuid_in
from conformance.input.understanding import NOT_UNDERSTOOD, oddity
from conformance.model.base import Noun
from conformance.model.errors import SuiteFault

P = ParamSpec("P")
R = TypeVar("R")

_PASSING = frozenset({429, 500, 502, 503, 504})

READ = "2.73"
"""Servers with their host, task, fault and addresses; nothing newer than what the reading needs."""
CREATE = "2.74"
"""The first in which a server can ask for a host that the scheduler still validates."""
MIGRATE = "2.56"
"""The first in which a cold migration can ask for a host."""
LIVE_MIGRATE = "2.34"
"""The first in which the API answers before the checks on the hosts are through, so that no proxy's timeout is in the way."""
RUN_MARK = "conformance_run"
"""The key in a server's metadata whose value is the id of the run that it is of."""

_NO_ANSWER = "UNKNOWN"
"""The status of a server whose cell does not answer Nova's API, which then tells no more than its id. Lists by name leave it out."""

_MOST_WORDS = 4000
"""Characters that are kept of an error: it may be a whole page."""

_PAGE = 500
"""Servers in one answer."""

_PAGES = 200
"""Answers that are read of one list: an API that gives the same one again and again would never come to an end."""

MIGRATIONS = "2.59"
"""The first in which migration records have a uuid, which is also their consumer in Placement."""

PLACEMENT = "1.14"
"""Placement's own: the first microversion in which a provider names the root of its tree."""


class Refused(Exception):
    """The API answered with an error; status is the HTTP one."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"the API answered {status}: {message}")
        self.status = status


class ServerState(Noun):
    """What Nova says of a server. fault is its message, address its first fixed address, run the run that it is marked as of, if any.

    locked: whether users without the role admin are refused who want to change it.
    """

    # Nova's own columns take 255 characters
    model_config = ConfigDict(str_max_length=_MOST_WORDS)

    id: str
    name: str
    status: str
    task: str | None
    host: str | None
    fault: str | None
    address: str | None
    run: str | None = None
    locked: bool = False

    @property
    def at_rest(self) -> bool:
        """No task is running on it."""
        return self.task is None


class MigrationRecord(Noun):
    """One of Nova's migration records; kind is live-migration, migration or resize; number grows with time."""

    model_config = ConfigDict(str_max_length=_MOST_WORDS)

    uuid: str
    kind: str
    status: str
    source: str | None
    destination: str | None
    number: int


def _reads(what: str) -> Callable[[Callable[Concatenate["Nova", P], R]], Callable[Concatenate["Nova", P], R]]:
    """A call whose answer is read. :param what: what it tells of, for people"""

    def decorate(method: Callable[Concatenate["Nova", P], R]) -> Callable[Concatenate["Nova", P], R]:
        def read(self: "Nova", /, *args: P.args, **kwargs: P.kwargs) -> R:
            with understanding(self.connection, "compute", what):
                return method(self, *args, **kwargs)

        read.__doc__, read.__name__ = method.__doc__, method.__name__
        return read

    return decorate


class Nova:
    """The calls. Each raises Transient where another try may do, and Refused for any other answer that is an error.

    An answer that is made otherwise than Nova's raises SuiteFault (NotUnderstood).
    """

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    @property
    def connection(self) -> Connection:
        """The connection that the calls are made over."""
        return self._conn

    @_reads("a new server")
    def create(self, server: dict[str, Any], request_id: str) -> str:
        """Ask for a server, and return its id. :raises SuiteFault: what the API answered is no UUID"""
        answer = self._call("POST", "/servers", CREATE, json={"server": server}, global_request_id=request_id)
        return uuid_in("the id of the server that Nova answered", answer.json()["server"]["id"])

    @_reads("a server")
    def server(self, id: str) -> ServerState:
        """:raises Refused: with status 404, when there is none; :raises SuiteFault: its id is no UUID, or its host no host name"""
        return _checked(_server(self._call("GET", f"/servers/{id}", READ).json()["server"]))

    @_reads("servers")
    def named(self, name: str) -> list[ServerState]:
        """The servers of exactly this name in our project."""
        answer = self._call("GET", "/servers/detail", READ, params={"name": f"^{name}$"})
        return [_checked(_server(found)) for found in answer.json()["servers"] if found["name"] == name]

    @_reads("servers")
    def beginning(self, prefix: str) -> list[ServerState]:
        """The servers in our project whose names begin so."""
        found: list[ServerState] = []
        query = {"name": f"^{prefix}", "limit": str(_PAGE)}
        for _ in range(_PAGES):
            answer = self._call("GET", "/servers/detail", READ, params=query).json()
            page = answer["servers"]
            # as they are: these are removed by the ids that the API itself gave, and none comes to a host; one that is odd must not
            # keep the others from being removed
            found += [_server(one) for one in page if one["name"].startswith(prefix)]
            # an API may give fewer at a time than it is asked for ([api] max_limit), and then says that there are more
            if not page or (len(page) < _PAGE and not answer.get("servers_links")):
                return found
            query["marker"] = page[-1]["id"]
        raise ValueError(f"the list has no end: {_PAGES} pages of {_PAGE} were read")

    def act(self, id: str, action: dict[str, Any], microversion: str, request_id: str) -> None:
        """Ask for an action on a server."""
        self._call("POST", f"/servers/{id}/action", microversion, json=action, global_request_id=request_id)

    def attach_port(self, id: str, port: str, request_id: str) -> None:
        """Ask for a port to be attached to a server. Nova answers when it is."""
        wanted = {"interfaceAttachment": {"port_id": port}}
        self._call("POST", f"/servers/{id}/os-interface", READ, json=wanted, global_request_id=request_id)

    def detach_port(self, id: str, port: str, request_id: str) -> None:
        """Ask for a port to be detached from a server."""
        self._call("DELETE", f"/servers/{id}/os-interface/{port}", READ, global_request_id=request_id)

    def delete(self, id: str) -> None:
        """Ask to delete a server. :raises Refused: with status 404, when there is none"""
        self._call("DELETE", f"/servers/{id}", READ)

    @_reads("migrations")
    def migrations(self, server_id: str) -> tuple[MigrationRecord, ...]:
        """Every migration record of a server, oldest first."""
        answer = self._call("GET", "/os-migrations", MIGRATIONS, params={"instance_uuid": server_id})
        records = [
            MigrationRecord(
                uuid=uuid_in("the uuid of a migration in Nova's answer", found["uuid"]),
                kind=found["migration_type"],
                status=found["status"],
                source=host_in("the source of a migration in Nova's answer", found["source_compute"]),
                destination=host_in("the destination of a migration in Nova's answer", found["dest_compute"]),
                number=found["id"],
            )
            for found in answer.json()["migrations"]
        ]
        return tuple(sorted(records, key=lambda record: record.number))

    @_reads("actions of a server")
    def actions(self, server_id: str) -> Counter[str]:
        """How often Nova remembers each action of a server, by Nova's names for them."""
        answer = self._call("GET", f"/servers/{server_id}/os-instance-actions", READ)
        return Counter(str(found["action"]) for found in answer.json()["instanceActions"])

    @_reads("a console")
    def console(self, server_id: str, lines: int) -> str:
        """The last lines of a server's console."""
        action = {"os-getConsoleOutput": {"length": lines}}
        return str(self._call("POST", f"/servers/{server_id}/action", READ, json=action).json()["output"] or "")

    def _call(self, method: str, path: str, microversion: str, **request: Any) -> requests.Response:
        return call(self._conn.compute, method, path, microversion=microversion, **request)


def service_of(conn: Connection, name: str) -> Any:
    """A connection's way to a service, whose versions are asked for when it is first taken. :raises Transient: they were not told

    :param name: as openstacksdk calls it: placement, network, block_storage ...
    """
    try:
        return getattr(conn, name)
    except exceptions.SDKException as trouble:
        raise Transient(f"no answer from {name}: {trouble}") from trouble


def call(service: Any, method: str, path: str, **request: Any) -> requests.Response:
    """One request to one of a connection's services, with its troubles told apart. What changes something is sent once, whatever
    clouds.yaml says of retries; what reads is repeated by the connection itself (conformance/cloud/retries.py).

    :raises Transient: it got no answer, or one that says to try again
    :raises Refused: any other answer that is an error
    :raises keystoneauth1.exceptions.EndpointNotFound: the cloud has no such service
    :raises SuiteFault: it could not be asked for, as where the login is no longer accepted
    :raises NotUnderstood: an answer that is needed before it can be asked for, as a token's, is made otherwise
    """
    try:
        answer: requests.Response = service.request(path, method, raise_exc=False, connect_retries=0, status_code_retries=0, **request)
    except (keystone.ConnectFailure, keystone.RetriableConnectionFailure, requests.ConnectionError, requests.Timeout) as trouble:
        raise Transient(f"no answer to {method} {path}: {trouble}") from trouble
    except keystone.EndpointNotFound:
        # a cloud without that service: callers may do without it
        raise
    except keystone.ClientException as error:
        raise SuiteFault(f"{method} {path} could not be asked for: {oddity(error)}") from error
    except NOT_UNDERSTOOD as error:
        # of Keystone, where a token is renewed, or of the API's versions
        raise NotUnderstood(
            f"{method} {path} could not be asked for, as an answer before it is not understood ({oddity(error)})"
        ) from error
    if answer.status_code < 400:
        return answer
    try:
        exceptions.raise_from_response(answer)
    except exceptions.HttpException as error:
        said = str(error.details or error.message)[:_MOST_WORDS]
        message = f"{answer.status_code}: {said}"
        if answer.status_code in _PASSING:
            raise Transient(f"{method} {path} was answered {message}", _asked_for(answer), answered=True) from error
        raise Refused(answer.status_code, said) from error
    return answer


def _asked_for(answer: requests.Response) -> float | None:
    """The seconds of a Retry-After, where it gives seconds; never more than a minute."""
    told = answer.headers.get("Retry-After", "")
    return min(float(told[:9]), 60.0) if told.isdecimal() else None


def _beginning(text: str | None) -> str | None:
    return text if text is None else text[:_MOST_WORDS]


def _server(found: dict[str, Any]) -> ServerState:
    if found["status"] == _NO_ANSWER:
        return ServerState(
            id=found["id"], name=found.get("name") or "", status=_NO_ANSWER, task=None, host=None, fault=None, address=None, run=None
        )
    addresses = [address for network in found["addresses"].values() for address in network]
    fixed = sorted((a for a in addresses if a.get("OS-EXT-IPS:type", "fixed") == "fixed"), key=lambda a: a["version"])
    return ServerState(
        id=found["id"],
        name=found["name"],
        status=found["status"],
        task=found.get("OS-EXT-STS:task_state"),
        host=found.get("OS-EXT-SRV-ATTR:host"),
        fault=_beginning((found.get("fault") or {}).get("message")),
        address=fixed[0]["addr"] if fixed else None,
        run=(found.get("metadata") or {}).get(RUN_MARK),
        locked=found.get("locked") is True,
    )


def _checked(server: ServerState) -> ServerState:
    """The server, whose id and host may come to hosts. :raises SuiteFault: the id is no UUID, or the host no host name"""
    uuid_in("the id of a server in Nova's answer", server.id)
    host_in("the host of a server in Nova's answer", server.host)
    return server
