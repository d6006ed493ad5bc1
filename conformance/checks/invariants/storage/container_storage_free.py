"""There is room where the container engine keeps its things."""

from conformance.checks.host import Host
from conformance.checks.instances_storage import free_inodes
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="disk-full",
    why="Logs and layers fill it; then no container starts again, and where instances are in a volume of it, none of them does either.",
    remedy="docker system df (podman system df); remove images and logs that nothing uses, or enlarge the file system.",
    practice="Monitor the free space of the container engine's directory.",
    source=(SPAWN_GUIDE.at("root cause 2"), SPAWN_GUIDE.at("prevention best practices")),
)

_PLACES = ("/var/lib/docker", "/var/lib/containers", "/var/lib/containerd")


def check(host: Host) -> None:
    """Enough space and inodes are free on the file systems of /var/lib/docker, /var/lib/containers and /var/lib/containerd."""
    if not any(service.kind.in_container for service in host.profile.services.values()):
        raise NotApplicable("the deployment runs no containers")
    host.require("storage")
    wanted = host.thresholds.container_storage_free_percent
    found = [one for one in host.facts.file_systems if one.path in _PLACES and one.size_mib]
    if not found:
        raise NotApplicable(f"none of {', '.join(_PLACES)} is there")
    for one in found:
        percent = 100 * one.free_mib / one.size_mib
        if percent < wanted:
            raise CloudFault(f"at least {wanted} % free under {one.path}", f"{percent:.1f} %", host.name)
        inodes, least = free_inodes(one), host.thresholds.inodes_free_percent
        if inodes is not None and inodes < least:
            raise CloudFault(f"at least {least} % of the inodes free under {one.path}", f"{inodes:.1f} % ({one.inodes_free})", host.name)
