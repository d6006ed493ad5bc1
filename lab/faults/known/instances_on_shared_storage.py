"""The host's instances are on a file system of a kind that hosts share, where the site has decided for local disks."""

from pathlib import Path

from lab.faults import empty_fuse
from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget
from lab.layout import Shape
from lab.wait import wait_for

_PATH = "/var/lib/nova/instances"
_PROGRAM = "/run/lab-empty-fuse.py"


def inject(target: FaultTarget) -> None:
    """Mount an empty file system in user space (FUSE), as those of GlusterFS and others are."""
    target.write(_PROGRAM, Path(empty_fuse.__file__).read_text())
    target.change(
        f"[ -e /dev/fuse ] || mknod /dev/fuse c 10 229; setsid python3 {_PROGRAM} {_PATH} >/dev/null 2>&1 </dev/null &",
        f"while mountpoint -q {_PATH}; do umount -l {_PATH}; done; rm -f /dev/fuse",
    )
    wait_for("the file system to be mounted", lambda: target.sh(f"stat -f -c %T {_PATH}").strip() == "fuseblk", budget=10)


FAULT = Fault(
    title="instances path on a file system of another kind",
    inject=inject,
    thresholds={"shared_instances_path": False},
    invariants=(Violation("instances_storage", group=FaultGroup.SHARED),),
    difference="the file system is one of the lab's own, in user space, and empty",
    shapes=frozenset({Shape.SUPERVISOR}),
)
