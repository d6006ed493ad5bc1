"""All hosts have the same client of Ceph."""

from collections.abc import Sequence

from conformance.checks.comparison import expect_alike
from conformance.checks.host import Host
from conformance.checks.of_ceph import client
from conformance.model.guides import CEPH_RELEASES
from conformance.model.invariant import About

ABOUT = About(
    cause="volume-attach-failed",
    why="An older client cannot open an image with features that a newer one has given it: a guest cannot move to that host.",
    remedy="Upgrade the packages of Ceph (ceph-common, librbd1, python3-rbd) on the host that differs.",
    practice="Keep the versions of Ceph's clients uniform.",
    source=(CEPH_RELEASES.whole,),
    differs_in_upgrade=True,
)


def check_among(host: Host, others: Sequence[Host]) -> None:
    """Ceph's programs are of the version that the other hosts have."""
    expect_alike("version of Ceph's client", host, others, lambda one: client(one).version or "unknown")
