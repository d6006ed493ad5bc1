"""Every compute host stops an instance and starts it again."""

import pytest

from conformance.model.instance import DomainState, Guest, Location, Operate, ServerOn

pytestmark = [pytest.mark.lifecycle, pytest.mark.stop]


def test_stop_and_start(compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, location: Location) -> None:
    """Stopped, it does not run and keeps its place on the host; started, it is a new boot with the disk that it had."""
    server = server_on(compute_host)
    boot, mark = guest.boot_of(server), guest.disk_mark_of(server)
    operate.stop(server)
    location.expect_held_on(server, compute_host, DomainState.SHUT_OFF)
    operate.start(server)
    guest.expect_new_boot(server, boot)
    guest.expect_disk_kept(server, mark)
    location.expect_only_on(server, compute_host)
