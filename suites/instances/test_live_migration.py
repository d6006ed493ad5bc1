"""Every compute host passes a running guest on to every other."""

import pytest

from conformance.model.hosts import HostPair
from conformance.model.instance import Guest, Location, Operate, Rollback, ServerOn

pytestmark = pytest.mark.live_migration


def test_live_migration(
    host_pair: HostPair, server_on: ServerOn, operate: Operate, guest: Guest, location: Location, rollback: Rollback
) -> None:
    """The same guest goes on, on the other host, and soon: ACTIVE alone would also be true of one that crashed and came back."""
    server = server_on(host_pair.source)
    boot = guest.boot_of(server)
    with rollback.expected_on_failure(server, boot, host_pair.source, host_pair.destination):
        moved = operate.live_migrate(server, to=host_pair.destination)
    guest.expect_same_boot(server, boot)
    location.expect_only_on(server, host_pair.destination, left=host_pair.source)
    guest.expect_short_downtime(server, moved)
