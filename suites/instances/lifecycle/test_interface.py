"""Every compute host gives an instance that runs another interface, and takes it away."""

import pytest

from conformance.model.instance import Guest, Interfaces, Operate, ServerOn

pytestmark = [pytest.mark.lifecycle, pytest.mark.attach_interface]


def test_attach_and_detach_interface(
    compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, interfaces: Interfaces
) -> None:
    """The port is bound to this host and the guest sees it; afterwards neither is there any more, and the guest has lived through it."""
    server = server_on(compute_host)
    boot = guest.boot_of(server)
    operate.attach_interface(server)
    interfaces.expect_attached(server, compute_host)
    operate.detach_interface(server)
    interfaces.expect_detached(server)
    guest.expect_same_boot(server, boot)
