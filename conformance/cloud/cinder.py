"""Cinder's API as this suite uses it, and what Nova's says of the volumes of a server."""

import json
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from keystoneauth1 import exceptions as keystone
from openstack import exceptions
from openstack.connection import Connection
from pydantic import ConfigDict

from conformance.cloud.answers import understanding
from conformance.cloud.nova import RUN_MARK, Refused, call, service_of
from conformance.input.names import uuid_in
from conformance.model.base import Noun

T = TypeVar("T")

MICROVERSION = "3.44"
"""Attachments are resources of their own (3.27), and a volume in use can be extended (3.42)."""

ATTACHMENTS = "2.79"
"""Nova's: the first in which a volume that is attached can be made to go with its server. Train has it."""

_PAGE = 500
_PAGES = 200
"""Entries in one answer, and answers that are read of one list."""

_MESSAGES = 3
_MOST_WORDS = 1000
"""Messages that are read, and characters of each."""

_NOT_FOUND = 404


class VolumeAttachment(Noun):
    """That a volume is attached: to which server, and from which host (None: Cinder does not tell)."""

    model_config = ConfigDict(str_max_length=1024)

    id: str
    server: str
    host: str | None


class VolumeState(Noun):
    """What Cinder says of a volume. size: GiB; run: the run that it is marked as of, if any; image: the id of what it was made from."""

    model_config = ConfigDict(str_max_length=1024)

    id: str
    name: str
    status: str
    size: int
    run: str | None = None
    attachments: tuple[VolumeAttachment, ...] = ()
    user: str | None = None
    image: str | None = None
    created: str = ""

    @property
    def in_words(self) -> str:
        """`in-use (1 GiB), attached to SERVER from HOST`."""
        to = ", ".join(f"{one.server} from {one.host}" for one in self.attachments)
        return f"{self.status} ({self.size} GiB), {f'attached to {to}' if to else 'attached to nothing'}"


class SnapshotState(Noun):
    """What Cinder says of a snapshot of a volume."""

    model_config = ConfigDict(str_max_length=1024)

    id: str
    name: str
    status: str
    run: str | None = None


class ServerVolume(Noun):
    """A volume that Nova has attached to a server; goes_with: whether Nova deletes it with the server."""

    id: str
    goes_with: bool


def has_block_storage(conn: Connection) -> bool:
    """Whether the cloud's catalog has block storage; what else of it does not work is not asked."""
    try:
        return bool(conn.block_storage.get_endpoint())
    except (keystone.EndpointNotFound, exceptions.ServiceDisabledException):
        return False


