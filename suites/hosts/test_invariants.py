"""Every compute host is as it must be. Each invariant is a test of its own; docs/invariants.md says what it claims, and why."""

import pytest

from conformance.model.invariant import Holds

pytestmark = pytest.mark.invariant


def test_host(invariant: str, compute_host: str, holds: Holds) -> None:
    """What does not hold here will fail an instance some day, and can be set right before one is moved."""
    holds(invariant, on=compute_host)
