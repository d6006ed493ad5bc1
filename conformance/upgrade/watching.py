"""The watcher of canaries: asks each of them several times a second whether it answers, and writes down when it did not.

It is a process of its own (`python -m conformance.upgrade.watching DIRECTORY PORT`). What it saw is in the file when it happens, so that
nothing is lost when it is killed.
"""

import os
import socket
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event, Thread

from filelock import Timeout

from conformance.config.guest_model import GuestOptions
from conformance.model.instance import Canary
from conformance.run_dir.alive import hold_alive, living
from conformance.upgrade.canary_set import CanarySet
from conformance.upgrade.outages import Outages

WATCHER = "watcher"
_STOP = "stop-watching"

_EVERY = 0.25
"""Seconds from one question to a canary to the next."""

_PATIENCE = 1.0
"""Seconds in which it must answer."""

_WORTH_NOTING = 1.0
"""Seconds without an answer that are an outage."""

_SIGN = 10.0
"""Seconds between two signs of the watcher's life."""

_MOST = 256
"""Canaries that are watched: each has a thread."""


def start_watching(canaries: CanarySet, guest: GuestOptions) -> bool:
    """Have a process of its own watch them, unless one does. Whether they are watched: the profile may give no way to."""
    port = guest.probe_port
    if port is None or not guest.reachable:
        return False
    (canaries.directory / _STOP).unlink(missing_ok=True)
    if WATCHER in living(canaries.directory):
        return True
    words = [sys.executable, "-m", "conformance.upgrade.watching", str(canaries.directory), str(port)]
    silent = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_RDWR, 0) for number in (0, 1, 2)]
    # of a session of its own: it goes on when this process and its terminal have ended
    os.posix_spawn(sys.executable, words, os.environ, file_actions=silent, setsid=True)
    return True


def stop_watching(canaries: CanarySet) -> None:
    """Ask the watcher to end, and wait until it has, for some seconds."""
    (canaries.directory / _STOP).touch()
    deadline = time.monotonic() + 10 * _PATIENCE
    while WATCHER in living(canaries.directory) and time.monotonic() < deadline:
        time.sleep(_EVERY)


def watch(canaries: CanarySet, port: int) -> bool:
    """Watch them until it is asked to end, those that are added meanwhile, too. Whether it did: False where another process does."""
    try:
        lock = hold_alive(canaries.directory, WATCHER)
    except Timeout:
        return False
    outages = Outages(canaries.directory)
    outages.note("began")
    stop = canaries.directory / _STOP
    ended = Event()
    watched: dict[str, str] = {}
    next_sign = time.monotonic() + _SIGN
    while not stop.exists():
        for host, canary in canaries.known().items():
            if watched.get(host) != canary.instance.id and canary.instance.address and len(watched) < _MOST:
                watched[host] = canary.instance.id
                one = _Watch(canary, canary.instance.address, port, outages)
                Thread(target=one.until, args=(ended,), daemon=True).start()
        if time.monotonic() >= next_sign:
            next_sign += _SIGN
            outages.note("watching")
        time.sleep(_PATIENCE)
    ended.set()
    outages.note("watching")
    lock.release()
    return True


class _Watch:
    """One canary. An outage is noted when it has lasted for a second, as one that goes on, and again when it is over."""

    def __init__(self, canary: Canary, address: str, port: int, outages: Outages) -> None:
        self._host = canary.host
        self._to = (address, port)
        self._outages = outages
        self._answered = time.monotonic()
        self._since: datetime | None = None

    def until(self, ended: Event) -> None:
        """Ask again and again."""
        while not ended.wait(_EVERY):
            self._look()

    def _look(self) -> None:
        answered = _answers(self._to)
        now = time.monotonic()
        silent = now - self._answered
        if answered:
            self._answered = now
            if self._since is not None:
                self._outages.note("over", self._host, since=self._since.isoformat(), seconds=round(silent, 2))
                self._since = None
        elif self._since is None and silent >= _WORTH_NOTING:
            self._since = datetime.now(UTC) - timedelta(seconds=silent)
            self._outages.note("outage", self._host, since=self._since.isoformat())


def _answers(to: tuple[str, int]) -> bool:
    """Whether the guest's kernel says anything: that it refuses the connection is an answer, too."""
    try:
        with socket.create_connection(to, timeout=_PATIENCE):
            return True
    except (ConnectionRefusedError, ConnectionResetError):
        return True
    except OSError:
        return False


if __name__ == "__main__":
    watch(CanarySet(Path(sys.argv[1])), int(sys.argv[2]))
