"""No guest goes to an older QEMU."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.errors import CloudFault
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import CONTROL, around, host, with_libvirt

CASE = Case(
    "qemu_not_older", around(host(), host("h2", libvirt=with_libvirt(qemu="8.2.10"))), "QEMU 9.0.2 or newer on h2, as on h1", "QEMU 8.2.10"
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


def test_it_says_why_it_says_nothing() -> None:
    assert skip("qemu_not_older", around(host())) == "there is no other host to go to from h1"


@pytest.mark.parametrize(("said", "lets"), [("true", True), ("false", False), ("perhaps", False)])
def test_a_conductor_that_does_not_mind_lets_guests_go_to_an_older_one(said: str, *, lets: bool) -> None:
    option = "skip_hypervisor_version_check_on_lm"
    control = CONTROL.model_copy(update={"conductor": {option: said}})
    hosts = around(host(), host("h2", libvirt=with_libvirt(qemu="8.2.10")), cloud_changes={"control": control})
    if lets:
        told = f"nova-conductor lets guests go to an older QEMU ([workarounds] {option}), as that on h2 is"
        assert skip("qemu_not_older", hosts) == told
    else:
        with pytest.raises(CloudFault):
            hold("qemu_not_older", hosts, "h1")
