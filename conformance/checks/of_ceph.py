"""A host as a client of Ceph."""

from conformance.checks.host import Host
from conformance.model.facts import CephClient
from conformance.model.invariant import NotApplicable


def client(host: Host) -> CephClient:
    """How nova-compute is let in to Ceph. :raises NotApplicable: it opens no disks there"""
    host.require("ceph")
    if host.facts.ceph is None:
        raise NotApplicable("nova.conf names no user of Ceph (rbd_user): there are no disks in it")
    return host.facts.ceph
