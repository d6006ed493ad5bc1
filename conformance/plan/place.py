"""What a plan tells of a test, whatever strategy made the plan."""

from collections.abc import Iterable
from typing import Protocol

from conformance.model.base import Noun
from conformance.model.hosts import HostPair


class Place(Noun):
    """A place in the plan: the lane, counted from 0, and the step in its chain, counted from 1 (0: before the chain)."""

    lane: int
    step: int


class Plan(Protocol):
    """Lanes, each a chain of pairs that one instance can follow; a lane follows a chain once for each kind of migration.

    After its first kind, a lane goes on with the chain that begins where its own ended, if there is one.
    """

    @property
    def lanes(self) -> int:
        """How many chains there are, which is how many instances are booted if all goes well."""

    @property
    def rounds(self) -> int:
        """How many migrations there are one after the other, if as many as the budgets allow are done side by side."""

    def pairs(self) -> Iterable[HostPair]:
        """The pairs that are selected, each once."""

    def place_of_pair(self, pair: HostPair, kind: int = 0) -> Place:
        """Where a test on a pair belongs.

        :param kind: which of the kinds of migration that a lane does one after the other, counted from 0
        :raises ValueError: the pair is not in the plan
        """

    def place_of_host(self, host: str, kinds: int = 0) -> Place:
        """Where a test on one host belongs: in the lane that has its instance there.

        :param kinds: how many kinds of migration the lane has done before
        :raises ValueError: the host is not in the plan
        """
