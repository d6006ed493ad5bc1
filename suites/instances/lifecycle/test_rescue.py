"""Every compute host starts an instance from the disk of a rescue, and from its own again."""

import pytest

from conformance.model.instance import Guest, Location, Operate, ServerOn

pytestmark = [pytest.mark.lifecycle, pytest.mark.rescue]


def test_rescue_and_unrescue(compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, location: Location) -> None:
    """A guest that does not start any more is mended from a fresh disk; then it has its own again, as it was."""
    server = server_on(compute_host)
    boot, mark = guest.boot_of(server), guest.disk_mark_of(server)
    operate.rescue(server)
    guest.expect_new_boot(server, boot)
    guest.expect_disk_fresh(server, mark)
    guest.expect_disk_beside(server, mark)
    boot = guest.boot_of(server)
    operate.unrescue(server)
    guest.expect_new_boot(server, boot)
    guest.expect_disk_kept(server, mark)
    location.expect_only_on(server, compute_host)
