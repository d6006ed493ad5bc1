"""What a profile may say: how one way of deploying OpenStack runs its services, and what is expected of its hosts."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self

from pydantic import Field, create_model, model_validator

from conformance.config.checked import Checked
from conformance.config.clients import Clients
from conformance.config.expectations import Expectations
from conformance.config.guest_model import GuestOptions
from conformance.config.host_selection import HostSelection
from conformance.config.production import Production
from conformance.config.text_types import AbsolutePath, UnitPattern
from conformance.model.base import Noun
from conformance.model.errors import SuiteFault
from conformance.model.operation import SPECS, OperationKind, spec_of

Seconds = Annotated[int, Field(gt=0)]


class ServiceKind(StrEnum):
    """How a service runs on its host."""

    DOCKER = "docker"
    PODMAN = "podman"
    KUBECTL = "kubectl"
    SYSTEMD = "systemd"
    SUPERVISOR = "supervisor"
    PROCESS = "process"
    NONE = "none"

    @property
    def in_container(self) -> bool:
        """Whether the service has files of its own, apart from its host's."""
        return self in {ServiceKind.DOCKER, ServiceKind.PODMAN, ServiceKind.KUBECTL}


class LogicalService(StrEnum):
    """The names under which tests, collectors and causes speak of services, whatever a deployment calls them."""

    NOVA_COMPUTE = "nova_compute"
    NOVA_LIBVIRT = "nova_libvirt"
    NOVA_SCHEDULER = "nova_scheduler"
    NOVA_CONDUCTOR = "nova_conductor"
    NOVA_API = "nova_api"
    PLACEMENT_API = "placement_api"
    NEUTRON_SERVER = "neutron_server"
    L2_AGENT = "l2_agent"
    METADATA_AGENT = "metadata_agent"
    VSWITCH = "vswitch"
    NOVA_SSH = "nova_ssh"
    GLANCE_API = "glance_api"
    CINDER_VOLUME = "cinder_volume"
    NOVA_NOVNCPROXY = "nova_novncproxy"
    NOVA_SUPER_CONDUCTOR = "nova_super_conductor"
    NOVA_METADATA = "nova_metadata"
    NEUTRON_RPC_SERVER = "neutron_rpc_server"
    NEUTRON_PERIODIC_WORKER = "neutron_periodic_worker"
    NEUTRON_OVN_MAINTENANCE_WORKER = "neutron_ovn_maintenance_worker"
    OVN_NORTHD = "ovn_northd"
    OVN_NB_DB = "ovn_nb_db"
    OVN_SB_DB = "ovn_sb_db"

    @property
    def need_not_be_said(self) -> bool:
        """Whether nothing is missed where a profile says nothing of it: another service (nova_conductor, nova_api, neutron_server) does its
        work where it does not run by itself, or no operation of an instance needs it.
        """
        return self in _NEED_NOT_BE_SAID

    @property
    def on_compute_hosts(self) -> bool:
        """Whether it runs on every compute host; the others run wherever the deployment put its control plane."""
        return self in _ON_COMPUTE_HOSTS


_ON_COMPUTE_HOSTS = frozenset(
    {
        LogicalService.NOVA_COMPUTE,
        LogicalService.NOVA_LIBVIRT,
        LogicalService.L2_AGENT,
        LogicalService.METADATA_AGENT,
        LogicalService.VSWITCH,
        LogicalService.NOVA_SSH,
    }
)

_NEED_NOT_BE_SAID = frozenset(
    {
        LogicalService.METADATA_AGENT,
        LogicalService.NOVA_NOVNCPROXY,
        LogicalService.NOVA_SUPER_CONDUCTOR,
        LogicalService.NOVA_METADATA,
        LogicalService.NEUTRON_RPC_SERVER,
        LogicalService.NEUTRON_PERIODIC_WORKER,
        LogicalService.NEUTRON_OVN_MAINTENANCE_WORKER,
        LogicalService.OVN_NORTHD,
        LogicalService.OVN_NB_DB,
        LogicalService.OVN_SB_DB,
    }
)


