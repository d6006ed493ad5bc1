"""What a host has beside its services, and whom files belong to."""

import json
import os
from collections.abc import Iterable
from pathlib import Path

from lab.nodes.node import Node
from lab.packaged.unit import SERVICE_USERS, ServiceUnit
from lab.services.commands import offer_commands
from lab.services.files import NodeFile
from lab.services.rendering import Renderer
from lab.systemd import host
from lab.systemd.manager import PROGRAMS

DEPLOYER = "debian"
"""The user as whom the deployer, and so the suite, logs in to hosts: that of Debian's cloud images; may become root."""

_SUDOERS = "".join(f"{user} ALL=(root) NOPASSWD: ALL\n" for user in ("nova", "neutron"))
"""Whose services start helpers as root; Debian's packages name the programs."""

_GROUPS = {"nova": ("kvm", "libvirt")}
"""Groups of this machine of which a service's user is a member."""

_STATE = ("/var/lib/{user}", "/run/{user}", "/etc/{user}")


def write_host(node: Node, renderer: Renderer, units: Iterable[ServiceUnit], *, ssh_key: Path) -> None:
    """Write every file of a host, before it starts. :param ssh_key: the operator's private key"""
    units = tuple(units)
    programs = {**host.own_units(node), **{unit.program: unit.unit for unit in units}}
    files = (
        NodeFile(PROGRAMS, json.dumps({name: {"unit": unit} for name, unit in programs.items()}, indent=1) + "\n"),
        NodeFile("/etc/sudoers.d/openstack", _SUDOERS, 0o440),
        *(file for unit in units for file in unit.written()),
    )
    host.write_host(node, renderer, deployer=DEPLOYER, started=("ssh.service",), files=files, ssh_key=ssh_key)
    offer_commands(node, renderer.environment)
    for user, number in SERVICE_USERS.items():
        host.add_users(node, [(user, number, f"/var/lib/{user}")], _GROUPS.get(user, ()))
    node.file("/run/openvswitch").mkdir(parents=True, exist_ok=True)
    for user in {unit.user for unit in units} & set(SERVICE_USERS):
        for directory in _STATE:
            node.file(directory.format(user=user)).mkdir(parents=True, exist_ok=True)
        for directory in _STATE:
            give(node, directory.format(user=user), user)
    # sshd takes keys from its user's own directory alone
    node.write(f"{host.HOME}/.ssh/authorized_keys", ssh_key.with_suffix(".pub").read_text(), mode=0o600)
    for path in ("", "/.ssh", "/.ssh/authorized_keys"):
        os.chown(node.file(host.HOME + path), host.USER_ID, host.USER_ID)


def give(node: Node, path: str, user: str) -> None:
    """Give a directory of a node that does not run yet, and what is in it, to the user of a service."""
    directory = node.file(path)
    for given in (directory, *directory.rglob("*")):
        os.chown(given, SERVICE_USERS[user], SERVICE_USERS[user], follow_symlinks=False)
