"""What operations and observers of a run work with."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from openstack.connection import Connection

from conformance.model.site import Site
from conformance.run.journal import Journal
from conformance.run.ledger import Ledger
from conformance.run.nova import Nova
from conformance.run.slots import Slots
from conformance.run.wait import DEFAULT_PACE, Pace, insist
from conformance.site.hosts import Hosts
from conformance.site.profile import Profile

T = TypeVar("T")

_TROUBLES_LAST = 60.0
"""Seconds after which an API that gives no answer is not in a short trouble any more."""


@dataclass(frozen=True)
class RunContext:
    """One worker's hold on the run: the cloud, what is known of it, and the run's records.

    worker is this worker's name, unique in the run; pace is how often waits look.
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

    def insist(self, what: str, read: Callable[[], T]) -> T:
        """Read something from an API, over short troubles. :raises NothingSeen: they last"""
        return insist(what, read, _TROUBLES_LAST, pace=self.pace)

    @property
    def nova(self) -> Nova:
        """Nova, as this suite uses it."""
        return Nova(self.conn)
