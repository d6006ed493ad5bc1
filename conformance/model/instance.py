"""A guest of the run, and what suites can do with it and claim of it. The plugin's fixtures of these names are what does it."""

from contextlib import AbstractContextManager
from datetime import datetime
from enum import StrEnum
from typing import Literal, Protocol

from conformance.model.base import Noun
from conformance.model.operation import Operation


class Instance(Noun):
    """A server that the run created: what never changes about it. address is its first fixed address."""

    id: str
    name: str
    address: str | None


class ServerOn(Protocol):
    """Gives a server that runs on a host. :raises OperationFailed: there was none, and its boot failed"""

    def __call__(self, host: str, /) -> Instance:
        """A server of the run on that host, started for this test or idle there."""


class Operate(Protocol):
    """The operations. Each returns when server status, task, host and migration record agree, and raises OperationFailed otherwise."""

    def boot(self, host: str) -> Instance:
        """A new instance on that host."""

    def hard_reboot(self, instance: Instance) -> Operation:
        """Destroy its domain and start it anew, where it is."""

    def soft_reboot(self, instance: Instance) -> Operation:
        """Have the guest shut itself down, and start it again, where it is."""

    def stop(self, instance: Instance) -> Operation:
        """Shut it down, where it is."""

    def start(self, instance: Instance) -> Operation:
        """Start one that is stopped, where it is."""

    def pause(self, instance: Instance) -> Operation:
        """Have it stand still, with its memory where it is."""

    def unpause(self, instance: Instance) -> Operation:
        """Have one that is paused go on."""

    def suspend(self, instance: Instance) -> Operation:
        """Keep its memory on its host's disk, and end its domain."""

    def resume(self, instance: Instance) -> Operation:
        """Have one that is suspended go on from there."""

    def rebuild(self, instance: Instance) -> Operation:
        """Start it anew from its image, where it is, with a fresh disk."""

    def rescue(self, instance: Instance) -> Operation:
        """Start it from a fresh disk of its image, with its own disk beside that."""

    def unrescue(self, instance: Instance) -> Operation:
        """Start it from its own disk again."""

    def snapshot(self, instance: Instance) -> Operation:
        """Make an image of it, while it runs."""

    def shelve(self, instance: Instance) -> Operation:
        """Make an image of it, and take it off its host."""

    def unshelve(self, instance: Instance) -> Operation:
        """Start it from that image; the operation's destination is the host that the scheduler picked."""

    def unshelve_to_host(self, instance: Instance, to: str) -> Operation:
        """Start it from that image on that host."""

    def attach_interface(self, instance: Instance) -> Operation:
        """Give it a second port in its network, while it runs."""

    def detach_interface(self, instance: Instance) -> Operation:
        """Take that port away again; the port itself goes, too."""

    def lock(self, instance: Instance) -> Operation:
        """Have users without the role admin refused who want to change it."""

    def unlock(self, instance: Instance) -> Operation:
        """Let them again."""

    def resize(self, instance: Instance) -> Operation:
        """To the other flavor; the operation's destination is the host that the scheduler picked. Awaits confirm or revert."""

    def confirm(self, instance: Instance) -> Operation:
        """End a resize or cold migration on its destination."""

    def revert(self, instance: Instance) -> Operation:
        """Take a resize back to its source."""

    def cold_migrate(self, instance: Instance, to: str) -> Operation:
        """To that host. Awaits confirm."""

    def live_migrate_as_scheduled(self, instance: Instance) -> Operation:
        """Running, to the host that the scheduler picks: the operation's destination."""

    def cold_migrate_as_scheduled(self, instance: Instance) -> Operation:
        """To the host that the scheduler picks: the operation's destination. Awaits confirm."""

    def live_migrate(self, instance: Instance, to: str) -> Operation:
        """To that host, running."""


class Guest(Protocol):
    """Claims about what a guest says of itself, on its console and over its network; CloudFault when one does not hold in time."""

    def boot_of(self, instance: Instance) -> str | None:
        """Which boot of the guest runs now; None where the image does not tell."""

    def expect_running(self, instance: Instance) -> None:
        """It really runs, and answers over its network from outside its host."""

    def expect_metadata(self, instance: Instance) -> None:
        """It has read its metadata, where the profile says what the image then prints."""

    def expect_same_boot(self, instance: Instance, boot: str | None) -> None:
        """It goes on as the boot that it was, and answers."""

    def disk_mark_of(self, instance: Instance) -> str | None:
        """Which pattern the guest has on its disk; None where the image does not tell."""

    def expect_disk_kept(self, instance: Instance, mark: str | None) -> None:
        """The guest still has that pattern on its disk, as it was written."""

    def expect_disk_beside(self, instance: Instance, mark: str | None) -> None:
        """The guest has that pattern on a second disk, as in a rescue."""

    def expect_disk_fresh(self, instance: Instance, mark: str | None) -> None:
        """The guest has that pattern on its disk no more, but one of its own first boot."""

    def expect_standing_still(self, instance: Instance) -> None:
        """It says nothing for longer than a guest that runs is silent, where the image tells."""

    def expect_intact(self, instance: Instance) -> None:
        """What it wrote into its memory and onto its disk is as it was written, where the image tells."""

    def expect_short_downtime(self, instance: Instance, moved: Operation) -> None:
        """While it was moved it was not silent for longer than the profile allows; nothing where that is not measured."""

    def expect_new_boot(self, instance: Instance, boot: str | None) -> None:
        """It was started anew since that boot, and answers."""


