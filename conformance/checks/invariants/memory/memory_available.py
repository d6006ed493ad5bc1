"""The memory that Placement still has to give is there."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="memory-exhausted",
    why="What the host's own services, or domains that Nova does not know, have taken is missing to the next guest.",
    remedy="free -m and virsh list --all: find what takes it; raise reserved_host_memory_mb by that.",
    practice="Check the host's free memory.",
    source=(SPAWN_GUIDE.at("step 3: host capacity and hypervisor health"),),
)


def check(host: Host) -> None:
    """As long as memory is not oversubscribed, at least half of what Placement counts as free is available to the kernel."""
    memory = host.provider.inventory.get("MEMORY_MB")
    if memory is None or memory.ratio > 1:
        raise NotApplicable("memory is oversubscribed: guests need not find all of it")
    free = memory.total - memory.reserved - memory.used
    seen = host.memory.available_mib
    if free > 0 and seen < free / 2:
        raise CloudFault(f"at least half of the {free} MiB that Placement can still give are available", f"{seen} MiB", host.name)
