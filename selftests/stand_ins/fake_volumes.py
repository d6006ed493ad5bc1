"""The block storage of the fake cloud: Cinder's API, and what Nova does with volumes. A volume's state changes as it is looked at."""

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from selftests.stand_ins.fake_lifecycle import Refusal

if TYPE_CHECKING:
    from selftests.stand_ins.fake_cloud import FakeCloud, Server

Json = dict[str, Any]
Route = tuple[str, str, Callable[..., Any]]

VOLUME_ACTIONS = ("attach_volume", "detach_volume", "extend_volume")
"""What Nova calls the instance actions of what is done with volumes of a server."""

_GIB = 1 << 30


@dataclass
class Volume:
    """One of Cinder's. attached: by server, the id of the attachment, its status and the host; pattern: what a guest wrote to it first."""

    id: str
    name: str
    size: int
    metadata: dict[str, str]
    status: str = "available"
    image: str | None = None
    attached: dict[str, list[str | None]] = field(default_factory=dict)
    goes_with: bool = True
    pattern: str = field(default_factory=lambda: uuid.uuid4().hex[:16])
    writes: int = 0
    source: str | None = None
    ahead: list[Callable[[], None]] = field(default_factory=list)


@dataclass
class Snapshot:
    id: str
    name: str
    volume: str
    metadata: dict[str, str]
    status: str = "available"


