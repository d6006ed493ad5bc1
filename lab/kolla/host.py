"""What a host has beside its containers, and how they are made on it."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lab.kolla.container import CONFIGURATION, ENGINE, Container
from lab.kolla.engine import PROGRAMS
from lab.kolla.image import write_image
from lab.nodes import node as nodes
from lab.nodes.node import Node
from lab.services import ssh
from lab.services.compute import KEEP_TAPS_UP
from lab.services.files import RELEASE, SHAPE, NodeFile, tls_file, write_files
from lab.services.rendering import Renderer

DEPLOYER = "kolla"
"""The user as whom the deployer, and so the suite, logs in to hosts; may become root."""

SYSTEMD = Path(nodes.__file__).parent / "systemd.sh"
FIRST_PROGRAM = "/usr/local/sbin/lab-systemd"

_HOME = "/var/lib/deployer"
_KEEPER = "/usr/local/sbin/keep-taps-up"
_DAEMON = {
    "storage-driver": "overlay2",
    "bridge": "none",
    "iptables": False,
    "ip-forward": False,
    "log-driver": "json-file",
    "exec-opts": ["native.cgroupdriver=cgroupfs"],
    # what a process of a machine without CAP_SYS_RESOURCE may ask for
    "default-ulimits": {"nofile": {"Name": "nofile", "Soft": 1024, "Hard": 20000}},
}
_KEEPER_UNIT = f"""[Unit]
Description=Keeps tap devices up

[Service]
ExecStart={_KEEPER}
Restart=always
"""
_UNITS = {"sshd": ("ssh.service", None), "keep-taps-up": ("lab-keep-taps-up.service", _KEEPER_UNIT)}
"""Programs of the host itself: the unit of each, and its text where Debian's packages do not bring it."""


def write_host(node: Node, renderer: Renderer, containers: Iterable[Container], *, ssh_key: Path) -> None:
    """Write every file of a host of containers, before it starts. :param ssh_key: the operator's private key"""
    for directory in ("/etc/systemd/system/multi-user.target.wants", "/etc/systemd/system/sockets.target.wants", "/usr/local/bin"):
        node.hide(directory)
    started = node.file("/etc/systemd/system/multi-user.target.wants")
    for unit in ("docker.service", "ssh.service"):
        (started / unit).symlink_to(f"/lib/systemd/system/{unit}")
    # systemd sets the host's name by it
    files = [
        NodeFile("/etc/hostname", f"{node.name}\n"),
        NodeFile(RELEASE, f"{renderer.release}\n"),
        NodeFile(SHAPE, f"{renderer.shape}\n"),
        tls_file(renderer.tls),
    ]
    files.append(NodeFile("/etc/docker/daemon.json", json.dumps(_DAEMON, indent=4) + "\n"))
    files.append(NodeFile(PROGRAMS, json.dumps(_programs(containers), indent=1) + "\n"))
    files += [file for container in containers for file in container.written()]
    files += [NodeFile(f"/etc/systemd/system/{unit}", text) for unit, text in _UNITS.values() if text is not None]
    write_files(node, files)
    for path, text in ((_KEEPER, KEEP_TAPS_UP), (FIRST_PROGRAM, SYSTEMD)):
        # its own copy: a node does not see a checkout below /tmp
        node.write(path, text.read_text(), mode=0o755)
    ssh.write_files(node, renderer, ssh_key)
    _write_deployer(node, ssh_key)
    for directory in ("/var/log/nova", "/run/openvswitch", "/run/mysqld", "/run/netns", "/run/lock"):
        node.file(directory).mkdir(parents=True, exist_ok=True)
    (node.tree / "docker").mkdir(parents=True, exist_ok=True)


def make_containers(node: Node, renderer: Renderer, containers: Iterable[Container]) -> None:
    """Import the image and make the containers that are missing, on a host whose engine answers."""
    image = f"kolla/base:{renderer.release}"
    archive = node.tree / "image.tar"
    if not archive.exists():
        write_image(archive)
        node.run([ENGINE, "import", archive, image])
    known = set(node.run([ENGINE, "ps", "--all", "--format", "{{.Names}}"]).split())
    for container in containers:
        if container.name not in known:
            name = f"kolla/{container.service}:{renderer.release}"
            node.run([ENGINE, "tag", image, name])
            node.run(container.create(name, renderer.environment))


def _programs(containers: Iterable[Container]) -> dict[str, dict[str, Any]]:
    """What the lab's commands know of a node's programs (lab/kolla/engine.py)."""
    own: dict[str, Any] = {"container": None, "log": "/var/log/journal", "files": {}, "volumes": {}}
    return {name: {"unit": unit, **own} for name, (unit, _) in _UNITS.items()} | {
        container.program: {
            "unit": container.unit,
            "container": container.name,
            "log": container.log_on_host,
            "volumes": container.named_volumes,
            "files": {file.path: f"{CONFIGURATION}/{container.service}/{file.name}" for file in container.files},
        }
        for container in containers
    }


def _write_deployer(node: Node, key: Path) -> None:
    """A user who is not root: `sudo` in a profile is to mean something."""
    passwd = f"{DEPLOYER}:x:1100:1100::{_HOME}:/bin/bash\n"
    for path, line in (("passwd", passwd), ("group", f"{DEPLOYER}:x:1100:\n"), ("shadow", f"{DEPLOYER}:*:19000:0:99999:7:::\n")):
        known = Path("/etc", path)
        node.write(f"/etc/{path}", known.read_text() + line, mode=known.stat().st_mode & 0o777)
    node.write(f"/etc/sudoers.d/{DEPLOYER}", f"{DEPLOYER} ALL=(ALL) NOPASSWD: ALL\n", mode=0o440)
    node.write("/etc/ssh/operators", key.with_suffix(".pub").read_text())
    home = node.file(_HOME)
    home.mkdir(parents=True, exist_ok=True)
    os.chown(home, 1100, 1100)
