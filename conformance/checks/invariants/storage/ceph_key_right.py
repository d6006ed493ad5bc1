"""Ceph lets nova-compute in."""

from conformance.checks.host import Host
from conformance.checks.of_ceph import client
from conformance.model.errors import CloudFault
from conformance.model.guides import CEPH_GUIDE, nova_file
from conformance.model.invariant import About
from conformance.model.operation import ARRIVES

ABOUT = About(
    cause="volume-attach-failed",
    why="With a keyring that is missing or is not the cluster's, nova-compute makes and finds no disk there, and each instance fails.",
    remedy="Compare the keyring with `ceph auth get client.USER`; deploy it anew for nova-compute, and restart it.",
    practice="See that every host has the keyring of Nova's Ceph user, with the key that the cluster has.",
    source=(CEPH_GUIDE.at("Setup Ceph client authentication"), nova_file("nova/storage/rbd_utils.py", "get_mon_addrs")),
    stops=ARRIVES,
)


def check(host: Host) -> None:
    """As the user and with the keyring of nova-compute, Ceph's monitors let in and answer."""
    known = client(host)
    if known.refused is not None and all(monitor.barred for monitor in known.monitors):
        # ceph_monitors_reachable tells of that
        return
    if known.refused is not None:
        raise CloudFault(f"Ceph answers client.{known.user}", known.refused, host.name)