class FakeVolumes:
    """The cloud's volumes and snapshots.

    :ivar faults: those of the cloud: attach, detach, extend, create-volume, stale-pattern, lost-write, attachment-stays, domain-keeps ...
    """

    def __init__(self, cloud: "FakeCloud") -> None:
        self._cloud = cloud
        self.volumes: dict[str, Volume] = {}
        self.snapshots: dict[str, Snapshot] = {}
        self._written: dict[str, str] = {}

    @property
    def faults(self) -> dict[str, str]:
        return self._cloud.faults

    def add(self, name: str, size: int = 1, metadata: dict[str, str] | None = None, **rest: Any) -> Volume:
        """A volume that is there."""
        volume = Volume(str(uuid.uuid4()), name, size, metadata or {}, **rest)
        self.volumes[volume.id] = volume
        return volume

    # -- what Nova does

    def boot(self, server: "Server") -> None:
        """Make and attach what the server boots from, on its host."""
        for device in server.request.get("block_device_mapping_v2", ()):
            volume = self._volume_of(server, device)
            volume.goes_with = device["delete_on_termination"]
            self._attach(volume, server.id, server.host)

    def _volume_of(self, server: "Server", device: Json) -> Volume:
        kind = device["source_type"]
        if kind == "volume":
            return self.volumes[device["uuid"]]
        name = f"{server.id}-blank-vol" if kind == "blank" else ""
        made = self.add(name, device["volume_size"], image=device["uuid"] if kind == "image" else None)
        if kind == "snapshot":
            self._copy(self.snapshots[device["uuid"]].volume, made)
            made.source = device["uuid"]
        return made

    def _copy(self, source: str, made: Volume) -> None:
        if "stale-pattern" not in self.faults:
            made.pattern, made.writes = self.volumes[source].pattern, self.volumes[source].writes

    def _attach(self, volume: Volume, server: str, host: str | None) -> None:
        volume.status = "in-use"
        volume.attached[server] = [str(uuid.uuid4()), "attached", host]

    def _detach(self, volume: Volume, server: str) -> None:
        volume.attached.pop(server, None)
        volume.status = "available" if not volume.attached else "in-use"

    def moved(self, server: "Server", host: str) -> None:
        """The server is on another host now."""
        for volume in self.of(server.id):
            if "attachment-stays" in self.faults:
                volume.attached[f"{server.id} "] = [str(uuid.uuid4()), "attaching", host]
            else:
                volume.attached[server.id][2] = host

    def gone(self, server: str) -> None:
        """The server is deleted."""
        for volume in self.of(server):
            self._detach(volume, server)
            if volume.goes_with:
                del self.volumes[volume.id]

    def of(self, server: str) -> list[Volume]:
        return [volume for volume in self.volumes.values() if server in volume.attached]

    def console(self, server: "Server") -> list[str]:
        """What the guest says of its volumes."""
        lines = []
        for volume in self.of(server.id):
            volume.writes += 0 if "no-writes" in self.faults else 3
            state = "damaged" if "lost-write" in self.faults else "intact"
            lines.append(
                f"conformance-guest boot={server.boot} up={server.seq}.9 volume={volume.id[:20]} size={volume.size * _GIB} "
                f"pattern={volume.pattern} state={state} writes={volume.writes};"
            )
        return lines

    def write_domains(self, directory: Path) -> None:
        """Write the XML of each server's domain, for the virsh of the hosts; what is as it was is left."""
        directory.mkdir(exist_ok=True)
        for server in self._cloud.servers:
            ids = [] if "domain-lacks" in self.faults else [volume.id for volume in self.of(server)]
            text = "<domain>" + "".join(f"<disk><serial>{id}</serial></disk>" for id in ids) + "</domain>\n"
            if self._written.get(server) != text:
                (directory / server).write_text(text)
                self._written[server] = text

    def _attach_asked(self, server: str, body: Json) -> Json:
        volume = self.volumes[body["volumeAttachment"]["volumeId"]]
        host = self._cloud.servers[server].host
        volume.status = "reserved"
        volume.goes_with = body["volumeAttachment"]["delete_on_termination"]
        self._cloud.note(server, "attach_volume")

        def done() -> None:
            if "attach" in self.faults:
                volume.status = "available"
            else:
                self._attach(volume, server, host)

        volume.ahead = [lambda: None, done]
        return {"volumeAttachment": {"volumeId": volume.id}}

    def _detach_asked(self, server: str, id: str) -> None:
        volume = self.volumes[id]
        if server not in volume.attached:
            raise KeyError(id)
        volume.status = "detaching"
        self._cloud.note(server, "detach_volume")
        volume.ahead = [lambda: None] if "detach" in self.faults else [lambda: None, lambda: self._detach(volume, server)]

    def _attachments_of(self, server: str) -> Json:
        return {"volumeAttachments": [{"volumeId": one.id, "delete_on_termination": one.goes_with} for one in self.of(server)]}

    # -- what Cinder does

    def _create(self, body: Json) -> Json:
        wanted = body["volume"]
        self._refuse("volume-quota", 413)
        volume = self.add(wanted["name"], wanted["size"], wanted["metadata"], image=wanted.get("imageRef"), status="creating")

        def done() -> None:
            volume.status = "error" if "create-volume" in self.faults else "available"

        volume.ahead = [done]
        return {"volume": {"id": volume.id}}

    def _refuse(self, fault: str, status: int) -> None:
        if fault in self.faults:
            raise Refusal(status, self.faults[fault])

    def _one(self, id: str) -> Json:
        volume = self.volumes[id]
        if volume.ahead:
            volume.ahead.pop(0)()
        for server in [self._cloud.servers[id] for id in volume.attached if id in self._cloud.servers]:
            if server.task == "deleting":
                self._cloud.look(server)
        return {"volume": _volume_json(self.volumes[id])}

    def _detail(self, query: dict[str, str]) -> Json:
        marks = json.loads(query.get("metadata", "{}")).items()
        found = [one for one in self.volumes.values() if one.name == query.get("name", one.name) and marks <= one.metadata.items()]
        return {"volumes": [_volume_json(one) for one in found]}

    def _update(self, id: str, body: Json) -> Json:
        volume, wanted = self.volumes[id], body["volume"]
        volume.name, volume.metadata = wanted["name"], wanted["metadata"]
        return {"volume": _volume_json(volume)}

    def _act(self, id: str, body: Json) -> None:
        volume = self.volumes[id]
        volume.status = "extending"

        def done() -> None:
            volume.status = "in-use" if volume.attached else "available"
            if "extend" not in self.faults:
                volume.size = body["os-extend"]["new_size"]

        volume.ahead = [lambda: None, done]

    def _delete(self, id: str) -> None:
        volume = self.volumes[id]
        used = volume.attached or any(one.volume == id for one in self.snapshots.values())
        if used or "delete-volume" in self.faults:
            raise Refusal(400, f"Volume {id} has snapshots, or is in use")
        del self.volumes[id]

    def _create_snapshot(self, body: Json) -> Json:
        wanted = body["snapshot"]
        snapshot = Snapshot(str(uuid.uuid4()), wanted["name"], wanted["volume_id"], wanted["metadata"])
        self.snapshots[snapshot.id] = snapshot
        return {"snapshot": {"id": snapshot.id}}

    def _delete_snapshot(self, id: str) -> None:
        if any(volume.source == id for volume in self.volumes.values()):
            raise Refusal(400, f"Snapshot {id} has clones")
        del self.snapshots[id]

    def _snapshots(self, query: dict[str, str]) -> Json:
        return {"snapshots": [_snapshot_json(one) for one in self.snapshots.values() if one.name == query.get("name", one.name)]}

    def _attachments(self, query: dict[str, str]) -> Json:
        volume = self.volumes[query["volume_id"]]
        found = [{"id": id, "instance": server.strip(), "status": status} for server, (id, status, _) in volume.attached.items()]
        return {"attachments": found}

    def _delete_attachment(self, id: str) -> None:
        for volume in self.volumes.values():
            for server, (attachment, _, _) in list(volume.attached.items()):
                if attachment == id:
                    self._detach(volume, server)

    def routes(self, query: dict[str, str], body: Json) -> list[Route]:
        """What the APIs answer to, as the fake cloud has its own."""
        nova, cinder = "/compute/v2.1/servers/([^/]+)/os-volume_attachments", "/volume/v3"
        return [
            ("GET", nova, self._attachments_of),
            ("POST", nova, lambda server: self._attach_asked(server, body)),
            ("DELETE", f"{nova}/([^/]+)", self._detach_asked),
            ("GET", "/volume/?", lambda: {"versions": [self._cloud.version("/volume/v3/", "v3.0", "3.0", "3.71")]}),
            ("GET", f"{cinder}/?", lambda: {"versions": [self._cloud.version("/volume/v3/", "v3.0", "3.0", "3.71")]}),
            ("GET", f"{cinder}/os-services", lambda: {"services": []}),
            ("POST", f"{cinder}/volumes", lambda: self._create(body)),
            ("GET", f"{cinder}/volumes/detail", lambda: self._detail(query)),
            ("GET", f"{cinder}/volumes", lambda: self._detail(query)),
            ("GET", f"{cinder}/volumes/([^/]+)", self._one),
            ("PUT", f"{cinder}/volumes/([^/]+)", lambda id: self._update(id, body)),
            ("POST", f"{cinder}/volumes/([^/]+)/action", lambda id: self._act(id, body)),
            ("DELETE", f"{cinder}/volumes/([^/]+)", self._delete),
            ("POST", f"{cinder}/snapshots", lambda: self._create_snapshot(body)),
            ("GET", f"{cinder}/snapshots/detail", lambda: self._snapshots(query)),
            ("GET", f"{cinder}/snapshots/([^/]+)", lambda id: {"snapshot": _snapshot_json(self.snapshots[id])}),
            ("DELETE", f"{cinder}/snapshots/([^/]+)", self._delete_snapshot),
            ("GET", f"{cinder}/attachments/detail", lambda: self._attachments(query)),
            ("DELETE", f"{cinder}/attachments/([^/]+)", self._delete_attachment),
            ("GET", f"{cinder}/messages", lambda: {"messages": []}),
        ]


def _volume_json(volume: Volume) -> Json:
    attachments = [
        {"attachment_id": id, "server_id": server.strip(), "host_name": host} for server, (id, _, host) in volume.attached.items() if host
    ]
    return {
        "id": volume.id,
        "name": volume.name or None,
        "status": volume.status,
        "size": volume.size,
        "metadata": volume.metadata,
        "attachments": attachments,
        "user_id": "u",
        **({"volume_image_metadata": {"image_id": volume.image}} if volume.image else {}),
    }


def _snapshot_json(snapshot: Snapshot) -> Json:
    return {"id": snapshot.id, "name": snapshot.name, "status": snapshot.status, "metadata": snapshot.metadata}
