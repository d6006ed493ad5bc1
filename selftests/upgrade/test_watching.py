"""The watcher of canaries, on addresses of this machine."""

import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from threading import Thread

import pytest

from conformance.config.guest_model import GuestOptions
from conformance.model.instance import Canary, Instance
from conformance.run_dir.alive import living
from conformance.upgrade.canary_set import CanarySet, begin
from conformance.upgrade.outages import Outages
from conformance.upgrade.watching import WATCHER, start_watching, stop_watching, watch

REFUSES = "127.0.0.1"
SILENT = "127.0.0.2"


@pytest.fixture
def port() -> Iterator[int]:
    """One that refuses connections at one address of this machine, and lets none come about at another: the queue there is full."""
    with socket.socket() as refuses, socket.socket() as silent, ExitStack() as waiting:
        refuses.bind((REFUSES, 0))
        number = int(refuses.getsockname()[1])
        silent.bind((SILENT, number))
        silent.listen(0)
        for _ in range(2):
            one = waiting.enter_context(socket.socket())
            one.setblocking(False)
            one.connect_ex((SILENT, number))
        yield number


def canary(host: str, address: str) -> Canary:
    return Canary(host=host, instance=Instance(id=host, name=host, address=address), boot=None, started=datetime.now(UTC))


@pytest.fixture
def canaries(tmp_path: Path) -> CanarySet:
    found = begin(tmp_path)
    found.remember(canary("there", REFUSES))
    found.remember(canary("away", SILENT))
    return found


def test_who_refuses_answers_and_who_is_silent_is_written_down_while_it_lasts(canaries: CanarySet, port: int) -> None:
    watcher = Thread(target=watch, args=(canaries, port), daemon=True)
    watcher.start()
    try:
        while not Outages(canaries.directory).of("away"):
            watcher.join(0.1)
            assert watcher.is_alive()
        assert Outages(canaries.directory).of("there") == []
        assert WATCHER in living(canaries.directory)
        assert not watch(canaries, port)
    finally:
        stop_watching(canaries)
        watcher.join()
    assert living(canaries.directory) == []


def test_it_runs_as_a_process_of_its_own_until_it_is_stopped(canaries: CanarySet, port: int) -> None:
    assert start_watching(canaries, GuestOptions(probe_port=port))
    while WATCHER not in living(canaries.directory):
        time.sleep(0.05)
    stop_watching(canaries)
    while WATCHER in living(canaries.directory):
        time.sleep(0.05)


@pytest.mark.parametrize("guest", [GuestOptions(probe_port=None), GuestOptions(reachable=False)])
def test_guests_that_cannot_be_reached_are_not_watched(canaries: CanarySet, guest: GuestOptions) -> None:
    assert not start_watching(canaries, guest)
    assert living(canaries.directory) == []