class Service(Noun):
    """How one logical service runs, and where its things are as seen from inside it."""

    kind: ServiceKind = Field(
        description="How it runs: docker, podman, kubectl, systemd, supervisor or process; none: this deployment has no such service."
    )
    name: str = Field(
        min_length=1, description="Its container, unit, program or process; for kubectl the label selector of its pods (application=nova)."
    )
    config: tuple[str, ...] = Field(
        default=(),
        description="Its configuration files, in the order in which it reads them; a path that ends in / is a directory of *.conf.",
    )
    log: str | None = Field(
        default=None,
        description="Its log file; null: it logs to its journal or container only. Where a unit has no such file, its journal is read.",
    )
    host_log: str | None = Field(
        default=None,
        description="Its log file as its host itself has it, a shell pattern (/var/log/pods/openstack_nova-compute-*/nova-compute/*.log); "
        "null: `log`, found from outside the container. kubectl needs it, as nodes cannot be asked where pods log.",
    )
    hosts: tuple[str, ...] = Field(
        default=(),
        description="Control plane only: hosts that run it and whose logs may be read, by their names for ssh; "
        "empty: the hosts of the inventory's control group (hosts.control_group), as far as they run it; where compute hosts run it, too, "
        "it is read there.",
    )
    namespace: str = Field(default="openstack", description="kubectl only: the namespace of its pods.")
    container: str | None = Field(default=None, description="kubectl only: its container in the pod; null: the pod's default container.")
    unit: str | None = Field(
        default=None,
        min_length=1,
        description="docker and podman only: the systemd unit that starts its container, which restarts it and counts that; "
        "null: as `container_unit` says.",
    )
    optional: bool = Field(default=False, description="Whether a site may do without it.")
    when: str = Field(default="", description="In which releases or settings it is this one, for people.")
    alternatives: tuple["Service", ...] = Field(
        default=(),
        description="What it is instead in other releases or settings, likeliest first; kind and namespace are as above if not given.",
    )

    @model_validator(mode="after")
    def _alternatives_are_flat(self) -> Self:
        if any(alternative.alternatives for alternative in self.alternatives):
            raise ValueError("an alternative has alternatives of its own: give all of them in one list")
        return self

    @property
    def candidates(self) -> tuple["Service", ...]:
        """All that it may be on a host, the likeliest first; each without alternatives."""
        return (self.model_copy(update={"alternatives": ()}), *self.alternatives)


class Connection(StrEnum):
    """How compute hosts are reached."""

    SSH = "ssh"
    LOCAL = "local"


class HostAccessRules(Noun):
    """How compute hosts are reached; an inventory's variables for a host come before these."""

    connection: Connection = Field(default=Connection.SSH, description="ssh; or local, where the suite runs on the only compute host.")
    sudo: bool = Field(default=False, description="Whether commands run under `sudo -n`; ansible_become in an inventory comes before it.")
    ssh_user: str | None = Field(default=None, description="The user to log in as; null: as the SSH configuration says.")
    group: str | None = Field(
        default=None, description="The inventory's group of compute hosts; null: `compute` if there is such a group, else all hosts."
    )
    control_group: str | None = Field(
        default=None, description="The inventory's group of the control plane's hosts; null: `control` if there is such a group, else none."
    )


class Paths(Noun):
    """Where things are on a compute host, as nova-compute sees them."""

    instances: str = Field(
        default="/var/lib/nova/instances", description="Where nova-compute keeps instances; its nova.conf comes before it."
    )
    guest_logs: str = Field(
        default="/var/log/libvirt/qemu", description="Where libvirt keeps QEMU's log of each guest, as libvirt sees it."
    )
    certificates: tuple[AbsolutePath, ...] = Field(
        default=(),
        description="Directories of TLS certificates of libvirt and QEMU, as libvirt sees them, besides those that are read on any host: "
        "what live_migration_uri names (pkipath), what the files of services.nova_libvirt.config name, and else /etc/pki.",
    )


def _operation_timeouts() -> type[Noun]:
    """A time limit for each operation, by its marker, in the order of their kinds."""
    specs = [SPECS[kind] for kind in OperationKind if kind in SPECS]
    fields: dict[str, Any] = {spec.kind.marker: (Seconds, Field(default=spec.seconds, description=spec.until)) for spec in specs}
    return create_model("OperationTimeouts", __base__=Noun, **fields)


