"""Every compute host gets a canary."""

import pytest

from conformance.model.instance import Canaries, Guest

pytestmark = pytest.mark.boot


def test_canary_starts(compute_host: str, canaries: Canaries, guest: Guest) -> None:
    """It must be well before the upgrade: what it shows later is then the upgrade's doing."""
    canary = canaries.start(compute_host)
    guest.expect_same_boot(canary.instance, canary.boot)
    guest.expect_intact(canary.instance)
    canaries.expect_only_where_nova_has_it(canary)
