"""Every compute host takes up an instance of another one that is shelved."""

import pytest

from conformance.model.instance import Guest, Images, Location, Operate, ServerOn

pytestmark = [pytest.mark.lifecycle, pytest.mark.shelve, pytest.mark.unshelve_to_host]


def test_unshelve_to_host(
    compute_host: str, another_host: str, server_on: ServerOn, operate: Operate, guest: Guest, location: Location, images: Images
) -> None:
    """It runs where it was asked for, with its disk as it was, and nothing of it stays where it was, nor the image that kept it."""
    server = server_on(another_host)
    boot, mark = guest.boot_of(server), guest.disk_mark_of(server)
    operate.shelve(server)
    operate.unshelve_to_host(server, to=compute_host)
    guest.expect_new_boot(server, boot)
    guest.expect_disk_kept(server, mark)
    location.expect_only_on(server, compute_host, left=another_host)
    images.expect_gone(server)
