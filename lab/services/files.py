"""Files of a node, as its services are given them: before it starts, and while it runs."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from lab.installed.debian13 import debian_of
from lab.installed.releases import NEWEST
from lab.layout import NetworkBackend, Shape
from lab.layout import Storage as StorageKind
from lab.nodes.node import Node

RELEASE = "/etc/lab-release"
"""Says of which release the services of a node are."""

SHAPE = "/etc/lab-shape"
"""Says how the services of a node are deployed."""

NETWORK = "/etc/lab-network"
"""Says what plugs guests' ports."""

DEBIAN = "/etc/lab-debian"
"""Says which Debian the root of a node is."""

STORAGE = "/etc/lab-storage"
"""Says where disks of instances and volumes are."""

TLS = "/etc/lab-tls"
"""Says whether the services of a node speak TLS: yes or no."""


@dataclass(frozen=True)
class NodeFile:
    """One file: its absolute path in the node, its text, and its mode."""

    path: str
    text: str
    mode: int = 0o644


def write_files(node: Node, files: Iterable[NodeFile]) -> None:
    """Write files of a node that does not run yet."""
    for file in files:
        node.write(file.path, file.text, mode=file.mode)


def replace_files(node: Node, files: Iterable[NodeFile]) -> None:
    """Write files of a node that runs."""
    incoming = node.tree / "incoming"
    for file in files:
        incoming.touch(mode=0o600)
        incoming.write_text(file.text)
        # through the node: a file that is written below an overlay may not be seen in it
        node.run(["install", "-D", f"--mode={file.mode:o}", incoming, file.path])
        incoming.unlink()


def shape_of(node: Node) -> Shape:
    """How the services of a node that runs are deployed."""
    said = node.file(SHAPE)
    return Shape(said.read_text().strip()) if said.exists() else Shape.SUPERVISOR


def network_of(node: Node) -> NetworkBackend:
    """What plugs guests' ports, where the services of a node that runs have part in it."""
    said = node.file(NETWORK)
    return NetworkBackend(said.read_text().strip()) if said.exists() else NetworkBackend.OPENVSWITCH


def storage_of(node: Node) -> StorageKind:
    """Where disks of instances and volumes are, in the lab of a node that runs."""
    said = node.file(STORAGE)
    return StorageKind(said.read_text().strip()) if said.exists() else StorageKind.LOCAL


def tls_of(node: Node) -> bool:
    """Whether the services of a node that runs speak TLS."""
    said = node.file(TLS)
    return said.exists() and said.read_text().strip() == "yes"


def tls_file(tls: bool) -> NodeFile:
    """Says it."""
    return NodeFile(TLS, f"{'yes' if tls else 'no'}\n")


def debian_file(root: Path) -> NodeFile:
    """Says it. :param root: the node's"""
    return NodeFile(DEBIAN, f"{debian_of(root)}\n")


def debian_of_node(node: Node) -> str:
    """Which Debian a node that runs has; the machine's where it has none of its own."""
    said = node.file(DEBIAN)
    return said.read_text().strip() if said.exists() else debian_of()


def release_of(node: Node) -> str:
    """The release of a node's services; the newest where the node has none yet."""
    said = node.file(RELEASE)
    return said.read_text().strip() if said.exists() else NEWEST
