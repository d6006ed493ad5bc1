"""Reading is repeated where an API stumbles or is being restarted; a wrong address is told at once."""

import threading
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from keystoneauth1 import exceptions as keystone
from openstack.connection import Connection

from conformance.cloud.connection import check_access, connect
from conformance.cloud.retries import RetryPolicy
from conformance.config.profile_model import Profile
from conformance.discovery.discovery import discover, take_hosts
from conformance.inventory.reached import Inventory
from conformance.model.errors import UsageProblem
from conformance.run_dir.api_troubles import ApiTrouble
from conformance.target import Access, Target
from selftests.stand_ins.small_cloud import SDK_WARNS_OF_ITSELF, SmallCloud
from selftests.stand_ins.ssh_server import free_port

pytestmark = [SDK_WARNS_OF_ITSELF, pytest.mark.usefixtures("clouds_yaml")]

Write = Callable[[str], Path]


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture
def told() -> list[ApiTrouble]:
    return []


@pytest.fixture
def reached(told: list[ApiTrouble], request: pytest.FixtureRequest) -> Iterator[Connection]:
    with connect("small", told.append, request.param) as conn:
        yield conn


def _started_late(port: int, after: float) -> threading.Thread:
    """An API that begins to listen after so many seconds, and answers once."""

    def serve() -> None:
        time.sleep(after)
        with HTTPServer(("127.0.0.1", port), _Answers) as server:
            server.timeout = 5
            server.handle_request()

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    return thread


@pytest.mark.parametrize("reached", [RetryPolicy.READ, RetryPolicy.WAIT], indirect=True)
def test_an_api_that_is_being_restarted_is_waited_for(reached: Connection, told: list[ApiTrouble]) -> None:
    port = free_port()
    thread = _started_late(port, after=0.5)
    assert reached.session.get(f"http://127.0.0.1:{port}/", authenticated=False).status_code == 200
    thread.join(timeout=5)
    assert {trouble.why for trouble in told} == {"refused"}


class _Clock:
    """A clock that sleeping alone moves."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def monotonic(self) -> float:
        return self.seconds

    def sleep(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.mark.parametrize("reached", [RetryPolicy.READ], indirect=True)
def test_but_not_for_ever(reached: Connection, told: list[ApiTrouble], monkeypatch: pytest.MonkeyPatch) -> None:
    clock = _Clock()
    for module in ("urllib3.util.retry", "conformance.cloud.retries"):
        monkeypatch.setattr(f"{module}.time", clock)
    with pytest.raises(keystone.ConnectFailure):
        reached.session.get(f"http://127.0.0.1:{free_port()}/", authenticated=False)
    assert [trouble.waited for trouble in told] == [0, 1, 2, 4]
    assert clock.seconds == 7


@pytest.mark.parametrize("reached", [RetryPolicy.STARTUP], indirect=True)
def test_at_first_only_what_has_answered_is_waited_for(reached: Connection, told: list[ApiTrouble]) -> None:
    port = free_port()
    url = f"http://127.0.0.1:{port}/"
    with pytest.raises(keystone.ConnectFailure):
        reached.session.get(url, authenticated=False)
    with HTTPServer(("127.0.0.1", port), _Answers) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        assert reached.session.get(url, authenticated=False).status_code == 200
    assert told == []
    thread = _started_late(port, after=0.5)
    assert reached.session.get(url, authenticated=False).status_code == 200
    thread.join(timeout=5)
    assert {trouble.why for trouble in told} == {"refused"}


@pytest.mark.parametrize("reached", [RetryPolicy.READ, RetryPolicy.WAIT], indirect=True)
def test_what_changes_something_is_sent_once(reached: Connection, told: list[ApiTrouble]) -> None:
    with pytest.raises(keystone.ConnectFailure):
        reached.session.post(f"http://127.0.0.1:{free_port()}/", authenticated=False)
    assert told == []


@pytest.mark.parametrize("reached", [RetryPolicy.READ], indirect=True)
def test_an_unknown_name_is_not_asked_for_again(reached: Connection, told: list[ApiTrouble]) -> None:
    with pytest.raises(keystone.ConnectFailure):
        reached.session.get("http://no-such-cloud.invalid/", authenticated=False)
    assert told == []


@pytest.mark.parametrize(("patience", "passes"), [(RetryPolicy.STARTUP, True), (RetryPolicy.READ, True), (RetryPolicy.WAIT, False)])
def test_a_500_may_pass_but_who_waits_looks_again_anyway(
    small_cloud: SmallCloud, told: list[ApiTrouble], patience: RetryPolicy, passes: bool
) -> None:
    small_cloud.add_host("a")
    answer, left = small_cloud.answer, [500]

    def stumbles(method: str, path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        return (left.pop(), {"error": "once"}) if left and path == "/compute/os-services" else answer(method, path, body)

    small_cloud.answer = stumbles  # type: ignore[method-assign]
    with connect("small", told.append, patience) as conn:
        if passes:
            check_access(conn)
            assert [trouble.why for trouble in told] == ["500"]
        else:
            with pytest.raises(UsageProblem, match=r"Nova at .*500"):
                check_access(conn)
            assert told == []


@pytest.mark.parametrize(("kind", "service"), [("image", "Glance"), ("network", "Neutron")])
def test_a_wrong_address_in_the_catalog_is_told_at_once_in_one_line(small_cloud: SmallCloud, kind: str, service: str) -> None:
    small_cloud.add_host("a")
    small_cloud.add_image("guest")
    small_cloud.add_flavor("small", ram=64, disk=1)
    small_cloud.add_flavor("medium", ram=128, disk=1)
    wrong, answer = f"http://127.0.0.1:{free_port()}", small_cloud.answer

    def misled(method: str, path: str, body: dict[str, object]) -> tuple[int, dict[str, object]]:
        status, said = answer(method, path, body)
        for entry in said.get("token", {}).get("catalog", []):
            if entry["type"] == kind:
                entry["endpoints"][0]["url"] = wrong
        return status, said

    small_cloud.answer = misled  # type: ignore[method-assign]
    target = Target(cloud="small", profile_name="any", profile=Profile(), inventory=Inventory())
    began = time.monotonic()
    with connect("small") as conn, pytest.raises(UsageProblem) as caught:
        discover(take_hosts(conn, target), Access(conn, target.hosts()))
    assert time.monotonic() - began < 60
    said = str(caught.value)
    assert said.startswith(f"cloud 'small': {service} ")
    assert wrong in said
    assert "\n" not in said
