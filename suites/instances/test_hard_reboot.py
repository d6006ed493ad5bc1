"""Every compute host restarts an instance."""

import pytest

pytestmark = pytest.mark.hard_reboot


def test_hard_reboot(compute_host, server_on, operate, guest, whereabouts):
    """It is what brings instances back after a host was down: the domain and its ports are made anew, and the guest starts again."""
    server = server_on(compute_host)
    boot = guest.boot_of(server)
    operate.hard_reboot(server)
    guest.expect_new_boot(server, boot)
    whereabouts.expect_only_on(server, compute_host)
