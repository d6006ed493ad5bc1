"""Nova is configured for a CPU model that this host's libvirt does not know: nova-compute does not start."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, FaultGroup, Showing, Violation
from lab.faults.target import FaultTarget


def given(target: FaultTarget) -> None:
    """Guests get a model that there is."""
    target.nova("libvirt", "cpu_mode", "custom")
    target.nova("libvirt", "cpu_models", "qemu64")


def inject(target: FaultTarget) -> None:
    """Set a model that does not exist here."""
    target.nova("libvirt", "cpu_mode", "custom")
    target.nova("libvirt", "cpu_models", "Diamond-Rapids-v9")
    target.restart("nova-compute")


FAULT = Fault(
    title="unsupported CPU model on one host",
    inject=inject,
    cause="cpu-incompatible-spawn",
    # Nova calls the host up for a while, and gives it the server
    shows=(Showing(OperationKind.BOOT, profile={"timeouts": {"boot": 60}}),),
    invariants=(
        Violation("cpu_models", group=FaultGroup.NETWORK),
        Violation("nova_conf_alike"),
    ),
    given=given,
    remedy="correct cpu_models, restart nova-compute, boot again",
)
