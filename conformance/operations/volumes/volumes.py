"""Everything that suites do with volumes under one name, for the servers that a test holds."""

from conformance.cloud.cinder import Cinder, ServerVolumes
from conformance.cloud.wait import LastSeen, TimedOut, wait_until
from conformance.instances.context import RunContext
from conformance.instances.volumes.told import GuestDisks
from conformance.model.errors import CloudFault
from conformance.model.instance import Instance
from conformance.model.operation import Operation
from conformance.model.volumes import Volume, WrittenVolume
from conformance.operations.pool import Lease, ServerPool
from conformance.operations.volumes.attach import attach, detach, extend
from conformance.operations.volumes.boot import SECOND_GIB, boot_from_new, of_snapshot, of_volume
from conformance.operations.volumes.making import new_snapshot, new_volume


class WrittenVolumes:
    """The volume of this worker that a guest has written to, and the snapshot of it; each is made when it is first asked for.

    :param missing: what is wrong where hosts use block storage that the catalog does not have; None: nothing
    """

    def __init__(self, run: RunContext, pool: ServerPool, missing: str | None = None) -> None:
        self.run = run
        self.missing = missing
        self._pool = pool
        self._volume: WrittenVolume | None = None
        self._snapshot: WrittenVolume | None = None

    def volume(self, host: str) -> WrittenVolume:
        """:param host: where its first guest is booted, if there was none yet"""
        if self._volume is None:
            made = new_volume(self.run, self.run.site.volume_gib, imageRef=self.run.site.image)
            guest = self._pool.boot(host, of_volume(made.id))
            try:
                told = GuestDisks(self.run).one(guest, made.id)
            except CloudFault:
                self._pool.keep(guest)
                raise
            self._pool.discard(guest.id)
            self.let_go(made.id)
            self._volume = WrittenVolume(id=made.id, name=made.name, pattern=told.pattern if told else None)
        return self._volume

    def snapshot(self, host: str) -> WrittenVolume:
        """:param host: where the volume's first guest is booted, if there was none yet"""
        if self._snapshot is None:
            volume = self.volume(host)
            self.let_go(volume.id)
            made = new_snapshot(self.run, volume.id)
            self._snapshot = WrittenVolume(id=made.id, name=made.name, pattern=volume.pattern)
        return self._snapshot

    def let_go(self, volume_id: str) -> None:
        """Wait until the server that had it is gone. :raises CloudFault: it does not let go of it"""
        claim = f"volume {volume_id} is available again when its server is deleted"

        def look() -> LastSeen[None]:
            state = Cinder(self.run.conn).volume(volume_id)
            return LastSeen(state.status == "available", state.in_words, None)

        try:
            wait_until(claim, look, self.run.profile.timeouts.delete, pace=self.run.pace)
        except TimedOut as spent:
            raise CloudFault(claim, str(spent)) from spent


class CloudVolumes:
    """What a test does with volumes."""

    def __init__(self, written: WrittenVolumes, lease: Lease) -> None:
        self._run = written.run
        self._written = written
        self._lease = lease

    def server_on(self, host: str) -> Instance:
        """A server on that host that boots from a volume and has a second one. :raises OperationFailed: its boot failed"""
        self._there()
        return self._lease.server_on(host, boot_from_new)

    def boot_from_new(self, host: str) -> Instance:
        """A new instance on that host, from a volume that Nova makes of the image; a second, empty volume is attached."""
        self._there()
        return self._lease.boot(host, boot_from_new)

    def boot_from(self, written: WrittenVolume, host: str) -> Instance:
        """A new instance on that host, from that volume, which stays."""
        self._written.let_go(written.id)
        return self._spent(self._lease.boot(host, of_volume(written.id)))

    def boot_from_snapshot(self, written: WrittenVolume, host: str) -> Instance:
        """A new instance on that host, from a volume that Nova makes of that snapshot."""
        return self._spent(self._lease.boot(host, of_snapshot(written.id)))

    def written(self, host: str) -> WrittenVolume:
        """A volume that a guest has booted from and written to before."""
        self._there()
        return self._written.volume(host)

    def snapshot_of_written(self, host: str) -> WrittenVolume:
        """A snapshot of that volume."""
        self._there()
        return self._written.snapshot(host)

    def attach(self, instance: Instance) -> Volume:
        """Make a volume, and attach it to a running instance."""
        volume = new_volume(self._run, SECOND_GIB)
        attach(self._run, instance, volume)
        return volume

    def detach(self, instance: Instance, volume: Volume) -> Operation:
        """Detach a volume from an instance; it is deleted at the end of the run."""
        return detach(self._run, instance, volume)

    def extend(self, instance: Instance) -> Volume:
        """Make the last volume of a running instance larger by 1 GiB."""
        last = self._run.read_with_retry(f"volumes of {instance.name}", lambda: ServerVolumes(self._run.conn).of(instance.id))[-1]
        state = self._run.read_with_retry(f"volume {last.id}", lambda: Cinder(self._run.conn).volume(last.id))
        larger = Volume(id=state.id, name=state.name, size=state.size + 1)
        extend(self._run, instance, larger)
        return larger

    def _spent(self, instance: Instance) -> Instance:
        self._lease.spend(instance)
        return instance

    def _there(self) -> None:
        """:raises CloudFault: hosts use block storage that the catalog does not have"""
        if self._written.missing:
            raise CloudFault("the catalog has the block storage that hosts are configured for", self._written.missing)
