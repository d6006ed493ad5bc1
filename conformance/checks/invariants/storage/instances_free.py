"""There is room for instances."""

from conformance.checks.host import Host
from conformance.checks.instances_storage import room
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="disk-full",
    why="Images are converted and incoming disks written there: a full disk fails the instance, and may corrupt those that run.",
    remedy="Free space under the instances path (leftover instances, unused images under _base), or enlarge its file system.",
    practice="Monitor the free space of the instances' directory.",
    source=(SPAWN_GUIDE.at("root cause 2"), SPAWN_GUIDE.at("prevention best practices")),
    stops=ARRIVES,
)

_MIB = 1024


def check(host: Host) -> None:
    """So many GiB as the profile asks for are free under the instances path and its image cache: disks and images are written there."""
    wanted = host.profile.expect.instances_free_gib
    for found in room(host):
        if found.free_mib < wanted * _MIB:
            raise CloudFault(f"at least {wanted} GiB free under {found.path}", f"{found.free_mib / _MIB:.1f} GiB", host.name)
