"""The configured CPU models can run here."""

from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip

CASE = Case(
    "cpu_models",
    one(options={"libvirt/cpu_models": "EPYC, Haswell-noTSX, kvm64, Hazwell"}),
    "the host's CPU can be each of cpu_models: EPYC, Haswell-noTSX, kvm64, Hazwell",
    "Haswell-noTSX: not usable, kvm64: libvirt cannot tell, Hazwell: unknown to libvirt",
    one(options={"libvirt/cpu_models": "epyc"}),
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("cpu_models", one()) == "no cpu_models are configured"
