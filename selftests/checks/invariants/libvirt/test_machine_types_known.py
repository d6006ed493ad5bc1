"""The machine that a guest is, every host can be."""

from selftests.checks.invariants.case import Case
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
