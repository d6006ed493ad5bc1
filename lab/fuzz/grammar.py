"""What a drawn fault is: what it touches, what it may be called, and which operations can meet it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from conformance.model.operation import SPECS, OperationKind
from lab.faults.fault import Blamed, HostRole
from lab.faults.target import FaultTarget

ALL = tuple(SPECS)
"""Every operation that has a test."""

NEW_CAUSES = frozenset({"instances-path-unusable", "service-catalog", "host-tool-broken", "service-misconfigured"})
"""Causes that drawn faults may be called, and that may not be written yet."""

WITHOUT_HOST = frozenset(
    {
        "auth-or-policy",
        "image-download-failed",
        "messaging-timeout",
        "network-allocation-failed",
        "no-valid-host",
        "placement-conflict",
        "service-catalog",
    }
)
"""Causes that blame a service of the control plane, so that a verdict may name no host."""

NOWHERE = "198.18.0.250"
"""An address on the management network that nothing has."""

NO_DIRECTORY = "/var/lib/no-such-directory"
"""Below an overlay: what makes it changes no other host."""

NO_VALUE = "no-such-value"


class FaultKind(StrEnum):
    """The kinds of faults that are drawn."""

    OPTION = "option"
    PATH = "path"
    PROGRAM = "program"
    PROCESS = "process"
    NETWORK = "network"
    ACCESS = "access"
    LIMIT = "limit"


@dataclass(frozen=True)
class DrawnFault:
    """A fault as it was drawn.

    slug: what is touched, and how, in a word. does: the same in a sentence. may_be_called: the ids of the causes that are true of it.
    inject: how it is injected; its second parameter is the name of the other host of the pair.
    meets: the operations that can meet it. part: the part that the target must take in operations of pairs; None: any.
    midway: whether it may come once the operation's server runs. blamed: whom a verdict with one of these causes may name.
    """

    kind: FaultKind
    slug: str
    does: str
    may_be_called: frozenset[str]
    inject: Callable[[FaultTarget, str], None]
    meets: tuple[OperationKind, ...] = ALL
    part: HostRole | None = None
    midway: bool = True
    blamed: tuple[Blamed, ...] = (Blamed.TARGET,)


def called(*causes: str | Iterable[str]) -> frozenset[str]:
    """A set of the ids of causes, from ids and sets of them."""
    return frozenset(one for cause in causes for one in ([cause] if isinstance(cause, str) else cause))


def slug(*words: str) -> str:
    """A name that a directory can have."""
    return re.sub(r"[^a-z0-9_.]+", "-", "-".join(words).lower()).strip("-.")
