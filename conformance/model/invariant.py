"""What must hold of compute hosts and of the cloud before any instance is moved."""

from enum import StrEnum
from typing import Protocol

from conformance.model.base import Noun
from conformance.model.errors import SuiteFault
from conformance.model.evidence import Side
from conformance.model.operation import OperationKind

STARTS = (OperationKind.BOOT, OperationKind.HARD_REBOOT, OperationKind.RESIZE, OperationKind.COLD_MIGRATION)
"""The operations that start a guest anew on their destination."""

ARRIVES = (*STARTS, OperationKind.LIVE_MIGRATION)
"""The operations that bring a guest to their destination, or start it there."""


NOT_APPLICABLE = "not-applicable"
"""What the reason of a skipped test begins with where a claim says nothing about a host."""


class NotApplicable(Exception):
    """A claim says nothing about this host; the message is the reason, for the skip."""


class Misdescribed(SuiteFault):
    """The profile calls something by a wrong name, and other facts show that it is sound: to be set right, and no sign of a failure."""


class Scope(StrEnum):
    """What an invariant is about: each compute host, or the cloud as a whole."""

    HOST = "host"
    CLOUD = "cloud"


class About(Noun):
    """What an invariant's file says of it besides the claim.

    cause: the id of the cause that its violation leads to; None if it leads to no failure by itself. stops: the operations that then
    fail; where it is of one host alone, those of which that host is the side given. source: who says so: a document, or a project's file.
    """

    cause: str | None
    why: str
    remedy: str
    source: str
    stops: tuple[OperationKind, ...] = ()
    side: Side = Side.DESTINATION


class Holds(Protocol):
    """See that an invariant holds; skips the test, with the reason, where it says nothing here."""

    def __call__(self, invariant: str, *, on: str | None = None) -> None:
        """
        :param on: the host that it is about, unless it is about the cloud
        :raises CloudFault: it does not hold
        """
