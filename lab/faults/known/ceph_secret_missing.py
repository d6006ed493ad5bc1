"""A new host was not given libvirt's secret for Ceph: disks are made there, and no guest starts on them."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import Storage
from lab.services.rendering import CEPH_SECRET
from lab.storage.clients import SECRET_FILES

_KEPT = "/run/lab-ceph-secret"


def inject(target: FaultTarget) -> None:
    """Have libvirt forget it."""
    definition, value = SECRET_FILES
    forget = f"mkdir -p -m 700 {_KEPT}; cp -a {definition} {_KEPT}/xml; cp -a {value} {_KEPT}/base64; virsh secret-undefine {CEPH_SECRET}"
    know = f"virsh secret-define {_KEPT}/xml; virsh secret-set-value {CEPH_SECRET} --file {_KEPT}/base64; rm -r {_KEPT}"
    target.change(forget, f"[ ! -e {_KEPT}/base64 ] || {{ {know}; }}")


FAULT = Fault(
    title="libvirt's secret for Ceph missing on one host",
    inject=inject,
    cause="volume-attach-failed",
    shows=(Showing(OperationKind.BOOT), Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION)),
    invariants=(Violation("ceph_secret_right"),),
    storages=frozenset({Storage.CEPH}),
    remedy="virsh secret-define and secret-set-value on that host, boot or migrate again",
)
