"""What must hold on a compute host before any instance is moved."""

from typing import Protocol


class NotApplicable(Exception):
    """A claim says nothing about this host; the message is the reason, for the skip."""


class Holds(Protocol):
    """See that an invariant holds on a host; skips the test, with the reason, where it says nothing about that host."""

    def __call__(self, invariant: str, *, on: str) -> None:
        """:raises CloudFault: it does not hold"""
