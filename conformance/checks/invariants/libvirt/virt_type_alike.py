"""Guests are run in the same way everywhere."""

from collections.abc import Sequence

from conformance.checks.comparison import expect_alike
from conformance.checks.host import Host
from conformance.model.evidence import Side
from conformance.model.guides import nova_file
from conformance.model.invariant import About
from conformance.model.operation import OperationKind

ABOUT = About(
    cause="cpu-incompatible-migration",
    why="A running guest cannot change from emulation to acceleration or back, so such hosts cannot exchange guests.",
    remedy="Set the same [libvirt] virt_type on all hosts that exchange guests.",
    practice="Set the same virt_type on all hosts that take each other's guests.",
    source=(nova_file("nova/conf/libvirt.py", "virt_type"),),
    rank=8,
    stops=(OperationKind.LIVE_MIGRATION,),
    side=Side.BOTH,
)


def check_among(host: Host, others: Sequence[Host]) -> None:
    """virt_type is that of the other hosts: a running guest cannot change from emulation to acceleration or back."""
    expect_alike("virt_type", host, others, lambda one: one.conf.virt_type)
