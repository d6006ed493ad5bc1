"""The pool of instances' disks has a quota, and is full: what is written waits, without an error."""

from lab.faults.fault import Blamed, Fault, FaultPlace, Violation
from lab.faults.target import FaultTarget
from lab.layout import STORAGE, Storage
from lab.storage.keys import VMS


def inject(target: FaultTarget) -> None:
    """Put an object into it, and allow no more than one."""
    target.change(
        f"rados --pool {VMS} put lab-filler /etc/hostname; ceph osd pool set-quota {VMS} max_objects 1",
        f"ceph osd pool set-quota {VMS} max_objects 0; rados --pool {VMS} rm --force-full lab-filler || :",
        on=STORAGE,
    )


FAULT = Fault(
    title="Ceph's pool full",
    inject=inject,
    place=FaultPlace.CONTROL,
    invariants=(Violation("ceph_serves", Blamed.TARGET, within=60),),
    storages=frozenset({Storage.CEPH}),
    remedy="raise the quota of the pool",
)
