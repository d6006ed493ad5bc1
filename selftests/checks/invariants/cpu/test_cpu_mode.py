"""cpu_mode is one that can work."""

from conformance.checks.invariants import hold
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import with_libvirt

CASE = Case("cpu_mode", one(options={"libvirt/cpu_mode": "custom"}), "cpu_models with cpu_mode = custom", "cpu_models is not set")


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_on_arm_the_default_is_host_passthrough() -> None:
    arm = with_libvirt(architecture="aarch64")
    hold("cpu_mode", one(libvirt=arm, options={"libvirt/cpu_mode": None}), "h1")
