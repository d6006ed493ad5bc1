"""A host whose QEMU is older than that of the others, though all have the same packages."""

from lab.faults.target import FaultTarget


def run_older_qemu(target: FaultTarget) -> None:
    """Put a copy of QEMU in its place that says it is of an earlier stable release: the last number of its version is a constant in it."""
    qemu, copy = "/usr/bin/qemu-system-x86_64", "/run/lab-older-qemu"
    if target.sh(f"[ ! -e {copy} ] || echo there").strip():
        return
    # qmp_query_version stores that number, and the two before it in one move: movq $N, 0x10(%rax); movups %xmm0, (%rax)
    constant, older = r"\x48\xc7\x40\x10.\x00\x00\x00\x0f\x11\x00", r"\x48\xc7\x40\x10\x01\x00\x00\x00\x0f\x11\x00"
    forget = "rm -rf /var/cache/libvirt/qemu/capabilities"
    target.change(
        f"LC_ALL=C sed 's/{constant}/{older}/' {qemu} > {copy}; chmod 755 {copy}; mount --bind {copy} {qemu}; {forget}",
        f"while mountpoint -q {qemu}; do umount -l {qemu}; done; rm -f {copy}; {forget}",
    )
    target.restart("libvirtd")
