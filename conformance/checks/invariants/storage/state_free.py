"""There is room in Nova's state directory."""

from conformance.checks.host import Host
from conformance.checks.instances_storage import free_inodes, read_file_system
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="disk-full",
    why="nova-compute keeps its locks, keys and temporary files there, be it on another disk than instances: full, it fails all of them.",
    remedy="df -h and df -i of Nova's state_path (/var/lib/nova): free space, or enlarge its file system.",
    practice="Monitor the free space of Nova's state directory.",
    source=(SPAWN_GUIDE.at("root cause 2"), SPAWN_GUIDE.at("prevention best practices")),
    stops=ARRIVES,
)


def check(host: Host) -> None:
    """Enough space and inodes are free on the file system of state_path."""
    limits = host.thresholds
    found = read_file_system(host, host.conf.state_path)
    percent = 100 * found.free_mib / found.size_mib if found.size_mib else 0.0
    if percent < limits.state_free_percent:
        raise CloudFault(f"at least {limits.state_free_percent} % free under {found.path}", f"{percent:.1f} %", host.name)
    inodes, least = free_inodes(found), limits.inodes_free_percent
    if inodes is not None and inodes < least:
        raise CloudFault(f"at least {least} % of the inodes free under {found.path}", f"{inodes:.1f} % ({found.inodes_free})", host.name)
