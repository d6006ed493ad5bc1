"""How each compute host is reached, as an inventory says."""

from pathlib import Path

from pydantic import Field

from conformance.model.base import Noun


class InventoryHost(Noun):
    """One host of an inventory. None: the inventory does not say, so the profile or the SSH configuration does.

    name is what the inventory calls it, address what to connect to. ssh_arguments go to ssh as they are. local: no SSH at all.
    """

    name: str
    address: str
    port: int | None = None
    user: str | None = None
    key_file: Path | None = None
    ssh_arguments: tuple[str, ...] = ()
    sudo: bool | None = None
    local: bool = False


class Inventory(Noun):
    """The compute hosts of an inventory by name, sorted; path is None, and there are no hosts, where none was given.

    control: those of its group of control hosts that are no compute hosts; names_of_control: all of that group. reader: the program that
    read it, empty where that was the suite itself; left_out: what is there and was not read, and what to do, or empty. aliases: by Nova's
    name of a host, the inventory's, where that is another.
    """

    path: Path | None = None
    hosts: dict[str, InventoryHost] = Field(default={})
    control: dict[str, InventoryHost] = Field(default={})
    names_of_control: tuple[str, ...] = ()
    reader: str = ""
    left_out: str = ""
    aliases: dict[str, str] = Field(default={})

    @property
    def how(self) -> str:
        """How it was read, for people: by which program, or without Ansible, and what that means."""
        return f"read by {self.reader}" if self.reader else "read without Ansible, so without group_vars, host_vars, vault and plugins"

    def host(self, name: str) -> InventoryHost:
        """How the host of that name is reached: by its name alone, if the inventory does not say."""
        known = self.hosts.get(name) or self.control.get(name) or self.hosts.get(self.aliases.get(name, ""))
        return known or InventoryHost(name=name, address=name)
