"""The instances path is shared, or local, as the site decided it."""

from conformance.checks.host import Host
from conformance.checks.instances_storage import storage
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="storage-mode-mismatch",
    why="Whether disks are copied or shared is decided once for a cloud; an NFS that is not mounted changes it by accident.",
    remedy="Mount what is shared before nova-compute starts; or say in the profile how it is meant.",
    practice="Decide on shared or block migration once per cluster.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 2"), LIVE_MIGRATION_GUIDE.at("prevention best practices")),
)


def check(host: Host) -> None:
    """The file system under the instances path is a shared one, or is none, as the profile decides for the whole cloud."""
    wanted = host.thresholds.shared_instances_path
    if wanted is None:
        raise NotApplicable("the profile leaves it open whether the instances path is shared")
    seen = storage(host)
    if seen.startswith("shared") != wanted:
        raise CloudFault(f"the instances path is {'shared' if wanted else 'local'}", seen, host.name)
