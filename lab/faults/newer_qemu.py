"""A host whose QEMU is newer than that of the others: Debian 13's, with its libraries and firmware, under Debian 12's libvirt."""

from lab.errors import LabError
from lab.faults.target import FaultTarget
from lab.installed.debian13 import DEBIAN, ensure_root
from lab.services.files import debian_of_node

QEMU = "/usr/bin/qemu-system-x86_64"

_LIBRARIES = "usr/lib/x86_64-linux-gnu"
_START = """\
#!/bin/sh
export QEMU_MODULE_DIR={root}/{libraries}/qemu
exec {root}/usr/lib64/ld-linux-x86-64.so.2 --library-path {root}/{libraries} {root}{qemu} \\
    -L {root}/usr/share/qemu -L {root}/usr/share/seabios "$@"
"""


def run_newer_qemu(target: FaultTarget) -> None:
    """Have libvirt start Debian 13's QEMU; its root is made where it is not there yet.

    :raises LabError: the host has that QEMU already
    """
    if debian_of_node(target.node) == DEBIAN:
        raise LabError(f"{target.name} has Debian {DEBIAN}'s QEMU already: it takes a host of Debian 12 (`python -m lab status`)")
    start = _START.format(root=ensure_root(target.node.layout), libraries=_LIBRARIES, qemu=QEMU)
    copy, forget = "/run/lab-newer-qemu", "rm -rf /var/cache/libvirt/qemu/capabilities"
    target.write(copy, start)
    target.change(
        f"chmod 755 {copy}; mount --bind {copy} {QEMU}; {forget}",
        f"while mountpoint -q {QEMU}; do umount -l {QEMU}; done; {forget}",
    )
    target.restart("libvirtd")
