"""The PCI device that Nova gives to the guest is bound to another driver on the host."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing

FAULT = Fault(
    title="PCI device not available",
    inject=None,
    cause="pci-device",
    shows=(Showing(OperationKind.BOOT, HostRole.ONLY),),
    recorded="the machine has no PCI device to pass through",
)
