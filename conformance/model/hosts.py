"""Compute hosts and the ordered pairs of them."""

from typing import ClassVar

from pydantic import ConfigDict

from conformance.model.base import Noun

AUTOMATIC = "AUTO:"
"""What the reason begins with that nova-compute gives when it disables itself (nova/virt/libvirt/driver.py, _set_host_enabled)."""


class ComputeHost(Noun):
    """A compute host as Nova knows it.

    name is the host of its nova-compute service; hypervisor is its hypervisor_hostname, which is also the name of its
    Placement resource provider. enabled: nobody, and not Nova itself, has disabled it; disabled_reason: why it is disabled.
    cell_answers: whether the database of its cell answers Nova's API; where it does not, no more than the name is known.
    """

    # Nova's own columns take 255 characters
    model_config = ConfigDict(str_max_length=1024)

    name: str
    hypervisor: str
    zone: str
    enabled: bool
    up: bool
    disabled_reason: str | None = None
    cell_answers: bool = True

    @property
    def disabled_by_nova(self) -> bool:
        """Whether nova-compute has disabled itself, as it does when it loses libvirt: that is a fault, and no decision of people."""
        return not self.enabled and (self.disabled_reason or "").startswith(AUTOMATIC)

    @property
    def why_down(self) -> str:
        """What Nova says of one that is not up."""
        return "Nova reports its nova-compute as down" if self.cell_answers else "its cell does not answer Nova's API"

    @property
    def takes_part(self) -> bool:
        """Whether it is tested: all but those that people have disabled."""
        return self.enabled or self.disabled_by_nova


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
