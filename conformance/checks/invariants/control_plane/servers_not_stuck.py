"""No server is stuck."""

from datetime import timedelta

from conformance.checks.comparison import some
from conformance.checks.host import Cloud
from conformance.model.errors import CloudFault
from conformance.model.guides import NOVA_GUIDE, SPAWN_GUIDE
from conformance.model.invariant import About

ABOUT = About(
    cause="instance-state-conflict",
    why="A server that stays in BUILD or ERROR holds resources, and tells of a trouble that the next one may meet, too.",
    remedy="openstack server show ID -c fault, and its events; then delete it, or openstack server set --state after the cause is gone.",
    practice="Look for servers that are stuck in BUILD or in ERROR.",
    source=(
        SPAWN_GUIDE.at("symptoms"),
        NOVA_GUIDE.at("Troubleshoot 1: Instance Stuck in BUILD or ERROR"),
        NOVA_GUIDE.at("Orphan Instance Cleanup"),
    ),
)


def check_cloud(cloud: Cloud) -> None:
    """No server of any project has been in BUILD or ERROR for longer than the profile allows."""
    cloud.require("servers")
    minutes = cloud.thresholds.stuck_minutes
    bound = cloud.facts.gathered - timedelta(minutes=minutes)
    stuck = [f"{one.id} ({one.status})" for one in cloud.facts.servers if one.status in {"BUILD", "ERROR"} and one.updated < bound]
    if stuck:
        raise CloudFault(f"no server in BUILD or ERROR for more than {minutes} minutes", f"{len(stuck)}: {some(stuck)}")