class Timeouts(_operation_timeouts()):  # type: ignore[misc]  # as many fields as there are operations
    """Seconds, each the budget of one wait."""

    guest: Seconds = Field(default=180, description="Until a guest shows that it runs, or answers over its network.")
    delete: Seconds = Field(default=120, description="Until a deleted instance is gone.")
    slot: Seconds = Field(default=3600, description="Until hosts are free for a further operation of this run.")

    def of(self, kind: OperationKind) -> float:
        """Seconds that an operation may take, or its second step."""
        seconds: float = getattr(self, spec_of(kind).kind.marker)
        return seconds


class Limits(Noun):
    """How much the suite asks of a cloud at once."""

    migrations_out: int | None = Field(
        default=None,
        gt=0,
        description="Instances that leave a host at once; null: as many as its nova.conf has it send (max_concurrent_live_migrations), "
        "1 where that is not known. More than that would only wait there.",
    )
    migrations_in: int = Field(default=1, gt=0, description="Instances that arrive on a host at once, those that are booted there, too.")
    migrations_at_once: int | None = Field(
        default=None, gt=0, description="Migrations at once in the whole cloud; null: as many as hosts allow."
    )
    instances_at_once: int | None = Field(default=None, gt=0, description="Instances of a run at once; null: as many as it has workers.")
    memory_headroom_mib: int = Field(default=0, ge=0, description="MiB of a host's memory, as Placement counts it, that must stay free.")
    disk_headroom_gib: int = Field(default=0, ge=0, description="GiB of a host's disk, as Placement counts it, that must stay free.")

    @property
    def headroom(self) -> dict[str, int]:
        """What must stay free on a host, by Placement's resource classes and in their units."""
        return {"MEMORY_MB": self.memory_headroom_mib, "DISK_GB": self.disk_headroom_gib}


class Profile(Noun):
    """One way of deploying OpenStack: data alone; nothing else in the suite names a deployment."""

    title: str = Field(default="", description="What is deployed, for people.")
    read_from: tuple[str, ...] = Field(default=(), description="The sources, with their releases, that names and places were read from.")
    checked: Checked | None = Field(default=None, description="How it is known that the profile is right; null: nobody said.")
    guest: GuestOptions = Field(default=GuestOptions(), description="What the suite boots.")
    hosts: HostAccessRules = Field(default=HostAccessRules(), description="How compute hosts are reached.")
    services: dict[LogicalService, Service] = Field(
        default={}, description="By logical name, how each service runs and where its things are."
    )
    container_unit: UnitPattern | None = Field(
        default=None,
        description="The systemd unit that starts a container of Docker or Podman, with {name} for the container's name "
        "(kolla-{name}-container.service); null: there is none, and the engine itself restarts containers and counts that.",
    )
    clients: Clients = Field(default=Clients(), description="The programs by which libvirt and Open vSwitch are asked.")
    paths: Paths = Field(default=Paths(), description="Where things are on a compute host.")
    expect: Expectations = Field(default=Expectations(), description="What the host invariants compare with.")
    block_migration: bool | Literal["auto"] = Field(
        default="auto",
        description="What live migrations ask for: auto; true or false, where the site's own tools say that disks are local or shared.",
    )
    timeouts: Timeouts = Field(default=Timeouts(), description="The budgets of waits, in seconds.")
    limits: Limits = Field(default=Limits(), description="How much is asked of the cloud at once.")
    allow: HostSelection = Field(default=HostSelection(), description="The only hosts that are tested; empty: all.")
    deny: HostSelection = Field(default=HostSelection(), description="Hosts that are excluded, whatever allows them.")
    production: Production | None = Field(
        default=None, description="Marks a production cloud: a run does nothing there but what this allows; null: it is none."
    )

    def service(self, name: str) -> Service:
        """How the service of that logical name runs, or most likely runs where it has alternatives.

        :raises SuiteFault: the profile does not say, or says that there is none
        """
        for known, service in self.services.items():
            if known == name:
                if service.kind is ServiceKind.NONE:
                    raise SuiteFault(f"this deployment has no {name}: the profile says services.{name}.kind: none")
                return service
        known_services = ", ".join(self.services) or "no services"
        raise SuiteFault(f"the profile does not say how {name} runs. Add services.{name} to it (it has: {known_services})")
