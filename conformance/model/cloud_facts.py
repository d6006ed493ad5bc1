"""What the cloud's APIs say of the whole: read once a run, before anything is done."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from conformance.model.base import Noun
from conformance.model.facts import ServiceState, WithGaps


class ServiceRecord(Noun):
    """A service as Nova or Cinder lists it; reported is when it last did. cell_answers: whether its cell answers Nova's API: else it is
    not known how it is, and it counts as enabled and down.
    """

    binary: str
    host: str
    enabled: bool
    up: bool
    reported: datetime | None = None
    cell_answers: bool = True


class Agent(Noun):
    """A network agent as Neutron lists it. mappings: physical networks and the bridges that they are on; interfaces: those that are on
    interfaces of the host, as of Linux bridge agents and SR-IOV.
    """

    kind: str
    host: str
    alive: bool
    enabled: bool
    mappings: dict[str, str] = Field(default_factory=dict)
    interfaces: tuple[str, ...] = ()
    tunnel_address: str | None = None


Amount = Annotated[int, Field(ge=-(2**63), lt=2**63)]
"""What a database's column can hold, and can be calculated with."""


class ProviderInventory(Noun):
    """What a provider has of one resource, how much of it is kept from guests, by what factor it may be given out, and how much is."""

    total: Amount
    reserved: Amount
    ratio: float
    used: Amount = 0

    @property
    def free(self) -> float:
        """How much may still be given out."""
        return (self.total - self.reserved) * self.ratio - self.used


class Provider(Noun):
    """A root resource provider of Placement. consumers: those that hold allocations of it."""

    id: str
    name: str
    inventory: dict[str, ProviderInventory] = Field(default_factory=dict)
    consumers: tuple[str, ...] = ()


class ServerRecord(Noun):
    """A server of any project."""

    id: str
    name: str
    status: str
    host: str | None
    updated: datetime


class Image(Noun):
    """The image that the run boots. begins_as: the format that its first bytes tell, empty if none; None if they were not read."""

    name: str
    status: str
    size: int
    format: str
    begins_as: str | None = None


class ControlService(Noun):
    """A service of the control plane, and where it was looked for: a host's name, or `the cluster` for pods on whatever node."""

    where: str
    state: ServiceState


class PodWarning(Noun):
    """An event of type Warning about a pod of a service of the profile, as `kubectl describe pod` shows it.

    count: how often it occurred, the last time so many seconds ago. there: whether the pod still is; ready: whether it serves.
    """

    pod: str
    service: str
    reason: str
    message: str
    count: int = 1
    seconds_ago: float
    there: bool
    ready: bool


class ControlFacts(WithGaps):
    """The control plane as its own hosts, or the cluster that it runs in, tell of it.

    unplaced: services of which the profile does not say where they run. scheduler: the options of the scheduler's [filter_scheduler];
    conductor: those of nova-conductor's [workarounds]. None where they were not read.
    """

    services: tuple[ControlService, ...] = ()
    unplaced: tuple[str, ...] = ()
    scheduler: dict[str, str] | None = None
    conductor: dict[str, str] | None = None


class CloudFacts(WithGaps):
    """The cloud as its APIs tell of it. Gaps are under the field's own name.

    gathered: by the clock of Nova's API, whose moments it is compared with. volume_services: Cinder's; None where the cloud has no
    block storage. hypervisors: by name, the host of its compute service. numa_flavors: those that ask for processors, nodes or pages
    of their own.
    consoles: by the address that users are sent to for a console, what was wrong when it was asked from here; None if nothing was.
    """

    gathered: datetime
    services: tuple[ServiceRecord, ...] = ()
    volume_services: tuple[ServiceRecord, ...] | None = None
    hypervisors: dict[str, str] = Field(default_factory=dict)
    agents: tuple[Agent, ...] = ()
    providers: tuple[Provider, ...] = ()
    servers: tuple[ServerRecord, ...] = ()
    orphaned_allocations: dict[str, str] = Field(default_factory=dict)
    orphaned_ports: tuple[str, ...] = ()
    image: Image | None = None
    numa_flavors: tuple[str, ...] = ()
    control: ControlFacts = ControlFacts()
    pod_warnings: tuple[PodWarning, ...] = ()
    consoles: dict[str, str | None] = Field(default_factory=dict)
