"""A host whose QEMU is newer than that of the others: Debian 13's, with its libraries and firmware, under Debian 12's libvirt."""

from lab.errors import LabError
from lab.faults.target import FaultTarget
from lab.installed.debian13 import DEBIAN, ensure_root
from lab.services.files import debian_of_node

PROGRAMS = ("/usr/bin/qemu-system-x86_64", "/usr/bin/qemu-system-i386")
"""Of one package, with modules of one directory. libvirt asks both what they can do."""

_LIBRARIES = "usr/lib/x86_64-linux-gnu"
_START = """\
#!/bin/sh
exec {root}/usr/lib64/ld-linux-x86-64.so.2 --library-path {root}/{libraries} {root}/usr/bin/${{0##*/}} \\
    -L {root}/usr/share/qemu -L {root}/usr/share/seabios "$@"
"""


def run_newer_qemu(target: FaultTarget) -> None:
    """Have libvirt start Debian 13's QEMU; its root is made where it is not there yet.

    :raises LabError: the host has that QEMU already
    """
    if debian_of_node(target.node) == DEBIAN:
        raise LabError(f"{target.name} has Debian {DEBIAN}'s QEMU already: it takes a host of Debian 12 (`python -m lab status`)")
    root = ensure_root(target.node.layout)
    start = _START.format(root=root, libraries=_LIBRARIES)
    copy, modules, forget = "/run/lab-newer-qemu", f"/{_LIBRARIES}/qemu", "rm -rf /var/cache/libvirt/qemu/capabilities"
    target.write(copy, start)
    target.change(
        # of modules that it looks for it would find those of the other QEMU, too, and end
        f"chmod 755 {copy}; mount --bind {root}{modules} {modules};"
        f" for path in {' '.join(PROGRAMS)}; do mount --bind {copy} $path; done; {forget}",
        f"for path in {' '.join(PROGRAMS)} {modules}; do while mountpoint -q $path; do umount -l $path; done; done; {forget}",
    )
    target.restart("libvirtd")
