"""What is known of a fault before it is injected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from conformance.model.operation import OperationKind
from lab.layout import NetworkBackend, Shape, Storage

if TYPE_CHECKING:
    from lab.faults.target import FaultTarget


class FaultPlace(StrEnum):
    """What a fault is injected into."""

    HOST = "host"
    CONTROL = "control"


class HostRole(StrEnum):
    """The part that the broken host takes in an operation. ANY: it takes none, as what is broken is the control plane."""

    SOURCE = "source"
    DESTINATION = "destination"
    ONLY = "only"
    ANY = "any"


class Blamed(StrEnum):
    """Which host a verdict, or the failure of an invariant, must name."""

    TARGET = "the broken host"
    PEER = "the other host"
    NONE = "no host"


@dataclass(frozen=True)
class Showing:
    """An operation in which a fault shows.

    part: the part that the broken host takes in it. cause, blamed: where they differ from the fault's. detail: the verdict's, where it is
    sure. profile: what of the lab's profile differs in this run, such as another image. midway: the fault comes once the operation's
    server runs, as that could not be booted with it. passes: the operation must get over it, and no cause be named. others: causes that
    are as true of it here, and may be named instead.
    """

    operation: OperationKind
    part: HostRole = HostRole.ONLY
    cause: str | None = None
    detail: str | None = None
    blamed: Blamed | None = None
    midway: bool = False
    passes: bool = False
    others: tuple[str, ...] = ()
    profile: Mapping[str, Any] = field(default_factory=dict)


class FaultGroup(StrEnum):
    """Faults that are injected together in the trial of invariants: none in a group hides another one of it."""

    CONFIGURATION = "configuration"
    NETWORK = "network"
    KVM = "kvm"
    KVM_DEVICE = "kvm-device"
    STOPPED = "stopped"
    PORTS = "ports"
    TUNNELS = "tunnels"
    MACHINE = "machine"
    VERSION = "version"
    SPACE = "space"
    INODES = "inodes"
    SHARED = "shared"
    CONSOLE = "console"
    AGENT = "agent"
    MAPPING = "mapping"
    ALLOCATIONS = "allocations"
    CONTROL = "control"
    CONDUCTOR = "conductor"
    HEARTBEATS = "heartbeats"


@dataclass(frozen=True)
class Violation:
    """An invariant that the suite must report as violated while the fault is injected.

    invariant: its id. on: the host whose test of it must fail, or that the failure must name; None: the target of a fault of a compute
    host, and no host where the fault is one of the control plane. within: seconds until it is noticed. group: the group in which the
    trial of invariants shows the invariant by this fault; None: it is shown by another one. skipped_when_well: without the fault the
    invariant is skipped, as it says nothing there, instead of holding. applies: whether the fault violates it on this machine, where that
    is so on some machines only.
    """

    invariant: str
    on: Blamed | None = None
    within: float = 30
    group: FaultGroup | None = None
    skipped_when_well: bool = False
    applies: Callable[[], bool] | None = None

    @property
    def here(self) -> bool:
        """Whether the fault violates it on this machine."""
        return self.applies is None or self.applies()


@dataclass(frozen=True)
class Fault:
    """One fault.

    title: what it is, in a few words. inject: how it is injected; all changes are noted in the undo log, and recovery undoes them; None:
    not on this machine. recover: what is done after that, where it is not enough.
    cause: the id of the cause that it provokes; None where only invariants notice. shows: through which operations; may be empty.
    place: what it is injected into. blamed: whom verdicts must name. invariants: those that it violates.
    given: what must be so in the trial of invariants for them to say anything, where it is not so in the lab. thresholds: those of the
    lab's profile that differ wherever its invariants are looked at, as they say nothing with its own.
    difference: what of the lab differs from a cloud, so that it can be provoked here; the pages made of results list it.
    remedy: the documented one that is to be done once it is recovered, in words; it is done by the operation that is run again.
    apart: whether it disturbs no operation but those that ask for what it made, though it is one of the control plane.
    companion: the name of another fault, which the other host gets at the same time.
    shapes, networks, storages: those of the lab in which it can be provoked. tls: only in one with TLS, or only in one without; None: in
    both.
    recorded: why it cannot be provoked on this machine and is replayed from recorded evidence instead.
    """

    title: str
    inject: Callable[["FaultTarget"], None] | None
    recover: Callable[["FaultTarget"], None] | None = None
    cause: str | None = None
    shows: tuple[Showing, ...] = ()
    place: FaultPlace = FaultPlace.HOST
    blamed: Blamed = Blamed.TARGET
    invariants: tuple[Violation, ...] = ()
    given: Callable[["FaultTarget"], None] | None = None
    thresholds: Mapping[str, Any] = field(default_factory=dict)
    difference: str = ""
    remedy: str = ""
    apart: bool = False
    companion: str = ""
    shapes: frozenset[Shape] = frozenset(Shape)
    networks: frozenset[NetworkBackend] = frozenset(NetworkBackend)
    storages: frozenset[Storage] = frozenset(Storage)
    tls: bool | None = None
    recorded: str = ""

    def fits(self, shape: Shape, network: NetworkBackend, *, tls: bool, storage: Storage = Storage.LOCAL) -> bool:
        """Whether it can be provoked in such a lab."""
        return shape in self.shapes and network in self.networks and storage in self.storages and self.tls in {None, tls}


@dataclass(frozen=True)
class NamedFault:
    """A fault, with its name and what it does, as its file says."""

    name: str
    does: str
    fault: Fault
