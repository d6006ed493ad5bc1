"""Nova's configuration names a CPU model that libvirt does not know, and nova-compute has not been started since."""

from lab.faults.fault import Fault, FaultGroup, Violation
from lab.faults.target import FaultTarget


def given(target: FaultTarget) -> None:
    """Guests get a model that there is."""
    target.nova("libvirt", "cpu_mode", "custom")
    target.nova("libvirt", "cpu_models", "qemu64")


def inject(target: FaultTarget) -> None:
    """Misspell it."""
    target.nova("libvirt", "cpu_models", "Hazwell")


FAULT = Fault(
    title="CPU model misspelt",
    inject=inject,
    given=given,
    invariants=(Violation("cpu_models", group=FaultGroup.NETWORK),),
)
