"""What must hold of compute hosts and of the cloud before any instance is moved."""

from enum import StrEnum
from typing import Protocol

from pydantic import Field

from conformance.model.base import Noun
from conformance.model.errors import SuiteFault
from conformance.model.evidence import Side
from conformance.model.operation import OperationKind
from conformance.model.reference import Reference

NOT_APPLICABLE = "not-applicable"
"""What the reason of a skipped test begins with where a claim says nothing about a host."""


RANK = 50
"""The rank of an invariant of which nothing is known but that it stops an operation; lower ones explain, higher ones say least of why."""


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

    cause: the id of the cause that its violation leads to; None if it leads to no failure by itself. practice: what operators are to
    do or to look at, which the check does for them; invariants of one practice state it alike. source: who says so. stops: the operations
    that then fail; where it is of one host alone, those of which that host is the side given. rank: of several that stop an operation,
    the one with the lowest rank is predicted to be why, as it explains the others or is met first; those of one rank come by their ids.
    differs_in_upgrade: whether hosts differ in it for as long as some of them are upgraded and some are not.
    """

    cause: str | None
    why: str
    remedy: str
    practice: str
    source: tuple[Reference, ...] = Field(min_length=1)
    stops: tuple[OperationKind, ...] = ()
    side: Side = Side.DESTINATION
    rank: int = Field(default=RANK, ge=1)
    differs_in_upgrade: bool = False


class Holds(Protocol):
    """See that an invariant holds; skips the test, with the reason, where it says nothing here."""

    def __call__(self, invariant: str, *, on: str | None = None) -> None:
        """
        :param on: the host that it is about, unless it is about the cloud
        :raises CloudFault: it does not hold
        """
