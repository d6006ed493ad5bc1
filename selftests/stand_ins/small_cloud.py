"""The front of a cloud, over HTTP: Keystone that lets one user in, and lists that Nova, Glance and Neutron give. It creates nothing."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

Json = dict[str, Any]

SDK_WARNS_OF_ITSELF = pytest.mark.filterwarnings("ignore::openstack.warnings._RemovedInSDKWarning")
"""For tests that use openstacksdk 4.22, which calls what it has deprecated."""

USER, PASSWORD = "admin", "correct horse"
SERVICES = {"compute": "nova", "image": "glance", "network": "neutron", "identity": "keystone", "placement": "placement"}
ELSEWHERE = {"block-storage": "cinder"}
"""What a cloud may have besides, if its catalog names it."""


@dataclass
class SmallCloud:
    """What it says; tests change it as they like.

    refusals: path -> HTTP status that is answered there. requests: method and path of all that it was asked. date: what it says in the
    header of that name; its machine's clock if nothing. microversion: the newest of its Nova.
    """

    services: list[Json] = field(default_factory=list)
    volume_services: list[Json] = field(default_factory=list)
    hypervisors: list[Json] = field(default_factory=list)
    images: list[Json] = field(default_factory=list)
    flavors: list[Json] = field(default_factory=list)
    networks: list[Json] = field(default_factory=list)
    agents: list[Json] = field(default_factory=list)
    catalog: list[str] = field(default_factory=lambda: list(SERVICES))
    refusals: dict[str, int] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)
    date: str = ""
    microversion: str = "2.96"
    url: str = ""

    def add_host(self, name: str, **changes: Any) -> None:
        """A compute host that has just reported; changes go to its service, or to its hypervisor by hypervisor_*."""
        service: Json = {"id": f"service-{name}", "binary": "nova-compute", "host": name, "zone": "nova", "status": "enabled"}
        reported = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")
        service |= {"state": "up", "disabled_reason": None, "forced_down": False, "updated_at": reported}
        hypervisor: Json = {"id": f"hypervisor-{name}", "hypervisor_hostname": name, "hypervisor_type": "QEMU"}
        hypervisor |= {"hypervisor_version": 7002022, "service": {"host": name, "id": f"service-{name}", "disabled_reason": None}}
        self.services.append(service | {key: value for key, value in changes.items() if not key.startswith("hypervisor_")})
        self.hypervisors.append(hypervisor | {key: value for key, value in changes.items() if key.startswith("hypervisor_")})

    def add_image(self, name: str, **changes: Any) -> None:
        """An image that any flavor can take."""
        image: Json = {"id": f"image-{name}", "name": name, "status": "active", "size": 5 * 1024**2, "disk_format": "qcow2"}
        self.images.append(image | {"min_ram": 0, "min_disk": 0, "virtual_size": None} | changes)

    def add_flavor(self, name: str, ram: int, disk: int, **changes: Any) -> None:
        """A flavor of so many MiB of RAM and GiB of disk."""
        flavor: Json = {"id": f"flavor-{name}", "name": name, "ram": ram, "disk": disk, "vcpus": 1, "extra_specs": {}}
        self.flavors.append(flavor | {"OS-FLV-DISABLED:disabled": False, "os-flavor-access:is_public": True} | changes)

    def add_network(self, name: str, **changes: Any) -> None:
        """A network with a subnet."""
        network: Json = {"id": f"network-{name}", "name": name, "subnets": ["subnet-1"], "admin_state_up": True}
        self.networks.append(network | {"router:external": False} | changes)

    def answer_to(self, method: str, path: str, query: dict[str, list[str]], body: Json) -> tuple[int, Json]:
        """The same, of a path with its query, which it does not look at."""
        return self.answer(method, path, body)

    def answer(self, method: str, path: str, body: Json) -> tuple[int, Json]:
        """Status and document of an answer."""
        self.requests.append(f"{method} {path}")
        if path in self.refusals:
            return self.refusals[path], {"error": {"message": "refused", "code": self.refusals[path]}}
        if path == "/identity/v3/auth/tokens":
            return self._token(body)
        documents: dict[str, Json] = {
            "/identity/v3": {"version": {"id": "v3.14", "status": "stable", "links": [self._self("/identity/v3/")]}},
            "/compute": self._compute_versions(),
            "/compute/os-services": {"services": self.services},
            "/compute/os-hypervisors": {"hypervisors": self.hypervisors},
            "/compute/os-hypervisors/detail": {"hypervisors": self.hypervisors},
            "/compute/os-migrations": {"migrations": []},
            "/compute/flavors/detail": {"flavors": self.flavors},
            "/image": {"versions": [{"id": "v2.16", "status": "CURRENT", "links": [self._self("/image/v2/")]}]},
            "/image/v2/images": {"images": self.images},
            "/block-storage": {"versions": [{"id": "v3.0", "status": "CURRENT", "links": [self._self("/block-storage/v3/")]}]},
            "/block-storage/v3/os-services": {"services": self.volume_services},
            "/network": {"versions": [{"id": "v2.0", "status": "CURRENT", "links": [self._self("/network/v2.0/")]}]},
            "/network/v2.0/networks": {"networks": self.networks},
            "/network/v2.0/agents": {"agents": self.agents},
            "/placement": {"versions": [{"id": "v1.0", "status": "CURRENT", "max_version": "1.39", "links": [self._self("/placement")]}]},
            "/placement/resource_providers": {"resource_providers": []},
        }
        document = documents.get(path)
        return (200, document) if document else (404, {"error": {"message": f"nothing at {path}", "code": 404}})

    def _token(self, body: Json) -> tuple[int, Json]:
        user = body["auth"]["identity"]["password"]["user"]
        if (user["name"], user["password"]) != (USER, PASSWORD):
            return 401, {"error": {"message": "The request you have made requires authentication.", "code": 401}}
        endpoints = {
            kind: [{"interface": "public", "region": "one", "region_id": "one", "url": f"{self.url}/{kind}"}] for kind in self.catalog
        }
        catalog = [{"type": kind, "name": (SERVICES | ELSEWHERE)[kind], "endpoints": endpoints[kind]} for kind in self.catalog]
        person = {"id": "user-1", "name": USER, "domain": {"id": "default", "name": "Default"}}
        token: Json = {"methods": ["password"], "user": person, "catalog": catalog, "expires_at": "2099-01-01T00:00:00.000000Z"}
        token |= {"issued_at": "2026-01-01T00:00:00.000000Z", "roles": [{"id": "role-1", "name": "admin"}]}
        return 201, {"token": token | {"project": {"id": "project-1", "name": "admin", "domain": {"id": "default", "name": "Default"}}}}

    def _compute_versions(self) -> Json:
        version = {"id": "v2.1", "status": "CURRENT", "version": self.microversion, "min_version": "2.1"}
        return {"version": version | {"links": [self._self("/compute")]}}

    def _self(self, path: str) -> Json:
        return {"rel": "self", "href": f"{self.url}{path}"}

    def clouds_yaml(self, **changes: str) -> str:
        """What a user has in clouds.yaml; changes go to `auth`."""
        auth = {"auth_url": f"{self.url}/identity/v3", "username": USER, "password": PASSWORD, "project_name": "admin"}
        auth |= {"user_domain_name": "Default", "project_domain_name": "Default"}
        return json.dumps({"clouds": {"small": {"region_name": "one", "auth": auth | changes}}})


@contextmanager
def serve() -> Iterator[SmallCloud]:
    """A cloud without hosts, images, flavors and networks, at its url."""
    cloud = SmallCloud()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer()

        def do_POST(self) -> None:
            self._answer()

        def date_time_string(self, timestamp: float | None = None) -> str:
            return cloud.date or super().date_time_string(timestamp)

        def _answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = urlsplit(self.path)
            status, document = cloud.answer_to(self.command, asked.path.rstrip("/"), parse_qs(asked.query), json.loads(body or b"{}"))
            text = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.send_header("X-Subject-Token", "token-1")
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:
            """Tests say what they need to."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        cloud.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
        thread.start()
        try:
            yield cloud
        finally:
            server.shutdown()
            thread.join()
