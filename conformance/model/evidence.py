"""What the cloud says of an operation that failed."""

from enum import StrEnum

from conformance.model.base import Noun


class Side(StrEnum):
    """The side of an operation that something was seen on, or is to blame."""

    SOURCE = "source"
    DESTINATION = "destination"
    BOTH = "both"
    CONTROL_PLANE = "control-plane"


class Source(StrEnum):
    """Where a piece of evidence was read: an API's record, a service's log, a host."""

    # what APIs and clients say
    SERVER_FAULT = "server-fault"
    EVENTS = "events"
    MIGRATION = "migration"
    SERVICES = "services"
    AGENTS = "agents"
    PORTS = "ports"
    PLACEMENT = "placement"
    HYPERVISORS = "hypervisors"
    VOLUMES = "volumes"
    IMAGE = "image"
    CONSOLE = "console"
    PODS = "pods"
    CLI = "cli"
    # logs of services
    NOVA_COMPUTE = "nova-compute"
    NOVA_CONDUCTOR = "nova-conductor"
    NOVA_SCHEDULER = "nova-scheduler"
    NOVA_API = "nova-api"
    PLACEMENT_API = "placement-api"
    NEUTRON_SERVER = "neutron-server"
    NEUTRON_AGENT = "neutron-agent"
    METADATA_AGENT = "metadata-agent"
    GLANCE_API = "glance-api"
    CINDER_VOLUME = "cinder-volume"
    CONSOLE_PROXY = "console-proxy"
    LIBVIRT = "libvirt"
    QEMU = "qemu"
    # what a compute host says of itself
    DMESG = "dmesg"
    AUDIT = "audit"
    HOST = "host"
    # what this suite saw of it before anything was disturbed
    INVARIANTS = "invariants"


class Evidence(Noun):
    """A text that was read, from which source, and of which host and side if it belongs to one. earlier: said before the operation."""

    source: Source
    text: str
    host: str | None = None
    side: Side | None = None
    earlier: bool = False


class Gap(Noun):
    """Evidence that could not be read, and why."""

    source: Source
    why: str
    host: str | None = None


class Bundle(Noun):
    """All that was gathered about one failed operation: enough to classify it again, offline.

    source and destination are the compute hosts of the operation, as far as it had them. requests: its request ids, global and local.
    names: its instance's uuid, the name of its libvirt domain, its ports and volumes.
    """

    id: str
    operation: str
    evidence: tuple[Evidence, ...]
    gaps: tuple[Gap, ...] = ()
    source: str | None = None
    destination: str | None = None
    requests: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
