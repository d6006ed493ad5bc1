"""Ceph's OSD is stopped: what is asked of the disks waits, without an error, until it is back."""

from lab.faults.fault import Blamed, Fault, FaultPlace, Violation
from lab.faults.target import FaultTarget
from lab.layout import STORAGE, WITH_VOLUMES
from lab.storage.ceph import OSD_PROGRAM


def inject(target: FaultTarget) -> None:
    """Stop it, and have the monitor know: with one OSD there is no other that would report it."""
    control = "supervisorctl -c /etc/supervisor/supervisord.conf"
    target.change(
        f"{control} stop {OSD_PROGRAM}; ceph osd down 0",
        f"{control} start {OSD_PROGRAM} || {control} status {OSD_PROGRAM} | grep -q RUNNING",
        on=STORAGE,
    )


FAULT = Fault(
    title="Ceph's OSD stopped",
    inject=inject,
    place=FaultPlace.CONTROL,
    invariants=(Violation("ceph_serves", Blamed.TARGET, within=60),),
    storages=WITH_VOLUMES,
    remedy="start the OSD",
)
