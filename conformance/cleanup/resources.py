"""How each kind of resource is found in a cloud, by how its names begin. Nothing here deletes anything."""

from dataclasses import dataclass
from typing import Any

from openstack.connection import Connection

from conformance.cloud.answers import understanding
from conformance.cloud.nova import READ, call, service_of
from conformance.model.base import Noun
from conformance.run_dir.ledger import Kind


class Found(Noun):
    """A resource that is there."""

    id: str
    name: str


@dataclass(frozen=True)
class _Way:
    """Which service has it, below which path, under which key a list of it is, and which query leaves out most that is not ours.

    microversion: for Nova's own.
    """

    service: str
    path: str
    key: str
    query: tuple[tuple[str, str], ...] = ()
    microversion: str | None = None


_WAYS = {
    Kind.PORT: _Way("network", "/ports", "ports", query=(("fields", "id"), ("fields", "name"))),
    Kind.VOLUME: _Way("block-storage", "/volumes", "volumes"),
    Kind.IMAGE: _Way("image", "/images", "images"),
    Kind.FLAVOR: _Way("compute", "/flavors", "flavors", query=(("is_public", "None"),), microversion=READ),
    Kind.KEYPAIR: _Way("compute", "/os-keypairs", "keypairs", microversion=READ),
    Kind.SERVER_GROUP: _Way("compute", "/os-server-groups", "server_groups", microversion=READ),
    Kind.SECURITY_GROUP: _Way("network", "/security-groups", "security_groups", query=(("fields", "id"), ("fields", "name"))),
}


def find_all_of(conn: Connection, kind: Kind, prefix: str) -> list[Found]:
    """All of that kind, of this project, whose names begin so. Only for kinds that a project has few of."""
    way = _WAYS[kind]
    return [found for found in _list(conn, way, list(way.query)) if found.name.startswith(prefix)]


def _list(conn: Connection, way: _Way, query: list[tuple[str, str]]) -> list[Found]:
    service = _service(conn, way)
    with understanding(conn, way.service.replace("-", "_"), way.key):
        document = call(service, "GET", way.path, params=query, **_version(way)).json()
        items = [item.get("keypair", item) for item in document[way.key]]
        return [Found(id=str(item.get("id", item.get("name"))), name=str(item.get("name") or "")) for item in items]


def _service(conn: Connection, way: _Way) -> Any:
    return service_of(conn, way.service.replace("-", "_"))


def _version(way: _Way) -> dict[str, str]:
    return {"microversion": way.microversion} if way.microversion else {}
