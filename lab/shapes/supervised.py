"""Services as programs of supervisord, which is the node's first process."""

from pathlib import Path

from lab.layout import is_compute
from lab.nodes.node import Node
from lab.nodes.supervision import CONFIGURATION
from lab.services import compute, control
from lab.services.rendering import Renderer


class Supervised:
    """The lab's own shape: the lightest."""

    hypervisor: tuple[str, ...] = compute.HYPERVISOR

    def write_control(self, node: Node, renderer: Renderer, *, ssh_key: Path) -> None:
        """Configuration files where Debian's packages have them."""
        control.write_files(node, renderer, ssh_key=ssh_key)

    def write_compute(self, node: Node, renderer: Renderer, *, ssh_key: Path, peers: dict[str, str]) -> None:
        """Configuration files where Debian's packages have them."""
        compute.write_files(node, renderer, ssh_key=ssh_key, peers=peers)
        compute.drop_machine_networks(node)

    def start(self, node: Node, renderer: Renderer) -> None:
        """Start supervisord."""
        command: list[str | Path] = [renderer.environment / "bin" / "supervisord", "-n", "-c", CONFIGURATION]
        node.start(command, on_guest_network=is_compute(node.name), root=renderer.root)

    def prepare(self, node: Node, renderer: Renderer, *, ssh_key: Path) -> None:
        """Make the switch's database."""
        del renderer, ssh_key
        if is_compute(node.name):
            compute.prepare_switch(node)
