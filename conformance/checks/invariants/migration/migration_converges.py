"""Live migrations of busy guests come to an end."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import LIVE_MIGRATION_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="migration-not-converging",
    why="Without auto-converge or post-copy, a guest that dirties its memory fast is copied until the completion timeout.",
    remedy="Set [libvirt] live_migration_permit_auto_converge = true, or live_migration_permit_post_copy = true where that is acceptable.",
    practice="Permit auto-converge, and post-copy where that is acceptable.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 5"), LIVE_MIGRATION_GUIDE.at("prevention best practices")),
)


def check(host: Host) -> None:
    """Nova may slow a guest down (auto-converge) or switch it over first (post-copy), where the profile asks for that."""
    wanted = host.thresholds.migration_converges
    if wanted is None:
        raise NotApplicable("the profile leaves it open whether live migrations may slow guests down")
    conf = host.conf
    seen = conf.live_migration_permit_auto_converge or conf.live_migration_permit_post_copy
    if seen != wanted:
        switches = f"auto_converge = {conf.live_migration_permit_auto_converge}, post_copy = {conf.live_migration_permit_post_copy}"
        raise CloudFault(f"live migrations are {'' if wanted else 'not '}permitted to slow guests down", switches.lower(), host.name)
