"""What a host has beside its containers, and how they are made on it."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from lab.kolla.container import CONFIGURATION, Container
from lab.kolla.engine import Engine, engine_of
from lab.kolla.image import write_image
from lab.nodes.node import Node
from lab.services.files import NodeFile
from lab.services.rendering import Renderer
from lab.systemd import host
from lab.systemd.manager import PROGRAMS

DEPLOYER = "kolla"
"""The user as whom the deployer, and so the suite, logs in to hosts; may become root."""

_DIRECTORY = "engine"
"""In a node's tree: what its engine keeps. An overlay, as a node has it for /var, cannot be the upper layer of a container's."""


def write_host(node: Node, renderer: Renderer, containers: Iterable[Container], *, ssh_key: Path) -> None:
    """Write every file of a host of containers, before it starts. :param ssh_key: the operator's private key"""
    containers, engine = tuple(containers), engine_of(renderer.shape)
    files = (
        *engine.files,
        NodeFile(PROGRAMS, json.dumps(_programs(node, engine, containers), indent=1) + "\n"),
        *(file for container in containers for file in container.written(engine)),
    )
    started = (*engine.units, "ssh.service")
    host.write_host(node, renderer, deployer=DEPLOYER, started=started, files=files, ssh_key=ssh_key)
    for directory in ("/var/log/nova", "/run/openvswitch", "/run/ovn", "/run/mysqld"):
        node.file(directory).mkdir(parents=True, exist_ok=True)
    (node.tree / _DIRECTORY).mkdir(parents=True, exist_ok=True)


def start(node: Node, renderer: Renderer) -> None:
    """Start systemd on a host whose files are written."""
    host.start(node, node.tree / _DIRECTORY, Path(engine_of(renderer.shape).directory))


def make_containers(node: Node, renderer: Renderer, containers: Iterable[Container]) -> None:
    """Import the image and make the containers that are missing, on a host whose engine answers."""
    engine = engine_of(renderer.shape)
    image = f"kolla/base:{renderer.release}"
    archive = node.tree / "image.tar"
    if not archive.exists():
        write_image(archive)
        node.run([engine.path, "import", archive, image])
    known = set(node.run([engine.path, "ps", "--all", "--format", "{{.Names}}"]).split())
    for container in containers:
        if container.name not in known:
            name = f"kolla/{container.service}:{renderer.release}"
            node.run([engine.path, "tag", image, name])
            node.run(container.create(engine, name, renderer.environment))


def _programs(node: Node, engine: Engine, containers: Iterable[Container]) -> dict[str, dict[str, Any]]:
    """What the lab's commands know of a node's programs (lab/kolla/manager.py)."""
    own: dict[str, Any] = {"container": None, "log": None, "files": {}, "volumes": {}}
    return {name: {"unit": unit, **own} for name, unit in host.own_units(node).items()} | {
        container.program: {
            "unit": container.unit,
            "container": container.name,
            "log": container.log_on_host(engine),
            "volumes": container.named_volumes,
            "files": {file.path: f"{CONFIGURATION}/{container.service}/{file.name}" for file in container.files},
        }
        for container in containers
    }
