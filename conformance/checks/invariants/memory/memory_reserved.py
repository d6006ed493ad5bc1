"""The host keeps memory for itself."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE, nova_file
from conformance.model.invariant import About

ABOUT = About(
    cause="memory-exhausted",
    why="Where all memory may be given to guests, the kernel kills one of them, or nova-compute, to go on.",
    remedy="Set [DEFAULT] reserved_host_memory_mb to what the host's own services and page tables take.",
    practice="Reserve memory for the host itself.",
    source=(SPAWN_GUIDE.at("step 3: host capacity and hypervisor health"), nova_file("nova/conf/compute.py", "reserved_host_memory_mb")),
)


def check(host: Host) -> None:
    """Placement keeps as much memory from guests as reserved_host_memory_mb says, and that is not all, nor nothing."""
    wanted = host.conf.reserved_host_memory_mb
    memory = host.provider.inventory.get("MEMORY_MB")
    seen = memory.reserved if memory else 0
    if memory is None or not 0 < wanted < memory.total:
        raise CloudFault("some of the host's memory is reserved for itself", f"reserved_host_memory_mb = {wanted}", host.name)
    if seen < wanted:
        raise CloudFault(f"{wanted} MiB of memory reserved in Placement (reserved_host_memory_mb)", f"{seen} MiB", host.name)
