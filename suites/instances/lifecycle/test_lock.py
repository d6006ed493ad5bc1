"""On every compute host an instance can be locked."""

import pytest

from conformance.model.instance import Guest, Member, Operate, ServerOn

pytestmark = [pytest.mark.lifecycle, pytest.mark.pause, pytest.mark.lock]


def test_lock_and_unlock(compute_host: str, server_on: ServerOn, operate: Operate, guest: Guest, member: Member) -> None:
    """Locked, a user of its project cannot change it, but an administrator still can; unlocked, the user can again."""
    server = server_on(compute_host)
    boot = guest.boot_of(server)
    operate.lock(server)
    member.expect_refused(server)
    operate.pause(server)
    operate.unpause(server)
    operate.unlock(server)
    member.expect_obeyed(server)
    guest.expect_same_boot(server, boot)
