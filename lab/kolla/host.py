"""What a host has beside its containers, and how they are made on it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lab.kolla.container import CONFIGURATION, ENGINE, Container
from lab.kolla.image import write_image
from lab.nodes.node import Node
from lab.services.files import NodeFile
from lab.services.rendering import Renderer
from lab.systemd import host
from lab.systemd.manager import PROGRAMS

DEPLOYER = "kolla"
"""The user as whom the deployer, and so the suite, logs in to hosts; may become root."""

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


def write_host(node: Node, renderer: Renderer, containers: Iterable[Container], *, ssh_key: Path) -> None:
    """Write every file of a host of containers, before it starts. :param ssh_key: the operator's private key"""
    containers = tuple(containers)
    files = (
        NodeFile("/etc/docker/daemon.json", json.dumps(_DAEMON, indent=4) + "\n"),
        NodeFile(PROGRAMS, json.dumps(_programs(node, containers), indent=1) + "\n"),
        *(file for container in containers for file in container.written()),
    )
    started = ("docker.service", "ssh.service")
    host.write_host(node, renderer, deployer=DEPLOYER, started=started, files=files, ssh_key=ssh_key)
    for directory in ("/var/log/nova", "/run/openvswitch", "/run/ovn", "/run/mysqld"):
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


def _programs(node: Node, containers: Iterable[Container]) -> dict[str, dict[str, Any]]:
    """What the lab's commands know of a node's programs (lab/kolla/engine.py)."""
    own: dict[str, Any] = {"container": None, "log": None, "files": {}, "volumes": {}}
    return {name: {"unit": unit, **own} for name, unit in host.own_units(node).items()} | {
        container.program: {
            "unit": container.unit,
            "container": container.name,
            "log": container.log_on_host,
            "volumes": container.named_volumes,
            "files": {file.path: f"{CONFIGURATION}/{container.service}/{file.name}" for file in container.files},
        }
        for container in containers
    }
