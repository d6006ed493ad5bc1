"""What the bench reads off Nova's log."""

from pathlib import Path

from lab.bench.access_log import AccessLog, asked_meanwhile, in_hand, kinds
from lab.bench.detection import gave_up
from lab.bench.tempest import _ran
from lab.layout import CONTROL, Layout
from lab.nodes.node import Node

ONE, OTHER = "0c4ab8b8-0000-4000-8000-000000000001", "0c4ab8b8-0000-4000-8000-000000000002"


def _line(at: str, client: str, what: str, status: int = 200) -> str:
    asked = f'[None req-1 a b - - default default] {client} "{what}" status: {status} len: 1 microversion: 2.1 time: 0.1'
    return f"2026-11-21 10:00:{at} 133 INFO nova.api.openstack.requestlog {asked}\n"


def _log(tmp_path: Path, *lines: str) -> AccessLog:
    layout = Layout(tmp_path)
    path = Node(CONTROL, layout).file("/var/log/nova/nova-api.log")
    path.parent.mkdir(parents=True)
    path.write_text(_line("00.000", "198.18.0.1", "GET /before"))
    log = AccessLog(layout)
    with path.open("a") as stream:
        stream.writelines(lines)
    return log


def test_only_what_the_machine_of_the_lab_asked_since_then_counts(tmp_path: Path) -> None:
    log = _log(
        tmp_path,
        _line("01.000", "198.18.0.1", f"GET /v2.1/servers/{ONE}"),
        _line("02.000", "198.18.0.2", "POST /v2.1/os-server-external-events"),
        "2026-11-21 10:00:03.000 133 INFO nova.something else\n",
        _line("04.000", "198.18.0.1", f"GET /v2.1/servers/{OTHER}"),
        _line("05.000", "198.18.0.1", f"GET /v2.1/os-migrations?instance_uuid={ONE}"),
    )
    assert kinds(log.requests()) == {"GET /v2.1/servers/ID": 2, "GET /v2.1/os-migrations": 1}


def test_a_server_is_in_hand_from_its_creation_to_its_deletion(tmp_path: Path) -> None:
    log = _log(
        tmp_path,
        _line("01.000", "198.18.0.1", "POST /v2.1/servers", 202),
        _line("02.000", "198.18.0.1", f"GET /v2.1/servers/{ONE}"),
        _line("11.500", "198.18.0.1", f"DELETE /v2.1/servers/{ONE}", 204),
        _line("20.000", "198.18.0.1", f"GET /v2.1/servers/{ONE}", 404),
        _line("21.000", "198.18.0.1", "POST /v2.1/servers", 202),
        _line("22.000", "198.18.0.1", f"POST /v2.1/servers/{OTHER}/action", 202),
        _line("26.000", "198.18.0.1", f"DELETE /v2.1/servers/{OTHER}", 204),
    )
    assert in_hand(log.requests()) == 10.5 + 5


def test_what_is_asked_before_and_after_is_not_what_a_migration_takes(tmp_path: Path) -> None:
    log = _log(
        tmp_path,
        _line("00.500", "198.18.0.1", "GET /v2.1/os-services"),
        _line("01.000", "198.18.0.1", "POST /v2.1/servers", 202),
        _line("02.000", "198.18.0.1", f"GET /v2.1/servers/{ONE}"),
        _line("03.000", "198.18.0.1", "GET /v2.1/os-migrations"),
        _line("03.100", "198.18.0.1", "GET /v2.1/os-migrations?changes-since=2026-11-21T10:00:00&limit=20"),
        _line("11.500", "198.18.0.1", f"DELETE /v2.1/servers/{ONE}", 204),
        _line("12.000", "198.18.0.1", f"GET /v2.1/servers/{ONE}", 404),
    )
    assert list(kinds(asked_meanwhile(log.requests()))) == ["GET /v2.1/os-migrations", "POST /v2.1/servers", "GET /v2.1/servers/ID"]
    assert gave_up(log.requests()).second == 3


def test_a_test_that_was_skipped_has_not_run() -> None:
    assert _ran("...\nRan 2 tests in 31.4s\nOK\n") == 2
    assert _ran("Ran 2 tests in 0.4s\nOK (skipped=2)\n") == 0
    assert _ran("ImportError: nothing\n") == 0
