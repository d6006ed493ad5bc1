"""Every compute host restarts an instance."""

import pytest

from conformance.model.instance import Guest, Location, Operate, ServerOn

pytestmark = pytest.mark.hard_reboot


def test_hard_reboot(compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, location: Location) -> None:
    """It is what brings instances back after a host was down: the domain and its ports are made anew, and the guest starts again."""
    server = server_on(compute_host)
    boot = guest.boot_of(server)
    operate.hard_reboot(server)
    guest.expect_new_boot(server, boot)
    location.expect_only_on(server, compute_host)
