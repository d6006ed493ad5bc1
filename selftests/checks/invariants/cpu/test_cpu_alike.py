"""Guests get the same CPU everywhere."""

from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import around, host

CASE = Case(
    "cpu_alike",
    around(host(options={"libvirt/cpu_model_extra_flags": "-AVX"}), host("h2"), host("h3")),
    "CPU configuration: cpu_mode = host-model, as on h2, h3",
    "CPU configuration: cpu_mode = host-model, cpu_model_extra_flags = -avx",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("cpu_alike", around(host())) == "there is no other host to compare h1 with"
