"""Every compute host passes a stopped guest on to every other."""

import pytest

from conformance.model.hosts import HostPair
from conformance.model.instance import Guest, Location, Operate, ServerOn

pytestmark = pytest.mark.cold_migration


def test_cold_migration(host_pair: HostPair, server_on: ServerOn, operate: Operate, guest: Guest, location: Location) -> None:
    """Its disk goes from host to host by another way than a live migration's, and nothing must stay on the source once it is confirmed."""
    server = server_on(host_pair.source)
    operate.cold_migrate(server, to=host_pair.destination)
    operate.confirm(server)
    guest.expect_running(server)
    location.expect_only_on(server, host_pair.destination, left=host_pair.source)
