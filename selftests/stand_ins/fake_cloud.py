"""A cloud small enough for a self-test, served over HTTP: what this suite asks of Keystone, Nova, Neutron, Glance and Placement.

A server's state changes as it is looked at, one step a look, so that nothing here takes time. faults tells what goes wrong.
"""

import json
import re
import socket
import threading
import uuid
from collections.abc import Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from conformance.model.operation import SPECS
from selftests.stand_ins.fake_lifecycle import PAGES, RUNNING, Refusal, attach_port, create_port, delete_port, detach_port
from selftests.stand_ins.fake_volumes import FakeVolumes

Json = dict[str, Any]

IMAGE, FLAVOR, RESIZE_FLAVOR, NETWORK = "image-1", "flavor-1", "flavor-2", "network-1"


_ACTS = {
    "reboot": "_reboot",
    "os-migrateLive": "_live",
    "migrate": "_cold",
    "resize": "_cold",
    "confirmResize": "_confirm",
    "revertResize": "_revert",
}
"""By what is sent to the API, which method changes the server's state."""

NOVA_ACTIONS = {
    **{action: {"os-migrateLive": "live-migration"}.get(action, action) for action in _ACTS},
    **{action: name for action, (name, _) in PAGES.items()},
    **{name: name for name in ("attach_interface", "detach_interface")},
}
"""By what is sent to the API, what Nova calls the instance action. A create is one, too."""


@dataclass
class Host:
    name: str
    enabled: bool = True
    up: bool = True
    reason: str | None = None


@dataclass
class Server:
    id: str
    name: str
    host: str | None
    request: Json
    status: str = "BUILD"
    task: str | None = "spawning"
    fault: str | None = None
    boot: str = field(default_factory=lambda: str(uuid.uuid4()))
    seq: int = 0
    mark: str = field(default_factory=lambda: uuid.uuid4().hex[:16])
    beside: str = "none"
    nics: list[str] = field(default_factory=lambda: ["fa:16:3e:00:00:01"])
    locked: bool = False
    ahead: list[Callable[[], None]] = field(default_factory=list)


@dataclass
class Migration:
    uuid: str
    id: int
    server: str
    kind: str
    source: str
    destination: str
    status: str


@dataclass(frozen=True)
class Disturbance:
    """What goes wrong on the way: an answer with that status instead of the cloud's own (0: the connection is dropped).

    heard: whether the cloud has heard the request all the same.
    """

    status: int
    heard: bool = False
    retry_after: int | None = None


