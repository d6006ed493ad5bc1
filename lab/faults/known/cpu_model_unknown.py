"""Nova is configured for a CPU model that this host's libvirt does not know: nova-compute does not start."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, Showing
from lab.faults.target import FaultTarget


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
    # no invariant: soon the host is down for Nova, and nothing is said of it
    remedy="correct cpu_models, restart nova-compute, boot again",
)
