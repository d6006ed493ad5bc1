"""What a profile may say of the guests that the suite boots."""

from ipaddress import ip_network
from typing import Annotated

from pydantic import AfterValidator, Field

from conformance.model.base import Noun


def _network(text: str) -> str:
    try:
        return str(ip_network(text))
    except ValueError as error:
        raise ValueError(f"must be a network in CIDR notation, such as 192.0.2.0/24 ({error})") from error


Network = Annotated[str, AfterValidator(_network)]
"""A network in CIDR notation, as Neutron's rules take it; an address alone is a network of one."""


class GuestOptions(Noun):
    """What the suite boots, and how it can tell that a guest lives."""

    image: str | None = Field(default=None, description="Name or id of the image; null: the smallest active image that fits the flavor.")
    flavor: str | None = Field(default=None, description="Name or id of the flavor; null: the smallest flavor that fits the image.")
    resize_flavor: str | None = Field(
        default=None, description="Name or id of the flavor to resize to, with at least as much disk; null: the smallest such flavor."
    )
    network: str | None = Field(default=None, description="Name or id of the network; null: the only internal network there is.")
    config_drive: bool = Field(
        default=True,
        description="Whether guests get a config drive; false: they have to read their metadata over the network, at 169.254.169.254.",
    )
    metadata_line: str | None = Field(
        default=None,
        min_length=1,
        description="What the image prints on its console once it has read its metadata (cloud-init without a config drive: "
        "`Datasource DataSourceOpenStack`), for a boot to wait for; null: nothing is claimed of metadata.",
    )
    console_heartbeat: bool = Field(
        default=False, description="Whether the image prints its boot id and a heartbeat on the console, as the lab's image does."
    )
    console_patterns: bool = Field(
        default=False,
        description="Whether the image keeps a pattern in memory and one on its disk, and says on the console whether they are intact, and "
        "which pattern is on its disks and which network devices it has, as the lab's image does (lab/guest/root/etc/pattern). Canaries "
        "are looked at for it, and what a life cycle keeps of a disk (stop, rebuild, rescue, shelve) or shows of an interface: without "
        "it, nothing is claimed of either.",
    )
    console_volumes: bool = Field(
        default=False,
        description="Whether the image writes a pattern and numbered blocks to each of its volumes, and says on the console what it reads "
        "of them, as the lab's image does; false: of volumes is claimed only what APIs and libvirt say.",
    )
    reachable: bool = Field(default=True, description="Whether the machine that runs the suite reaches a guest's fixed address over TCP.")
    reachable_from: tuple[Network, ...] = Field(
        default=("0.0.0.0/0", "::/0"),
        min_length=1,
        description="The networks (CIDR) from which guests can be reached at port 22 and probe_port, as they see that machine's address, "
        "behind NAT the translated one; all else is shut out by the run's security group. With `reachable: false` everything is.",
    )
    probe_port: int | None = Field(
        default=9,
        ge=1,
        le=65535,
        description="A TCP port on which guests do not listen. It is tried every 50 ms of a live migration, and four times a second of "
        "canaries; the guest's kernel refuses: the longest time without such an answer is the downtime. null: nothing is measured from "
        "outside.",
    )