class Images(Protocol):
    """Claims about the images that Nova makes of an instance."""

    def expect_complete(self, instance: Instance) -> None:
        """The image that was made of it last is active and has all of its content."""

    def expect_gone(self, instance: Instance) -> None:
        """None of the images that Nova made of it to shelve it is there any more."""

    def remove(self, instance: Instance) -> None:
        """Remove those that the run had made of it."""


class Interfaces(Protocol):
    """Claims about the port that an instance was given while it runs."""

    def expect_attached(self, instance: Instance, host: str) -> None:
        """Neutron has it bound to the host and active, and the guest sees a network device of its address."""

    def expect_detached(self, instance: Instance) -> None:
        """Neutron has it no more, and the guest sees the device no more."""


class Member(Protocol):
    """A user of the run's project who is no administrator."""

    def expect_refused(self, instance: Instance) -> None:
        """Nova does not let this user change it, as it is locked."""

    def expect_obeyed(self, instance: Instance) -> None:
        """This user can pause it, and have it go on."""


class DomainState(StrEnum):
    """How libvirt has the domain of an instance that is at rest: the values are words for people.

    SAVED: it does not run, and its memory is kept on the host's disk.
    """

    RUNNING = "running"
    PAUSED = "paused"
    SHUT_OFF = "shut off"
    SAVED = "saved"


class Location(Protocol):
    """Claims about where an instance is, for libvirt and for Placement."""

    def expect_nowhere(self, instance: Instance, left: str) -> None:
        """No host holds allocations of it, and the host that it left has no domain of it."""

    def expect_held_on(self, instance: Instance, host: str, state: DomainState) -> None:
        """Its domain is in that state on the host, and allocations are held there alone."""

    def expect_only_on(self, instance: Instance, host: str | None, left: str | None = None) -> None:
        """Its domain runs on the host and is gone from the one it left; allocations are held on the host alone."""


class Rollback(Protocol):
    """What a failed operation left behind."""

    def expected_on_failure(self, instance: Instance, boot: str | None, source: str, destination: str) -> AbstractContextManager[None]:
        """Around an operation: if it fails, whether the same boot still runs on the source and nothing stays on the destination is told."""


class Canary(Noun):
    """A guest that is started before an upgrade, lives through it, and is looked at after each of its steps.

    host: where it was started; boot: its boot id then, and up: its clock (seconds since that boot), None where the image does not tell.
    state: whether it runs, or awaits that its resize is reverted, or that was done.
    """

    host: str
    instance: Instance
    boot: str | None
    up: float | None = None
    started: datetime
    state: Literal["running", "resized", "reverted"] = "running"


class Canaries(Protocol):
    """The canaries of an upgrade, as suites start and look at them."""

    def start(self, host: str) -> Canary:
        """The canary of a host, which is booted unless there is one. :raises OperationFailed: its boot failed"""

    def begin_resize(self, host: str) -> Canary:
        """A second canary of a host, whose resize awaits what comes of it. :raises OperationFailed: its boot or its resize failed"""

    def of(self, host: str) -> Canary:
        """The canary that was started on a host; skips the test where none was."""

    def resized(self, host: str) -> Canary:
        """The one whose resize from a host awaits what comes of it; skips the test where there is none."""

    def revert(self, canary: Canary) -> None:
        """Take its resize back. :raises OperationFailed: it did not come to that"""

    def expect_alive(self, canary: Canary) -> None:
        """It is the boot that it was when it was started, and answers. :raises CloudFault: it is not"""

    def expect_answered(self, canary: Canary) -> None:
        """No outage since it was started was longer than the profile allows. :raises CloudFault: one was"""

    def expect_only_where_nova_has_it(self, canary: Canary) -> None:
        """Its domain runs on the host that Nova has it on, and allocations are held there alone. :raises CloudFault: it is otherwise"""
