"""The host's QEMU does not have the machine type that guests get on the others."""

from lab.faults.target import FaultTarget
from lab.invariants.breakage import Breakage, FaultGroup

_QEMU = "/usr/bin/qemu-system-x86_64"
_COPY = "/var/lib/lab-qemu"


def inject(target: FaultTarget) -> None:
    """Put a copy in its place in which the newest machine type has another name."""
    target.change(
        f"sed 's/pc-i440fx-7\\.2/pc-i440fx-0.2/g' {_QEMU} > {_COPY}; chmod 755 {_COPY}; mount --bind {_COPY} {_QEMU}",
        f"while mountpoint -q {_QEMU}; do umount -l {_QEMU}; done; rm -f {_COPY}; rm -rf /var/cache/libvirt/qemu/capabilities",
    )
    target.sh("rm -rf /var/cache/libvirt/qemu/capabilities")
    target.restart("libvirtd")


BREAKAGE = Breakage(
    inject=inject, together=FaultGroup.MACHINE, patience=60, difference="QEMU is a copy in which the name of a machine type is another"
)
