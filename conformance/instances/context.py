"""What operations and observers of a run work with."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from openstack.connection import Connection

from conformance.cloud.calls import Calls
from conformance.cloud.nova import Nova
from conformance.cloud.wait import DEFAULT_PACE, Pace, read_with_retry
from conformance.config.profile import Profile
from conformance.coordination.slots import Slots
from conformance.instances.answering import Probes
from conformance.model.operation import SPECS, OperationKind
from conformance.model.site import Site
from conformance.probe.hosts import Hosts
from conformance.run_dir.durations import Durations
from conformance.run_dir.journal import Journal
from conformance.run_dir.ledger import Ledger
from conformance.run_dir.troubles import Troubles

T = TypeVar("T")

_LONGEST_FOR_MOVES = 1.25
"""Seconds between two looks at a migration at most: that it has failed is to be known within 2 s of its record saying so."""

_TROUBLES_LAST = 60.0
"""Seconds after which an API that gives no answer is not in a short trouble any more."""


@dataclass(frozen=True)
class RunContext:
    """One worker's hold on the run: the cloud, what is known of it, and the run's records.

    worker is this worker's name, unique in the run; pace is how often waits look; durations is what operations usually take here; calls
    counts what the APIs were asked; probes see for how long guests do not answer.
    """

    run_id: str
    run_dir: Path
    worker: str
    site: Site
    profile: Profile
    conn: Connection
    hosts: Hosts
    ledger: Ledger
    journal: Journal
    slots: Slots
    pace: Pace = DEFAULT_PACE
    durations: Durations = field(default_factory=Durations)
    calls: Calls = field(default_factory=Calls)
    probes: Probes = field(default_factory=Probes)

    def pace_of(self, kind: OperationKind) -> Pace:
        """How often a wait for an operation looks, from what its kind has taken so far in this cloud."""
        longest = min(self.pace.longest, _LONGEST_FOR_MOVES) if kind in SPECS and SPECS[kind].migration_type else self.pace.longest
        return replace(self.pace, longest=longest, usual=self.durations.usual(kind))

    @property
    def troubles(self) -> Troubles:
        """Where it is noted what the APIs make this run bear."""
        return Troubles(self.run_dir)

    def read_with_retry(self, what: str, read: Callable[[], T]) -> T:
        """Read something from an API, over short troubles. :raises NothingSeen, OnlyErrors: they last"""
        return read_with_retry(what, read, _TROUBLES_LAST, pace=self.pace)

    @property
    def nova(self) -> Nova:
        """Nova, as this suite uses it."""
        return Nova(self.conn)
