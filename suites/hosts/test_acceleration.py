"""Every compute host can run guests in the way that Nova asks for."""

import pytest

from conformance.model.invariant import Holds

pytestmark = pytest.mark.invariant


def test_acceleration_matches_virt_type(compute_host: str, holds: Holds) -> None:
    """Nova asks libvirt for domains of virt_type, and finds out that there are none only when the first instance fails to start."""
    holds("acceleration", on=compute_host)


def test_kvm_device_is_usable(compute_host: str, holds: Holds) -> None:
    """/dev/kvm may be there and yet not open to the user that QEMU runs as: each guest fails then, with a permission denied."""
    holds("kvm_device", on=compute_host)


def test_virt_type_is_the_same_everywhere(compute_host: str, holds: Holds) -> None:
    """A running guest cannot change from emulation to acceleration or back, so such hosts cannot exchange guests."""
    holds("virt_type_alike", on=compute_host)
