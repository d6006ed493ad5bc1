"""What is tested and how it is reached: one value, read once, that a run and all that follows it use."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from openstack.connection import Connection

from conformance.cloud.connection import connect
from conformance.cloud.retries import RetryPolicy, Told
from conformance.config.profile import load_profile
from conformance.config.profile_model import Profile
from conformance.inventory.inventory import read_inventory
from conformance.inventory.reached import Inventory
from conformance.model.base import Noun
from conformance.probe.hosts import Hosts


@dataclass(frozen=True)
class Access:
    """The target's APIs and hosts, as long as it is open."""

    conn: Connection
    hosts: Hosts


def _nobody(_: object) -> None:
    """Hears of repeated requests where nobody counts them."""


class Target(Noun):
    """A cloud by its name in clouds.yaml, its profile and the inventory of its hosts, with their whole content.

    It goes to every worker and into the run's directory: a file that is edited during a run changes nothing of the run.
    profile_name: as it was asked for, a name in profiles/ or a path.
    """

    cloud: str
    profile_name: str
    profile: Profile
    inventory: Inventory

    @contextmanager
    def open(self, told: Told = _nobody, policy: RetryPolicy = RetryPolicy.STARTUP, *, run: str | None = None) -> Iterator[Access]:
        """The APIs and the hosts. Nothing is asked of them yet.

        :param told: hears of each reading request that had to be repeated
        :param run: the id of the run whose processes share connections to hosts; None: this process has its own
        :raises UsageProblem: clouds.yaml does not have the cloud, or cannot be read
        """
        with connect(self.cloud, told, policy) as conn, self.hosts(run=run) as hosts:
            yield Access(conn, hosts)

    def hosts(self, *, run: str | None = None, connect_timeout: int = 5) -> Hosts:
        """The hosts alone, each reached when it is first asked.

        :param connect_timeout: whole seconds until a host that does not answer is given up
        """
        return Hosts(self.profile, self.inventory, connect_timeout, run)


def read_target(cloud: str, profile: str, inventory: Path | None) -> Target:
    """Read profile and inventory. Nothing is asked of the cloud.

    :param profile: a name in profiles/, or the path of a YAML file
    :raises UsageProblem: one of them is missing or wrong: one line that says what, where, and what to do
    """
    loaded = load_profile(profile)
    # that of a file is of use from other directories, too
    name = str(Path(profile).absolute()) if "/" in profile or profile.endswith((".yaml", ".yml")) else profile
    known = read_inventory(inventory, loaded.hosts.group, loaded.hosts.control_group)
    return Target(cloud=cloud, profile_name=name, profile=loaded, inventory=known)
