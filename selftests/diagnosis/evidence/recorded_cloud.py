"""A cloud that answers what it was told to, over HTTP, to the real SDK."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import openstack
from openstack.connection import Connection

SERVER = "6f0c7bd5-2a4f-4a55-8d9e-0b8d54c6a3a1"


SERVICES = ("compute", "network", "placement", "image", "volume")


class RecordedCloud:
    """answers: path -> JSON document, or a number: the HTTP status of a refusal. hangs: paths that are answered very late."""

    def __init__(self) -> None:
        self.answers: dict[str, Any] = {
            f"/compute/servers/{SERVER}": {"server": {"id": SERVER, "status": "ACTIVE", "OS-EXT-STS:vm_state": "active"}},
            f"/compute/servers/{SERVER}/os-instance-actions": {"instanceActions": []},
            "/compute/os-migrations": {"migrations": []},
            "/compute/os-services": {"services": []},
            "/network/v2.0/agents": {"agents": []},
            "/network/v2.0/ports": {"ports": []},
            "/compute/os-hypervisors/detail": {"hypervisors": []},
            "/placement/resource_providers": {"resource_providers": []},
            f"/placement/allocations/{SERVER}": {"allocations": {}},
        }
        self.hangs: set[str] = set()
        self.released = threading.Event()

    def answer(self, path: str, query: dict[str, list[str]]) -> tuple[int, Any]:
        if path in self.hangs:
            self.released.wait(120)
        if path.strip("/") in SERVICES:
            return 200, _versions(path.strip("/"))
        found = self.answers.get(path, 404)
        if isinstance(found, int):
            return found, {"error": {"message": f"refused with {found}"}}
        if path == "/network/v2.0/agents" and "host" in query:
            found = {"agents": [agent for agent in found["agents"] if agent["host"] in query["host"]]}
        return 200, found

    def add_action(self, action: str, request_id: str, start: str, events: list[dict[str, Any]]) -> None:
        base = f"/compute/servers/{SERVER}/os-instance-actions"
        entry = {"action": action, "request_id": request_id, "start_time": start, "message": "Error", "instance_uuid": SERVER}
        self.answers[base]["instanceActions"].append(entry)
        self.answers[f"{base}/{request_id}"] = {"instanceAction": entry | {"events": events}}


def _versions(service: str) -> dict[str, Any]:
    if service == "network":
        return {"versions": [{"id": "v2.0", "status": "CURRENT", "links": [{"rel": "self", "href": "/network/v2.0/"}]}]}
    if service == "placement":
        return {
            "versions": [
                {"id": "v1.0", "status": "CURRENT", "max_version": "1.39", "min_version": "1.0", "links": [{"rel": "self", "href": ""}]}
            ]
        }
    if service == "image":
        return {"versions": [{"id": "v2.17", "status": "CURRENT", "links": [{"rel": "self", "href": "/image/v2/"}]}]}
    if service == "volume":
        return {"versions": [{"id": "v3.0", "status": "CURRENT", "version": "3.71", "links": [{"rel": "self", "href": "/volume/v3/"}]}]}
    links = [{"rel": "self", "href": f"/{service}"}]
    return {"version": {"id": "v2.1", "status": "CURRENT", "version": "2.96", "min_version": "2.1", "links": links}}


def connection_to(url: str) -> Connection:
    endpoints = {"compute": "compute", "network": "network", "placement": "placement", "image": "image", "block_storage": "volume"}
    overrides: dict[str, Any] = {f"{service}_endpoint_override": f"{url}/{path}" for service, path in endpoints.items()}
    return openstack.connect(auth_type="none", load_yaml_config=False, **overrides)


@contextmanager
def served(cloud: RecordedCloud) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            parts = urlsplit(self.path)
            status, document = cloud.answer(parts.path.rstrip("/"), parse_qs(parts.query))
            body = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.do_GET()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        cloud.released.set()
        server.shutdown()
        server.server_close()


def now(ago: float = 0.0) -> str:
    """A heartbeat's time stamp, that many seconds ago."""
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(time.time() - ago))
