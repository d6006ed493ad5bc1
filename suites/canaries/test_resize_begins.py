"""Every compute host gives a guest away to be resized, before the upgrade."""

import pytest

from conformance.model.instance import Canaries

pytestmark = [pytest.mark.boot, pytest.mark.resize]


def test_resize_begins(compute_host: str, canaries: Canaries) -> None:
    """Users do not wait for upgrades: a resize that was begun in the former release is there to be reverted in the new one."""
    canaries.begin_resize(compute_host)
