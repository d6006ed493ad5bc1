"""As much of Docker's engine as `docker container inspect` speaks with, at a Unix socket."""

import json
import re
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any


class _Server(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    daemon_threads = True


@contextmanager
def serve_engine(path: Path, **containers: tuple[dict[str, Any], int]) -> Iterator[None]:
    """An engine with containers by name: State, and RestartCount."""

    class Handler(BaseHTTPRequestHandler):
        def address_string(self) -> str:
            return "unix"

        def do_HEAD(self) -> None:
            self._answer(200, {})

        def do_GET(self) -> None:
            match = re.search(r"/containers/([^/]+)/json$", self.path)
            if match is None:
                self._answer(200, {})
            elif match[1] not in containers:
                self._answer(404, {"message": f"No such container: {match[1]}"})
            else:
                state, restarts = containers[match[1]]
                self._answer(200, {"Id": "8f6d", "Name": f"/{match[1]}", "State": state, "RestartCount": restarts})

        def _answer(self, status: int, document: dict[str, Any]) -> None:
            text = json.dumps(document).encode()
            self.send_response(status)
            self.send_header("Api-Version", "1.50")
            self.send_header("Ostype", "linux")
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(text)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(text)

        def log_message(self, format: str, *args: object) -> None:
            """Tests say what they need to."""

    with _Server(str(path), Handler) as server:
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
        thread.start()
        try:
            yield
        finally:
            server.shutdown()
            thread.join()
