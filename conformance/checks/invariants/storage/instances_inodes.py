"""There are inodes for instances."""

from conformance.checks.host import Host
from conformance.checks.instances_storage import free_inodes, room
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="disk-full",
    why="Without a free inode no file can be made, and the kernel says 'No space left on device' while df shows plenty.",
    remedy="df -i; look for a directory with very many small files, or make the file system anew with more inodes.",
    practice="Monitor the free inodes of the instances' directory.",
    source=(SPAWN_GUIDE.at("root cause 2"),),
    stops=ARRIVES,
)


def check(host: Host) -> None:
    """Enough inodes are free where instances are kept, and in the image cache."""
    wanted = host.thresholds.inodes_free_percent
    counted = [(found, percent) for found in room(host) if (percent := free_inodes(found)) is not None]
    if not counted:
        raise NotApplicable(f"the file system under {host.instances_path} has no fixed number of inodes")
    for found, percent in counted:
        if percent < wanted:
            raise CloudFault(
                f"at least {wanted} % of the inodes free under {found.path}", f"{percent:.1f} % ({found.inodes_free})", host.name
            )