class FakeCloud:
    """The cloud's state, and the rules by which it changes.

    :param directory: domains of hosts are kept as files in it, for the virsh in it
    :ivar faults: by action (boot, live, cold, resize, confirm, revert, reboot, delete, create-504, lost-reply, ...) what goes wrong
    :ivar disturb: by method and path, what comes between a request and its answer
    :ivar tokens: how many were given out; valid: those that are accepted; members: those of no administrator; asker: whose turn it is
    :ivar seen: every request: method, path, and headers in lower case
    """

    def __init__(self, directory: Path, hosts: list[Host]) -> None:
        self.directory = directory
        self.hosts = hosts
        self.servers: dict[str, Server] = {}
        self.migrations: list[Migration] = []
        self.groups: dict[str, str] = {}
        self.descriptions: dict[str, str] = {}
        self.projects: dict[str, str] = {}
        self.rules: list[Json] = []
        self.allocations: dict[str, set[str]] = {}
        self.faults: dict[str, str] = {}
        self.unavailable = 0
        self.disturb: Callable[[str, str], Disturbance | None] = lambda method, path: None
        self.tokens = 0
        self.valid: set[str] = set()
        self.members: set[str] = set()
        self.asker = ""
        self.credentials: list[Json] = []
        self.images: list[Json] = []
        self.ports: list[Json] = []
        self.keypairs: list[str] = []
        self.inventories: dict[str, dict[str, Json]] = {}
        self.usages: dict[str, dict[str, int]] = {}
        self.actions: dict[str, list[tuple[str, str]]] = {}
        self.seen: list[tuple[str, str, dict[str, str]]] = []
        self.bodies: list[tuple[str, Json]] = []
        self.queries: list[tuple[str, dict[str, str]]] = []
        self.storage: FakeVolumes | None = None
        self.lock = threading.RLock()
        self.url = ""
        for host in hosts:
            (directory / "domains" / host.name).mkdir(parents=True)

    def with_volumes(self) -> FakeVolumes:
        """Have the cloud a block storage service."""
        self.storage = FakeVolumes(self)
        return self.storage

    # -- what happens in it

    def domain(self, server: Server, host: str, there: bool = True, state: str = RUNNING) -> None:
        path = self.directory / "domains" / host / server.id
        path.write_text(f"{state}\n") if there else path.unlink(missing_ok=True)

    def create(self, body: Json) -> Json:
        wanted = body["server"]
        if "quota" in self.faults:
            raise Refusal(403, self.faults["quota"])
        server = Server(str(uuid.uuid4()), wanted["name"], wanted["host"], wanted)
        self.servers[server.id] = server
        server.ahead = [lambda: None, lambda: self._boot(server, wanted["host"])]
        if "lost-reply" in self.faults:
            raise Refusal(504, self.faults["lost-reply"])
        return {"server": {"id": server.id, "links": []}}

    def _boot(self, server: Server, host: str) -> None:
        fault = self.faults.get(f"boot-{host}")
        server.task = None
        if fault:
            server.status, server.fault, server.host = "ERROR", fault, None
            return
        server.status, server.host = "ACTIVE", host
        if self.storage:
            self.storage.boot(server)
        self.allocations[server.id] = {host}
        self.domain(server, host)

    def act(self, id: str, body: Json) -> Json | None:
        server = self.servers[id]
        (action, argument), *_ = body.items()
        if action == "os-getConsoleOutput":
            return self._console(server, argument)
        if server.locked and self.asker in self.members and "not-locked" not in self.faults:
            raise Refusal(409, f"Instance {id} is locked")
        self.note(id, NOVA_ACTIONS[action])
        if action in PAGES:
            PAGES[action][1](self, server, argument)
        else:
            getattr(self, _ACTS[action])(server, argument)
        return None

    def note(self, id: str, action: str) -> None:
        self.actions.setdefault(id, []).append((action, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000000")))

    def _console(self, server: Server, _: Any) -> Json:
        if "console" in self.faults:
            raise Refusal(504, self.faults["console"])
        if server.status not in {"ACTIVE", "PAUSED", "RESCUE"}:
            raise Refusal(409, "Instance is not ready")
        if "hung" not in self.faults and (server.status != "PAUSED" or "not-still" in self.faults):
            server.seq += 1
        beats = range(max(1, server.seq - 3), server.seq + 1)
        first = [self.faults["printed"]] if "printed" in self.faults else []
        lines = [f"[ 1.0] conformance-guest boot={server.boot} seq={seq} up={seq}.5 gaps=25@{seq}50;" for seq in beats]
        state = "damaged" if "damaged" in self.faults else "intact"
        disks, nics = f"disk=intact mark={server.mark} beside={server.beside}", ",".join(server.nics)
        pattern = f"conformance-guest boot={server.boot} up={server.seq}.6 memory={state} {disks} nics={nics};"
        volumes = self.storage.console(server) if self.storage else []
        return {"output": "\n".join(["Linux version 6.1", *first, *lines, pattern, *volumes, ""])}

    def _reboot(self, server: Server, argument: Json) -> None:
        hard = argument["type"] == "HARD"
        server.status, server.task = ("HARD_REBOOT", "rebooting_hard") if hard else ("REBOOT", "rebooting")

        def done() -> None:
            server.status, server.task = "ACTIVE", None
            if "reboot" not in self.faults:
                server.boot, server.seq = str(uuid.uuid4()), 0

        server.ahead = [done]

    def _record(self, server: Server, kind: str, destination: str) -> Migration:
        number = len(self.migrations) + 1
        migration = Migration(str(uuid.uuid4()), number, server.id, kind, str(server.host), destination, "accepted")
        self.migrations.append(migration)
        self.allocations[migration.uuid] = {str(server.host)}
        self.allocations[server.id] = {destination}
        return migration

    def another(self, than: str) -> str:
        names = [host.name for host in self.hosts if host.enabled]
        return names[(names.index(than) + 1) % len(names)]

    def _live(self, server: Server, argument: Json) -> None:
        server.status, server.task = "MIGRATING", "migrating"
        source = str(server.host)
        destination = argument["host"] or self.another(source)
        if "live-nothing" in self.faults:
            server.status, server.task = "ACTIVE", None
            return
        if "live-hangs" in self.faults:
            server.ahead = [lambda: self._hang(server)]
            return
        migration = self._record(server, "live-migration", destination)

        def fail() -> None:
            migration.status = "error"

        def roll_back() -> None:
            server.status, server.task = "ACTIVE", None
            self.allocations[server.id] = {source}
            self.allocations.pop(migration.uuid)
            if "live-crash" in self.faults:
                server.boot = str(uuid.uuid4())
            if "live-leftover" in self.faults:
                self.domain(server, destination)

        def switch() -> None:
            server.status, server.task, server.host = "ACTIVE", None, destination
            self.domain(server, destination)
            self._moved(server)

        def complete() -> None:
            migration.status = "completed"
            self.allocations.pop(migration.uuid)
            if "domain-stays" not in self.faults:
                self.domain(server, source, there=False)

        failing = "live" in self.faults or f"live-into-{destination}" in self.faults
        steps = [lambda: None, fail, roll_back] if failing else [lambda: None, switch, complete]

        def hold() -> None:
            server.ahead = [hold] if "live-holds" in self.faults else list(steps)

        server.ahead = [hold]

    def _moved(self, server: Server) -> None:
        if self.storage:
            self.storage.moved(server, str(server.host))

    def _hang(self, server: Server) -> None:
        if "live-hangs" in self.faults:
            server.ahead = [lambda: self._hang(server)]
        else:
            server.status, server.task = "ACTIVE", None

    def _cold(self, server: Server, argument: Json) -> None:
        server.task = "resize_prep"
        source = str(server.host)
        kind = "resize" if "flavorRef" in (argument or {}) else "migration"
        destination = (argument or {}).get("host") or self.another(source)
        migration = self._record(server, kind, destination)

        def arrive() -> None:
            server.status, server.task, server.host = "VERIFY_RESIZE", None, destination
            server.boot, server.seq, migration.status = str(uuid.uuid4()), 0, "finished"
            self.domain(server, destination)
            self._moved(server)

        def fail() -> None:
            server.status, server.task, server.fault, migration.status = "ERROR", None, self.faults[kind], "error"

        server.ahead = [fail if kind in self.faults else arrive]

    def _settle(self, server: Server, status: str, host: str, other: str) -> None:
        migration = self._pending(server)

        def done() -> None:
            server.status, server.task, server.host, migration.status = "ACTIVE", None, host, status
            self._moved(server)
            self.allocations[server.id] = {host}
            if "allocation-stays" not in self.faults:
                self.allocations.pop(migration.uuid)
            if other != host:
                self.domain(server, other, there=False)
            self.domain(server, host)

        server.ahead = [done]

    def _pending(self, server: Server) -> Migration:
        return next(record for record in reversed(self.migrations) if record.server == server.id)

    def _confirm(self, server: Server, _: Any) -> None:
        record = self._pending(server)
        self._settle(server, "confirmed", record.destination, record.source)

    def _revert(self, server: Server, _: Any) -> None:
        record = self._pending(server)
        server.task = "resize_reverting"
        self._settle(server, "reverted", record.source, record.destination)

    def delete(self, id: str) -> None:
        server = self.servers[id]
        if "delete" in self.faults:
            return
        server.task = "deleting"
        server.ahead = [lambda: self._gone(server)]

    def _gone(self, server: Server) -> None:
        del self.servers[server.id]
        if self.storage:
            self.storage.gone(server.id)
        self.allocations.pop(server.id, None)
        # a migration that was not complete when the deletion was asked for ends with its server
        for record in self.migrations:
            if record.server == server.id and "allocation-stays" not in self.faults:
                self.allocations.pop(record.uuid, None)
        for host in self.hosts:
            self.domain(server, host.name, there=False)

    def look(self, server: Server) -> None:
        if server.ahead:
            server.ahead.pop(0)()

    # -- what it says

    def server_json(self, server: Server) -> Json:
        return {
            "id": server.id,
            "name": server.name,
            "metadata": server.request.get("metadata", {}),
            "status": server.status,
            "OS-EXT-STS:task_state": server.task,
            "locked": server.locked,
            "OS-EXT-SRV-ATTR:host": server.host,
            "addresses": {"net": [{"addr": "192.0.2.7", "version": 4, "OS-EXT-IPS:type": "fixed"}]} if server.host else {},
            **({"fault": {"message": server.fault, "code": 500}} if server.fault else {}),
        }

    def one(self, id: str) -> Json:
        if id not in self.servers:
            raise Refusal(404, f"Instance {id} could not be found.")
        server = self.servers[id]
        self.look(server)
        if id not in self.servers:
            raise Refusal(404, f"Instance {id} could not be found.")
        return {"server": self.server_json(server)}

    def detail(self, query: dict[str, str]) -> Json:
        for server in list(self.servers.values()):
            self.look(server)
        pattern = re.compile(query.get("name", ""))
        return {"servers": [self.server_json(server) for server in self.servers.values() if pattern.search(server.name)]}

    def actions_of(self, id: str) -> Json:
        return {"instanceActions": [{"action": name, "start_time": start} for name, start in reversed(self.actions.get(id, []))]}

    def migrations_of(self, query: dict[str, str]) -> Json:
        if "marker" in query and query["marker"] not in {record.uuid for record in self.migrations}:
            raise Refusal(400, f"Marker {query['marker']} could not be found.")
        # a list of all is nothing to ask a cloud for
        if not {"instance_uuid", "limit"} & query.keys():
            raise Refusal(413, "all migrations were asked for")
        return {
            "migrations": [
                {
                    "uuid": record.uuid,
                    "id": record.id,
                    "migration_type": record.kind,
                    "status": record.status,
                    "source_compute": record.source,
                    "dest_compute": record.destination,
                }
                for record in self.migrations
                if record.server == query.get("instance_uuid", record.server)
            ][: int(query.get("limit", "1000"))]
        }

    def services(self) -> Json:
        return {
            "services": [
                {
                    "id": f"service-{host.name}",
                    "binary": "nova-compute",
                    "host": host.name,
                    "zone": "nova",
                    "status": "enabled" if host.enabled else "disabled",
                    "state": "up" if host.up else "down",
                    "disabled_reason": host.reason,
                }
                for host in self.hosts
            ]
        }

    def change_service(self, name: str, wanted: Json) -> Json:
        host = next(host for host in self.hosts if host.name == name)
        host.enabled = wanted["status"] == "enabled"
        host.reason = None if host.enabled else wanted.get("disabled_reason")
        return {"service": {"id": f"service-{name}"}}

    def hypervisors(self) -> Json:
        return {
            "hypervisors": [
                {
                    "id": f"hypervisor-{host.name}",
                    "hypervisor_hostname": f"{host.name}.example",
                    "hypervisor_type": "QEMU",
                    "hypervisor_version": 7002022,
                    "service": {"id": 1, "host": host.name},
                }
                for host in self.hosts
            ]
        }

    def providers(self) -> Json:
        return {"resource_providers": [{"uuid": f"provider-{host.name}", "name": f"{host.name}.example"} for host in self.hosts]}

    def create_group(self, body: Json) -> Json:
        wanted = body["security_group"]
        id = self.add_group(wanted["name"], wanted["description"])
        return {"security_group": {"id": id, "name": self.groups[id]}}

    def add_group(self, name: str, description: str = "", project: str = "p") -> str:
        id = str(uuid.uuid4())
        self.groups[id], self.descriptions[id], self.projects[id] = name, description, project
        return id

    def create_rule(self, body: Json) -> Json:
        self.rules.append(body["security_group_rule"])
        return {"security_group_rule": {"id": f"rule-{len(self.rules)}"}}

    def find_groups(self, query: dict[str, str]) -> Json:
        return {
            "security_groups": [
                {"id": id, "name": name, "description": self.descriptions.get(id, ""), "project_id": self.projects.get(id, "p")}
                for id, name in self.groups.items()
                if name == query.get("name", name)
            ]
        }

    def find_images(self, query: dict[str, str]) -> list[Json]:
        made = [{key: value for key, value in image.items() if key != "content"} for image in self.images]
        return [image for image in (_IMAGE, *made) if image["name"] == query.get("name", image["name"])]

    def delete_image(self, id: str) -> None:
        if "image-stays" not in self.faults:
            self.images = [image for image in self.images if image["id"] != id]

    def find_ports(self, query: dict[str, str]) -> Json:
        return {"ports": [port for port in self.ports if "device_id" not in query or port["device_id"] in query["device_id"]]}

    def delete_group(self, id: str) -> None:
        if self.servers:
            raise Refusal(409, f"Security Group {id} in use.")
        del self.groups[id]

    def create_credential(self, body: Json) -> Json:
        if "credential" in self.faults:
            raise Refusal(403, self.faults["credential"])
        wanted = body["application_credential"]
        self.credentials.append({"id": str(uuid.uuid4()), "name": wanted["name"], "description": wanted["description"]})
        return {"application_credential": {**self.credentials[-1], "secret": "of-a-member"}}

    def delete_credential(self, id: str) -> None:
        self.credentials = [one for one in self.credentials if one["id"] != id]

    def catalog(self, body: Json) -> Json:
        self.tokens += 1
        self.valid.add(f"token-{self.tokens}")
        if "application_credential" in body["auth"]["identity"]["methods"]:
            self.members.add(f"token-{self.tokens}")
        types = {
            "compute": "/compute/v2.1",
            "network": "/network",
            "image": "/image",
            "placement": "/placement",
            "identity": "/identity/v3",
            **({"block-storage": "/volume/v3"} if self.storage else {}),
        }
        return {
            "token": {
                "methods": ["password"],
                "user": {"id": "u", "name": "admin", "domain": {"id": "default", "name": "Default"}},
                "project": {"id": "p", "name": "admin", "domain": {"id": "default", "name": "Default"}},
                "roles": [{"id": "r", "name": "admin"}],
                "issued_at": "2026-01-01T00:00:00.000000Z",
                "expires_at": "2099-01-01T00:00:00.000000Z",
                "catalog": [
                    {
                        "id": kind,
                        "type": kind,
                        "name": kind,
                        "endpoints": [
                            {"id": kind, "interface": "public", "region": "RegionOne", "region_id": "RegionOne", "url": self.url + path}
                        ],
                    }
                    for kind, path in types.items()
                ],
            }
        }

    def version(self, path: str, id: str, least: str = "", most: str = "") -> Json:
        return {
            "id": id,
            "status": "CURRENT",
            "version": most,
            "max_version": most,
            "min_version": least,
            "links": [{"rel": "self", "href": self.url + path}],
        }

    def answer(self, method: str, path: str, query: dict[str, str], body: Json) -> tuple[int, Json | None]:
        """:raises Refusal: the answer is an error"""
        routes: list[tuple[str, str, Callable[..., Any]]] = [
            ("GET", r"/identity/?", lambda: {"versions": {"values": [self.version("/identity/v3", "v3.14")]}}),
            ("GET", r"/identity/v3/?", lambda: {"version": self.version("/identity/v3", "v3.14")}),
            ("POST", r"/identity/v3/auth/tokens", lambda: self.catalog(body)),
            ("POST", r"/identity/v3/users/u/application_credentials", lambda: self.create_credential(body)),
            ("GET", r"/identity/v3/users/u/application_credentials", lambda: {"application_credentials": self.credentials}),
            ("DELETE", r"/identity/v3/users/u/application_credentials/([^/]+)", self.delete_credential),
            ("GET", r"/compute/v2.1/?", lambda: {"version": self.version("/compute/v2.1", "v2.1", "2.1", "2.100")}),
            ("GET", r"/network/?", lambda: {"versions": [self.version("/network/v2.0", "v2.0")]}),
            ("GET", r"/image/?", lambda: {"versions": [self.version("/image/v2/", "v2.16")]}),
            ("GET", r"/placement/?", lambda: {"versions": [self.version("/placement", "v1.0", "1.0", "1.39")]}),
            ("GET", r"/compute/v2.1/os-services", self.services),
            ("PUT", r"/compute/v2.1/os-services/service-([^/]+)", lambda host: self.change_service(host, body)),
            ("GET", r"/compute/v2.1/os-hypervisors(?:/detail)?", self.hypervisors),
            ("GET", r"/compute/v2.1/flavors/detail", lambda: {"flavors": [_flavor(FLAVOR, 64), _flavor(RESIZE_FLAVOR, 96)]}),
            ("GET", r"/compute/v2.1/flavors/[^/]+/os-extra_specs", lambda: {"extra_specs": {}}),
            ("GET", r"/image/v2/images", lambda: {"images": self.find_images(query)}),
            ("GET", r"/image/v2/images/([^/]+)/file", lambda id: next(one["content"] for one in self.images if one["id"] == id)),
            ("DELETE", r"/image/v2/images/([^/]+)", self.delete_image),
            ("GET", r"/network/v2.0/networks", lambda: {"networks": [_NETWORK]}),
            ("POST", r"/network/v2.0/security-groups", lambda: self.create_group(body)),
            ("POST", r"/network/v2.0/security-group-rules", lambda: self.create_rule(body)),
            ("GET", r"/network/v2.0/security-groups", lambda: self.find_groups(query)),
            ("GET", r"/network/v2.0/ports", lambda: self.find_ports(query)),
            ("GET", r"/compute/v2.1/os-keypairs", lambda: {"keypairs": [{"keypair": {"name": name}} for name in self.keypairs]}),
            ("GET", r"/compute/v2.1/os-server-groups", lambda: {"server_groups": []}),
            ("GET", r"/compute/v2.1/flavors", lambda: {"flavors": [_flavor(FLAVOR, 64), _flavor(RESIZE_FLAVOR, 96)]}),
            ("DELETE", r"/network/v2.0/security-groups/([^/]+)", self.delete_group),
            ("POST", r"/compute/v2.1/servers", lambda: self.create(body)),
            ("GET", r"/compute/v2.1/servers/detail", lambda: self.detail(query)),
            ("GET", r"/compute/v2.1/servers/([^/]+)", self.one),
            ("DELETE", r"/compute/v2.1/servers/([^/]+)", self.delete),
            ("POST", r"/compute/v2.1/servers/([^/]+)/action", lambda id: self.act(id, body)),
            ("POST", r"/compute/v2.1/servers/([^/]+)/os-interface", lambda id: attach_port(self, id, body)),
            ("DELETE", r"/compute/v2.1/servers/([^/]+)/os-interface/([^/]+)", lambda id, port: detach_port(self, id, port)),
            ("POST", r"/network/v2.0/ports", lambda: create_port(self, body)),
            ("DELETE", r"/network/v2.0/ports/([^/]+)", lambda id: delete_port(self, id)),
            ("GET", r"/compute/v2.1/servers/([^/]+)/os-instance-actions", self.actions_of),
            ("GET", r"/compute/v2.1/os-migrations", lambda: self.migrations_of(query)),
            ("GET", r"/placement/resource_providers", self.providers),
            ("GET", r"/placement/resource_providers/([^/]+)", lambda id: {"uuid": id, "root_provider_uuid": id}),
            (
                "GET",
                r"/placement/resource_providers/provider-([^/]+)/inventories",
                lambda host: {"inventories": self.inventories.get(host, {})},
            ),
            ("GET", r"/placement/resource_providers/provider-([^/]+)/usages", lambda host: {"usages": self.usages.get(host, {})}),
            ("GET", r"/placement/resource_providers/provider-([^/]+)/allocations", self.allocations_on),
            ("GET", r"/placement/allocations/([^/]+)", self.allocations_of),
            *(self.storage.routes(query, body) if self.storage else ()),
        ]
        for verb, pattern, handle in routes:
            match = re.fullmatch(pattern, path)
            if verb == method and match:
                if self.unavailable and path.startswith("/compute/v2.1/servers/"):
                    self.unavailable -= 1
                    raise Refusal(503, "Service Unavailable")
                try:
                    said = handle(*match.groups())
                except KeyError as missing:
                    raise Refusal(404, f"{missing} could not be found.") from missing
                return (200 if said is not None else 202), said
        raise Refusal(404, f"{method} {path}: not in this cloud")

    def allocations_on(self, host: str) -> Json:
        return {"allocations": {consumer: {"resources": {"VCPU": 1}} for consumer, held in self.allocations.items() if host in held}}

    def allocations_of(self, consumer: str) -> Json:
        held = self.allocations.get(consumer, set())
        return {"allocations": {f"provider-{host}": {"resources": {"VCPU": 1}} for host in held}}


def _flavor(id: str, ram: int) -> Json:
    return {"id": id, "name": id, "ram": ram, "disk": 1, "vcpus": 1, "extra_specs": {}, "OS-FLV-DISABLED:disabled": False}


_IMAGE: Json = {"id": IMAGE, "name": "guest", "status": "active", "size": 1000, "disk_format": "qcow2", "min_disk": 0, "min_ram": 0}

_NETWORK: Json = {"id": NETWORK, "name": "guests", "subnets": ["subnet-1"], "admin_state_up": True, "router:external": False}


@contextmanager
def serving(cloud: FakeCloud) -> Iterator[FakeCloud]:
    """The cloud's APIs on a port of the loopback interface."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536  # headers and body in one packet: two would wait for each other 40 ms

        def handle_one(self) -> None:
            path, _, text = self.path.partition("?")
            query = {key: _plain(value) for key, _, value in (pair.partition("=") for pair in text.split("&") if pair)}
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length) or b"{}")
            with cloud.lock:
                cloud.seen.append((self.command, path, {key.lower(): value for key, value in self.headers.items()}))
                cloud.bodies.append((path, body))
                cloud.queries.append((path, query))
                trouble = cloud.disturb(self.command, path)
                try:
                    self._admit(path)
                    cloud.asker = str(self.headers.get("X-Auth-Token"))
                    status, said = (200, None) if trouble and not trouble.heard else cloud.answer(self.command, path, query, body)
                except Refusal as refusal:
                    status, said = refusal.status, {"error": {"code": refusal.status, "message": str(refusal)}}
                if cloud.storage:
                    cloud.storage.write_domains(cloud.directory / "xml")
            if trouble and not trouble.status:
                self.close_connection = True
                return
            if trouble:
                status, said = trouble.status, {"error": {"code": trouble.status, "message": "disturbed"}}
            # bytes are what a fuzz target has it say instead of a document
            content = b"" if said is None else said if isinstance(said, bytes) else json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.send_header("X-Subject-Token", f"token-{cloud.tokens}")
            if trouble and trouble.retry_after is not None:
                self.send_header("Retry-After", str(trouble.retry_after))
            self.end_headers()
            self.wfile.write(content)

        def _admit(self, path: str) -> None:
            given = self.headers.get("X-Auth-Token")
            if given and given not in cloud.valid:
                raise Refusal(401, "The request you have made requires authentication.")

        do_GET = do_POST = do_PUT = do_DELETE = handle_one  # noqa: N815 - the names that http.server looks for

        def log_message(self, format: str, *args: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        cloud.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield cloud
        finally:
            server.shutdown()
            thread.join()


def _plain(value: str) -> str:
    from urllib.parse import unquote_plus

    return unquote_plus(value)


def write_access(cloud: FakeCloud, refused: tuple[str, ...] = (), answers: Path | None = None) -> dict[str, str]:
    """Write clouds.yaml, an inventory, a profile, and an ssh and a virsh that stand in for the hosts; the environment to use them in.

    :param refused: the hosts that do not accept our SSH key
    :param answers: a directory, for all clouds of one run of the self-tests: what this machine says as a host is kept there
    """
    directory = cloud.directory
    auth = {"auth_url": f"{cloud.url}/identity", "username": "admin", "password": "secret", "project_name": "admin"}
    clouds = {
        "clouds": {"fake": {"auth": {**auth, "user_domain_id": "default", "project_domain_id": "default"}, "region_name": "RegionOne"}}
    }
    (directory / "clouds.yaml").write_text(json.dumps(clouds))
    (directory / "inventory").write_text("[compute]\n" + "\n".join(host.name for host in cloud.hosts) + "\n")
    (directory / "instances").mkdir()
    profile = {
        "paths": {"instances": str(directory / "instances")},
        "guest": {"console_heartbeat": True, "console_volumes": True, "reachable": False},
        "services": {
            "nova_libvirt": {"kind": "process", "name": "libvirtd"},
            "nova_compute": {"kind": "process", "name": "nova-compute"},
        },
        # far longer than anything takes, however busy this machine is
        "timeouts": dict.fromkeys(("guest", "delete", "slot", *(kind.marker for kind in SPECS)), 120),
    }
    (directory / "fake.yaml").write_text(json.dumps(profile))
    programs = directory / "bin"
    programs.mkdir()
    with socket.socket(socket.AF_UNIX) as kept, chdir(directory):
        kept.bind("kept")
    _program(programs / "ssh", _SSH.format(refused="|".join(refused) or "nobody", directory=directory, answers=answers or directory))
    _program(programs / "node", "#!/bin/sh\nexit 1\n")  # the HTML page of each run would cost seconds, and is tested elsewhere
    _program(programs / "virsh", _VIRSH.format(directory=directory))
    return {
        "OS_CLIENT_CONFIG_FILE": str(directory / "clouds.yaml"),
        "PATH": f"{programs}:/usr/local/bin:/usr/bin:/bin",
        # by no proxy that the user may have; to look for one through the whole environment is a tenth of each request
        "no_proxy": "127.0.0.1",
    }


_SSH = """#!/bin/sh
kept=
while [ $# -gt 0 ]; do
  case "$1" in
    -O) rm -f "$kept"; exit 0;;
    -o) case "$2" in ControlPath=*) kept=${{2#*=}};; esac; shift 2;;
    -F|-i|-p|-l|-S) shift 2;;
    --) shift;;
    -*) shift;;
    *) break;;
  esac
