"""Processors of one kind run one microcode."""

from conformance.model.facts import Cpu
from selftests.checks.invariants.case import Case
from selftests.checks.invariants.good import FLAGS, around, host

CASE = Case(
    "microcode_alike",
    around(
        host(cpu=Cpu(architecture="x86_64", vendor="AuthenticAMD", model="EPYC", family="25", microcode="0x1", count=8, flags=FLAGS)),
        host("h2"),
        host("h3"),
    ),
    "microcode of EPYC: 0xa0011d5, as on h2, h3",
    "microcode of EPYC: 0x1",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
