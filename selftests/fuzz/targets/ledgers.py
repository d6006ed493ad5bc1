"""Ledgers: whatever one says, only what the cloud has marked as this run's is deleted."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from unittest import mock

from conformance.cleanup import cleanup
from conformance.cleanup.cleanup import sweep
from conformance.run_dir.ledger import Ledger
from conformance.run_dir.marks import group_name, server_name
from selftests.fixtures.run import QUICK
from selftests.fuzz.cloud import current, fake_cloud
from selftests.fuzz.files import one_line, written
from selftests.fuzz.mutation import edited_json, edited_lines
from selftests.fuzz.target import FuzzTarget
from selftests.stand_ins.fake_cloud import Server

_RUN = "20260101T000000Z-0000"
_OTHER_RUN = "20260101T000000Z-ffff"
_OURS = "11111111-2222-3333-4444-555555555555"
_THEIRS = {
    "99999999-2222-3333-4444-555555555555": ("prod-db-1", {}),
    "88888888-2222-3333-4444-555555555555": (server_name(_OTHER_RUN, "main", 1), {"conformance_run": _OTHER_RUN}),
    "77777777-2222-3333-4444-555555555555": (server_name(_RUN, "main", 2), {}),
}
_AT = "2026-01-01T00:00:00+00:00"

_EVENTS = [
    {"at": _AT, "event": "intend", "kind": "security-group", "name": group_name(_RUN)},
    {"at": _AT, "event": "created", "kind": "security-group", "name": group_name(_RUN), "id": "66666666-2222-3333-4444-555555555555"},
    {"at": _AT, "event": "intend", "kind": "server", "name": server_name(_RUN, "main", 1)},
    {"at": _AT, "event": "created", "kind": "server", "name": server_name(_RUN, "main", 1), "id": _OURS},
    *({"at": _AT, "event": "created", "kind": "server", "name": name, "id": id} for id, (name, _) in _THEIRS.items()),
    {"at": _AT, "event": "created", "kind": "security-group", "name": "default-web", "id": "55555555-2222-3333-4444-555555555555"},
    {"at": _AT, "event": "created", "kind": "image", "name": "ubuntu-24.04", "id": "44444444-2222-3333-4444-555555555555"},
    {"at": _AT, "event": "removed", "kind": "server", "name": server_name(_RUN, "gw0", 1)},
]


def check(text: str) -> None:
    """The sweep ends without a traceback, tells what it refuses in lines, and leaves all that is not this run's."""
    cloud, conn = current()
    cloud.servers[_OURS] = Server(_OURS, server_name(_RUN, "main", 1), "h1", {"metadata": {"conformance_run": _RUN}}, "ACTIVE", None)
    for id, (name, metadata) in _THEIRS.items():
        cloud.servers[id] = Server(id, name, "h1", {"metadata": metadata}, "ACTIVE", None)
    with written(text, "ledger.jsonl") as path:
        ledger = Ledger(path, _RUN)
        for line in ledger.refused():
            one_line(line)
        for leftover in sweep(conn, ledger, budget=0.05, pace=QUICK):
            one_line(leftover.why)
        ledger.ever()
    assert set(_THEIRS) <= set(cloud.servers), "a server was deleted that is not this run's"
    deleted = [path for method, path, _ in cloud.seen if method == "DELETE"]
    assert all(_OURS in path for path in deleted), f"deleted: {deleted}"


def _written(events: object) -> str:
    return "".join(f"{json.dumps(event)}\n" for event in events) if isinstance(events, list) else f"{json.dumps(events)}\n"


@contextmanager
def _quick_cloud() -> Iterator[None]:
    """A server that was asked for and never seen is not waited for."""
    with mock.patch.multiple(cleanup, _APPEARS=0.01, _APPEARS_SOON=0.01, _LOOKED_FOR=0.01, _RESTS=0.05), fake_cloud():
        yield


_INPUTS = edited_json([_EVENTS]).map(_written) | edited_lines([_written(_EVENTS)])

TARGET = FuzzTarget("ledgers", _INPUTS, check, _quick_cloud)
