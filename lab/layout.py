"""Where things of the lab are: addresses, names, paths."""

import os
from dataclasses import dataclass
from enum import StrEnum
from ipaddress import IPv4Address, IPv4Network
from pathlib import Path

MANAGEMENT = IPv4Network("198.18.0.0/24")
"""APIs, messages, migrations and SSH. From RFC 2544's range for benchmarks, which nothing routes."""

GUESTS = IPv4Network("198.18.1.0/24")
"""The provider network on which guests live, reachable from the machine that runs the lab."""

MANAGEMENT_BRIDGE = "lab-mgmt"
GUEST_BRIDGE = "lab-guests"
CONTROL = "control"
STORAGE = "storage-01"
"""The node of Ceph, in a lab with volumes."""

MAX_HOSTS = 99
_COMPUTE = "compute-"


class Shape(StrEnum):
    """How services are deployed on the lab's nodes: programs of supervisord, containers of Docker or Podman as Kolla-Ansible has them, or
    units of systemd as Debian's packages have them."""

    SUPERVISOR = "supervisor"
    KOLLA = "kolla"
    KOLLA_PODMAN = "kolla-podman"
    PACKAGED_DEBIAN = "packaged-debian"

    @property
    def of_kolla(self) -> bool:
        """Whether it is Kolla-Ansible's, with one container engine or the other."""
        return self in KOLLA_SHAPES


KOLLA_SHAPES = frozenset({Shape.KOLLA, Shape.KOLLA_PODMAN})


class NetworkBackend(StrEnum):
    """What plugs guests' ports: Neutron's Open vSwitch agents, or OVN."""

    OPENVSWITCH = "openvswitch"
    OVN = "ovn"


class Storage(StrEnum):
    """Where disks of instances and volumes are. LOCAL: disks in files of the hosts, no volumes. CEPH: both in Ceph, which also has the
    images. CEPH_VOLUMES: volumes and images in Ceph, disks in files of the hosts."""

    LOCAL = "local"
    CEPH = "ceph"
    CEPH_VOLUMES = "ceph-volumes"

    @property
    def has_volumes(self) -> bool:
        """Whether there are Ceph and Cinder."""
        return self is not Storage.LOCAL


WITH_VOLUMES = frozenset(storage for storage in Storage if storage.has_volumes)


def is_compute(node: str) -> bool:
    """Whether a node of that name is a compute host."""
    return node.startswith(_COMPUTE)


def compute_name(number: int) -> str:
    """The name of the compute host of that number, from 1."""
    return f"{_COMPUTE}{number:02d}"


@dataclass(frozen=True)
class Layout:
    """The lab's files below one directory, and the addresses of its nodes."""

    home: Path

    @property
    def environments(self) -> Path:
        """Python environments of the services, one for each lock file that was installed."""
        return self.home / "environments"

    @property
    def base_snapshot(self) -> Path:
        """Databases and keys as they are after every schema migration and bootstrap: what does not change between runs."""
        return self.home / "base-snapshot"

    @property
    def images(self) -> Path:
        """Guest images, one for each fingerprint."""
        return self.home / "images"

    @property
    def roots(self) -> Path:
        """Roots of another Debian than the machine's, for nodes."""
        return self.home / "roots"

    @property
    def access(self) -> Path:
        """How a user reaches the lab: clouds.yaml, inventory, SSH configuration and key."""
        return self.home / "access"

    @property
    def secrets(self) -> Path:
        """The lab's passwords, made once."""
        return self.home / "secrets.json"

    @property
    def certificates(self) -> Path:
        """The lab's certificate authority, and the certificates of its nodes, made once."""
        return self.home / "certificates"

    @property
    def starts(self) -> Path:
        """How long each start took."""
        return self.home / "starts.jsonl"

    @property
    def nodes(self) -> Path:
        """The file trees of the nodes; removed by `down`."""
        return self.home / "nodes"

    @property
    def memory(self) -> Path:
        """What the machine said of the memory of each NUMA node when the lab came up: a file each."""
        return self.home / "memory"

    def node(self, name: str) -> Path:
        """The file tree of one node."""
        return self.nodes / name

    def address(self, node: str) -> IPv4Address:
        """A node's address on the management network."""
        if node == CONTROL:
            return MANAGEMENT[2]
        if node == STORAGE:
            return MANAGEMENT[3]
        return MANAGEMENT[100 + int(node.removeprefix(_COMPUTE))]

    @property
    def gateway(self) -> IPv4Address:
        """The address of the machine that runs the lab, on the management network."""
        return MANAGEMENT[1]


def default_layout() -> Layout:
    """Below LAB_HOME, or /srv/conformance-lab: outside /etc, /var and /root, which nodes lay their own files over."""
    return Layout(Path(os.environ.get("LAB_HOME", "/srv/conformance-lab")))
