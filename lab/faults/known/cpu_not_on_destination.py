"""The destination compares the source's CPU with what its own hypervisor offers: emulation, which lacks flags of the real CPU."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import Shape


def inject(target: FaultTarget) -> None:
    """Have Nova compare CPUs, which it does for virt_type = kvm."""
    target.nova("libvirt", "virt_type", "kvm")
    target.restart("nova-compute")


FAULT = Fault(
    title="CPU that misses flags on the destination",
    inject=inject,
    cause="cpu-incompatible-migration",
    # why it offers less, which its libvirt may have said shortly before, is as true
    shows=(Showing(OperationKind.LIVE_MIGRATION, HostRole.DESTINATION, others=("kvm-unavailable",)),),
    invariants=(
        Violation("virt_type_alike"),
        Violation("kvm_device"),
    ),
    difference="virt_type = kvm on the destination alone: the CPU that it offers without KVM lacks flags of the source's",
    remedy="choose a CPU model that all hosts have; until then, cold-migrate",
    shapes=frozenset({Shape.SUPERVISOR}),
)
