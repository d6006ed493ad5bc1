"""Ceph serves what is asked of it."""

from conformance.checks.comparison import some
from conformance.checks.host import Host
from conformance.checks.of_ceph import client
from conformance.model.errors import CloudFault
from conformance.model.guides import CEPH_HEALTH
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="volume-attach-failed",
    why="Where placement groups have no OSD or a pool is full, I/O waits without an error: instances hang, and guests in their disks.",
    remedy="ceph health detail; ceph osd tree; ceph df. Start the OSDs, raise the quota (ceph osd pool set-quota), or add OSDs.",
    practice="Watch Ceph's health: pools that are full, placement groups that are not available.",
    source=(CEPH_HEALTH.at("PG_AVAILABILITY, OSD_<crush type>_DOWN, OSD_FULL, POOL_FULL"),),
    stops=ARRIVES,
)

_STOPS = frozenset({"PG_AVAILABILITY", "OSD_ROOT_DOWN", "OSD_FULL", "POOL_FULL"})
"""Ceph's names of what I/O waits for; its other warnings leave the cluster serving."""

_FLAGS = "OSDMAP_FLAGS"


def check(host: Host) -> None:
    """Ceph tells nova-compute of no placement groups that are unavailable, no root without OSDs, nothing that is full, and no pause."""
    health = client(host).health
    if health is None:
        raise NotApplicable("Ceph does not tell nova-compute's user of its health")
    told = [f"{name}: {words}" for name, words in health.items() if name in _STOPS or (name == _FLAGS and "pause" in words)]
    if told:
        raise CloudFault("Ceph serves I/O to all of its pools", some(told), host.name)
