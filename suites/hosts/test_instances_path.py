"""Every compute host has room for instances."""

import pytest

pytestmark = pytest.mark.invariant


def test_instances_path_has_room(compute_host, holds):
    """Images are converted and incoming disks written there: a full disk fails the instance, and may corrupt those that run."""
    holds("instances_free", on=compute_host)
