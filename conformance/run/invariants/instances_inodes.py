"""There are inodes for instances."""

from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.invariant import ARRIVES, About, NotApplicable
from conformance.run.host import Host

ABOUT = About(
    cause="disk-full",
    why="Without a free inode no file can be made, and the kernel says 'No space left on device' while df shows plenty.",
    remedy="df -i; look for a directory with very many small files, or make the file system anew with more inodes.",
    source="OpenStack Error Guide: Instance failed to spawn, root cause 2 (No space left on device)",
    stops=ARRIVES,
)


def check(host: Host) -> None:
    """Enough inodes are free where instances are kept."""
    path = host.instances_path
    found = host.facts.file_system(path)
    if found is None:
        host.insist("file_systems")
        raise SuiteFault(f"{host.name}: the file system of {path} was not read")
    if not found.inodes:
        raise NotApplicable(f"{found.kind} under {path} has no fixed number of inodes")
    percent = 100 * found.inodes_free / found.inodes
    wanted = host.thresholds.inodes_free_percent
    if percent < wanted:
        raise CloudFault(f"at least {wanted} % of the inodes free under {path}", f"{percent:.1f} % ({found.inodes_free})", host.name)
