"""An instance without network fails, or not, as the site wants."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About, NotApplicable

ABOUT = About(
    cause="vif-plug-timeout",
    why="Where it is not fatal, an instance whose port was never plugged becomes ACTIVE: it runs, and nobody can reach it.",
    remedy="Set [DEFAULT] vif_plugging_is_fatal as the site decided it; true, unless it has a reason.",
    practice="Decide deliberately on vif_plugging_is_fatal.",
    source=(SPAWN_GUIDE.at("root cause 4"), SPAWN_GUIDE.at("prevention best practices")),
)


def check(host: Host) -> None:
    """vif_plugging_is_fatal is what the profile says: where it is false, an instance without network becomes ACTIVE."""
    wanted = host.profile.expect.vif_plugging_is_fatal
    if wanted is None:
        raise NotApplicable("the profile accepts either (expect.vif_plugging_is_fatal: null)")
    seen = host.conf.vif_plugging_is_fatal
    if seen != wanted:
        raise CloudFault(f"vif_plugging_is_fatal = {str(wanted).lower()}", str(seen).lower(), host.name)
