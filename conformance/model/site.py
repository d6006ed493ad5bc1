"""The cloud under test as it was found when the run began."""

from pydantic import Field

from conformance.model.base import Noun
from conformance.model.hosts import ComputeHost, HostPair


class Site(Noun):
    """Discovered once, on the controller, and handed to every worker as JSON.

    hosts are sorted by name and hold every compute host, disabled and down ones too. flavor, resize_flavor, image and network are ids.
    """

    cloud: str
    profile: str
    hosts: tuple[ComputeHost, ...]
    image: str
    flavor: str
    resize_flavor: str
    network: str
    versions: dict[str, str] = Field(default_factory=dict)

    @property
    def pairs(self) -> tuple[HostPair, ...]:
        """Every ordered pair of different hosts, sorted."""
        names = [host.name for host in self.hosts]
        return tuple(HostPair(source=a, destination=b) for a in names for b in names if a != b)

    def host(self, name: str) -> ComputeHost:
        """The host of that name. :raises KeyError: there is none"""
        for host in self.hosts:
            if host.name == name:
                return host
        raise KeyError(name)
