"""What compute hosts and the cloud say of themselves: read once a run, then shared by all who ask. Sizes are in the unit of their name."""

from datetime import datetime
from enum import StrEnum

from pydantic import Field

from conformance.model.base import Noun

QEMU_PORTS = (49152, 49215)
"""The first and the last port on which QEMU receives guests, where its qemu.conf does not say: libvirt's own default."""


class UnreadFact(Noun):
    """Something that could not be read, and why.

    ours: the suite was not let in or had no tool to read it with; else the host itself would not answer (libvirt, Open vSwitch).
    """

    what: str
    why: str
    ours: bool = True


class WithGaps(Noun):
    """Facts of something: what could not be read is None or empty, and is among the gaps."""

    gaps: tuple[UnreadFact, ...] = ()

    def gap(self, what: str) -> UnreadFact | None:
        """Why that was not read; None if it was, or if there was nothing to read."""
        return next((gap for gap in self.gaps if gap.what == what), None)


class Cpu(Noun):
    """A host's processors. flags are the kernel's, sorted."""

    architecture: str
    vendor: str = ""
    model: str = ""
    family: str = ""
    stepping: str = ""
    microcode: str = ""
    count: int
    flags: tuple[str, ...] = ()


class HugePages(Noun):
    """The huge pages of one size, of the host or of a NUMA node."""

    size_kib: int
    total: int
    free: int


class NumaNode(Noun):
    """One NUMA node; cpus as the kernel lists them (0-3,8)."""

    id: int
    cpus: str
    memory_mib: int
    huge_pages: tuple[HugePages, ...] = ()


class Memory(Noun):
    """A host's memory."""

    total_mib: int
    available_mib: int


class Device(Noun):
    """A device node: its mode in octal digits, and its owner by number."""

    mode: str
    uid: int
    gid: int

    def __str__(self) -> str:
        return f"mode {self.mode}, uid {self.uid}, gid {self.gid}"


class FileSystem(Noun):
    """The file system under a path; kind as `stat -f` names it (ext2/ext3, xfs, nfs, ceph). inodes is 0 where it has no fixed number."""

    path: str
    kind: str
    size_mib: int
    free_mib: int
    inodes: int
    inodes_free: int


class DiskImage(Noun):
    """An image file of the cache, or an instance's disk. backing is the file that it needs; problem is what is wrong with it."""

    path: str
    format: str = ""
    backing: str | None = None
    problem: str | None = None


class Domain(Noun):
    """A domain that libvirt knows."""

    uuid: str
    running: bool


class DomainType(Noun):
    """What libvirt offers to domains of one virt_type (kvm, qemu). models: by name in lower case, whether usable (yes, no, unknown)."""

    virt_type: str
    machine: str = ""
    cpu_modes: tuple[str, ...] = ()
    models: dict[str, str] = Field(default_factory=dict)
    host_model: str = ""


class Libvirt(Noun):
    """What libvirt says of itself and its host. uid and gid are those that it starts QEMU with.

    machines: the machine types that QEMU has; machine_aliases: by their other name, the type that it stands for (pc, q35).
    """

    version: str
    qemu: str
    architecture: str = ""
    cpu_model: str = ""
    cpu_features: tuple[str, ...] = ()
    cpus: int = 0
    memory_mib: int = 0
    security_models: tuple[str, ...] = ()
    machines: tuple[str, ...] = ()
    machine_aliases: dict[str, str] = Field(default_factory=dict)
    domain_types: tuple[DomainType, ...] = ()
    domains: tuple[Domain, ...] = ()
    uid: int = 0
    gid: int = 0

    def domain_type(self, virt_type: str) -> DomainType | None:
        """What it offers to domains of that type; None if there can be no such domain."""
        return next((offer for offer in self.domain_types if offer.virt_type == virt_type), None)


class CertificateRole(StrEnum):
    """What libvirt has a file of certificates for: to show it to who connects, or to trust what it is shown when it connects itself."""

    SHOWN = "shown"
    TRUSTED = "trusted"


class Certificate(Noun):
    """A file of TLS certificates on the host, and the last moment at which the first of them is valid.

    roles: what libvirt has it for, of what matters between hosts. names: host names and addresses for which the first is. keys: the keys of
    all of them, as digests. issued_by: the key with which the first is signed, if that is in a file of the same host.
    """

    path: str
    until: datetime
    roles: tuple[CertificateRole, ...] = ()
    names: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    issued_by: str | None = None


class Denial(Noun):
    """An access that SELinux or AppArmor denied: how many seconds ago, and the kernel's line."""

    seconds_ago: float
    line: str


class AccessControl(Noun):
    """The mandatory access control of a host: selinux-enforcing, selinux-permissive, apparmor or none."""

    state: str


