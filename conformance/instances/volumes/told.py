"""What guests say on their consoles of the volumes that they have: what they read from each, past all caches."""

import re
from collections.abc import Iterable
from typing import Any

from conformance.cloud.cinder import ServerVolumes
from conformance.cloud.nova import Refused
from conformance.cloud.wait import LastSeen, NothingSeen, OnlyErrors, TimedOut, Transient, wait_until
from conformance.instances.context import RunContext
from conformance.model.errors import CloudFault
from conformance.model.instance import Instance
from conformance.model.volumes import LEAST_SERIAL, OnDisk, Written

_LINE = re.compile(
    r"conformance-guest boot=(?P<boot>[0-9a-fA-F-]{36}) up=(?P<up>\d{1,12}\.\d{1,6}) volume=(?P<serial>[0-9a-f-]{20,36}) "
    r"size=(?P<size>\d{1,18}) pattern=(?P<pattern>[0-9a-f]{16}) state=(?P<state>intact|damaged) writes=(?P<writes>\d{1,12});"
)

_BEAT = re.compile(r"conformance-guest boot=(?P<boot>[0-9a-fA-F-]{36}) seq=\d{1,18} up=(?P<up>\d{1,12}\.\d{1,6})")

_LINES = 200
"""Lines of a console that are read: a guest says something of each volume every few seconds, between its heartbeats."""

_MOVED_ON = 2
"""Numbered blocks that a guest must have written since: one may have been on its way."""


def told(console: str, boot: str | None = None, since: float = 0.0) -> Written:
    """By serial, what the guest said last of each volume.

    :param boot: of which boot of it; None: of any
    :param since: seconds of its clock since that boot
    """
    found = {}
    for line in _LINE.finditer(console):
        if float(line["up"]) >= since and boot in {None, line["boot"].lower()}:
            found[line["serial"]] = OnDisk(
                serial=line["serial"],
                size=int(line["size"]),
                pattern=line["pattern"],
                intact=line["state"] == "intact",
                writes=int(line["writes"]),
                boot=line["boot"].lower(),
                up=float(line["up"]),
            )
    return found


def serial_of(volume_id: str) -> str:
    """What a guest on virtio-blk sees of a volume's id."""
    return volume_id[:LEAST_SERIAL]


class GuestDisks:
    """What the guest of an instance says from now on. Where the profile says that the image does not tell, nothing is read."""

    def __init__(self, run: RunContext) -> None:
        self._run = run

    def one(self, instance: Instance, volume_id: str) -> OnDisk | None:
        """What it reads from one volume; None where the image does not tell. :raises CloudFault: it does not say, or it is damaged"""
        return self.all(instance, [volume_id]).get(serial_of(volume_id))

    def all(self, instance: Instance, ids: Iterable[str] | None = None, after: Written | None = None) -> Written:
        """What it reads from each of its volumes; empty where the image does not tell.

        :param ids: of which volumes; None: of those that Nova says it has
        :param after: what it said before: it must have written since
        :raises CloudFault: it does not say, or something is not as it was written
        """
        if not self._run.profile.guest.console_volumes:
            return {}
        wanted = {serial_of(id) for id in (self._attached(instance) if ids is None else ids)}
        claim = (
            f"{instance.name} writes to and reads from {len(wanted)} volume{'' if len(wanted) == 1 else 's'}: {', '.join(sorted(wanted))}"
        )
        now: dict[str, Any] = {}

        def look() -> LastSeen[Written]:
            console = self._console(instance)
            if not now:
                beats = list(_BEAT.finditer(console))
                if not beats:
                    return LastSeen(False, "no heartbeat on its console", {})
                now.update(boot=beats[-1]["boot"].lower(), since=float(beats[-1]["up"]))
            found = told(console, **now)
            missing = sorted(wanted - found.keys())
            slow = [one for one in wanted & found.keys() if after and found[one].writes < _least(after, one) and found[one].intact]
            done = not missing and not slow
            state = f"nothing said of {', '.join(missing)}" if missing else f"no write since to {', '.join(slow)}" if slow else "said"
            return LastSeen(done, state, {one: found[one] for one in wanted & found.keys()})

        said = self._expect(claim, look, instance)
        damaged = [f"{one.serial}: its pattern or a numbered block is not as it was written" for one in said.values() if not one.intact]
        if damaged:
            raise CloudFault(claim, "; ".join(damaged), self._host_of(instance))
        return said

    def serials(self, instance: Instance) -> set[str]:
        """Of which volumes it says something at the end of its console, this boot."""
        console = self._console(instance)
        beats = list(_BEAT.finditer(console))
        if not beats:
            return set()
        since = max(0.0, float(beats[-1]["up"]) - _LATELY)
        return set(told(console, beats[-1]["boot"].lower(), since))

    def _attached(self, instance: Instance) -> list[str]:
        found = self._run.read_with_retry(f"volumes of {instance.name}", lambda: ServerVolumes(self._run.conn).of(instance.id))
        return [one.id for one in found]

    def _expect(self, claim: str, look: Any, instance: Instance) -> Written:
        try:
            said: Written = wait_until(claim, look, self._run.profile.timeouts.guest, pace=self._run.pace)
        except (TimedOut, NothingSeen) as spent:
            raise CloudFault(claim, str(spent), self._host_of(instance)) from spent
        except OnlyErrors as errors:
            raise CloudFault(claim, errors.seen, self._host_of(instance)) from errors
        return said

    def _console(self, instance: Instance) -> str:
        try:
            return self._run.nova.console(instance.id, _LINES)
        except Refused as refusal:
            raise Transient(f"its console cannot be read: {refusal}") from refusal

    def _host_of(self, instance: Instance) -> str | None:
        return self._run.read_with_retry(f"server {instance.name}", lambda: self._run.nova.server(instance.id)).host


_LATELY = 20.0
"""Seconds of a guest's clock in which it says something of each volume that it has."""


def _least(after: Written, serial: str) -> int:
    return after[serial].writes + _MOVED_ON if serial in after else 0
