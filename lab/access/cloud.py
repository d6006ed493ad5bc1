"""What the lab's operator has put into the cloud: an image, flavors, a network."""

from pathlib import Path
from typing import Any

from lab.layout import GUESTS

IMAGE = "lab-guest"
NETWORK = "lab-guests"
FLAVORS = {"lab.small": 96, "lab.medium": 128}
"""RAM in MiB; both have one virtual CPU and the same disk."""

L2_AGENTS = ("neutron-openvswitch-agent", "ovn-controller")
"""What plugs ports on a host, as Neutron calls it."""


def upload_image(cloud: Any, image: Path) -> None:
    """Register the guest image, unless it is there; one of an older build gives way."""
    known = cloud.image.find_image(IMAGE)
    if known is not None:
        if known.properties.get("lab_build") == image.stem:
            return
        cloud.image.delete_image(known)
    cloud.image.create_image(
        name=IMAGE,
        filename=str(image),
        disk_format=image.suffix.removeprefix("."),
        container_format="bare",
        visibility="public",
        min_ram=min(FLAVORS.values()),
        lab_build=image.stem,
        wait=True,
    )


def create_flavors(cloud: Any) -> None:
    """Make the flavors that are missing."""
    known = {flavor.name for flavor in cloud.compute.flavors()}
    for name, ram in FLAVORS.items():
        if name not in known:
            cloud.compute.create_flavor(name=name, ram=ram, vcpus=1, disk=1)


def create_network(cloud: Any, *, dhcp: bool) -> None:
    """Make the provider network, unless it is there.

    :param dhcp: whether guests are given their address by DHCP, as OVN does by itself; without, the config drive tells them
    """
    if cloud.network.find_network(NETWORK) is not None:
        return
    network = cloud.network.create_network(name=NETWORK, shared=True, provider_network_type="flat", provider_physical_network="provider")
    cloud.network.create_subnet(
        network_id=network.id,
        name=NETWORK,
        ip_version=4,
        cidr=str(GUESTS),
        gateway_ip=str(GUESTS[1]),
        allocation_pools=[{"start": str(GUESTS[10]), "end": str(GUESTS[250])}],
        is_dhcp_enabled=dhcp,
    )


def volume_services_up(cloud: Any) -> bool:
    """Whether Cinder calls its scheduler and its volume service up."""
    return {"cinder-scheduler", "cinder-volume"} <= {service.binary for service in cloud.block_storage.services() if service.state == "up"}


def compute_hosts_up(cloud: Any, names: set[str]) -> bool:
    """Whether Nova and Neutron call every one of these hosts up, and Nova can schedule to it."""
    computes = {service.host for service in cloud.compute.services(binary="nova-compute") if service.state == "up"}
    agents = {agent.host for agent in cloud.network.agents() if agent.binary in L2_AGENTS and agent.is_alive}
    # a hypervisor is listed only once its host is mapped to a cell
    hypervisors = {hypervisor.name for hypervisor in cloud.compute.hypervisors()}
    return names <= computes & agents & hypervisors
