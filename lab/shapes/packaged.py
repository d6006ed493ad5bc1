"""Services as units of systemd, as Debian's packages have them."""

import os
from pathlib import Path

from lab.layout import CONTROL
from lab.nodes.node import Node
from lab.packaged import compute, control, host
from lab.services.compute import SWITCH_DATABASE, drop_machine_networks, prepare_switch, write_hosts
from lab.services.control import DATABASE_DIRECTORY
from lab.services.rendering import Renderer
from lab.systemd.host import UNITS
from lab.systemd.host import start as start_systemd


class PackagedDebian:
    """Debian's: what differs from its packages is listed in docs/lab.md."""

    hypervisor: tuple[str, ...] = ("keep-taps-up", "sshd", "libvirtd")

    def write_control(self, node: Node, renderer: Renderer, *, ssh_key: Path) -> None:
        """A unit for each service, and its configuration below /etc."""
        host.write_host(node, renderer, control.units(renderer), ssh_key=ssh_key)
        for store in ("images", "staging", "tasks"):
            node.file(f"/var/lib/glance/{store}").mkdir(parents=True, exist_ok=True)
        host.give(node, "/var/lib/glance", "glance")
        for directory in (DATABASE_DIRECTORY, control.BROKER_DIRECTORY, "/run/mysqld"):
            node.file(directory).mkdir(parents=True, exist_ok=True)
        write_hosts(node, {node.name: str(renderer.layout.address(node.name))})

    def write_compute(self, node: Node, renderer: Renderer, *, ssh_key: Path, peers: dict[str, str]) -> None:
        """A unit for each service, and its configuration below /etc."""
        host.write_host(node, renderer, compute.units(renderer, node.name, ssh_key), ssh_key=ssh_key)
        for unit in compute.MASKED:
            node.file(f"{UNITS}/{unit}").symlink_to(os.devnull)
        node.file("/var/lib/nova/instances").mkdir(parents=True, exist_ok=True)
        node.file("/var/lib/nova/.ssh").chmod(0o700)
        host.give(node, "/var/lib/nova", "nova")
        node.file(SWITCH_DATABASE).parent.mkdir(parents=True, exist_ok=True)
        drop_machine_networks(node)
        write_hosts(node, peers)

    def start(self, node: Node, renderer: Renderer) -> None:
        """Start systemd."""
        del renderer
        start_systemd(node)

    def prepare(self, node: Node, renderer: Renderer, *, ssh_key: Path) -> None:
        """Make the switch's database; give Keystone its keys, which the base snapshot has as root's."""
        del renderer, ssh_key
        if node.name == CONTROL:
            node.run(["chown", "--recursive", "keystone:keystone", "/etc/keystone"])
        else:
            prepare_switch(node)
