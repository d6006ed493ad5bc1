"""libvirt has the key by which guests open their disks in Ceph."""

from conformance.checks.host import Host
from conformance.checks.of_ceph import client
from conformance.model.errors import CloudFault, SuiteFault
from conformance.model.guides import CEPH_GUIDE
from conformance.model.invariant import About, NotApplicable
from conformance.model.operation import ARRIVES
from conformance.model.reference import Reference

_KOLLA_BUG = "https://docs.openstack.org/kolla-ansible/2026.1/reference/storage/external-ceph-guide.html"

ABOUT = About(
    cause="volume-attach-failed",
    why="A host without libvirt's secret makes disks in Ceph, and starts no guest on them; migrations to it fail. New hosts are forgotten.",
    remedy="Define the secret of rbd_secret_uuid on the host (virsh secret-define); give it what `ceph auth get-key client.USER` says.",
    practice="See that libvirt on every host has the secret that rbd_secret_uuid names, with the key of Nova's Ceph user.",
    source=(
        CEPH_GUIDE.at("Configuring Nova"),
        Reference(title="External Ceph (Kolla-Ansible 2026.1), Nova", url=_KOLLA_BUG),
    ),
    stops=ARRIVES,
)


def check(host: Host) -> None:
    """The secret that rbd_secret_uuid names is there, and its key is that of nova-compute's own keyring; both are compared by digests."""
    host.require("ceph_libvirt")
    secret = host.facts.ceph_libvirt
    if secret is None:
        raise NotApplicable("nova.conf names no secret of libvirt's for Ceph (rbd_secret_uuid)")
    expected = f"libvirt has the secret {secret.uuid}"
    if secret.problem is not None and "private" in secret.problem:
        raise SuiteFault(f"{host.name}: the secret {secret.uuid} is private, so that its key cannot be compared")
    if secret.key is None:
        raise CloudFault(expected, secret.problem or "it has no value", host.name)
    known = client(host)
    if known.key is not None and known.key != secret.key:
        raise CloudFault(f"{expected} with the key of client.{known.user}", "it has another key than nova-compute's keyring", host.name)
