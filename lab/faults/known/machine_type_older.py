"""The destination's QEMU has no machine type as new as the source's."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, FaultGroup, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import Shape

QEMU = "/usr/bin/qemu-system-x86_64"


def inject(target: FaultTarget) -> None:
    """Give QEMU an older list of machine types."""
    newest = target.sh(f"{QEMU} -machine help | sed -n 's/^pc  *.*(alias of \\(pc-i440fx-[0-9.]*\\))$/\\1/p'").strip()
    family, _, version = newest.rpartition("-")
    # as long as that name: it is a constant in the program
    other = f"{family}-0{version[1:]}"
    target.change(
        f"mkdir -p /run/lab-qemu; sed 's/{newest.replace('.', '[.]')}/{other}/g' {QEMU} > /run/lab-qemu/qemu; chmod 755 /run/lab-qemu/qemu;"
        f" mount --bind /run/lab-qemu/qemu {QEMU}; rm -rf /var/cache/libvirt/qemu/capabilities",
        f"while mountpoint -q {QEMU}; do umount -l {QEMU}; done; rm -rf /run/lab-qemu /var/cache/libvirt/qemu/capabilities",
    )
    target.restart("libvirtd", "nova-compute")


FAULT = Fault(
    title="older QEMU machine types on the destination",
    inject=inject,
    cause="hypervisor-version-gap",
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION),),
    invariants=(Violation("machine_types_known", within=60, group=FaultGroup.MACHINE),),
    difference="the destination's QEMU is a copy whose newest machine type has another name: Nova refuses one of another version",
    remedy="upgrade the destination, or cold-migrate",
    shapes=frozenset({Shape.SUPERVISOR}),
)
