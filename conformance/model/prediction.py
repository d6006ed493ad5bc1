"""What is to be expected of a pair, before anything is moved."""

from enum import StrEnum

from conformance.model.base import Noun
from conformance.model.hosts import HostPair
from conformance.model.operation import OperationKind


class Expected(StrEnum):
    """What an operation on a pair will come to, by the facts of its hosts."""

    WORKS = "works"
    FAILS = "fails"
    UNKNOWN = "unknown"


class Prediction(Noun):
    """One operation on one pair.

    invariant and cause: what does not hold, and what that leads to; because: why, in words; host: where, if it is so on one host.
    """

    kind: OperationKind
    pair: HostPair
    expected: Expected
    cause: str | None = None
    invariant: str | None = None
    because: str | None = None
    host: str | None = None
