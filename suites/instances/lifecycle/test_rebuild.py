"""Every compute host starts an instance anew from its image."""

import pytest

from conformance.model.instance import Guest, Location, Operate, ServerOn

pytestmark = [pytest.mark.lifecycle, pytest.mark.rebuild]


def test_rebuild(compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, location: Location) -> None:
    """Where it was, under its address: but nothing of what was on its disk is there any more."""
    server = server_on(compute_host)
    boot, mark = guest.boot_of(server), guest.disk_mark_of(server)
    operate.rebuild(server)
    guest.expect_new_boot(server, boot)
    guest.expect_disk_fresh(server, mark)
    location.expect_only_on(server, compute_host)
