"""The keyring of Nova's user in Ceph was not renewed on one host with the key."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import Storage
from lab.storage.clients import keyring_path
from lab.storage.keys import CINDER

_OTHER = "AQAAAAAAAAAAABAAAAAAAAAAAAAAAAAAAAAAAA=="
"""A key as keys are, which nobody has."""


def inject(target: FaultTarget) -> None:
    """Give it another key."""
    path = keyring_path(CINDER)
    target.write(path, f"[{CINDER}]\n\tkey = {_OTHER}\n")


FAULT = Fault(
    title="key of Ceph outdated on one host",
    inject=inject,
    cause="volume-attach-failed",
    shows=(Showing(OperationKind.BOOT),),
    invariants=(Violation("ceph_key_right"),),
    storages=frozenset({Storage.CEPH}),
    remedy="deploy the keyring of the cluster's key, boot again",
)
