"""How each kind of resource is found in a cloud, by how its names begin. Nothing here deletes anything."""

from dataclasses import dataclass
from typing import Any

from openstack.connection import Connection

from conformance.cloud.answers import understanding
from conformance.cloud.nova import READ, call, service_of
from conformance.model.base import Noun
from conformance.run_dir.ledger import Kind


class FoundResource(Noun):
    """A resource that is there."""

    id: str
    name: str


@dataclass(frozen=True)
class _Query:
    """Which service has it, below which path, under which key a list of it is, and which query leaves out most that is not ours.

    microversion: for Nova's own.
    """

    service: str
    path: str
    key: str
    query: tuple[tuple[str, str], ...] = ()
    microversion: str | None = None


_WAYS = {
    Kind.PORT: _Query("network", "/ports", "ports", query=(("fields", "id"), ("fields", "name"))),
    Kind.VOLUME: _Query("block-storage", "/volumes", "volumes"),
    Kind.IMAGE: _Query("image", "/images", "images"),
    Kind.FLAVOR: _Query("compute", "/flavors", "flavors", query=(("is_public", "None"),), microversion=READ),
    Kind.KEYPAIR: _Query("compute", "/os-keypairs", "keypairs", microversion=READ),
    Kind.SERVER_GROUP: _Query("compute", "/os-server-groups", "server_groups", microversion=READ),
    Kind.APPLICATION_CREDENTIAL: _Query("identity", "/users/{user}/application_credentials", "application_credentials"),
    Kind.SECURITY_GROUP: _Query("network", "/security-groups", "security_groups", query=(("fields", "id"), ("fields", "name"))),
}


def find_all_of(conn: Connection, kind: Kind, prefix: str) -> list[FoundResource]:
    """All of that kind, of this project, whose names begin so. Only for kinds that a project has few of."""
    way = _WAYS[kind]
    return [found for found in _list(conn, way, list(way.query)) if found.name.startswith(prefix)]


def _list(conn: Connection, way: _Query, query: list[tuple[str, str]]) -> list[FoundResource]:
    service = _service(conn, way)
    with understanding(conn, way.service.replace("-", "_"), way.key):
        document = call(
            service,
            "GET",
            way.path.replace("{user}", str(conn.current_user_id)) if "{" in way.path else way.path,
            params=query,
            **_version(way),
        ).json()
        items = [item.get("keypair", item) for item in document[way.key]]
        return [FoundResource(id=str(item.get("id", item.get("name"))), name=str(item.get("name") or "")) for item in items]


def _service(conn: Connection, way: _Query) -> Any:
    return service_of(conn, way.service.replace("-", "_"))


def _version(way: _Query) -> dict[str, str]:
    return {"microversion": way.microversion} if way.microversion else {}
