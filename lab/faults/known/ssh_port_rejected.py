"""A firewall on the destination rejects SSH from other compute hosts."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Reject SSH from the other hosts."""
    port = target.manager.migration_ssh_port
    for peer in target.others:
        target.refuse("INPUT", f"-s {target.address(peer)} -p tcp --dport {port} -j REJECT --reject-with tcp-reset")


FAULT = Fault(
    title="SSH between compute hosts rejected by a firewall",
    inject=inject,
    cause="resize-ssh-failed",
    shows=(Showing(OperationKind.COLD_MIGRATION, HostRole.DESTINATION, detail="no-answer"),),
    invariants=(Violation("migration_ssh_works"),),
    remedy="open the port, migrate again",
)
