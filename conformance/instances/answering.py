"""Sees from outside for how long a guest does not answer, while something is done with it.

Every 50 ms a connection to a port on which nobody listens is tried. The guest's kernel refuses it at once, which shows that the guest runs
and that its network reaches it. That takes no privileges here, and no program in the guest.
"""

import errno
import selectors
import socket
import struct
import threading
import time
from collections import deque
from ipaddress import ip_address
from types import TracebackType
from typing import Self

from conformance.config.guest_model import GuestOptions
from conformance.instances.silence import INTERVAL, Silence
from conformance.model.instance import Instance
from conformance.model.operation import Downtime

SSH_PORT = 22
"""Where a guest answers over its network."""

_GIVEN_UP = 0.95
"""Seconds after which a try is given up: the kernel would repeat it after one."""

_AT_FIRST = 1.0
"""Seconds in which a guest must answer first: nothing has been done with it by then."""

_AFTERWARDS = 30.0
"""Seconds for which a guest that has been moved, and does not answer yet, is waited for."""

_ENDS = 2.0
"""Seconds that the thread is given to end, which looks every 50 ms whether it should."""

_FIRST = 60.0
"""Seconds for which a guest that has just been booted is waited for until it answers. What it did not hear cannot be missed."""

_AGAIN = 0.2
"""Seconds between two looks at a guest that does not answer yet."""

_SURELY_THERE = 2
"""So many looks that find it at its SSH port alone, and it answers no probe."""

_ANSWERS = frozenset({0, errno.ECONNREFUSED, errno.ECONNRESET})
"""What shows that the guest is there: it accepts, or it refuses. That there is no way to it is no answer."""

_ABORT = struct.pack("ii", 1, 0)
"""SO_LINGER of a connection that is dropped when it is closed, so that nothing of one that was accepted stays."""


class AnswerProbe:
    """The probe, as a context in which it runs, in a thread of its own. It never raises: what keeps it from measuring is told by conclude.

    It holds at most 20 sockets, reads nothing of what a guest sends, and remembers but a few numbers.

    :param address: where the guest answers; None: nothing is to be measured
    :param why_not: why it is not; None: it is
    """

    def __init__(self, address: str | None, port: int, why_not: str | None = None) -> None:
        self._silence = Silence()
        self._why_not = why_not
        self._trouble = ""
        self._until: float | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._guarded, name="answer-probe", daemon=True)
        self._to = (address or "", port)

    def __enter__(self) -> Self:
        if self._why_not is None:
            try:
                self._thread.start()
            except RuntimeError as trouble:
                self._why_not = f"the probe could not be started: {trouble}"
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None) -> None:
        self._end()

    def conclude(self, *, done: bool) -> Downtime:
        """End the probe and say what it saw.

        :param done: the guest should answer now, and is waited for, for 30 s at most; one that does costs a probe, 50 ms
        """
        self._until = time.monotonic()
        if self._thread.is_alive() and done:
            self._thread.join(_AFTERWARDS)
        self._end()
        if self._why_not is not None:
            return Downtime(why_not=self._why_not)
        silence = self._silence
        if silence.first_after is None or silence.first_after > _AT_FIRST:
            said = f" ({self._trouble})" if self._trouble else ""
            return Downtime(why_not=f"the guest does not answer at port {self._to[1]} before it is moved{said}")
        return Downtime(
            seconds=round(max(silence.longest, silence.lasting), 3),
            resolution=round(max(INTERVAL, silence.stalled), 3),
            over=silence.longest >= silence.lasting,
        )

    def _end(self) -> None:
        self._stop.set()
        if self._thread.is_alive():
            self._thread.join(_ENDS)
            if self._thread.is_alive():
                self._why_not = "the probe did not end"

    def _guarded(self) -> None:
        try:
            self._watch()
        except Exception as unforeseen:  # noqa: BLE001 - a measurement that fails must not end the test
            self._why_not = f"the probe failed: {type(unforeseen).__name__}: {unforeseen}"

    def _watch(self) -> None:
        family = socket.AF_INET6 if ip_address(self._to[0]).version == 6 else socket.AF_INET
        tried: deque[tuple[float, socket.socket]] = deque()
        with selectors.DefaultSelector() as selector:
            try:
                self._rounds(selector, tried, family)
            finally:
                for _, connection in tried:
                    connection.close()

    def _rounds(self, selector: selectors.BaseSelector, tried: deque[tuple[float, socket.socket]], family: int) -> None:
        due = time.monotonic()
        while not self._stop.is_set():
            now = time.monotonic()
            self._silence.look(now)
            while tried and now - tried[0][0] >= _GIVEN_UP:
                _, old = tried.popleft()
                if old.fileno() >= 0:
                    selector.unregister(old)
                    old.close()
            if now >= due:
                # after a pause, tries that were missed are not made up for
                due = max(due, now - INTERVAL) + INTERVAL
                connection = self._try(family)
                if connection is not None:
                    tried.append((now, connection))
                    selector.register(connection, selectors.EVENT_WRITE, (now, connection))
            for key, _ in selector.select(max(0.0, due - time.monotonic())):
                asked, answered = key.data
                selector.unregister(answered)
                self._heard(answered.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR), asked)
                answered.close()

    def _try(self, family: int) -> socket.socket | None:
        """A connection under way; None where that is known of it already which there is to know."""
        asked = time.monotonic()
        try:
            connection = socket.socket(family, socket.SOCK_STREAM | socket.SOCK_NONBLOCK | socket.SOCK_CLOEXEC)
        except OSError as trouble:
            self._trouble = str(trouble)
            return None
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _ABORT)
        said = connection.connect_ex(self._to)
        if said == errno.EINPROGRESS:
            return connection
        connection.close()
        self._heard(said, asked)
        return None

    def _heard(self, said: int, asked: float) -> None:
        """What came of a try."""
        if said not in _ANSWERS:
            self._trouble = errno.errorcode.get(said, str(said))
            return
        self._silence.answer(time.monotonic())
        if self._until is not None and asked >= self._until:
            self._stop.set()


