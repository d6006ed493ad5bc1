"""Guests are confined in the same way everywhere."""

from collections.abc import Sequence

from conformance.checks.comparison import expect_alike
from conformance.checks.host import Host
from conformance.model.evidence import Side
from conformance.model.guides import LIVE_MIGRATION_GUIDE
from conformance.model.invariant import About
from conformance.model.operation import OperationKind

ABOUT = About(
    cause="mac-denied",
    why="A guest that is labelled on one host cannot arrive at another that knows no such label.",
    remedy="Give all hosts the same security_driver in qemu.conf, and the same policy.",
    practice="Confine guests by the same security model on all hosts.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 6"),),
    stops=(OperationKind.LIVE_MIGRATION,),
    side=Side.BOTH,
)


def check_among(host: Host, others: Sequence[Host]) -> None:
    """Libvirt has the same security drivers as on the other hosts: a guest labelled by one cannot arrive where there is none such."""
    expect_alike("libvirt's security drivers", host, others, lambda one: ", ".join(one.libvirt.security_models) or "none")
