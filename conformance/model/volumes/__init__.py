"""Volumes of the run, and what suites can do with them and claim of them. The plugin's fixtures of these names are what does it."""

from typing import Protocol

from conformance.model.base import Noun
from conformance.model.instance import Instance
from conformance.model.operation import Operation

LEAST_SERIAL = 20
"""Characters of a volume's id that a guest sees as its disk's serial: virtio-blk has room for no more."""


class Volume(Noun):
    """A volume that the run created, or had Nova create. size is in GiB."""

    id: str
    name: str
    size: int


class WrittenVolume(Noun):
    """A volume, or a snapshot of one, from which a guest of the run has booted before; pattern: what that guest wrote to it.

    pattern: its checksum as the guest told it; None where the image does not tell.
    """

    id: str
    name: str
    pattern: str | None


class OnDisk(Noun):
    """What a guest said that it reads from one volume, past all caches.

    serial: the disk's, the beginning of the volume's id. size: bytes. pattern: the checksum of what was written when the volume was new.
    intact: whether that is as it was written, and each numbered block after it, up to the block `writes`. boot and up: when it said so.
    """

    serial: str
    size: int
    pattern: str
    intact: bool
    writes: int
    boot: str
    up: float


Written = dict[str, OnDisk]
"""By the serial of each volume, what a guest read from it; empty where the image does not tell."""


class VolumeServerOn(Protocol):
    """Gives a server on a host that boots from a volume and has a second one attached. :raises OperationFailed: its boot failed"""

    def __call__(self, host: str, /) -> Instance:
        """A server of the run on that host, started for this test or idle there."""


class Volumes(Protocol):
    """What is done with volumes. Each returns when Nova and Cinder agree, and raises OperationFailed otherwise."""

    def boot_from_new(self, host: str) -> Instance:
        """A new instance on that host, from a volume that Nova makes of the image; a second, empty volume is attached."""

    def boot_from(self, written: WrittenVolume, host: str) -> Instance:
        """A new instance on that host, from that volume; it is gone when the test ends, and the volume stays."""

    def boot_from_snapshot(self, written: WrittenVolume, host: str) -> Instance:
        """A new instance on that host, from a volume that Nova makes of that snapshot; both are gone when the test ends."""

    def written(self, host: str) -> WrittenVolume:
        """A volume that a guest has booted from and written to before: one for each worker, whose first guest is booted on that host."""

    def snapshot_of_written(self, host: str) -> WrittenVolume:
        """A snapshot of that volume; one for each worker."""

    def attach(self, instance: Instance) -> Volume:
        """Make a volume, and attach it to a running instance."""

    def detach(self, instance: Instance, volume: Volume) -> Operation:
        """Detach a volume from an instance, running or stopped."""

    def extend(self, instance: Instance) -> Volume:
        """Make the second volume of a running instance larger by 1 GiB."""


class Disks(Protocol):
    """Claims about the volumes of an instance; CloudFault when one does not hold in time."""

    def expect_attached(self, instance: Instance, host: str, left: str | None = None) -> None:
        """Nova, Cinder, the domain on the host and the guest agree on what is attached, once each, and from that host alone."""

    def expect_boots_from(self, instance: Instance, written: WrittenVolume) -> None:
        """The guest finds what was written to its volume before, where the image tells."""

    def written(self, instance: Instance) -> Written:
        """What the guest reads from each of its volumes now."""

    def expect_kept(self, instance: Instance, before: Written) -> None:
        """All that the guest wrote until then and since is there, and it goes on writing; nothing where the image does not tell."""

    def expect_written(self, instance: Instance, volume: Volume) -> None:
        """The guest has that volume as a disk with its id as serial, writes to it and reads that again, where the image tells."""

    def expect_detached(self, instance: Instance, volume: Volume) -> None:
        """Nova, Cinder, the domain and the guest have that volume attached no more."""

    def expect_size(self, instance: Instance, volume: Volume) -> None:
        """The guest sees the volume with its new size, where the image tells."""
