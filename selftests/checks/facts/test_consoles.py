"""A console proxy is connected to, and what it answers decides."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from socketserver import BaseRequestHandler, ThreadingTCPServer

import pytest

from conformance.checks.facts.try_consoles import try_consoles
from conformance.checks.host import AllHosts
from selftests.checks.invariants.good import PROFILE, host
from selftests.stand_ins.ssh_server import free_port


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


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "gopher://198.51.100.1/",
        "ftp://198.51.100.1/",
        "http://[::1/",
        "http:///vnc",
        "http://-oProxyCommand=x/",
        "http://a b/",
        "http://198.51.100.1:99999/",
        "http://198.51.100.1/\r\nX: y",
        "http://169.254.169.254/latest/meta-data/",
        "http://[fe80::1]/",
        "http://" + "a" * 5000,
        "vnc",
    ],
)
def test_an_address_that_is_none_is_told_and_nobody_is_connected_to(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setattr("socket.create_connection", lambda *_, **__: pytest.fail("it was connected to"))
    assert (tried(url)[url] or "").startswith("it ")


@contextmanager
def answering(*said: bytes, again: bytes = b"") -> Iterator[tuple[str, list[bytes]]]:
    """A server that answers so, and the rest again and again; and what it was asked."""
    asked: list[bytes] = []

    class Handler(BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                asked.append(self.request.recv(4096))
                for one in said:
                    self.request.sendall(one)
                while again:
                    self.request.sendall(again)

    with ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/vnc.html", asked
        finally:
            server.shutdown()


def test_where_an_answer_leads_is_not_followed() -> None:
    with answering(b"HTTP/1.1 200 OK\r\n\r\n") as (elsewhere, asked):
        there = f"HTTP/1.1 302 Found\r\nLocation: {elsewhere}\r\n\r\n".encode()
        with answering(there) as (url, _):
            assert tried(url) == {url: None}
    assert asked == []


def test_an_answer_without_end_is_not_read() -> None:
    with answering(b"HTTP/1.1 200 OK\r\n\r\n", again=b"x" * 65536) as (url, _):
        assert tried(url) == {url: None}


@pytest.mark.parametrize("again", [b"HTTP/1.1 100 Continue\r\n\r\n", b""])
def test_headers_that_do_not_end_are_given_up(monkeypatch: pytest.MonkeyPatch, again: bytes) -> None:
    monkeypatch.setattr("conformance.checks.facts.try_consoles._LONGEST", 0.2)
    monkeypatch.setattr("conformance.checks.facts.try_consoles._PATIENCE", 0.5)
    with answering(b"HTTP/1.1 100 Continue\r\n\r\n", again=again) as (url, _):
        assert tried(url)[url]
