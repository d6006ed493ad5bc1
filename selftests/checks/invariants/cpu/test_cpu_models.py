"""The configured CPU models can run here."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.errors import CloudFault
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import OFFER, with_libvirt

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


def test_where_qemu_tells_of_no_model_nothing_is_said_of_those_that_libvirt_knows() -> None:
    """As on AArch64, and on ppc64le."""
    untold = with_libvirt(domain_types=(OFFER.model_copy(update={"models": {"cortex-a57": "unknown", "max": "unknown"}}),))
    assert skip("cpu_models", one(libvirt=untold, options={"libvirt/cpu_models": "cortex-a57"})) == (
        "libvirt cannot tell of any model whether this CPU can be it"
    )
    with pytest.raises(CloudFault) as caught:
        hold("cpu_models", one(libvirt=untold, options={"libvirt/cpu_models": "cortex-a57, EPYC"}), "h1")
    assert caught.value.seen == "EPYC: unknown to libvirt"
