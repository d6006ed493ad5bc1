"""The commands of the services' environment, on every node's PATH, as packages would put them there."""

from collections.abc import Iterable
from pathlib import Path

from lab.nodes.node import Node

OFFERED = (
    *("supervisorctl", "nova-manage", "neutron-db-manage", "keystone-manage", "placement-manage", "glance-manage"),
    *("nova-status", "neutron-status", "placement-status", "glance-status"),
)


def offer_commands(node: Node, environment: Path, more: Iterable[str] = ()) -> None:
    """Link the commands that an operator, or the suite, runs on a host. :param more: beside those of every node"""
    directory = node.file("/usr/local/bin")
    directory.mkdir(parents=True, exist_ok=True)
    for name in (*OFFERED, *more):
        link = directory / name
        link.unlink(missing_ok=True)
        link.symlink_to(environment / "bin" / name)


def replace_commands(node: Node, environment: Path) -> None:
    """The same on a node that runs, for another environment."""
    node.run(
        [
            "ln",
            "--symbolic",
            "--force",
            "--no-dereference",
            "--target-directory=/usr/local/bin",
            *(environment / "bin" / name for name in OFFERED),
        ]
    )
