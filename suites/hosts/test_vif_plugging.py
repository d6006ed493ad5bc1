"""Every compute host waits for an instance's network as the site wants."""

import pytest

from conformance.model.invariant import Holds

pytestmark = pytest.mark.invariant


def test_vif_plugging_timeout_is_as_wanted(compute_host: str, holds: Holds) -> None:
    """Too short, and instances fail when Neutron is busy; too long, and a dead agent is taken for a slow one."""
    holds("vif_plugging_timeout", on=compute_host)


def test_vif_plugging_is_fatal_as_wanted(compute_host: str, holds: Holds) -> None:
    """Where it is not fatal, an instance whose port was never plugged becomes ACTIVE: it runs, and nobody can reach it."""
    holds("vif_plugging_is_fatal", on=compute_host)
