"""A console proxy is connected to, and what it answers decides."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from conformance.run.facts.try_consoles import try_consoles
from conformance.run.host import AllHosts
from selftests.run.invariants.good import PROFILE, host
from selftests.ssh_server import free_port


@pytest.fixture
def proxy() -> Iterator[str]:
    """Answers 200, and 503 to /broken."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(503 if self.path == "/broken" else 200)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Tests say what they need to."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def tried(*urls: str | None) -> dict[str, str | None]:
    hosts = [host(f"h{number}", options={"vnc/novncproxy_base_url": url}) for number, url in enumerate(urls, start=1)]
    return try_consoles(AllHosts(PROFILE, hosts).all)


def test_one_that_answers_is_told_from_those_that_do_not(proxy: str) -> None:
    dead = f"http://127.0.0.1:{free_port()}/vnc.html"
    assert tried(f"{proxy}/vnc.html", f"{proxy}/vnc.html", f"{proxy}/broken", dead) == {
        f"{proxy}/vnc.html": None,
        f"{proxy}/broken": "it answers 503",
        dead: "[Errno 111] Connection refused",
    }


def test_one_whose_name_is_unknown_or_whose_address_is_none_is_told() -> None:
    found = tried("http://no-such-host.invalid:6080/vnc.html", "http://[::1")
    assert all(found.values())
