"""qemu-img of one host cannot load a library, as after half an upgrade."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing
from lab.faults.target import FORGET_IMAGES, FaultTarget

PROGRAM = "/usr/bin/qemu-img"
COVER = "/run/lab-qemu-img"
SAYS = "qemu-img: error while loading shared libraries: liburing.so.2: cannot open shared object file: No such file or directory"


def inject(target: FaultTarget) -> None:
    """Cover it by a program that ends as the loader does."""
    script = f"#!/bin/sh\\necho '{SAYS}' >&2\\nexit 127\\n"
    target.change(
        f'{FORGET_IMAGES}; printf "{script}" > {COVER}; chmod 755 {COVER}; mount --bind {COVER} {PROGRAM}',
        f"while mountpoint -q {PROGRAM}; do umount -l {PROGRAM}; done; rm -f {COVER}",
        within="nova-compute",
    )


FAULT = Fault(
    title="qemu-img without a library",
    inject=inject,
    cause="host-tool-broken",
    shows=(Showing(OperationKind.BOOT, detail="qemu-img"),),
    remedy="install the library, boot again",
)
