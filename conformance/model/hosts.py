"""Compute hosts and the ordered pairs of them."""

from typing import ClassVar

from pydantic import ConfigDict

from conformance.model.base import Noun


class ComputeHost(Noun):
    """A compute host as Nova knows it.

    name is the host of its nova-compute service; hypervisor is its hypervisor_hostname, which is also the name of its
    Placement resource provider.
    """

    # Nova's own columns take 255 characters
    model_config = ConfigDict(str_max_length=1024)

    name: str
    hypervisor: str
    zone: str
    enabled: bool
    up: bool
    disabled_reason: str | None = None


class HostPair(Noun):
    """An ordered pair: instances go from source to destination."""

    JOINT: ClassVar[str] = "-to-"

    source: str
    destination: str

    @property
    def id(self) -> str:
        """SOURCE-to-DESTINATION: the same plain string in test ids, Allure, files and -k."""
        return f"{self.source}{self.JOINT}{self.destination}"

    def __str__(self) -> str:
        return self.id
