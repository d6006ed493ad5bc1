"""What a guest says of itself: on its console, and over its network."""

import re
import socket
import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from conformance.cloud.nova import Refused
from conformance.cloud.wait import LastSeen, NothingSeen, OnlyErrors, TimedOut, Transient, wait_until
from conformance.instances.answering import SSH_PORT
from conformance.instances.context import RunContext
from conformance.model.base import Noun
from conformance.model.errors import CloudFault
from conformance.model.instance import Instance
from conformance.model.operation import Operation

T = TypeVar("T")

_HEARTBEAT = re.compile(
    r"conformance-guest boot=(?P<boot>[0-9a-fA-F-]{36}) seq=(?P<seq>\d{1,18}) up=(?P<up>\d{1,12}(?:\.\d{1,6})?)"
    r"(?: gaps=(?P<gaps>\d{1,12}@\d{1,12}(?: \d{1,12}@\d{1,12}){0,99});)?"
)

_PATTERNS = re.compile(
    r"conformance-guest boot=(?P<boot>[0-9a-fA-F-]{36}) up=(?P<up>\d{1,12}\.\d+) "
    r"memory=(?P<memory>intact|damaged) disk=(?P<disk>intact|damaged|none)"
    r"(?: mark=(?P<mark>none|[0-9a-f]{1,64})(?: beside=(?P<beside>none|[0-9a-f]{1,64}))?(?: nics=(?P<nics>[0-9a-f:,]{0,500}))?;)?"
)

STARTED_ANEW = "it was started anew"
"""What is seen of a guest that is not the boot any more that it was."""

DAMAGED = "damaged"
"""What a guest says of a pattern that is not as it wrote it."""

_CONSOLE_LINES = 50

_FROM_THE_BOOT = 1000
"""Lines of a console that reach back to what a guest printed when it started, past what it has said since."""

_STILL = 3.0
"""Seconds without a heartbeat that show that a guest stands still: it has one a second."""

_CONNECT = 5.0
"""Seconds that one try to reach a guest over its network may take."""


class GuestSeen(Noun):
    """A heartbeat: which boot of the guest it is of, its number in it, and when it was, in seconds of the guest's clock since its boot.

    gaps: what was longest between two of its beats, as (when it ended, how long it was) in seconds: the last second's first, then of what
    was before only what was longer. None: the image does not tell.
    """

    boot: str
    seq: int
    up: float
    gaps: tuple[tuple[float, float], ...] | None = None

    def longest_gap(self, since: float) -> float | None:
        """Seconds; None where the image does not tell, or nothing since that time."""
        return max((length for ended, length in self.gaps or () if ended > since), default=None)


def last_heartbeat(console: str) -> GuestSeen | None:
    """The last whole heartbeat on a console; None if there is none."""
    found = None
    for line in console.splitlines():
        match = _HEARTBEAT.search(line)
        if match:
            found = GuestSeen(
                boot=match["boot"].lower(),
                seq=int(match["seq"]),
                up=float(match["up"]),
                gaps=tuple(_gaps(match["gaps"])) if match["gaps"] else None,
            )
    return found


def _gaps(told: str) -> Iterator[tuple[float, float]]:
    for gap in told.split():
        length, _, ended = gap.partition("@")
        yield int(ended) / 100, int(length) / 100