class Cinder:
    """The calls. Each raises Transient, Refused or SuiteFault as Nova's do."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    # -- volumes

    def create(self, volume: dict[str, Any], request_id: str) -> str:
        """Ask for a volume, and return its id."""
        answer = self._call("POST", "/volumes", json={"volume": volume}, global_request_id=request_id)
        return self._read("a new volume", lambda: uuid_in("the id of the volume that Cinder answered", answer.json()["volume"]["id"]))

    def volume(self, id: str) -> VolumeState:
        """:raises Refused: with status 404, when there is none"""
        answer = self._call("GET", f"/volumes/{id}")
        return self._read("a volume", lambda: _volume(answer.json()["volume"]))

    def named(self, name: str) -> list[VolumeState]:
        """The volumes of exactly this name in our project."""
        return [one for one in self._listed("/volumes/detail", "volumes", _volume, {"name": name}) if one.name == name]

    def of_run(self, run: str) -> list[VolumeState]:
        """The volumes in our project that are marked as of that run."""
        query = {"metadata": json.dumps({RUN_MARK: run})}
        return [one for one in self._listed("/volumes/detail", "volumes", _volume, query) if one.run == run]

    def without_a_name(self) -> list[VolumeState]:
        """The volumes in our project that nobody named, marked or attached."""
        found = self._listed("/volumes/detail", "volumes", _volume, {})
        return [one for one in found if not one.name and one.run is None and not one.attachments]

    def mark(self, id: str, name: str, run: str) -> None:
        """Give a volume a name, and have it say of which run it is."""
        self._call("PUT", f"/volumes/{id}", json={"volume": {"name": name, "metadata": {RUN_MARK: run}}})

    def extend(self, id: str, size: int, request_id: str) -> None:
        """Ask for a volume of another size, in GiB; it may be in use."""
        self._call("POST", f"/volumes/{id}/action", json={"os-extend": {"new_size": size}}, global_request_id=request_id)

    def delete(self, id: str) -> None:
        """Ask to delete a volume. :raises Refused: with status 404, when there is none"""
        self._call("DELETE", f"/volumes/{id}")

    # -- snapshots of volumes

    def create_snapshot(self, snapshot: dict[str, Any], request_id: str) -> str:
        """Ask for a snapshot of a volume, and return its id."""
        answer = self._call("POST", "/snapshots", json={"snapshot": snapshot}, global_request_id=request_id)
        return self._read("a new snapshot", lambda: uuid_in("the id of the snapshot that Cinder answered", answer.json()["snapshot"]["id"]))

    def snapshot(self, id: str) -> SnapshotState:
        """:raises Refused: with status 404, when there is none"""
        answer = self._call("GET", f"/snapshots/{id}")
        return self._read("a snapshot", lambda: _snapshot(answer.json()["snapshot"]))

    def snapshots_named(self, name: str) -> list[SnapshotState]:
        """The snapshots of exactly this name in our project."""
        return [one for one in self._listed("/snapshots/detail", "snapshots", _snapshot, {"name": name}) if one.name == name]

    def snapshots_of_run(self, run: str) -> list[SnapshotState]:
        """The snapshots in our project that are marked as of that run."""
        return [one for one in self._listed("/snapshots/detail", "snapshots", _snapshot, {}) if one.run == run]

    def delete_snapshot(self, id: str) -> None:
        """Ask to delete a snapshot. :raises Refused: with status 404, when there is none"""
        self._call("DELETE", f"/snapshots/{id}")

    def messages(self, id: str) -> list[str]:
        """What Cinder tells users of what went wrong with a volume or snapshot, the latest first."""
        answer = self._call("GET", "/messages", params={"resource_uuid": id})
        return self._read("messages", lambda: [str(one["user_message"])[:_MOST_WORDS] for one in answer.json()["messages"]][:_MESSAGES])

    # -- attachments

    def attachments_of(self, volume_id: str) -> list[tuple[str, str | None, str]]:
        """The id, the server and the status of each attachment of a volume: those that are only reserved, too."""
        answer = self._call("GET", "/attachments/detail", params={"volume_id": volume_id})
        return self._read(
            "attachments",
            lambda: [
                (uuid_in("the id of an attachment in Cinder's answer", one["id"]), one.get("instance"), str(one["status"]))
                for one in answer.json()["attachments"]
            ],
        )

    def delete_attachment(self, id: str) -> None:
        """Ask to delete an attachment that nobody uses any more. :raises Refused: it is in use; with status 404, when there is none"""
        self._call("DELETE", f"/attachments/{id}")

    def _listed(self, path: str, key: str, made_of: Callable[[dict[str, Any]], T], query: dict[str, str]) -> Iterator[T]:
        marker: dict[str, str] = {}
        for _ in range(_PAGES):
            answer = self._call("GET", path, params={"limit": str(_PAGE), **query, **marker})
            page, more = self._read(key, lambda answer=answer: _page(answer.json(), key))  # type: ignore[misc]
            yield from self._read(key, lambda page=page: [made_of(one) for one in page])  # type: ignore[misc]
            if not page or not more:
                return
            marker = {"marker": str(page[-1]["id"])}
        raise ValueError(f"the list of {key} has no end: {_PAGES} answers were read")

    def _read(self, what: str, read: Callable[[], T]) -> T:
        with understanding(self._conn, "block_storage", what):
            return read()

    def _call(self, method: str, path: str, **request: Any) -> Any:
        return call(service_of(self._conn, "block_storage"), method, path, microversion=MICROVERSION, **request)


class ServerVolumes:
    """Nova's calls about the volumes of a server."""

    def __init__(self, conn: Connection) -> None:
        self._conn = conn

    def of(self, server_id: str) -> list[ServerVolume]:
        """The volumes of a server; of none that is gone. :raises SuiteFault: an id is no UUID"""
        try:
            answer = self._call("GET", f"/servers/{server_id}/os-volume_attachments")
        except Refused as refusal:
            if refusal.status == _NOT_FOUND:
                return []
            raise
        with understanding(self._conn, "compute", "volumes of a server"):
            return [
                ServerVolume(
                    id=uuid_in("the id of a volume in Nova's answer", one["volumeId"]), goes_with=bool(one["delete_on_termination"])
                )
                for one in answer.json()["volumeAttachments"]
            ]

    def attach(self, server_id: str, volume_id: str, request_id: str) -> None:
        """Ask to attach a volume to a server, with which it then goes."""
        wanted = {"volumeId": volume_id, "delete_on_termination": True}
        path = f"/servers/{server_id}/os-volume_attachments"
        self._call("POST", path, json={"volumeAttachment": wanted}, global_request_id=request_id)

    def detach(self, server_id: str, volume_id: str, request_id: str) -> None:
        """Ask to detach a volume from a server. :raises Refused: with status 404, when it is not attached"""
        self._call("DELETE", f"/servers/{server_id}/os-volume_attachments/{volume_id}", global_request_id=request_id)

    def _call(self, method: str, path: str, **request: Any) -> Any:
        return call(self._conn.compute, method, path, microversion=ATTACHMENTS, **request)


def _page(document: dict[str, Any], key: str) -> tuple[list[Any], bool]:
    return document[key], bool(document.get(f"{key}_links"))


def _volume(found: dict[str, Any]) -> VolumeState:
    return VolumeState(
        id=uuid_in("the id of a volume in Cinder's answer", found["id"]),
        name=found.get("name") or "",
        status=found["status"],
        size=found["size"],
        run=(found.get("metadata") or {}).get(RUN_MARK),
        attachments=tuple(
            VolumeAttachment(id=str(one.get("attachment_id")), server=str(one.get("server_id")), host=one.get("host_name"))
            for one in found.get("attachments") or ()
        ),
        user=found.get("user_id"),
        image=(found.get("volume_image_metadata") or {}).get("image_id"),
        created=found.get("created_at") or "",
    )


def _snapshot(found: dict[str, Any]) -> SnapshotState:
    return SnapshotState(
        id=uuid_in("the id of a snapshot in Cinder's answer", found["id"]),
        name=found.get("name") or "",
        status=found["status"],
        run=(found.get("metadata") or {}).get(RUN_MARK),
    )
