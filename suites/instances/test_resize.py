"""Every compute host gives an instance another flavor. Nova takes no target for it, so the destination is as scheduled."""

import pytest

from conformance.model.instance import Guest, Location, Operate, ServerOn

pytestmark = pytest.mark.resize


def test_resize_revert(compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, location: Location) -> None:
    """A user who does not like the new flavor gets the instance back where and as it was, with nothing left on the other host."""
    server = server_on(compute_host)
    scheduled = operate.resize(server).destination
    operate.revert(server)
    guest.expect_running(server)
    location.expect_only_on(server, compute_host, left=scheduled)


def test_resize_confirm(compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, location: Location) -> None:
    """The instance goes on with the new flavor where it was scheduled, with nothing left on the host that it came from."""
    server = server_on(compute_host)
    scheduled = operate.resize(server).destination
    operate.confirm(server)
    guest.expect_running(server)
    location.expect_only_on(server, scheduled, left=compute_host)
