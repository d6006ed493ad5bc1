"""Every resize that was begun before the upgrade can be reverted after it."""

import pytest

from conformance.model.instance import Canaries, Guest, Location

pytestmark = pytest.mark.resize


def test_resize_reverts(compute_host: str, canaries: Canaries, guest: Guest, location: Location) -> None:
    """What the former release has written down of a resize must be understood by the new one, on both hosts."""
    canary = canaries.resized(compute_host)
    canaries.revert(canary)
    guest.expect_running(canary.instance)
    location.expect_only_on(canary.instance, compute_host)
