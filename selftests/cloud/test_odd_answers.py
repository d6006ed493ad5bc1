"""An API that answers something else than OpenStack's documentation says: one line before the run, and no end of memory or time."""

import itertools
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from openstack import exceptions
from openstack.connection import Connection

from conformance.cloud import answer_size
from conformance.cloud.connection import connect, listed
from conformance.cloud.retries import RetryPolicy
from conformance.config.guest_model import GuestOptions
from conformance.config.host_selection import HostSelection
from conformance.discovery.compute_hosts import find_compute_hosts
from conformance.discovery.exclusion import excluded_hosts
from conformance.discovery.guest_choice import choose_guest
from conformance.inventory.inventory import Inventory
from conformance.model.errors import SuiteFault, UsageProblem
from conformance.model.hosts import ComputeHost
from conformance.run_dir.api_troubles import ApiTrouble
from selftests.stand_ins.small_cloud import SDK_WARNS_OF_ITSELF, SmallCloud

pytestmark = SDK_WARNS_OF_ITSELF

HOST = ComputeHost(name="compute-01", hypervisor="compute-01", zone="nova", enabled=True, up=True)
ANY_AGGREGATE = (HostSelection(aggregates=("*",)),)
LISTS: dict[str, tuple[str, Callable[[Connection], object]]] = {
    "/compute/os-services": ("services", lambda conn: find_compute_hosts(conn, Inventory())),
    "/compute/os-hypervisors/detail": ("hypervisors", lambda conn: find_compute_hosts(conn, Inventory())),
    "/compute/flavors/detail": ("flavors", lambda conn: choose_guest(conn, GuestOptions())),
    "/compute/os-aggregates": ("aggregates", lambda conn: excluded_hosts(conn, [HOST], (), ANY_AGGREGATE)),
    "/image/v2/images": ("images", lambda conn: choose_guest(conn, GuestOptions())),
    "/network/v2.0/networks": ("networks", lambda conn: choose_guest(conn, GuestOptions())),
}
DEEP = "[" * 100_000
ODD: dict[str, Any] = {
    "empty": {},
    "list": [],
    "null": None,
    "text": "<html>Log in</html>",
    "number": 7,
    "wrong list": {"KEY": 7},
    "null list": {"KEY": None},
    "texts": {"KEY": ["a", "b"]},
    "numbers": {"KEY": [1, 2]},
    "nulls": {"KEY": [None]},
    "lists": {"KEY": [[1], [2]]},
    "other keys": {"KEY": [{"x": 1}, {"y": 2}]},
    "other types": {"KEY": [{name: [{}] for name in ("id", "name", "host", "service", "status", "ram", "disk", "vcpus", "size", "hosts")}]},
    "huge": {"KEY": [dict.fromkeys(("id", "name", "ram", "disk", "size", "min_ram", "min_disk", "hypervisor_version"), 10**400)]},
    "texts for numbers": {
        "KEY": [{"id": "a", "name": "b", "ram": "c", "disk": "d", "size": "e", "status": "active", "disk_format": "raw"}]
    },
}


def complaint(conn: Connection, look: Callable[[Connection], object]) -> str:
    """What is said before the run; nothing, if it could begin all the same."""
    try:
        look(conn)
    except UsageProblem as problem:
        return str(problem)
    return ""


