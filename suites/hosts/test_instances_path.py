"""Every compute host has room for instances."""

import pytest

from conformance.model.invariant import Holds

pytestmark = pytest.mark.invariant


def test_instances_path_has_room(compute_host: str, holds: Holds) -> None:
    """Images are converted and incoming disks written there: a full disk fails the instance, and may corrupt those that run."""
    holds("instances_free", on=compute_host)
