"""A proxy in front of an API that answers with errors, drops connections, and is slow, now and then."""

import json
import random
import socket
import struct
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

_ERRORS = (429, 502, 503, 504)
_RETRY_AFTER = 1
_PATIENCE = 120.0
_HOP_BY_HOP = frozenset({"connection", "keep-alive", "transfer-encoding", "content-length"})
_RESET = struct.pack("ii", 1, 0)
"""Linger on, for 0 s: a close then sends a reset."""


@dataclass(frozen=True)
class FaultPlan:
    """The part of requests, from 0 to 1, that are answered with an error, that are dropped, and that wait; and for how many seconds.

    unheard: of those that are answered with an error or dropped, the part that the API never hears of. The others it does.
    """

    errors: float = 0.05
    resets: float = 0.02
    delays: float = 0.05
    seconds: float = 2.0
    unheard: float = 0.5


@dataclass
class Tally:
    """What the proxy did: requests in all, and disturbances by what they were."""

    requests: int = 0
    done: dict[str, int] = field(default_factory=dict)


class FaultInjector:
    """Decides what happens to each request, by a seed: the same requests in the same order meet the same."""

    def __init__(self, plan: FaultPlan, seed: int) -> None:
        self.tally = Tally()
        self._plan = plan
        self._random = random.Random(seed)  # noqa: S311 - plan, not secrets
        self._lock = threading.Lock()

    def next(self, method: str) -> tuple[int | None, bool, float]:
        """The status to answer with (0: drop the connection; None: the API's own), whether the API hears of it, and seconds to wait."""
        plan = self._plan
        with self._lock:
            self.tally.requests += 1
            dice, heard = self._random.random(), self._random.random() >= plan.unheard
            delay = plan.seconds if self._random.random() < plan.delays else 0.0
            status = self._random.choice(_ERRORS) if dice < plan.errors else 0 if dice < plan.errors + plan.resets else None
            # an API that says that it is asked too often has not done what it was asked for
            heard = heard and status != _ERRORS[0]
            for what in filter(None, ("delay" if delay else "", "" if status is None else f"{method} {status or 'reset'}")):
                self.tally.done[what] = self.tally.done.get(what, 0) + 1
        return status, heard or status is None, delay


@contextmanager
def in_front_of(urls: dict[str, str], plan: FaultPlan, seed: int) -> Iterator[tuple[dict[str, str], Tally]]:
    """Proxies on ports of the loopback interface, for as long as the context lasts.

    :param urls: by a name of the caller's, the URLs of APIs
    :return: by the same names, their URLs through the proxies; and the tally of all of them
    """
    injector = FaultInjector(plan, seed)
    with ExitStack() as stack:
        ports = {place: stack.enter_context(_serving(place, injector)) for place in {urlsplit(url).netloc for url in urls.values()}}
        through = {name: f"http://127.0.0.1:{ports[urlsplit(url).netloc]}{urlsplit(url).path}" for name, url in urls.items()}
        yield through, injector.tally


@contextmanager
def _serving(place: str, injector: FaultInjector) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        wbufsize = 65536

        def handle_any(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            status, heard, delay = injector.next(self.command)
            time.sleep(delay)
            answer = self._ask(body) if heard else None
            if status == 0:
                self._drop()
            elif status is not None:
                self._refuse(status)
            elif answer is None:
                self._refuse(502)
            else:
                self._pass_on(*answer)

        def _ask(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes] | None:
            upstream = HTTPConnection(place, timeout=_PATIENCE)
            try:
                # the Host header stays, so that the links in answers lead through here, too
                headers = {key: value for key, value in self.headers.items() if key.lower() not in _HOP_BY_HOP}
                upstream.request(self.command, self.path, body or None, headers | {"Connection": "close"})
                answer = upstream.getresponse()
                return answer.status, answer.getheaders(), answer.read()
            except OSError:
                return None
            finally:
                upstream.close()

        def _pass_on(self, status: int, headers: list[tuple[str, str]], content: bytes) -> None:
            self.send_response(status)
            for key, value in headers:
                if key.lower() not in _HOP_BY_HOP | {"server", "date"}:
                    self.send_header(key, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(content)

        def _refuse(self, status: int) -> None:
            content = json.dumps({"error": {"code": status, "message": "the proxy's doing"}}).encode()
            headers = [("Content-Type", "application/json")]
            self._pass_on(status, headers + ([("Retry-After", str(_RETRY_AFTER))] if status in {429, 503} else []), content)

        def _drop(self) -> None:
            self.close_connection = True
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)

        do_GET = do_POST = do_PUT = do_DELETE = do_HEAD = do_PATCH = handle_any  # noqa: N815 - the names that http.server looks for

        def log_message(self, format: str, *args: object) -> None:
            """The tally says enough."""

    with _Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield server.server_address[1]
        finally:
            server.shutdown()
            thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def shutdown_request(self, request: socket.socket | tuple[bytes, socket.socket]) -> None:
        """Close without a farewell where a reset was asked for: shutdown() would send a FIN first."""
        if isinstance(request, socket.socket) and request.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, 8) == _RESET:
            request.close()
        else:
            super().shutdown_request(request)
