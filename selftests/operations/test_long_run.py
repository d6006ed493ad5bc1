"""A run of many hours keeps what it needs, and no more: no memory, no connections, no open files pile up."""

import gc
import tracemalloc
from collections import deque
from pathlib import Path

from conformance.instances.context import RunContext
from conformance.operations.boot import boot
from conformance.operations.hard_reboot import hard_reboot
from conformance.operations.live_migration import live_migrate
from conformance.operations.pool import ServerPool
from conformance.text import redact
from selftests.stand_ins.fake_cloud import FakeCloud

_ROUNDS = 12
_MOST_KEPT = 64 * 1024
"""Bytes that those operations may leave behind at most: their journal is on disk, not in memory."""


def _some_operations(run: RunContext, cloud: FakeCloud) -> None:
    for _ in range(_ROUNDS):
        server = boot(run, "a")
        live_migrate(run, server, "b")
        hard_reboot(run, server)
        ServerPool(run).discard(server.id)
    # what the fake remembers is not the suite's
    cloud.migrations.clear()
    cloud.actions.clear()
    cloud.allocations.clear()
    cloud.servers.clear()
    # bounded: how full it is depends on what ran before
    redact._redacted_before.cache_clear()
    gc.collect()


def _open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_many_operations_leave_no_memory_and_no_connections_behind(cloud: FakeCloud, run: RunContext) -> None:
    cloud.seen = deque(maxlen=10)  # type: ignore[assignment]
    cloud.bodies = deque(maxlen=10)  # type: ignore[assignment]
    cloud.queries = deque(maxlen=10)  # type: ignore[assignment]
    _some_operations(run, cloud)
    tracemalloc.start()
    try:
        _some_operations(run, cloud)
        files, before = _open_files(), tracemalloc.get_traced_memory()[0]
        _some_operations(run, cloud)
        kept = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert kept < _MOST_KEPT
    assert _open_files() <= files
