"""What a shape does, and which one a node has."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from lab.kolla.manager import ContainerManager
from lab.layout import Shape
from lab.nodes.manager import ProgramManager
from lab.nodes.node import Node
from lab.nodes.supervision import NodeSupervisor
from lab.services.files import shape_of
from lab.services.rendering import Renderer
from lab.systemd.manager import UnitManager

_MANAGERS: Mapping[Shape, Callable[[Node], ProgramManager]] = {
    Shape.SUPERVISOR: NodeSupervisor,
    Shape.KOLLA: ContainerManager,
    Shape.KOLLA_PODMAN: ContainerManager,
    Shape.PACKAGED_DEBIAN: UnitManager,
}


class Deployment(Protocol):
    """How nodes are written and started in one shape."""

    hypervisor: tuple[str, ...]
    """The programs of a compute host that Open vSwitch does not wait for."""

    def write_control(self, node: Node, renderer: Renderer, *, ssh_key: Path) -> None:
        """Write every file of the control plane, before its node starts. :param ssh_key: the operator's private key"""

    def write_compute(self, node: Node, renderer: Renderer, *, ssh_key: Path, peers: dict[str, str]) -> None:
        """Write every file of a compute host, before it starts.

        :param ssh_key: the private key with which the operator, and the other compute hosts' nova-compute, log in
        :param peers: the address of every node, by name
        """

    def start(self, node: Node, renderer: Renderer) -> None:
        """Start the first process of a node whose files are written."""

    def prepare(self, node: Node, renderer: Renderer, *, ssh_key: Path) -> None:
        """Make what programs are started from, on a node whose manager answers; twice is the same as once."""


def manager_of(node: Node) -> ProgramManager:
    """What starts and stops the programs of a node."""
    return _MANAGERS[shape_of(node)](node)
