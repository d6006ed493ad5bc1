"""All hosts keep instances in the same kind of place."""

from collections.abc import Sequence

from conformance.checks.comparison import expect_alike
from conformance.checks.host import Host
from conformance.checks.instances_storage import storage
from conformance.model.evidence import Side
from conformance.model.guides import LIVE_MIGRATION_GUIDE, NOVA_GUIDE
from conformance.model.invariant import About
from conformance.model.operation import OperationKind

ABOUT = About(
    cause="storage-mode-mismatch",
    why="Between a host with shared and one with local storage, neither a block migration nor a shared one can be right.",
    remedy="Mount the shared file system on all hosts or on none; give all of them the same [libvirt] images_type.",
    practice="See that both hosts of a migration have the same kind of instance storage.",
    source=(LIVE_MIGRATION_GUIDE.at("root cause 2"), NOVA_GUIDE.at("Troubleshoot 2: Live Migration Failures")),
    rank=12,
    stops=(OperationKind.LIVE_MIGRATION,),
    side=Side.BOTH,
)


def check_among(host: Host, others: Sequence[Host]) -> None:
    """images_type, and whether the instances path is on a shared file system, are as on the other hosts."""
    expect_alike("storage of instances", host, others, storage)
