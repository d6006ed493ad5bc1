"""Libvirt's client: how it is called wherever libvirt runs, and what it says of versions."""

import re

from conformance.config.clients import Clients
from conformance.transport.command import Command, words


def virsh(clients: Clients, *arguments: str) -> Command:
    """The client as the profile has it, asking the hypervisor of its host."""
    return words(clients.virsh, "--connect", clients.libvirt_uri, *arguments)


def library_version(said: str) -> str:
    """Libvirt's own, of what `version` says; empty where it does not say it."""
    return _version(said, r"Using library: libvirt (\S+)")


def hypervisor_version(said: str) -> str:
    """QEMU's, of what `version` says; empty where it does not say it."""
    return _version(said, r"Running hypervisor: QEMU (\S+)")


def _version(said: str, pattern: str) -> str:
    found = re.search(pattern, said)
    return found[1] if found else ""
