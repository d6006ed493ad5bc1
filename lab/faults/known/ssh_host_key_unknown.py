"""The source has other host keys of the destination in its known_hosts than the destination has."""

from conformance.model.operation import OperationKind
from lab.faults.fault import Fault, FaultGroup, HostRole, Showing, Violation
from lab.faults.target import FaultTarget
from lab.layout import Shape

KNOWN = "/root/.ssh/known_hosts"


def inject(target: FaultTarget) -> None:
    """Have every name lead to this host's own key."""
    lines = target.read(KNOWN).splitlines()
    own = next(line for line in lines if line.startswith(target.name)).split()[-1]
    wrong = [f"{' '.join(line.split()[:-1])} {own}" for line in lines]
    target.write(KNOWN, "\n".join(wrong) + "\n")


FAULT = Fault(
    title="host key of the destination refused",
    inject=inject,
    cause="resize-ssh-failed",
    shows=(Showing(OperationKind.COLD_MIGRATION, HostRole.SOURCE, detail="host-key"),),
    invariants=(Violation("migration_ssh_works", group=FaultGroup.CONFIGURATION),),
    remedy="renew known_hosts on the source, migrate again",
    shapes=frozenset({Shape.SUPERVISOR}),
)