class CloudGuest:
    """Claims about guests. Each waits as long as the profile's timeouts.guest, and raises CloudFault when it does not hold.

    Where the profile says that the image has no heartbeat, or that guests cannot be reached from here, nothing is claimed of that.
    The last heartbeat of each guest is remembered: one that a test before has seen alive need be seen only once more.
    """

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._last: dict[str, GuestSeen] = {}
        self._seen_at: dict[str, float] = {}
        self._own: dict[str, dict[str, float | None]] = {}
        self._budget = run.profile.timeouts.guest

    def boot_of(self, instance: Instance) -> str | None:
        """Which boot of the guest runs now; None where the image does not tell. :raises CloudFault: it shows no sign of life"""
        if not self._run.profile.guest.console_heartbeat:
            return None
        return self._going_on(instance, None, self._last.get(instance.id)).boot

    def expect_running(self, instance: Instance) -> None:
        """The guest really runs, and answers over its network from outside its host."""
        if self._run.profile.guest.console_heartbeat:
            self._going_on(instance, None)
        self.expect_answer(instance)

    def expect_metadata(self, instance: Instance) -> None:
        """The guest has read its metadata: over its network, where the profile gives it no config drive."""
        line = self._run.profile.guest.metadata_line
        if line is None:
            return

        def look() -> LastSeen[None]:
            return LastSeen(line in self._console(instance, _FROM_THE_BOOT), "no such line on its console", None)

        self._expect(f"{instance.name} has read its metadata: {line!r} on its console", look, instance)

    def expect_same_boot(self, instance: Instance, boot: str | None) -> None:
        """The guest goes on as the boot that it was, and answers."""
        if boot is not None:
            before, seen_at = self._last.get(instance.id), self._seen_at.get(instance.id, 0.0)
            seen = self._going_on(instance, None)
            if before is not None and before.boot == seen.boot:
                stopped = self._seen_at[instance.id] - seen_at - (seen.up - before.up)
                self._own[instance.id] = {"guest_gap": seen.longest_gap(before.up), "guest_stopped": round(max(0.0, stopped), 1)}
            if seen.boot != boot:
                raise CloudFault(f"{instance.name} goes on as boot {boot}", f"{STARTED_ANEW}, as boot {seen.boot}", self.host_of(instance))
        self.expect_answer(instance)

    def last_seen(self, instance: Instance) -> GuestSeen | None:
        """The last heartbeat that was seen of it; None where none was, or the image does not tell."""
        return self._last.get(instance.id)

    def expect_short_downtime(self, instance: Instance, moved: Operation) -> None:
        """The guest was not silent for longer than the profile's threshold while it was moved; what it says itself of that is kept.

        :param moved: the operation, after which the guest was seen to go on
        """
        downtime = moved.downtime
        if downtime is None:
            return
        own = self._own.pop(instance.id, None)
        if own:
            downtime = downtime.model_copy(update=own)
            self._run.journal.append(moved.model_copy(update={"downtime": downtime}))
        limit = self._run.profile.expect.thresholds.live_migration_downtime_seconds
        if limit is not None and downtime.exceeds(limit):
            raise CloudFault(f"{instance.name} answers again within {limit:g} s while it moves", downtime.in_words, moved.destination)

    def expect_new_boot(self, instance: Instance, boot: str | None) -> None:
        """The guest was started anew since that boot, and answers."""
        if boot is not None:
            self._going_on(instance, boot)
        self.expect_answer(instance)

    def expect_intact(self, instance: Instance) -> None:
        """The patterns that the guest keeps in memory and on its disk are as it wrote them, as it says from now on."""
        if self._run.profile.guest.console_patterns:
            self._patterns(instance, f"{instance.name} says that the patterns in its memory and on its disk are intact", again=True)

    def disk_mark_of(self, instance: Instance) -> str | None:
        """Which pattern the guest has on its disk; None where the image does not tell.

        :raises CloudFault: it does not say so, or the pattern is damaged
        """
        if not self._run.profile.guest.console_patterns:
            return None
        return self._patterns(instance, f"{instance.name} says which pattern is on its disk, and that it is intact", again=False)["mark"]

    def expect_disk_kept(self, instance: Instance, mark: str | None) -> None:
        """The guest still has that pattern on its disk, as it was written."""
        self._expect_mark(instance, mark, kept=True)

    def expect_disk_beside(self, instance: Instance, mark: str | None) -> None:
        """The guest has that pattern on a second disk, as in a rescue. :raises CloudFault: it has not"""
        if mark is None:
            return
        claim = f"{instance.name} has the pattern {mark} on a second disk"
        beside = self._patterns(instance, claim, again=False)["beside"]
        if beside != mark:
            raise CloudFault(claim, f"there: {beside}", self.host_of(instance))

    def expect_disk_fresh(self, instance: Instance, mark: str | None) -> None:
        """The guest has that pattern on its disk no more, but one of its own first boot."""
        self._expect_mark(instance, mark, kept=False)

    def _expect_mark(self, instance: Instance, mark: str | None, *, kept: bool) -> None:
        if mark is None:
            return
        now = self.disk_mark_of(instance)
        if (now == mark) is not kept:
            claim = f"{instance.name} has {'still' if kept else 'no more'} the pattern {mark} on its disk"
            raise CloudFault(claim, f"the pattern {now}" if now else "it does not say which", self.host_of(instance))

    def expect_interface(self, instance: Instance, address: str, *, there: bool) -> None:
        """The guest has a network device of that hardware address, or has it no more; nothing where the image does not tell.

        :raises CloudFault: it is otherwise
        """
        if not self._run.profile.guest.console_patterns:
            return
        claim = f"{instance.name} {'sees' if there else 'no more sees'} a network device with the address {address}"

        def look() -> LastSeen[None]:
            nics = self._patterns(instance, claim, again=True)["nics"]
            if nics is None:
                return LastSeen(True, "the image does not tell", None)
            return LastSeen((address in nics.split(",")) is there, f"network devices: {nics}", None)

        self._expect(claim, look, instance)

    def expect_standing_still(self, instance: Instance) -> None:
        """The guest says nothing for longer than one that runs is silent. :raises CloudFault: it says something"""
        if not self._run.profile.guest.console_heartbeat:
            return
        claim = f"{instance.name} stands still: no heartbeat for {_STILL:g} s"
        first: GuestSeen | None = None
        since = 0.0

        def look() -> LastSeen[GuestSeen | None]:
            nonlocal first, since
            seen = last_heartbeat(self._console(instance))
            if first is None:
                first, since = seen, time.monotonic()
            over = seen != first or time.monotonic() - since >= _STILL
            return LastSeen(seen is not None and over, "no heartbeat on its console", seen)

        seen = self._expect(claim, look, instance)
        if first is not None and seen is not None and seen != first:
            raise CloudFault(claim, f"heartbeat {seen.seq} came after {first.seq}", self.host_of(instance))

    def _patterns(self, instance: Instance, claim: str, *, again: bool) -> dict[str, str | None]:
        """What the guest says of its patterns, as the boot that it is.

        :param again: only what it says from now on counts
        :raises CloudFault: it says nothing, or that one is damaged
        """
        first: dict[str, str] | None = None

        def look() -> LastSeen[dict[str, str | None]]:
            nonlocal first
            console = self._console(instance, _FROM_THE_BOOT)
            beats = list(_HEARTBEAT.finditer(console))
            if first is None and beats:
                first = beats[-1].groupdict()
            if first is None:
                return LastSeen(False, "no heartbeat on its console", {})
            since = float(first["up"]) if again else 0.0
            said = [one for one in _PATTERNS.finditer(console) if one["boot"] == first["boot"] and float(one["up"]) >= since]
            if not said:
                return LastSeen(False, "it has not said so since", {})
            return LastSeen(True, f"memory {said[-1]['memory']}, disk {said[-1]['disk']}", said[-1].groupdict())

        said = self._expect(claim, look, instance)
        told = f"memory {said['memory']}, disk {said['disk']}"
        if DAMAGED in told:
            raise CloudFault(claim, told, self.host_of(instance))
        return said

    def expect_answer(self, instance: Instance) -> None:
        """The guest's SSH server greets whoever connects from the machine that runs this suite."""
        if not self._run.profile.guest.reachable:
            return

        def look() -> LastSeen[None]:
            banner = _greeting(instance.address or "", SSH_PORT)
            return LastSeen(banner.startswith("SSH-"), f"greeted with {banner!r}" if banner else "connected, not greeted", None)

        def tried() -> LastSeen[None]:
            try:
                return look()
            except OSError as trouble:
                return LastSeen(False, str(trouble), None)

        self._expect(f"{instance.name} answers at {instance.address} port {SSH_PORT} from this machine", tried, instance)

    def _going_on(self, instance: Instance, not_boot: str | None, first: GuestSeen | None = None) -> GuestSeen:
        """A heartbeat that is not the first one seen of its boot, so that the guest was alive between two looks.

        :param first: one that was seen before
        """

        def look() -> LastSeen[GuestSeen | None]:
            nonlocal first
            seen = last_heartbeat(self._console(instance))
            if seen is None:
                return LastSeen(False, "no heartbeat on its console", None)
            if seen.boot == not_boot:
                return LastSeen(False, f"still the boot {seen.boot}, heartbeat {seen.seq}", None)
            if first is None or first.boot != seen.boot:
                first = seen
            return LastSeen(seen.seq > first.seq, f"boot {seen.boot}, heartbeat {seen.seq}", seen)

        claim = f"{instance.name} runs{' as a new boot' if not_boot else ''}: its heartbeat goes on"
        seen = self._expect(claim, look, instance)
        if seen is None:
            raise AssertionError("a wait for a heartbeat ended without one")
        self._last[instance.id] = seen
        self._seen_at[instance.id] = time.monotonic()
        return seen

    def _console(self, instance: Instance, lines: int = _CONSOLE_LINES) -> str:
        try:
            return self._run.nova.console(instance.id, lines)
        except Refused as refusal:
            raise Transient(f"its console cannot be read: {refusal}") from refusal

    def _expect(self, claim: str, look: Callable[[], LastSeen[T]], instance: Instance) -> T:
        try:
            return wait_until(claim, look, self._budget, pace=self._run.pace)
        # a console is read through the guest's host: where the API still tells that host, it is the cloud that does not answer
        except (TimedOut, NothingSeen) as spent:
            raise CloudFault(claim, str(spent), self.host_of(instance)) from spent
        except OnlyErrors as errors:
            raise CloudFault(claim, errors.seen, self.host_of(instance)) from errors

    def let_rest(self, instance: Instance, budget: float) -> None:
        """Wait until no task runs on it.

        :param budget: seconds
        :raises TimedOut: one still does
        :raises SuiteFault: nothing could be seen
        :raises Refused: there is no such server
        """

        def look() -> LastSeen[None]:
            server = self._run.nova.server(instance.id)
            return LastSeen(server.at_rest, f"status {server.status}, task {server.task}", None)

        wait_until(f"{instance.name} at rest", look, budget, pace=self._run.pace)

    def host_of(self, instance: Instance) -> str | None:
        """The host that Nova has the instance on."""
        return self._run.read_with_retry(f"server {instance.name}", lambda: self._run.nova.server(instance.id)).host


def _greeting(address: str, port: int) -> str:
    with socket.create_connection((address, port), timeout=_CONNECT) as connection:
        return connection.recv(64).decode(errors="replace").strip()
