"""As much of a Kubernetes API server as `kubectl get pods` speaks with."""

import json
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

Json = dict[str, Any]

_PODS: Json = {"name": "pods", "singularName": "pod", "namespaced": True, "kind": "Pod", "verbs": ["get", "list"], "shortNames": ["po"]}
_EVENTS: Json = _PODS | {"name": "events", "singularName": "event", "kind": "Event", "shortNames": ["ev"]}
_DOCUMENTS: Mapping[str, Json] = {
    "/version": {"major": "1", "minor": "32", "gitVersion": "v1.32.4"},
    "/api": {"kind": "APIVersions", "versions": ["v1"]},
    "/apis": {"kind": "APIGroupList", "apiVersion": "v1", "groups": []},
    "/api/v1": {"kind": "APIResourceList", "groupVersion": "v1", "resources": [_PODS, _EVENTS]},
}


def _selected(events: Sequence[Json], wanted: set[str]) -> list[Json]:
    return [one for one in events if {f"type={one['type']}", f"involvedObject.kind={one['involvedObject']['kind']}"} >= wanted]


@contextmanager
def serve_cluster(kubeconfig: Path, pods: Mapping[str, list[Json]], events: Sequence[Json] = ()) -> Iterator[None]:
    """A cluster with pods by label selector and events by type and kind, all of them in the namespace openstack.

    :param kubeconfig: is written to lead there
    """

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            url = urlsplit(self.path)
            if url.path in _DOCUMENTS:
                self._answer(200, _DOCUMENTS[url.path])
            elif url.path == "/api/v1/namespaces/openstack/pods":
                items = pods.get(parse_qs(url.query)["labelSelector"][0], [])
                described = [{"apiVersion": "v1", "kind": "Pod", **item} for item in items]
                self._answer(200, {"kind": "PodList", "apiVersion": "v1", "metadata": {}, "items": described})
            elif url.path == "/api/v1/namespaces/openstack/events":
                wanted = parse_qs(url.query)["fieldSelector"][0].split(",")
                self._answer(200, {"kind": "EventList", "apiVersion": "v1", "metadata": {}, "items": _selected(events, set(wanted))})
            else:
                namespace = url.path.split("/")[4]
                message = f'pods is forbidden: User "x" cannot list resource "pods" in the namespace "{namespace}"'
                status = {"kind": "Status", "apiVersion": "v1", "status": "Failure", "reason": "Forbidden", "code": 403}
                self._answer(403, status | {"message": message, "details": {"kind": "pods"}})

        def _answer(self, status: int, document: Json) -> None:
            text = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:
            """Tests say what they need to."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        cluster = {"name": "x", "cluster": {"server": f"http://127.0.0.1:{server.server_port}"}}
        context = {"name": "x", "context": {"cluster": "x"}}
        kubeconfig.write_text(
            json.dumps({"apiVersion": "v1", "kind": "Config", "clusters": [cluster], "contexts": [context], "current-context": "x"})
        )
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
