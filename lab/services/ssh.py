"""The SSH server of a node: the operator logs in with the operator's key."""

from pathlib import Path

from lab.nodes.node import Node
from lab.nodes.supervision import Program
from lab.services.rendering import Renderer

PROGRAM = Program("sshd", "/usr/sbin/sshd -D -e", "/var/log/sshd.log")


def write_files(node: Node, renderer: Renderer, key: Path) -> None:
    """Write what the server of a node needs. :param key: the operator's private key, beside which the hosts' own keys lie"""
    node.write("/etc/ssh/sshd_config", renderer.render("sshd_config", node.name), mode=0o600)
    node.write("/etc/ssh/ssh_host_ed25519_key", (key.parent / "host_keys" / node.name).read_text(), mode=0o600)
    node.write("/root/.ssh/authorized_keys", key.with_suffix(".pub").read_text(), mode=0o600)
    node.file("/root/.ssh").chmod(0o700)
    node.file("/run/sshd").mkdir(parents=True, exist_ok=True)
