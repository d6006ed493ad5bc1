"""What a guest may use of its processor is there where it goes."""

from conformance.model.facts import Cpu
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import around, host

CASE = Case(
    "cpu_features_there",
    around(host(), host("h2", cpu=host().cpu and Cpu(architecture="x86_64", vendor="AuthenticAMD", count=8, flags=("aes", "avx")))),
    "h2 has the features that guests get on h1 (cpu_mode host-model)",
    "missing: avx2, sse4_2",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("cpu_features_there", one(options={"libvirt/cpu_mode": "custom", "libvirt/cpu_models": "EPYC"})) == (
        "guests get no CPU of the host's own (virt_type kvm, cpu_mode custom)"
    )
