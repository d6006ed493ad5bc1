"""Every compute host has an instance stand still and go on."""

import pytest

from conformance.model.instance import DomainState, Guest, Location, Operate, ServerOn

pytestmark = [pytest.mark.lifecycle, pytest.mark.pause]


def test_pause_and_unpause(compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, location: Location) -> None:
    """Paused, the guest says nothing; unpaused, it goes on as the boot that it was, with all that it had in its memory."""
    server = server_on(compute_host)
    boot = guest.boot_of(server)
    operate.pause(server)
    guest.expect_standing_still(server)
    location.expect_held_on(server, compute_host, DomainState.PAUSED)
    operate.unpause(server)
    guest.expect_same_boot(server, boot)
    guest.expect_intact(server)
    location.expect_only_on(server, compute_host)
