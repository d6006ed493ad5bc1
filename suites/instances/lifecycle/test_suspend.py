"""Every compute host keeps an instance's memory on its disk, and has it go on from there."""

import pytest

from conformance.model.instance import DomainState, Guest, Location, Operate, ServerOn

pytestmark = [pytest.mark.lifecycle, pytest.mark.suspend]


def test_suspend_and_resume(compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, location: Location) -> None:
    """Suspended, nothing of it runs and its memory is saved; resumed, it is the boot that it was, and its time goes on."""
    server = server_on(compute_host)
    boot = guest.boot_of(server)
    operate.suspend(server)
    location.expect_held_on(server, compute_host, DomainState.SAVED)
    operate.resume(server)
    guest.expect_same_boot(server, boot)
    guest.expect_intact(server)
    location.expect_only_on(server, compute_host)
