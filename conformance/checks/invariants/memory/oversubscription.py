"""Nothing is given out more often than the site can bear."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import DEPLOY_GUIDE, NOVA_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="memory-exhausted",
    why="What is given out too often is missing when guests use it: they are killed (memory), stand still (disk) or crawl (processors).",
    remedy="Lower cpu_allocation_ratio, ram_allocation_ratio or disk_allocation_ratio, and migrate guests away.",
    practice="Keep the allocation ratios of CPU, RAM and disk within what the site can bear.",
    source=(NOVA_GUIDE.at("Deploy: Kolla-Ansible Configuration"), DEPLOY_GUIDE.at("most common causes")),
)


def check(host: Host) -> None:
    """Each allocation ratio in Placement is at most the profile's, and no more is in use than it allows."""
    limits = host.thresholds
    most = {"VCPU": limits.cpu_ratio, "MEMORY_MB": limits.ram_ratio, "DISK_GB": limits.disk_ratio}
    for name, found in host.provider.inventory.items():
        if found.ratio > most.get(name, found.ratio):
            raise CloudFault(f"an allocation ratio of {name} up to {most[name]:g}", f"{found.ratio:g}", host.name)
        capacity = int((found.total - found.reserved) * found.ratio)
        if found.used > capacity:
            raise CloudFault(f"at most {capacity} {name} in use", f"{found.used}", host.name)
