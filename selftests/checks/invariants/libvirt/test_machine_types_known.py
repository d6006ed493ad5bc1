"""The machine that a guest is, every host can be."""

import pytest

from conformance.checks.invariants import hold
from conformance.model.errors import CloudFault
from selftests.checks.invariants.case import Case, skip
from selftests.checks.invariants.good import around, host, with_libvirt

CASE = Case(
    "machine_types_known",
    around(host(), host("h2", libvirt=with_libvirt(machines=("pc-i440fx-8.2",)))),
    "QEMU on h2 has machine type pc-i440fx-9.0, which guests get on h1",
    "it has 1 others",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()


PINNED = {"libvirt/hw_machine_type": "aarch64=virt-9.0, x86_64=pc-i440fx-8.2"}


def test_of_a_machine_type_that_is_set_it_is_that_one_which_must_be_known() -> None:
    older = with_libvirt(machines=("pc-i440fx-8.2",))
    hold("machine_types_known", around(host(options=PINNED), host("h2", libvirt=older)), "h1")
    with pytest.raises(CloudFault, match=r"h2 has machine type pc-i440fx-8\.2, which guests get on h1"):
        hold("machine_types_known", around(host(options=PINNED), host("h2", libvirt=with_libvirt(machines=("pc-i440fx-9.0",)))), "h1")


def test_a_type_that_is_set_by_its_other_name_is_what_that_stands_for() -> None:
    options = {"libvirt/hw_machine_type": "x86_64=pc"}
    newer = with_libvirt(machines=("pc", "pc-i440fx-9.0"), machine_aliases={"pc": "pc-i440fx-9.0"})
    older = with_libvirt(machines=("pc", "pc-i440fx-8.2"), machine_aliases={"pc": "pc-i440fx-8.2"})
    with pytest.raises(CloudFault, match=r"h2 has machine type pc-i440fx-9\.0, which guests get on h1"):
        hold("machine_types_known", around(host(libvirt=newer, options=options), host("h2", libvirt=older, options=options)), "h1")


def test_a_type_that_no_guest_can_be_started_with_says_nothing() -> None:
    options = {"libvirt/hw_machine_type": "x86_64=pc-i440fx-99.9"}
    told = "no guest is started on h1, whose QEMU has no machine type pc-i440fx-99.9 ([libvirt] hw_machine_type)"
    assert skip("machine_types_known", around(host(options=options), host("h2"))) == told
