"""The control plane is as it must be. Each invariant is a test of its own; docs/invariants.md says what it claims, and why."""

import pytest

from conformance.model.invariant import Holds

pytestmark = pytest.mark.invariant


def test_cloud(invariant: str, holds: Holds) -> None:
    """What the cloud's own APIs say is wrong now will fail instances on all hosts alike."""
    holds(invariant)
