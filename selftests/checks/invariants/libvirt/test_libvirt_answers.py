"""Libvirt answers."""

from conformance.model.facts import UnreadFact
from selftests.checks.invariants.broken import one
from selftests.checks.invariants.case import Case

CASE = Case(
    "libvirt_answers",
    one(libvirt=None, gaps=(UnreadFact(what="libvirt", why="Failed to connect socket", ours=False),)),
    "libvirt answers virsh",
    "Failed to connect socket",
)


def test_it_holds_where_all_is_well() -> None:
    CASE.holds()


def test_it_says_what_is_broken() -> None:
    CASE.is_told()