class Tunnel(Noun):
    """A tunnel port of Open vSwitch."""

    kind: str
    remote: str
    local: str = ""


class Switch(Noun):
    """Open vSwitch of a host. settings are the external_ids of its one row (ovn-bridge-mappings, ovn-encap-ip, ...)."""

    bridges: tuple[str, ...]
    tunnels: tuple[Tunnel, ...] = ()
    settings: dict[str, str] = Field(default_factory=dict)


ABSENT = "absent"
"""The state of a service of which there is nothing where it was looked for; not a word of any manager's own."""


class ServiceState(Noun):
    """How a service of the profile fares on a host, or in a cluster.

    state is its manager's own word, or ABSENT; restarts counts those that nobody asked for; restarts_before, those that the run before
    counted.
    """

    service: str
    state: str
    running: bool
    trouble: str | None = None
    restarts: int = 0
    restarts_before: int | None = None

    @property
    def is_absent(self) -> bool:
        """Whether there is no such service there, running or not."""
        return self.state == ABSENT


class Clock(Noun):
    """Seconds by which the host's clock is ahead of the suite's machine: somewhere between the two."""

    least: float
    most: float


class DeployedFiles(Noun):
    """The configuration of a container, compared with what its deployer has written for it on the host.

    compared: False where no deployer keeps such files. differing: their names.
    """

    compared: bool
    differing: tuple[str, ...] = ()


class Monitor(Noun):
    """A monitor of Ceph by its address and port, and why it cannot be connected to."""

    address: str
    barred: str | None = None


class CephClient(Noun):
    """How nova-compute is let in to Ceph, where it opens disks there.

    user: as whom. version: that of its programs. key: a digest of the key in its keyring; None where there is none. refused: why no monitor
    let it in; None where one did. monitors: the addresses that its ceph.conf names. health: what the cluster warns of, by the name of the
    check; None where it was not told.
    """

    user: str
    version: str = ""
    key: str | None = None
    refused: str | None = None
    monitors: tuple[Monitor, ...] = ()
    health: dict[str, str] | None = None


class LibvirtSecret(Noun):
    """The secret by which guests open disks in Ceph, as libvirt has it: a digest of its key, or why libvirt gives none."""

    uuid: str
    key: str | None = None
    problem: str | None = None


class HostFacts(WithGaps):
    """One compute host, read in one go. Gaps are under the field's own name.

    options: nova.conf's options that are asked for by "section/name". digests: of every other option that holds no secret, a short
    digest, to compare the hosts of one run by: its key is that run's alone, and is not kept.
    deployed_nova_compute, deployed_libvirt: the configuration of their containers, compared with what the deployer has written.
    resolves: other hosts' names, and the addresses that they resolve to here. seconds: how long it took.
    ceph, ceph_libvirt: None where nova-compute is configured for no disks in Ceph.
    """

    host: str
    gathered: datetime
    seconds: float
    cpu: Cpu | None = None
    memory: Memory | None = None
    numa: tuple[NumaNode, ...] = ()
    huge_pages: tuple[HugePages, ...] = ()
    kvm_modules: tuple[str, ...] = ()
    kvm: Device | None = None
    kvm_inside: Device | None = None
    kvm_refused: str | None = None
    options: dict[str, str] | None = None
    digests: dict[str, str] = Field(default_factory=dict)
    deployed_nova_compute: DeployedFiles | None = Field(default=None, examples=[DeployedFiles(compared=True)])
    deployed_libvirt: DeployedFiles | None = Field(default=None, examples=[DeployedFiles(compared=True)])
    file_systems: tuple[FileSystem, ...] = ()
    instances_path: str = ""
    image_cache: tuple[DiskImage, ...] = ()
    disks: tuple[DiskImage, ...] = ()
    libvirt: Libvirt | None = None
    ceph: CephClient | None = None
    ceph_libvirt: LibvirtSecret | None = None
    migration_ports: tuple[int, int] = QEMU_PORTS
    certificates: tuple[Certificate, ...] = ()
    access_control: AccessControl | None = None
    denials: tuple[Denial, ...] = ()
    listening: tuple[int, ...] = ()
    addresses: tuple[str, ...] = ()
    resolves: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    switch: Switch | None = None
    services: tuple[ServiceState, ...] = ()
    clock: Clock | None = None

    def file_system(self, path: str) -> FileSystem | None:
        """The file system under a path that was looked at."""
        return next((found for found in self.file_systems if found.path == path), None)


class Connectivity(Noun):
    """What a host met when it tried to reach another: nothing wrong, or why it is barred."""

    source: str
    destination: str
    kind: str
    target: str
    barred: str | None = None
