"""Every compute host runs a new instance."""

import pytest

from conformance.model.instance import Guest, Location, Operate

pytestmark = pytest.mark.boot


def test_boot(compute_host: str, operate: Operate, guest: Guest, location: Location) -> None:
    """ACTIVE alone says that Nova is content: the guest must run, be reached from outside, and be on this host's books alone."""
    server = operate.boot(compute_host)
    guest.expect_running(server)
    guest.expect_metadata(server)
    location.expect_only_on(server, compute_host)
