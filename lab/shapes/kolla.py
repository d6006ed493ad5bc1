"""Services in containers, as Kolla-Ansible deploys them with Docker or Podman."""

from pathlib import Path

from lab.kolla import compute, control, host
from lab.kolla.container import Container
from lab.layout import CONTROL
from lab.nodes.node import Node
from lab.services.compute import write_hosts
from lab.services.rendering import Renderer


class Kolla:
    """Kolla-Ansible's: what differs from it is listed in docs/lab.md."""

    hypervisor: tuple[str, ...] = ("keep-taps-up", "sshd", "libvirtd", "nova-ssh")

    def write_control(self, node: Node, renderer: Renderer, *, ssh_key: Path) -> None:
        """A directory of configuration and a unit for each container."""
        host.write_host(node, renderer, control.containers(renderer), ssh_key=ssh_key)
        write_hosts(node, {node.name: str(renderer.layout.address(node.name))})

    def write_compute(self, node: Node, renderer: Renderer, *, ssh_key: Path, peers: dict[str, str]) -> None:
        """A directory of configuration and a unit for each container."""
        host.write_host(node, renderer, compute.containers(renderer, node.name, ssh_key), ssh_key=ssh_key)
        write_hosts(node, peers)

    def start(self, node: Node, renderer: Renderer) -> None:
        """Start systemd."""
        host.start(node, renderer)

    def prepare(self, node: Node, renderer: Renderer, *, ssh_key: Path) -> None:
        """Import the image and make the containers."""
        host.make_containers(node, renderer, self._containers(node, renderer, ssh_key))

    def _containers(self, node: Node, renderer: Renderer, ssh_key: Path) -> tuple[Container, ...]:
        return control.containers(renderer) if node.name == CONTROL else compute.containers(renderer, node.name, ssh_key)
