"""What differs between the container engines that Kolla-Ansible can be given (kolla_container_engine).

Source: Kolla-Ansible, ansible/module_utils/kolla_{podman,docker,systemd}_worker.py, ansible/group_vars/all/common.yml and
ansible/roles/nova-cell/defaults/main.yml (1a681814e); its collection of roles, roles/{docker,podman} (fb9ed00da).
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from lab.errors import LabError
from lab.layout import Shape
from lab.services.files import NodeFile

RUN = "/run:/run:shared"
"""A volume: the host's /run, as Docker is given it."""

_CAPABILITIES = (
    "CHOWN",
    "DAC_OVERRIDE",
    "DAC_READ_SEARCH",
    "FOWNER",
    "FSETID",
    "KILL",
    "SETGID",
    "SETUID",
    "SETPCAP",
    "LINUX_IMMUTABLE",
    "NET_BIND_SERVICE",
    "NET_BROADCAST",
    "NET_ADMIN",
    "NET_RAW",
    "IPC_LOCK",
    "IPC_OWNER",
    "SYS_MODULE",
    "SYS_RAWIO",
    "SYS_CHROOT",
    "SYS_PTRACE",
    "SYS_PACCT",
    "SYS_ADMIN",
    "SYS_BOOT",
    "SYS_NICE",
    "SYS_TIME",
    "SYS_TTY_CONFIG",
    "MKNOD",
    "LEASE",
    "AUDIT_WRITE",
    "AUDIT_CONTROL",
    "SETFCAP",
    "SYSLOG",
)
"""What --privileged gives, but SYS_RESOURCE: of a machine of which that was taken, Docker can give it to no container."""

_UNCONFINED = ("seccomp=unconfined", "apparmor=unconfined", "systempaths=unconfined")
"""What --privileged lifts: of these, the last lets a container write to /proc/sys, as os-vif does for each tap that it makes."""

_OPEN_FILES, _PROCESSES = (1024, 20000), (1024, 4096)
"""Soft and hard limits: what a process of a machine without CAP_SYS_RESOURCE may ask for."""


@dataclass(frozen=True)
class Engine:
    """A container engine as Kolla-Ansible uses it.

    program: what it is called by. directory: on a host, where it keeps what it has. volumes: where below that it keeps volumes. after:
    the unit that those of containers wait for. units: those of its Debian package that start by themselves. files: its configuration.
    privileged, unprivileged: its words for a container that is, or is not, to do all that the host may. instead: volumes that it is given
    in another way than Docker, each as words of its command. options: further words for each container. updates_last: whether what its
    `update` changes of a container holds beyond the container's next start.
    """

    program: str
    directory: str
    volumes: str
    after: str
    units: tuple[str, ...]
    files: tuple[NodeFile, ...]
    privileged: tuple[str, ...]
    unprivileged: tuple[str, ...]
    instead: Mapping[str, tuple[str, ...]]
    options: tuple[str, ...]
    updates_last: bool

    @property
    def path(self) -> str:
        """Its program on a host."""
        return f"/usr/bin/{self.program}"

    def volume(self, name: str) -> str:
        """Where on a host the files of a volume lie."""
        return f"{self.volumes}/{name}/_data"

    def mounted(self, volume: str) -> tuple[str, ...]:
        """The words that give a container a volume. :param volume: as Kolla-Ansible has it for Docker"""
        return self.instead.get(volume, ("--volume", volume))


def _docker_configuration() -> NodeFile:
    soft, hard = _OPEN_FILES
    daemon = {
        "storage-driver": "overlay2",
        "bridge": "none",
        "iptables": False,
        "ip-forward": False,
        "log-driver": "json-file",
        "exec-opts": ["native.cgroupdriver=cgroupfs"],
        "default-ulimits": {"nofile": {"Name": "nofile", "Soft": soft, "Hard": hard}},
    }
    return NodeFile("/etc/docker/daemon.json", json.dumps(daemon, indent=4) + "\n")


DOCKER = Engine(
    program="docker",
    directory="/var/lib/docker",
    volumes="/var/lib/docker/volumes",
    after="docker.service",
    units=("docker.service",),
    files=(_docker_configuration(),),
    privileged=(
        *("--cap-drop", "ALL", *(word for capability in _CAPABILITIES for word in ("--cap-add", capability))),
        *(word for option in _UNCONFINED for word in ("--security-opt", option)),
        *("--device-cgroup-rule", "a *:* rwm"),
    ),
    unprivileged=(),
    instead={},
    options=("--log-opt", "max-size=50m", "--log-opt", "max-file=5"),
    updates_last=True,
)

_RUN_DIRECTORIES = ("/run/netns", "/run/lock/nova", "/run/libvirt", "/run/nova", "/run/openvswitch")
"""Shared one by one: Podman does not share all of /run."""

_CONTAINERS_CONF = f"""[engine]
events_logger = "file"
# with control groups of the first version beside the second, as here, neither crun nor groups of systemd's
runtime = "runc"
cgroup_manager = "cgroupfs"

[containers]
log_size_max = 52428800
log_driver = "k8s-file"
default_ulimits = ["nofile={_OPEN_FILES[0]}:{_OPEN_FILES[1]}", "nproc={_PROCESSES[0]}:{_PROCESSES[1]}"]
"""
"""As Kolla's role writes it, with `podman_custom_config`; but for `healthcheck_events`, which Podman 4.3 does not know."""

PODMAN = Engine(
    program="podman",
    directory="/var/lib/containers",
    volumes="/var/lib/containers/storage/volumes",
    after="network-online.target",
    units=("podman.socket",),
    files=(
        NodeFile("/etc/containers/containers.conf.d/kolla.conf", _CONTAINERS_CONF),
        NodeFile("/etc/tmpfiles.d/kolla.conf", "".join(f"d {path} 0755 root root - -\n" for path in _RUN_DIRECTORIES)),
    ),
    privileged=("--privileged",),
    unprivileged=("--cap-add", "AUDIT_WRITE"),
    instead={
        RUN: ("--volume", "/run:/run", *(word for path in _RUN_DIRECTORIES for word in ("--volume", f"{path}:{path}:shared"))),
    },
    options=(),
    updates_last=False,
)

_ENGINES: Mapping[Shape, Engine] = {Shape.KOLLA: DOCKER, Shape.KOLLA_PODMAN: PODMAN}


def engine_of(shape: Shape) -> Engine:
    """That of the hosts of a shape. :raises LabError: services of that shape run in no containers"""
    if shape not in _ENGINES:
        raise LabError(f"in the shape {shape}, no service runs in a container")
    return _ENGINES[shape]
