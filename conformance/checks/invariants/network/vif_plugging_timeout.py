"""Nova waits for Neutron as long as the site wants."""

from conformance.checks.host import Host
from conformance.model.errors import CloudFault
from conformance.model.guides import SPAWN_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="vif-plug-timeout",
    why="Too short, and instances fail when Neutron is busy; too long, and a dead agent is taken for a slow one.",
    remedy="Set [DEFAULT] vif_plugging_timeout to what the agents need under load; Nova's default is 300 s.",
    practice="Keep vif_plugging_timeout realistic.",
    source=(SPAWN_GUIDE.at("root cause 4"), SPAWN_GUIDE.at("prevention best practices")),
)


def check(host: Host) -> None:
    """vif_plugging_timeout is in the range that the profile accepts: too short fails instances under load, too long hides a dead agent."""
    accepted = host.profile.expect.vif_plugging_timeout
    seen = host.conf.vif_plugging_timeout
    if not accepted.min <= seen <= accepted.max:
        raise CloudFault(f"vif_plugging_timeout from {accepted.min} to {accepted.max} s", f"{seen} s", host.name)
