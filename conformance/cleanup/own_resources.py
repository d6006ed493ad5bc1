"""What a run has created beside servers, told from what others have: by its name, and by what the run or Nova has written on it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from openstack.connection import Connection

from conformance.cleanup.own_groups import delete_group, own_groups
from conformance.cloud.answers import understanding
from conformance.cloud.nova import Refused, call, service_of
from conformance.model.errors import SuiteFault
from conformance.run_dir.ledger import Entry, Kind, Ledger
from conformance.run_dir.marks import description, server_of_image

_ID = re.compile(r"[A-Za-z0-9-]{1,64}")
_NOT_FOUND = 404


@dataclass(frozen=True)
class _Place:
    """Where a kind is: the service, as openstacksdk calls it, the path of its list, and the key under which that stands."""

    service: str
    path: str
    key: str


def _place(conn: Connection, kind: Kind) -> _Place:
    if kind is Kind.APPLICATION_CREDENTIAL:
        return _Place("identity", f"/users/{conn.current_user_id}/application_credentials", "application_credentials")
    return {Kind.IMAGE: _Place("image", "/images", "images"), Kind.PORT: _Place("network", "/ports", "ports")}[kind]


def own(conn: Connection, ledger: Ledger, entry: Entry) -> list[str]:
    """The ids of what an entry of a ledger names, as far as it is the run's.

    :raises Transient, Refused, NotUnderstood: as Nova's calls do
    """
    if entry.kind is Kind.SECURITY_GROUP:
        return own_groups(conn, ledger.run, entry.id)
    place = _place(conn, entry.kind)
    with understanding(conn, place.service, place.key):
        answer = call(service_of(conn, place.service), "GET", place.path, params=[("name", entry.name)]).json()
        found = [one for one in answer[place.key] if one["name"] == entry.name]
        return [str(one["id"]) for one in found if _is_own(one, ledger, entry)]


def _is_own(found: dict[str, Any], ledger: Ledger, entry: Entry) -> bool:
    if entry.kind is Kind.IMAGE:
        # Nova writes on an image which server it was made of
        return str(found.get("instance_uuid")) in set(_servers(ledger, server_of_image(entry.name)))
    return found.get("description") == description(ledger.run)


def _servers(ledger: Ledger, name: str) -> Iterator[str]:
    return (one.id for one in ledger.ever() if one.kind is Kind.SERVER and one.name == name and one.id)


def delete(conn: Connection, kind: Kind, id: str) -> None:
    """Ask for the deletion; that it is gone already is fine.

    :raises Transient, Refused: as Nova's calls do
    :raises SuiteFault: it is no id, and would lead elsewhere in an API
    """
    if kind is Kind.SECURITY_GROUP:
        delete_group(conn, id)
        return
    place = _place(conn, kind)
    if not _ID.fullmatch(id):
        raise SuiteFault(f"{id[:80]!a} was given as the id of one of the {place.key}: look what answers at the endpoint of {place.service}")
    try:
        call(service_of(conn, place.service), "DELETE", f"{place.path}/{id}")
    except Refused as refusal:
        if refusal.status != _NOT_FOUND:
            raise
