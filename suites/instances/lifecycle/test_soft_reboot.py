"""On every compute host an instance reboots by itself when it is asked to."""

import pytest

from conformance.model.instance import Guest, Location, Operate, ServerOn

pytestmark = [pytest.mark.lifecycle, pytest.mark.soft_reboot]


def test_soft_reboot(compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, location: Location) -> None:
    """The guest hears its power button and ends in order, before Nova loses patience; it starts again with its disk and its network."""
    server = server_on(compute_host)
    boot, mark = guest.boot_of(server), guest.disk_mark_of(server)
    operate.soft_reboot(server)
    guest.expect_new_boot(server, boot)
    guest.expect_disk_kept(server, mark)
    location.expect_only_on(server, compute_host)
