"""What operations and observers of a run work with."""

from dataclasses import dataclass
from pathlib import Path

from openstack.connection import Connection

from conformance.model.site import Site
from conformance.run.journal import Journal
from conformance.run.ledger import Ledger
from conformance.run.nova import Nova
from conformance.run.slots import Slots
from conformance.run.wait import DEFAULT_PACE, Pace
from conformance.site.hosts import Hosts
from conformance.site.profile import Profile


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

    @property
    def nova(self) -> Nova:
        """Nova, as this suite uses it."""
        return Nova(self.conn)
