"""Every compute host lets go of an instance that is shelved. Nova picks the host on which it is unshelved."""

import pytest

from conformance.model.instance import Guest, Images, Location, Operate, ServerOn

pytestmark = [pytest.mark.lifecycle, pytest.mark.shelve]


def test_shelve_and_unshelve(
    compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, location: Location, images: Images
) -> None:
    """Shelved, it takes nothing on any host; unshelved, it has its disk as it was, and the image that kept it is gone."""
    server = server_on(compute_host)
    boot, mark = guest.boot_of(server), guest.disk_mark_of(server)
    operate.shelve(server)
    location.expect_nowhere(server, left=compute_host)
    scheduled = operate.unshelve(server).destination
    guest.expect_new_boot(server, boot)
    guest.expect_disk_kept(server, mark)
    location.expect_only_on(server, scheduled, left=compute_host)
    images.expect_gone(server)
