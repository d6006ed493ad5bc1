"""Every host reaches every monitor of Ceph."""

from conformance.checks.comparison import some
from conformance.checks.host import Host
from conformance.checks.of_ceph import client
from conformance.model.errors import CloudFault
from conformance.model.guides import CEPH_NETWORK
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="volume-attach-failed",
    why="Where a firewall is between a host and the monitors, instances there start or move only until the last monitor is out of reach.",
    remedy="Open 3300 and 6789 of all monitors, and 6800-7300 of all OSDs, to every compute host in the storage network.",
    practice="Open the ports of Ceph's monitors to every compute host.",
    source=(CEPH_NETWORK.at("IP tables"),),
    stops=ARRIVES,
)


def check(host: Host) -> None:
    """Each address of a monitor that nova-compute's ceph.conf names can be connected to."""
    known = client(host)
    if not known.monitors:
        raise NotApplicable("ceph.conf names no monitors: they are looked up in the DNS")
    barred = [f"{monitor.address}: {monitor.barred}" for monitor in known.monitors if monitor.barred]
    if barred:
        raise CloudFault("each monitor of Ceph can be connected to", some(barred), host.name)