done
export FAKE_HOST=${{1#*@}}; shift
case "$FAKE_HOST" in {refused}) echo "root@$FAKE_HOST: Permission denied (publickey)." >&2; exit 255;; esac
[ -z "$kept" ] || [ -e "$kept" ] || ln {directory}/kept "$kept"
case "$*" in *'say clock_after clock'* | *'The version of the package nova'*) ;; *) exec sh -c "$*";; esac
key=$(echo "$*" {directory}/domains/"$FAKE_HOST"/* | sed 's,{directory},@cloud@,g' | sha256sum)
answer={answers}/${{key%% *}}
if [ ! -e "$answer" ]; then
  sh -c "$*" >"{directory}/answer.$$" || exit
  sed 's,{directory},@cloud@,g' "{directory}/answer.$$" >"$answer.$$" && mv "$answer.$$" "$answer"
fi
now=$(date +%s.%N)
sed -e 's,@cloud@,{directory},g' -e '/\\o036clock/{{n;s/.*/'"$now"'/;}}' "$answer"
"""
"""A host that is this machine. What it says of itself, its facts and which Nova is installed, is the same in thousands of runs, and is
asked for once: these programs cost more than all the rest of a run. The host's clock goes on. A connection is kept as far as the suite can
see, by its socket."""


_VIRSH = """#!/bin/sh
case "$*" in *" list "*) cd {directory}/domains/"$FAKE_HOST" && for id in *; do
  [ -e "$id" ] || continue
  read -r state <"$id"
  case "$*" in *--state-*) case "$*" in *"$state"*) echo "$id";; esac;; *) echo "$id";; esac
done;; esac
case "$*" in *" dumpxml "*)
  for id; do :; done
  [ -e {directory}/domains/"$FAKE_HOST/$id" ] || {{ echo "error: failed to get domain '$id'" >&2; exit 1; }}
  cat {directory}/xml/"$id"
esac
"""


def _program(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(0o755)
