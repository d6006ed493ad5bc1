"""Every compute host confines guests as the site wants."""

import pytest

from conformance.model.invariant import Holds

pytestmark = pytest.mark.invariant


def test_access_control_is_as_wanted(compute_host: str, holds: Holds) -> None:
    """SELinux or AppArmor that was switched off for a test and forgotten is noticed by nobody, until a guest breaks out."""
    holds("access_control", on=compute_host)


def test_guests_are_confined(compute_host: str, holds: Holds) -> None:
    """The kernel may enforce while libvirt, without the policy for guests, labels none of them: they run unconfined."""
    holds("guests_confined", on=compute_host)


def test_guests_are_confined_alike_everywhere(compute_host: str, holds: Holds) -> None:
    """A guest that is labelled on one host cannot arrive at another that knows no such label."""
    holds("security_models_alike", on=compute_host)
