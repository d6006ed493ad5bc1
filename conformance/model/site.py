"""The cloud under test as it was found when the run began."""

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import permutations

from pydantic import AliasChoices, Field

from conformance.model.base import Noun
from conformance.model.hosts import ComputeHost, HostPair

FILE = "site.json"
"""Where a run keeps it, beside its results."""


LARGEST = 16 << 20
"""Bytes of such a file that are read: some ten thousand hosts."""


class Site(Noun):
    """Discovered once, on the controller, and handed to every worker as JSON.

    hosts are sorted by name and hold every compute host that may take part, disabled and down ones too; excluded are those that
    lists keep out; notes: what else is to be told of hosts, a line each.
    flavor, resize_flavor, image and network are ids. needs: what an instance takes of a host with the greater of both flavors, by
    Placement's resource classes. block_storage: whether the catalog has it; volume_gib: the least size of a volume that holds the image.
    versions: by product, of the cloud and of hosts in words; host_versions: by product and host.
    """

    cloud: str
    profile: str
    hosts: tuple[ComputeHost, ...]
    # left_alone: its name in runs of earlier versions
    excluded: tuple[ComputeHost, ...] = Field(default=(), validation_alias=AliasChoices("excluded", "left_alone"))
    notes: tuple[str, ...] = ()
    image: str
    flavor: str
    resize_flavor: str
    network: str
    needs: dict[str, int] = Field(default_factory=dict)
    block_storage: bool = False
    volume_gib: int = 1
    versions: dict[str, str] = Field(default_factory=dict)
    host_versions: dict[str, dict[str, str]] = Field(default_factory=dict)

    @property
    def pairs(self) -> Iterator[HostPair]:
        """Every ordered pair of different hosts, sorted; made as they are asked for."""
        for source, destination in permutations([host.name for host in self.hosts], 2):
            yield HostPair(source=source, destination=destination)

    def host(self, name: str) -> ComputeHost:
        """The host of that name. :raises KeyError: there is none"""
        return self._by_name[name]

    def pair(self, id: str) -> HostPair:
        """The ordered pair of that id. :raises KeyError: there is none"""
        known = self._by_name
        for match in re.finditer(re.escape(HostPair.JOINT), id):
            source, destination = id[: match.start()], id[match.end() :]
            if source in known and destination in known and source != destination:
                return HostPair(source=source, destination=destination)
        raise KeyError(id)

    @cached_property
    def _by_name(self) -> dict[str, ComputeHost]:
        return {host.name: host for host in self.hosts}
