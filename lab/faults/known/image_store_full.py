"""Glance's image store is on a file system that is full."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Blamed, Fault, FaultPlace, HostRole, Showing
from lab.faults.target import FaultTarget

STORE = "/var/lib/glance/images"
_MADE = "/var/lib/lab-image-store"


def inject(target: FaultTarget) -> None:
    """Put a file system over it that has the same images, and no room for another one."""
    target.change(
        f"owner=$(stat -c %u:%g {STORE}); mkdir -p {_MADE}; size=$(($(du -sk {STORE} | cut -f1) + 1024)); "
        f"mount -t tmpfs -o size=${{size}}k lab-fault {_MADE}; cp -a {STORE}/. {_MADE}/; chown $owner {_MADE}; "
        f"head -c 4m /dev/zero > {_MADE}/others 2>/dev/null || true; mount --bind {_MADE} {STORE}",
        f"while mountpoint -q {STORE}; do umount -l {STORE}; done; while mountpoint -q {_MADE}; do umount -l {_MADE}; done; "
        f"rmdir {_MADE} 2>/dev/null || true",
        within="glance-api",
    )


FAULT = Fault(
    title="image store full",
    inject=inject,
    cause="disk-full",
    shows=(Showing(OperationKind.SNAPSHOT, HostRole.ANY), Showing(OperationKind.SHELVE, HostRole.ANY)),
    place=FaultPlace.CONTROL,
    blamed=Blamed.NONE,
    remedy="free space in the image store, make the image again",
)
