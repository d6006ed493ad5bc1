"""What is known of a fault before it is injected."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from conformance.model.operation import OperationKind

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
    """Which host the verdict must name."""

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


@dataclass(frozen=True)
class Fault:
    """One fault.

    cause: the id of the cause that it provokes; None where only invariants notice. shows: through which operations; may be empty.
    place: what it is injected into. blamed: whom verdicts must name. invariants: ids of those that it violates.
    difference: what of the lab differs from a cloud, so that it can be provoked here; docs/faults.md lists it.
    remedy: the documented one that is to be done once it is recovered, in words; it is done by the operation that is run again.
    apart: whether it disturbs no operation but those that ask for what it made, though it is one of the control plane.
    companion: the name of another fault, which the other host gets at the same time.
    recorded: why it cannot be provoked on this machine and is replayed from recorded evidence instead.
    """

    title: str
    inject: Callable[["FaultTarget"], None] | None
    cause: str | None = None
    shows: tuple[Showing, ...] = ()
    place: FaultPlace = FaultPlace.HOST
    blamed: Blamed = Blamed.TARGET
    invariants: tuple[str, ...] = ()
    difference: str = ""
    remedy: str = ""
    apart: bool = False
    companion: str = ""
    recorded: str = ""


@dataclass(frozen=True)
class NamedFault:
    """A fault, with its name and what it does, as its file says."""

    name: str
    does: str
    fault: Fault
