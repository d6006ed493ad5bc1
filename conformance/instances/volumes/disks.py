"""Claims about the volumes of an instance: Nova, Cinder, the domain's XML on its host, and the guest must agree on them."""

import re
from collections.abc import Callable

from conformance.cloud.cinder import Cinder, ServerVolumes
from conformance.cloud.nova import Refused
from conformance.cloud.wait import LastSeen, OnlyErrors, TimedOut, wait_until
from conformance.instances.context import RunContext
from conformance.instances.volumes.told import GuestDisks, serial_of
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.instance import Instance
from conformance.model.volumes import Volume, Written, WrittenVolume
from conformance.probe.libvirt import virsh

_SERIAL = re.compile(r"<serial>([0-9A-Fa-f-]{36})</serial>")
_NO_DOMAIN = re.compile(r"[Dd]omain not found|failed to get domain")

_GRACE = 30.0
"""Seconds in which the last hand movements of an operation that Nova calls done may still end."""

_GIB = 1 << 30


class CloudDisks:
    """Claims about volumes; each raises CloudFault where it does not hold in time, and names everything that does not."""

    def __init__(self, run: RunContext) -> None:
        self._run = run
        self._cinder = Cinder(run.conn)
        self._guest = GuestDisks(run)

    def expect_attached(self, instance: Instance, host: str, left: str | None = None) -> None:
        """Nova, Cinder, the domain on the host and the guest agree on what is attached, once each, from that host alone.

        :param left: where the instance was before
        """
        self._hold(f"the volumes of {instance.name} are attached once each, on {host}", lambda: self._wrong(instance, host, left), host)
        self._guest.all(instance)

    def expect_boots_from(self, instance: Instance, written: WrittenVolume) -> None:
        """The guest finds what was written to its volume before, where the image tells."""
        for found in self._guest.all(instance).values():
            if found.pattern != written.pattern:
                claim = f"{instance.name} finds the pattern {written.pattern}, which was written to {written.name} before"
                raise CloudFault(claim, f"pattern {found.pattern} on disk {found.serial}")

    def written(self, instance: Instance) -> Written:
        """What the guest reads from each of its volumes now."""
        return self._guest.all(instance)

    def expect_kept(self, instance: Instance, before: Written) -> None:
        """All that the guest wrote until then and since is there, and it goes on writing; nothing where the image does not tell."""
        after = self._guest.all(instance, after=before)
        if after.keys() != before.keys():
            claim = f"{instance.name} has the disks that it had: {', '.join(sorted(before))}"
            raise CloudFault(claim, ", ".join(sorted(after)) or "none")
        for serial, found in after.items():
            if found.pattern != before[serial].pattern:
                claim = f"{instance.name} finds the pattern {before[serial].pattern} on disk {serial} as before"
                raise CloudFault(claim, f"pattern {found.pattern}")

    def expect_written(self, instance: Instance, volume: Volume) -> None:
        """The guest has that volume as a disk with its id as serial, writes to it and reads that again, where the image tells."""
        first = self._guest.all(instance, [volume.id])
        self._guest.all(instance, [volume.id], after=first)

    def expect_detached(self, instance: Instance, volume: Volume) -> None:
        """Nova, Cinder, the domain and the guest have that volume attached no more."""
        host = self._host_of(instance)

        def wrong() -> list[str]:
            found = []
            if volume.id in self._nova(instance):
                found.append("Nova has it attached")
            state = self._cinder.volume(volume.id)
            if state.status != "available" or state.attachments:
                found.append(f"Cinder: {state.in_words}")
            if host and volume.id in (self._domain(host, instance) or ()):
                found.append(f"the domain on {host} has a disk with its serial")
            if self._run.profile.guest.console_volumes and self._runs(instance) and serial_of(volume.id) in self._guest.serials(instance):
                found.append("the guest still says that it has it")
            return found

        self._hold(f"volume {volume.name} is detached from {instance.name}", wrong, host)

    def expect_size(self, instance: Instance, volume: Volume) -> None:
        """The guest sees the volume with its new size, where the image tells."""
        if not self._run.profile.guest.console_volumes:
            return
        serial = serial_of(volume.id)

        def wrong() -> list[str]:
            found = self._guest.all(instance, [volume.id])[serial]
            return [] if found.size == volume.size * _GIB else [f"the guest sees {found.size / _GIB:g} GiB"]

        self._hold(f"{instance.name} sees {volume.size} GiB on disk {serial}", wrong, self._host_of(instance))

    def _wrong(self, instance: Instance, host: str, left: str | None) -> list[str]:
        ids = self._nova(instance)
        wrong = [] if ids else ["Nova has no volume attached"]
        for id in sorted(ids):
            wrong += self._wrong_in_cinder(instance, host, id)
        in_domain = self._domain(host, instance)
        if in_domain is None:
            wrong.append(f"libvirt on {host} has no domain of it")
        elif in_domain != ids:
            wrong.append(f"the domain on {host} has {_list(in_domain)}, Nova {_list(ids)}")
        if left and left != host and self._domain(left, instance) is not None:
            wrong.append(f"libvirt on {left} still has a domain with its disks")
        return wrong

    def _wrong_in_cinder(self, instance: Instance, host: str, id: str) -> list[str]:
        state = self._cinder.volume(id)
        wrong = [] if state.status == "in-use" else [f"Cinder says that {id} is {state.status}"]
        attachments = self._cinder.attachments_of(id)
        if [(server, status) for _, server, status in attachments] != [(instance.id, "attached")]:
            said = ", ".join(f"{status} to {server}" for _, server, status in attachments) or "none"
            wrong.append(f"attachments of {id} in Cinder: {said}")
        wrong += [f"Cinder has {id} attached from {one.host}" for one in state.attachments if one.host not in {None, host}]
        return wrong

    def _nova(self, instance: Instance) -> set[str]:
        return {one.id for one in ServerVolumes(self._run.conn).of(instance.id)}

    def _domain(self, host: str, instance: Instance) -> set[str] | None:
        """The serials of the disks of its domain on a host; None where there is no such domain. :raises SuiteFault: that cannot be seen"""
        result = self._run.hosts.on(host).service("nova_libvirt").run(virsh(self._run.hosts.clients, "dumpxml", "--domain", instance.id))
        if result.rc == 0:
            return {found.lower() for found in _SERIAL.findall(result.stdout)}
        if _NO_DOMAIN.search(result.stderr):
            return None
        raise SuiteFault(f"{host}: virsh dumpxml: {result.stderr.strip() or f'exit status {result.rc}'}")

    def _runs(self, instance: Instance) -> bool:
        return self._run.nova.server(instance.id).status == "ACTIVE"

    def _host_of(self, instance: Instance) -> str | None:
        return self._run.read_with_retry(f"server {instance.name}", lambda: self._run.nova.server(instance.id)).host

    def _hold(self, claim: str, see: Callable[[], list[str]], host: str | None) -> None:
        def look() -> LastSeen[None]:
            wrong = see()
            return LastSeen(not wrong, "; ".join(wrong), None)

        try:
            wait_until(claim, look, _GRACE, pace=self._run.pace)
        except TimedOut as spent:
            raise CloudFault(claim, spent.seen, host) from spent
        except (OnlyErrors, Refused) as errors:
            raise CloudFault(claim, str(errors), host) from errors


def _list(ids: set[str]) -> str:
    return ", ".join(sorted(ids)) or "none"