class Probes:
    """The probes of a process: each for one operation on one guest, which must have answered before."""

    def __init__(self) -> None:
        self._patience = _FIRST

    def of(self, instance: Instance, guest: GuestOptions) -> AnswerProbe:
        """The probe of a guest, as the profile says. A guest that boots is waited for; after one in vain, for no other one."""
        if not guest.reachable:
            return AnswerProbe(None, 0, "guests are not reachable from this machine (guest.reachable)")
        if guest.probe_port is None:
            return AnswerProbe(None, 0, "there is no port for it (guest.probe_port)")
        if instance.address is None:
            return AnswerProbe(None, 0, "the guest has no address")
        why_not = _silent(instance.address, guest.probe_port, self._patience)
        self._patience = 0.0 if why_not else _FIRST
        return AnswerProbe(instance.address, guest.probe_port, why_not)


def _silent(address: str, port: int, patience: float) -> str | None:
    """Wait until a guest answers. Why it is not waited for any longer; None: it does answer.

    One that can be connected to at its SSH port, and is silent at the other one, drops what comes to it.
    """
    until = time.monotonic() + patience
    there = 0
    while True:
        said = _knock(address, port)
        if said in _ANSWERS:
            return None
        there += _knock(address, SSH_PORT) == 0
        if there == _SURELY_THERE:
            return f"the guest answers at port {SSH_PORT}, and not at port {port}: a firewall drops what comes to it"
        if time.monotonic() >= until:
            return f"the guest does not answer at port {port} before it is moved ({errno.errorcode.get(said, said)})"
        time.sleep(_AGAIN)


def _knock(address: str, port: int) -> int:
    """What comes of a connection, as a number of errno: 0 if it is accepted."""
    try:
        with socket.create_connection((address, port), timeout=_GIVEN_UP):
            return 0
    except OSError as trouble:
        return trouble.errno or errno.ETIMEDOUT
