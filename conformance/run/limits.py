"""What is done at once, from the cloud's own limits where they were read, else from the profile."""

from collections.abc import Mapping

from conformance.checks.host import AllHosts, Host
from conformance.config.profile_model import Limits
from conformance.model.errors import CloudFault, SuiteFault
from conformance.plan.budgets import Budgets

_MOST = 1000
"""Migrations that a host sends at a time, whatever its nova.conf says: each is a lock, and a run has fewer workers."""


def budgets_of(limits: Limits, hosts: AllHosts | None, needs: Mapping[str, int]) -> Budgets:
    """The budgets of a run.

    :param hosts: what was read of hosts and cloud; None: nothing was
    :param needs: what an instance takes, by resource class of Placement (MEMORY_MB, DISK_GB, VCPU)
    """
    known = hosts.all if hosts else ()
    out = {host.name: _out(limits, host) for host in known}
    into = {host.name: _into(limits, host, needs) for host in known}
    return Budgets(
        out=out,
        into=into,
        out_of_others=limits.migrations_out or 1,
        into_others=limits.migrations_in,
        migrations=limits.migrations_at_once,
        instances=limits.instances_at_once,
    )


def _out(limits: Limits, host: Host) -> int:
    """More than Nova sends at a time would only wait there; where it has no limit, the profile's is the only one."""
    try:
        own = host.conf.max_concurrent_live_migrations
    except (SuiteFault, CloudFault):
        own = 0
    if not own:
        return limits.migrations_out or 1
    return min(own, limits.migrations_out or _MOST)


def _into(limits: Limits, host: Host, needs: Mapping[str, int]) -> int:
    """No more than fit; at least one, so that a host which is full says so itself."""
    room = room_on(limits, host, needs)
    return limits.migrations_in if room is None else max(1, min(limits.migrations_in, room))


def room_on(limits: Limits, host: Host, needs: Mapping[str, int]) -> int | None:
    """How many more instances fit on a host for Placement, with the headroom of the profile left free; None where that was not read."""
    try:
        inventory = host.provider.inventory
    except (SuiteFault, CloudFault):
        return None
    rooms = [
        max(0, int((inventory[name].free - limits.headroom.get(name, 0)) // need))
        for name, need in needs.items()
        if need and name in inventory
    ]
    return min(rooms, default=None)
