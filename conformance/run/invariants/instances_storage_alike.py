"""All hosts keep instances in the same kind of place."""

from collections.abc import Sequence

from conformance.model.evidence import Side
from conformance.model.invariant import About
from conformance.model.operation import OperationKind
from conformance.run.comparison import expect_alike
from conformance.run.host import Host
from conformance.run.storage import storage

ABOUT = About(
    cause="storage-mode-mismatch",
    why="Between a host with shared and one with local storage, neither a block migration nor a shared one can be right.",
    remedy="Mount the shared file system on all hosts or on none; give all of them the same [libvirt] images_type.",
    source="OpenStack Error Guide: Live Migration failure, root cause 2; Nova skill: live migration (no shared storage)",
    stops=(OperationKind.LIVE_MIGRATION,),
    side=Side.BOTH,
)


def check_among(host: Host, others: Sequence[Host]) -> None:
    """images_type, and whether the instances path is on a shared file system, are as on the other hosts."""
    expect_alike("storage of instances", host, others, storage)