@pytest.mark.parametrize("path", LISTS)
def test_an_answer_of_another_shape_is_one_line_before_the_run(
    conn: Connection, small_cloud: SmallCloud, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    (key, look), real, said = LISTS[path], small_cloud.answer, {}
    for name, odd in ODD.items():
        document = json.loads(json.dumps(odd).replace("KEY", key))
        monkeypatch.setattr(
            small_cloud,
            "answer",
            lambda method, asked, body, document=document: (200, document) if asked == path else real(method, asked, body),
        )
        said[name] = complaint(conn, look)
    assert all(line and "\n" not in line and len(line) < 1000 for line in said.values()), said
    assert any("Look whether that URL leads to the API itself" in line for line in said.values()), said


def test_a_list_that_never_ends_is_given_up() -> None:
    with pytest.raises(ValueError, match="more than 50000 entries"):
        listed(itertools.count())
    assert listed(range(3)) == [0, 1, 2]


@contextmanager
def served(body: bytes, status: int = 200, headers: tuple[tuple[str, str], ...] = (), *, endless: bool = False) -> Iterator[str]:
    """An API that answers everything so; with the same again and again, until nobody listens."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            for name, value in headers or (("Content-Type", "application/json"),):
                self.send_header(name, value)
            self.end_headers()
            try:
                self.wfile.write(body)
                while endless:
                    self.wfile.write(body)
            except OSError:
                return

        def log_message(self, format: str, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=lambda: server.serve_forever(poll_interval=0.01))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture
def reached(clouds_yaml: object) -> Iterator[Connection]:
    with connect("small", policy=RetryPolicy.WAIT) as conn:
        yield conn


def test_an_answer_without_end_is_not_read_on(reached: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_size, "MOST", 512 * 1024)
    with (
        served(b" " * 65536, endless=True) as url,
        pytest.raises(SuiteFault, match=r"^the API at http://127\.0\.0\.1:\d+/ answers without end \(over 0\.5 MiB\)$"),
    ):
        reached.session.get(url, authenticated=False)


@pytest.mark.parametrize("line", [b"<" * 65536, b"\n".join(str(number).encode() for number in range(10_000))])
def test_of_an_error_without_end_the_beginning_is_read(reached: Connection, line: bytes) -> None:
    """The SDK takes tags and repeated lines out of a page, in the square of its length's time."""
    started = time.process_time()
    with served(line, 404, (("Content-Type", "text/html"),), endless=True) as url:
        answer = reached.session.get(url, authenticated=False, raise_exc=False)
        with pytest.raises(exceptions.NotFoundException):
            exceptions.raise_from_response(answer)
    assert len(answer.content) == answer_size.MOST_OF_ERROR
    assert time.process_time() - started < 5


def test_a_packed_answer_is_measured_as_unpacked(reached: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    import gzip

    monkeypatch.setattr(answer_size, "MOST", 512 * 1024)
    packed = gzip.compress(bytes(20 * 1024**2))
    assert len(packed) < 64 * 1024
    with served(packed, headers=(("Content-Encoding", "gzip"),)) as url, pytest.raises(SuiteFault, match="answers without end"):
        reached.session.get(url, authenticated=False)


def test_an_answer_that_takes_for_ever_is_given_up(reached: Connection, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(answer_size, "LONGEST", -1.0)
    with served(b"{}") as url, pytest.raises(SuiteFault, match="does not end its answer"):
        reached.session.get(url, authenticated=False)


def test_an_error_without_end_is_not_read_before_the_request_is_repeated(clouds_yaml: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("conformance.cloud.retries._BACKOFF", 0)
    told: list[ApiTrouble] = []
    with connect("small", told.append, RetryPolicy.WAIT) as reached, served(b" " * 65536, 503, endless=True) as url:
        answer = reached.session.get(url, authenticated=False, raise_exc=False)
    assert (answer.status_code, len(answer.content)) == (503, answer_size.MOST_OF_ERROR)
    assert [trouble.why for trouble in told] == ["503"] * 4


@pytest.mark.parametrize("body", [DEEP, '{"a": NaN}', '{"a": Infinity}', '{"a": 1e999}', "<html>", "", '{"a": ' + "9" * 5000 + "}"])
def test_what_is_no_json_or_holds_no_finite_number_is_refused_as_such(reached: Connection, body: str) -> None:
    with served(body.encode()) as url, pytest.raises(ValueError, match=r".+"):
        reached.session.get(url, authenticated=False).json()


def test_texts_are_valid_unicode(reached: Connection) -> None:
    with served(rb'{"fault": "a\ud800b", "\udfff": ["\uD800"], "fine": "\ud83d\ude00"}') as url:
        assert reached.session.get(url, authenticated=False).json() == {"fault": "a?b", "?": ["?"], "fine": "\U0001f600"}
    with served(rb"a\ud800b", headers=(("Content-Type", "text/html; charset=unicode_escape"),)) as url:
        assert reached.session.get(url, authenticated=False).text == "a?b"
