"""Every canary lives through the upgrade."""

import pytest

from conformance.model.instance import Canaries, Guest

pytestmark = pytest.mark.invariant


def test_canary_lives(compute_host: str, canaries: Canaries, guest: Guest) -> None:
    """An upgrade must not be felt by who has a guest: the same boot, memory and disk as they were, and reachable all the time."""
    canary = canaries.of(compute_host)
    canaries.expect_alive(canary)
    guest.expect_intact(canary.instance)
    canaries.expect_answered(canary)
    canaries.expect_only_where_nova_has_it(canary)
