"""An image can be made of an instance that runs on a compute host, of every one of them."""

import pytest

from conformance.model.instance import Guest, Images, Operate, ServerOn

pytestmark = [pytest.mark.lifecycle, pytest.mark.snapshot]


def test_snapshot(compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, images: Images) -> None:
    """The image is complete, and the guest goes on as the boot that it was; nothing of the image stays."""
    server = server_on(compute_host)
    boot = guest.boot_of(server)
    operate.snapshot(server)
    images.expect_complete(server)
    guest.expect_same_boot(server, boot)
    images.remove(server)
