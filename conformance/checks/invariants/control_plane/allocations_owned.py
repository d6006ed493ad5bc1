"""Nothing is held in Placement for nobody."""

from conformance.checks.comparison import some
from conformance.checks.host import Cloud
from conformance.model.errors import CloudFault
from conformance.model.guides import DEPLOY_GUIDE, NOVA_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="no-valid-host",
    why="What a deleted server or a failed migration still holds is missing to others: hosts are full that run little.",
    remedy="nova-manage placement heal_allocations, nova-manage placement audit --verbose --delete (after looking at what it lists).",
    practice="See that allocations in Placement belong to servers that exist.",
    source=(
        NOVA_GUIDE.at('Troubleshoot 3: "No Valid Host" Errors'),
        DEPLOY_GUIDE.at("scheduling and resource selection: placement reservation"),
    ),
)


def check_cloud(cloud: Cloud) -> None:
    """Every consumer of a compute host's resources is a server or a migration."""
    cloud.require("orphaned_allocations")
    lost = [f"{consumer} on {provider}" for consumer, provider in cloud.facts.orphaned_allocations.items()]
    if lost:
        raise CloudFault("allocations are held by servers and migrations only", f"{len(lost)} by nobody: {some(lost)}")
