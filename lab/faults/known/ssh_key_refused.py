"""The destination takes the operator's key from the operator's machine alone: nova-compute of the source cannot log in."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, HostRole, Showing, Violation
from lab.faults.target import FaultTarget


def inject(target: FaultTarget) -> None:
    """Restrict the key."""
    path = f"{target.manager.migration_keys}/authorized_keys"
    keys = target.read(path)
    only = f'from="{target.node.layout.gateway}" '
    target.write(path, "".join(only + line + "\n" for line in keys.splitlines()))


FAULT = Fault(
    title="nova's SSH key refused",
    inject=inject,
    cause="resize-ssh-failed",
    shows=(Showing(OperationKind.COLD_MIGRATION, HostRole.DESTINATION, detail="public-key"),),
    invariants=(Violation("migration_ssh_works"),),
    remedy="add the key to the destination's authorized_keys, migrate again",
)
