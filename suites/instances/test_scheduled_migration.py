"""Every compute host passes guests on to a host that Nova picks, as `openstack server migrate` does it by default."""

import pytest

from conformance.model.instance import Guest, Location, Operate, ServerOn


@pytest.mark.scheduled_live_migration
def test_scheduled_live_migration(compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, location: Location) -> None:
    """The filters leave a host that can take the guest, and it goes on there."""
    server = server_on(compute_host)
    boot = guest.boot_of(server)
    moved = operate.live_migrate_as_scheduled(server)
    guest.expect_same_boot(server, boot)
    location.expect_only_on(server, moved.destination, left=compute_host)


@pytest.mark.scheduled_cold_migration
def test_scheduled_cold_migration(compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, location: Location) -> None:
    """The filters leave a host that can take the instance, and it starts there with its disk as it was."""
    server = server_on(compute_host)
    mark = guest.disk_mark_of(server)
    scheduled = operate.cold_migrate_as_scheduled(server).destination
    operate.confirm(server)
    guest.expect_running(server)
    guest.expect_disk_kept(server, mark)
    location.expect_only_on(server, scheduled, left=compute_host)
